"""Routing rules as staff write them: who may, in which order, and what a rule would have done before it is saved."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from exchange.models import Order, RoutingRule, TeamService
from organisations.enums import Role
from tests.factories.needs import NeedCounty

HOME = "/admin/needs/rules/"
SignIn = Callable[[Any], Client]


def rule(county: NeedCounty, name: str, **changes: Any) -> RoutingRule:
    return RoutingRule.objects.create(**{"name": name, "unit": county.town, "mode": "pooled", **changes})


def typed(county: NeedCounty, **changes: Any) -> dict[str, Any]:
    return {"name": "水电先抢", "unit": county.town.pk, "mode": "pooled", "is_active": "on", **changes}


@pytest.mark.parametrize(
    ("role", "where", "seen"),
    [
        (Role.DISPATCHER, "centre", {"全县", "全镇"}),
        (Role.ADMINISTRATOR, "centre", {"全县", "全镇"}),
        (Role.DISPATCHER, "town", {"全镇"}),
        (Role.DISPATCHER, "other_town", set()),
        (Role.DIRECTOR, "centre", None),
        (Role.HELPER, "station", None),
        (Role.PANELLIST, "station", None),
    ],
)
def test_who_writes_which_rules(
    county: NeedCounty, sign_in: SignIn, role: Role, where: str, seen: set[str] | None
) -> None:
    held = [rule(county, "全县", unit=county.centre), rule(county, "全镇")]
    client = sign_in(county.holder(role, getattr(county, where)))
    answer = client.get(HOME)
    assert answer.status_code == (404 if seen is None else 200)
    assert {each.name for each in held if seen is not None and each.name in answer.content.decode()} == (seen or set())
    for each in held:
        mine = each.name in (seen or set())
        assert client.get(f"{HOME}{each.pk}/").status_code == (200 if mine else 404)
        assert client.post(f"{HOME}{each.pk}/off/").status_code == (302 if mine else 404)
        each.refresh_from_db()
        assert each.is_active is not mine


def test_a_rule_is_written_changed_and_keeps_its_place(county: NeedCounty, sign_in: SignIn) -> None:
    client = sign_in(county.holder(Role.DISPATCHER, county.town))
    rule(county, "第一条", order=4)
    assert client.post(f"{HOME}new/", typed(county, category=county.repairs.pk, least_urgency=2)).status_code == 302
    made = RoutingRule.objects.get(name="水电先抢")
    assert (made.order, made.category, made.least_urgency, made.mode) == (5, county.repairs, 2, "pooled")
    change = typed(county, name="水电派单", mode="assigned", team=county.team.pk)
    assert client.post(f"{HOME}{made.pk}/", change).status_code == 302
    made.refresh_from_db()
    assert (made.order, made.category, made.mode, made.team) == (5, None, "assigned", county.team)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "必需"),
        ({"unit": "centre"}, "选择"),
        ({"mode": "drawn"}, "选择"),
        ({"team": "team"}, "抢单池"),
        ({"least_urgency": "9"}, "选择"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    county: NeedCounty, sign_in: SignIn, changes: dict[str, str], words: str
) -> None:
    client = sign_in(county.holder(Role.DISPATCHER, county.town))
    given = {key: getattr(county, value).pk if hasattr(county, value) else value for key, value in changes.items()}
    answer = client.post(f"{HOME}new/", typed(county, **given))
    text = answer.content.decode()
    field = re.search(r'id="error_(\w+)">([^<]+)', text)
    assert (answer.status_code, field and field[1]) == (422, next(iter(changes)))
    assert field is not None
    assert words in field[2]
    assert "name" in changes or 'value="水电先抢"' in text
    assert not RoutingRule.objects.exists()


@pytest.mark.parametrize(
    ("name", "verb", "after"),
    [
        ("二", "earlier", ["二", "一", "县", "三"]),
        ("二", "later", ["一", "三", "县", "二"]),
        ("一", "earlier", ["一", "二", "县", "三"]),
        ("三", "later", ["一", "二", "县", "三"]),
    ],
)
def test_a_rule_moves_among_ones_own(
    county: NeedCounty, sign_in: SignIn, name: str, verb: str, after: list[str]
) -> None:
    """All have the same number at first; the county's rule between them keeps its place."""
    held = {each: rule(county, each, unit=county.centre if each == "县" else county.town) for each in "一二县三"}
    client = sign_in(county.holder(Role.DISPATCHER, county.town))
    assert client.post(f"{HOME}{held[name].pk}/{verb}/").status_code == 302
    assert list(RoutingRule.objects.values_list("name", flat=True)) == after
    assert client.get(f"{HOME}{held[name].pk}/{verb}/").status_code == 405
    assert client.post(f"{HOME}{held[name].pk}/sideways/").status_code == 404


def test_what_it_would_have_done_is_shown_before_it_is_saved(county: NeedCounty, sign_in: SignIn) -> None:
    TeamService.objects.create(team=county.team, category=county.repairs)
    need = county.opened().need
    rule(county, "都进池", order=7)
    client = sign_in(county.holder(Role.DISPATCHER, county.town))
    given = typed(county, name="都派单", mode="assigned", team=county.team.pk, **{"try": "1"})
    answer = client.post(f"{HOME}new/", given)
    line = next(each for each in answer.context["tried"] if each.need == need)
    assert (answer.status_code, line.now, line.then) == (200, "按“都进池”进入抢单池", "按“都进池”进入抢单池")
    assert need.summary in answer.content.decode()
    assert "与现在相同" in answer.content.decode()
    first = RoutingRule.objects.create(name="头一条", unit=county.town, mode="pooled", is_active=False, order=0)
    line = client.post(f"{HOME}{first.pk}/", given).context["tried"][0]
    assert (line.changed, line.then) == (True, f"按“都派单”派给{county.team}")
    assert not RoutingRule.objects.filter(name="都派单").exists()
    assert Order.objects.get(need=need).state == "waiting"


def test_a_trial_costs_the_same_for_one_need_and_three(county: NeedCounty, sign_in: SignIn) -> None:
    client = sign_in(county.holder(Role.DISPATCHER, county.town))
    counts = []
    for more in (1, 2):
        for _each in range(more):
            county.opened()
        client.get(HOME)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.post(f"{HOME}new/", typed(county, **{"try": "1"}))
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_the_list_costs_the_same_for_one_rule_and_three(county: NeedCounty, sign_in: SignIn) -> None:
    client = sign_in(county.holder(Role.DISPATCHER, county.town))
    counts = []
    for names in ("一", "二三"):
        for name in names:
            rule(county, name, mode="assigned", team=county.team, category=county.repairs)
        client.get(HOME)
        with CaptureQueriesContext(connection) as caught:
            client.get(HOME)
        counts.append(len(caught))
    assert counts[0] == counts[1]
