"""Orders in hand: whose, in which order, answered where more time is asked, and as a file."""

import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from exchange.enums import ExtensionState
from exchange.models import Extension, Order
from organisations.enums import Role
from tests.factories.needs import NeedCounty
from workflows.services import needs

LIST = "/admin/needs/orders/"


def dated(order: Order, *, hours: float) -> Order:
    """Due, and its answer due, so many hours from now."""
    at = timezone.now() + dt.timedelta(hours=hours)
    Order.objects.filter(pk=order.pk).update(due_at=at, answer_due_at=at)
    return Order.objects.get(pk=order.pk)


def asked(county: NeedCounty, order: Order | None = None) -> Extension:
    order = dated(order or county.accepted(), hours=5)
    until = timezone.now() + dt.timedelta(days=3)
    return needs.extension_ask(order=order, actor=county.team.captain, until=until, reason="材料周三才到")


def listed(client: Client, **query: str) -> list[Order]:
    return [row.order for row in client.get(LIST, query).context["rows"]]


@pytest.mark.parametrize(
    ("role", "where", "seen"),
    [
        (Role.DISPATCHER, "centre", {"百家桥站", "恬庄站"}),
        (Role.DIRECTOR, "centre", {"百家桥站", "恬庄站"}),
        (Role.AUDITOR, "town", {"百家桥站"}),
        (Role.DISPATCHER, "other_town", {"恬庄站"}),
        (Role.DISPATCHER, "station", {"百家桥站"}),
        (Role.HELPER, "station", None),
        (Role.PANELLIST, "station", None),
        (Role.ADMINISTRATOR, "centre", None),
    ],
)
def test_who_sees_which(county: NeedCounty, sign_in: Any, role: Role, where: str, seen: set[str] | None) -> None:
    elsewhere = county.assigned()
    county.other_station.needs.add(elsewhere.need)
    county.assigned()
    client = sign_in(county.holder(role, getattr(county, where)))
    answer = client.get(LIST)
    assert answer.status_code == (404 if seen is None else 200)
    if seen is not None:
        assert {row.order.need.unit.name for row in answer.context["rows"]} == seen
        assert answer.context["total"] == len(seen)
        file = client.get(LIST, {"export": "csv"}).content.decode("utf-8-sig")
        assert {name for name in ("百家桥站", "恬庄站") if name in file} == seen


def test_the_overdue_first_then_the_next_due_and_what_waits_for_the_resident_last(
    county: NeedCounty, sign_in: Any
) -> None:
    paused = needs.order_pause(order=dated(county.accepted(), hours=-9), actor=county.team.captain, reason="几楼")
    soon, later = dated(county.accepted(), hours=3), dated(county.assigned(), hours=30)
    late = dated(county.assigned(), hours=-2)
    county.opened()
    client = sign_in(county.dispatcher)
    assert listed(client) == [late, soon, later, paused]
    rows = client.get(LIST).context["rows"]
    assert [row.clock.shape for row in rows] == ["late", "soon", "calm", "paused"]
    assert listed(client, **{"is": "late"}) == [late]


def test_each_tab_holds_as_many_as_it_says(county: NeedCounty, sign_in: Any) -> None:
    county.assigned()
    late = dated(county.assigned(), hours=-1)
    extension = asked(county)
    county.scheduled()
    needs.order_start(order=county.scheduled(hours=60), actor=county.team.captain)
    done = county.done(needs.order_start(order=county.scheduled(hours=72), actor=county.team.captain))
    needs.order_pause(order=county.accepted(), actor=county.team.captain, reason="几楼")
    client = sign_in(county.dispatcher)
    for query in ({}, {"unit": county.town.path}, {"q": "热水器"}, {"q": "水电维修队", "kind": county.repairs.path}):
        for address, label, count, _current, _alarm in client.get(LIST, query).context["tabs"]:
            rows = client.get(f"{LIST}?{address}").context["rows"]
            assert len(rows) == count, (query, label)
    assert listed(client, **{"is": "asked"}) == [extension.order]
    assert listed(client, **{"is": "done"}) == [done]
    assert listed(client, **{"is": "late"}) == [late]
    for query in ({"unit": "zz"}, {"kind": "9"}, {"is": "nonsense"}, {"p": "99999999999"}):
        assert len(listed(client, **query)) == 6
    assert listed(client, q="月球") == []
    assert listed(client, q=done.need.code, **{"is": "done"}) == [done]


