"""The audit log's details in words, for people who never saw the code."""

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from common.audit_details import LABELS, details, label_words, value_words
from common.audit_words import ACTIONS, GROUPS, action_choices, action_words
from exchange.enums import Channel, ExtensionState, Mode, NeedState, OrderState, Reach, ScreenOutcome
from organisations.enums import Role, UnitKind
from tests.architecture.test_sizes import ROOT, tracked
from tests.factories.common import AuditEntryFactory
from tests.factories.organisations import County
from tests.worlds import world
from volunteers.enums import TeamState

CHINESE = re.compile(r"[㐀-鿿]")
NOT_DETAILS = {"actor", "on_behalf_of", "unit_path"}


def written() -> Iterator[tuple[str, ast.Call]]:
    """Every place where the product writes an entry, with its action where that is plain text."""
    for path in tracked("*.py"):
        if path.relative_to(ROOT).parts[0] in ("tests", "demo", "benchmarks"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("audit.record", "_done"):
                action = node.args[0] if node.args else None
                yield (action.value if isinstance(action, ast.Constant) else ""), node


def test_every_action_that_is_written_has_words() -> None:
    actions = {action for action, _ in written() if action}
    assert len(actions) > 30
    assert sorted(actions - set(ACTIONS)) == []


def test_every_detail_that_is_written_has_a_label() -> None:
    keys = {keyword.arg for _, call in written() for keyword in call.keywords if keyword.arg} - NOT_DETAILS
    assert len(keys) > 20
    assert sorted(keys - set(LABELS)) == []


@pytest.mark.parametrize("key", LABELS)
def test_labels_are_chinese(key: str) -> None:
    assert CHINESE.search(label_words(key))


@pytest.mark.parametrize("role", Role.values)
def test_roles_are_said_by_their_names(role: str) -> None:
    assert value_words("role", role) == Role(role).label
    assert CHINESE.search(value_words("role", role))


@pytest.mark.parametrize(
    "kind", [*UnitKind.values, "staff", "resident", "service", "news", "case", "briefing", "policy"]
)
def test_kinds_of_units_people_and_pages_are_said_by_their_names(kind: str) -> None:
    assert CHINESE.search(value_words("kind", kind))


SAID = [
    ("channel", Channel, "exchange.need_submitted"),
    ("mode", Mode, "exchange.rule_saved"),
    ("reach", Reach, "exchange.followed_up"),
    ("outcome", ScreenOutcome, "exchange.panel_said"),
    ("before", NeedState, "exchange.need_cancelled"),
    ("before", OrderState, "exchange.order_cancelled"),
    ("before", TeamState, "volunteers.team_active"),
]


@pytest.mark.parametrize(
    ("key", "value", "action"), [(key, value, action) for key, values, action in SAID for value in values]
)
def test_stored_codes_of_services_and_teams_are_said_by_their_names(key: str, value: Any, action: str) -> None:
    """What is written is the plain code; what is read is its label, that of the action's own kind of row."""
    line = details(json.loads(json.dumps({key: str(value)})), action)
    assert line == f"{label_words(key)}：{value.label}"
    assert CHINESE.search(str(value.label))


def test_one_code_means_two_things_in_two_kinds_of_rows() -> None:
    need, order = (details({"before": "accepted"}, f"exchange.{kind}_cancelled") for kind in ("need", "order"))
    assert (need, order) == (f"改前：{NeedState.ACCEPTED.label}", f"改前：{OrderState.ACCEPTED.label}")
    assert need != order
    assert details({"before": "accepted"}, "lost.found") == "改前：accepted"


def test_what_was_read_of_a_person_is_no_device() -> None:
    assert details({"fields": ["address", "words"]}, "exchange.personal_read") == "看了哪些：地址、原话"
    # Who changes them changes them, and everything else keeps its name.
    assert details({"fields": ["address"]}, "exchange.need_changed").startswith("改了哪些：")
    assert details({"reason": "回访", "fields": ["address"]}, "exchange.personal_read").startswith(
        "原因：回访 · 看了哪些："
    )


@pytest.mark.parametrize(
    ("action", "words"),
    [(f"exchange.need_{state}", state.label) for state in NeedState if state != NeedState.SUBMITTED]
    + [(f"exchange.order_{state}", state.label) for state in OrderState]
    + [(f"exchange.extension_{state}", "") for state in ExtensionState]
    + [(f"volunteers.team_{state}", "") for state in TeamState],
)
def test_actions_made_of_a_state_have_words(action: str, words: Any) -> None:
    said = action_words(action)
    assert CHINESE.search(said)
    assert str(words) in said


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ({}, ""),
        ({"decision": "approve"}, "决定：通过"),
        ({"decision": "reject", "reason": "与事实不符"}, "决定：驳回 · 原因：与事实不符"),
        ({"address": "", "username": "lin"}, "用户名：lin"),
        ({"address": None, "fields": []}, ""),
        ({"fields": ["first_name", "email"]}, "改了哪些：名、电子邮箱"),
        ({"kinds": ["identity", "mobile"]}, "类型：身份证号、手机号"),
        ({"before": {"phone": "", "name": "旧"}, "after": {"phone": "1", "name": "新"}},
         "改前：电话 –、名称 旧 · 改后：电话 1、名称 新"),
        ({"count": 0}, "处数：0"),
        ({"unheard": "of"}, "unheard：of"),
        ({"decision": "unheard_of"}, "决定：unheard_of"),
        ({"count": True}, "处数：是"),
    ],
)  # fmt: skip
def test_details_in_one_line(data: dict[str, object], line: str) -> None:
    assert details(json.loads(json.dumps(data))) == line


