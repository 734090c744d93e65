"""Who is suggested for an order, in which order, with which reasons; and what rules make of it."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from common.errors import Invalid, NotAllowed
from exchange import services
from exchange.enums import Urgency
from exchange.models import Order, Rating, RoutingRule, TeamService
from exchange.services.routing import dry_run, matches, route, rule_save
from exchange.suggesting import Field, Suggestion, kilometres, suggest
from organisations.models import Pairing, Unit
from tests.factories.exchange import ServiceCounty
from volunteers.enums import TeamState
from volunteers.models import Team


@pytest.fixture
def able(county: ServiceCounty) -> ServiceCounty:
    """Both teams do repairs."""
    for team in (county.team, county.rivals):
        TeamService.objects.create(team=team, category=county.repairs)
    return county


def names(found: list[Suggestion]) -> list[str]:
    return [each.team.name for each in found]


def reason(found: list[Suggestion], team: Team, code: str) -> tuple[str, str]:
    suggestion = next(each for each in found if each.team == team)
    return next((each.sign, each.text) for each in suggestion.reasons if each.code == code)


def test_only_teams_that_do_this_are_suggested(county: ServiceCounty) -> None:
    order = county.opened()
    assert suggest(order) == []
    TeamService.objects.create(team=county.rivals, category=county.repairs)
    assert names(suggest(order)) == [county.rivals.name]


@pytest.mark.parametrize("state", [TeamState.REVIEW, TeamState.SUSPENDED, TeamState.ENDED, TeamState.REFUSED])
def test_a_team_that_is_not_active_is_not_suggested(able: ServiceCounty, state: TeamState) -> None:
    Team.objects.filter(pk=able.team.pk).update(state=state)
    assert names(suggest(able.opened())) == [able.rivals.name]


def test_the_area_served_counts(able: ServiceCounty) -> None:
    able.rivals.areas.add(able.other_town)
    found = suggest(able.opened())
    assert names(found) == [able.team.name, able.rivals.name]
    assert reason(found, able.team, "area")[0] == "+"
    assert reason(found, able.rivals, "area")[0] == "-"


def test_a_team_with_less_to_do_comes_first(able: ServiceCounty) -> None:
    for _ in range(2):
        services.order_assign(order=able.opened(), team=able.team, actor=able.dispatcher)
    found = suggest(able.opened())
    assert names(found)[0] == able.rivals.name
    assert reason(found, able.team, "load") == ("+", "手上 2 单，每周能接 3 单")
    services.order_assign(order=able.opened(), team=able.team, actor=able.dispatcher)
    assert reason(suggest(able.opened()), able.team, "load") == ("-", "已满：手上 3 单，每周能接 3 单")


def test_who_is_busy_at_that_hour_is_left_out(able: ServiceCounty) -> None:
    friday = timezone.now() + dt.timedelta(days=3)
    asked = {"wanted_from": friday, "wanted_to": friday + dt.timedelta(hours=2)}
    services.order_assign(order=able.opened(asked=asked), team=able.team, actor=able.dispatcher)
    assert names(suggest(able.opened(asked=asked))) == [able.rivals.name]
    later = {"wanted_from": friday + dt.timedelta(hours=2)}
    found = suggest(able.opened(asked=later))
    assert able.team.name in names(found)
    assert reason(found, able.team, "free")[0] == "+"


def test_who_has_refused_it_is_not_suggested_again(able: ServiceCounty) -> None:
    order = services.order_assign(order=able.opened(), team=able.team, actor=able.dispatcher)
    order = services.order_refuse(order=order, actor=able.team.captain, code="no_capacity", text="排满了")
    assert names(suggest(order)) == [able.rivals.name]


def test_pairing_distance_and_ratings_are_said(able: ServiceCounty) -> None:
    Unit.objects.filter(pk=able.station.pk).update(latitude=31.87, longitude=120.55)
    Unit.objects.filter(pk=able.town.pk).update(latitude=31.87, longitude=120.56)
    Pairing.objects.create(unit=able.station, partner=able.town, kind="paired", valid_from=dt.date(2020, 1, 1))
    for _ in range(3):
        order = services.order_assign(order=able.opened(), team=able.rivals, actor=able.dispatcher)
        Rating.objects.create(order=order, score=5, by="account", at=timezone.now())
    found = suggest(Order.objects.select_related("need__unit", "need__category").get(pk=able.opened().pk))
    signs = {code: reason(found, able.rivals, code)[0] for code in ("paired", "near", "rated")}
    assert signs == {"paired": "+", "near": "+", "rated": "+"}
    assert reason(found, able.rivals, "near")[1] == "相距 1 公里"
    assert reason(found, able.team, "rated") == ("0", "评单还不多")


@pytest.mark.parametrize("teams", [1, 3])
def test_many_teams_cost_no_more_queries(able: ServiceCounty, django_assert_num_queries: Any, teams: int) -> None:
    for number in range(teams):
        TeamService.objects.create(team=able.make_team(f"队{number}", able.town), category=able.heating)
    order = able.opened()
    with django_assert_num_queries(7):
        assert len(suggest(order)) == teams + 2


def test_a_fit_is_five_cells_and_a_word(able: ServiceCounty) -> None:
    best = suggest(able.opened())[0]
    assert best.cells in range(1, 6)
    assert best.word in ("很合适", "合适", "可以", "勉强")
    assert not any(char == "." for each in best.reasons for char in each.text)


def test_distance_as_the_crow_flies() -> None:
    shanghai = Unit(latitude=31.2304, longitude=121.4737)
    beijing = Unit(latitude=39.9042, longitude=116.4074)
    away = kilometres(shanghai, beijing)
    assert away is not None
    assert 1060 < away < 1075
    assert kilometres(shanghai, Unit()) is None


# --- rules --------------------------------------------------------------------------------------


def rule(county: ServiceCounty, **changes: Any) -> RoutingRule:
    return RoutingRule.objects.create(**{"name": "规则", "unit": county.town, "mode": "pooled", **changes})


def test_the_first_rule_that_matches_wins(able: ServiceCounty) -> None:
    last = rule(able, order=2)
    first = rule(able, order=1, mode="assigned", team=able.team)
    order = able.opened()
    assert (route(order).rule, route(order).team) == (first, able.team)
    RoutingRule.objects.filter(pk=first.pk).update(is_active=False)
    assert (route(order).rule, route(order).team) == (last, None)


@pytest.mark.parametrize(
    ("changes", "fits"),
    [
        ({}, True),
        ({"unit": "other_town"}, False),
        ({"unit": "centre"}, True),
        ({"category": "repairs"}, True),
        ({"category": "heating"}, True),
        ({"least_urgency": Urgency.NORMAL}, True),
        ({"least_urgency": Urgency.URGENT}, False),
        ({"breadth": "individual"}, True),
        ({"breadth": "common"}, False),
    ],
)
def test_what_a_rule_speaks_of(county: ServiceCounty, changes: dict[str, Any], fits: bool) -> None:
    made = {name: getattr(county, value) if name in ("unit", "category") else value for name, value in changes.items()}
    assert matches(rule(county, **made), county.screened()) is fits


def test_assigned_without_a_team_takes_the_best_suggestion(able: ServiceCounty) -> None:
    rule(able, mode="assigned")
    order = able.opened()
    assert route(order).team == suggest(order)[0].team


def test_a_rule_sends_nothing_to_a_team_that_may_not_have_it(county: ServiceCounty) -> None:
    named = rule(county, mode="assigned", team=county.team)
    assert (route(county.opened()).rule, route(county.opened()).team) == (named, None)


def test_a_dry_run_shows_and_changes_nothing(able: ServiceCounty) -> None:
    orders = [able.opened() for _ in range(3)]
    trial = RoutingRule(name="试", unit=able.town, mode="assigned", team=able.team)
    shown = dry_run([trial], able.town)
    assert [(routed.need, routed.team) for routed in shown] == [(order.need, able.team) for order in reversed(orders)]
    assert set(Order.objects.values_list("state", flat=True)) == {"waiting"}
    assert dry_run([trial], able.other_town) == []


def test_staff_of_the_unit_write_rules(county: ServiceCounty) -> None:
    saved = rule_save(actor=county.town_dispatcher, rule=None, name="水电进池", unit=county.town, mode="pooled")
    assert RoutingRule.objects.get() == saved
    for actor, unit in ((county.town_dispatcher, county.centre), (county.helper, county.station)):
        with pytest.raises(NotAllowed):
            rule_save(actor=actor, rule=None, name="越权", unit=unit, mode="pooled")
    with pytest.raises(NotAllowed):
        rule_save(actor=county.other_dispatcher, rule=saved, name="抢", unit=county.other_town, mode="pooled")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"mode": "lottery"}, "mode"),
        ({"team": True}, "team"),
        ({"least_urgency": 9}, "least_urgency"),
    ],
)
def test_a_wrong_rule_says_where(county: ServiceCounty, changes: dict[str, Any], field: str) -> None:
    if changes.get("team"):
        changes = {"team": county.team}
    given = {"name": "规则", "unit": county.centre, "mode": "pooled", **changes}
    with pytest.raises(Invalid) as refused:
        rule_save(actor=county.dispatcher, rule=None, **given)
    assert refused.value.field == field


def test_the_field_is_read_once_for_many(able: ServiceCounty, django_assert_num_queries: Any) -> None:
    orders = [able.opened() for _ in range(4)]
    with django_assert_num_queries(7):
        known = Field.read(orders)
        assert all(suggest(order, known) for order in orders)