@pytest.mark.parametrize(("granted", "state"), [("yes", ExtensionState.GRANTED), ("no", ExtensionState.DECLINED)])
def test_more_time_is_answered_in_the_list(county: NeedCounty, sign_in: Any, granted: str, state: str) -> None:
    extension = asked(county)
    client = sign_in(county.town_dispatcher)
    html = client.get(LIST).content.decode()
    assert "材料周三才到" in html
    given = {"granted": granted, "answer": "等材料到了就办"}
    answer = client.post(f"{LIST}{extension.order.code}/extension/?is=asked", given)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{LIST}?is=asked")
    extension.refresh_from_db()
    assert (extension.state, extension.answer, extension.decided_by) == (state, given["answer"], county.town_dispatcher)
    due = extension.new_due_at if granted == "yes" else extension.old_due_at
    assert Order.objects.get(pk=extension.order_id).due_at == due


def test_a_no_needs_words_and_nothing_typed_is_lost(county: NeedCounty, sign_in: Any) -> None:
    extension = asked(county)
    address = f"{LIST}{extension.order.code}/extension/"
    client = sign_in(county.dispatcher)
    silent = client.post(address, {"granted": "no", "answer": " "})
    text = silent.content.decode()
    assert (silent.status_code, "desk-field-error" in text) == (422, True)
    assert 'value="no" id="' in text
    nothing = client.post(address, {"answer": "再等等看"})
    assert (nothing.status_code, "再等等看" in nothing.content.decode()) == (422, True)
    extension.refresh_from_db()
    assert extension.state == ExtensionState.ASKED
    assert client.post(address, {"granted": "yes"}).status_code == 302
    late = client.post(address, {"granted": "no", "answer": "不行"})
    assert (late.status_code, 'role="alert"' in late.content.decode()) == (409, True)


@pytest.mark.parametrize(
    ("who", "status"), [("director", 403), ("other_dispatcher", 404), ("helper", 404), ("dispatcher", 302)]
)
def test_only_its_dispatcher_answers(county: NeedCounty, sign_in: Any, who: str, status: int) -> None:
    extension = asked(county)
    client = sign_in(getattr(county, who))
    assert client.post(f"{LIST}{extension.order.code}/extension/", {"granted": "yes"}).status_code == status
    extension.refresh_from_db()
    assert (extension.state == ExtensionState.GRANTED) is (status == 302)
    if who == "director":
        assert "order-more" not in client.get(LIST).content.decode()


@pytest.mark.parametrize("code", ["zzzzzzzz", "none"])
def test_an_order_that_asks_for_nothing_is_not_there(county: NeedCounty, sign_in: Any, code: str) -> None:
    code = county.accepted().code if code == "none" else code
    assert sign_in(county.dispatcher).post(f"{LIST}{code}/extension/", {"granted": "yes"}).status_code == 404


def test_paged(county: NeedCounty, sign_in: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("workflows.service_desk.views.orders.ON_A_PAGE", 2)
    made = [dated(county.assigned(), hours=hours) for hours in (10, 20, 30)]
    client = sign_in(county.dispatcher)
    assert (listed(client), listed(client, p="2")) == (made[:2], made[2:])


def test_the_file_says_what_the_list_says(county: NeedCounty, sign_in: Any) -> None:
    extension = asked(county)
    county.assigned()
    client = sign_in(county.dispatcher)
    answer = client.get(LIST, {"export": "xlsx", "is": "asked", "unit": county.town.path})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[1][0] == "筛选：申请延期；杨舍镇实践所"
    assert len(rows) == 5
    filed = dict(zip(rows[3], rows[4], strict=True))
    assert (filed["编码"], filed["队伍"], filed["单位"]) == (extension.order.need.code, "水电维修队", "百家桥站")
    assert filed["申请延到"] == f"{timezone.localtime(extension.new_due_at):%Y-%m-%d %H:%M}"
    assert "13800138000" not in str(rows)


@pytest.mark.parametrize("many", [1, 3])
def test_its_queries_do_not_grow(county: NeedCounty, sign_in: Any, many: int) -> None:
    for _each in range(many):
        asked(county)
    client = sign_in(county.dispatcher)
    client.get(LIST)
    with CaptureQueriesContext(connection) as seen:
        client.get(LIST)
    assert len(seen) == 12