def test_the_filter_offers_every_action_once_under_a_chinese_name() -> None:
    offered = [code for _, actions in action_choices() for code, _ in actions]
    assert sorted(offered) == sorted(ACTIONS)
    assert [name for name, _ in action_choices()] == [str(name) for name in GROUPS.values()]
    assert all(CHINESE.search(words) for _, actions in action_choices() for _, words in actions)


county = world(County)


@pytest.fixture
def auditor(county: County) -> Client:
    client = Client()
    client.force_login(county.administrator, backend="django.contrib.auth.backends.ModelBackend")
    county.administrator.is_superuser = True
    county.administrator.save()
    return client


def rows(client: Client, **query: str) -> list[list[str]]:
    soup = BeautifulSoup(client.get(reverse("audit:index"), query).content, "html.parser")
    return [[cell.get_text(strip=True) for cell in row.find_all("td")] for row in soup.select(".listing tbody tr")]


def test_a_row_says_who_did_what_when(auditor: Client) -> None:
    AuditEntryFactory.create(
        action="organisations.post_given", at="2026-11-25T16:05:09+00:00", data={"role": "final_reviewer", "person": 3}
    )
    newest = rows(auditor, action="organisations.post_given")[0]
    assert newest[:2] == ["2026-11-26 00:05:09", "周桂芳"]
    assert newest[4] == f"职责：{Role.FINAL_REVIEWER.label} · 人员编号：3"


def test_a_row_of_a_service_says_its_state_in_words(auditor: Client) -> None:
    AuditEntryFactory.create(action="exchange.order_assigned", data={"before": "waiting", "team": 3})
    newest = rows(auditor, action="exchange.order_assigned")[0]
    assert newest[2] == f"订单：{OrderState.ASSIGNED.label}"
    # A database may sort the keys of what it stores.
    assert set(newest[4].split(" · ")) == {f"改前：{OrderState.WAITING.label}", "队伍编号：3"}


def test_choosing_an_action_shows_only_its_rows(auditor: Client) -> None:
    AuditEntryFactory.create(action="organisations.unit_moved", actor_name="甲")
    AuditEntryFactory.create(action="organisations.unit_merged", actor_name="乙")
    assert [row[1] for row in rows(auditor, action="organisations.unit_moved")] == ["甲"]
    assert [row[1] for row in rows(auditor, action="organisations.unit_merged")] == ["乙"]


def test_a_code_that_is_none_is_refused_and_shows_no_error_page(auditor: Client) -> None:
    AuditEntryFactory.create(actor_name="丙")
    answer = auditor.get(reverse("audit:index"), {"action": "'; drop table --"})
    assert answer.status_code == 200


def test_what_people_typed_is_escaped(auditor: Client) -> None:
    AuditEntryFactory.create(action="accounts.sign_in_failed", data={"username": "<script>alert(1)</script>"})
    content = auditor.get(reverse("audit:index")).content.decode()
    assert "<script>alert(1)" not in content
    assert "&lt;script&gt;alert(1)" in content
