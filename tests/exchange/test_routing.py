"""What a rule does to a new order: into the pool, to a team, or nothing where nobody may have it."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone, translation

from common.errors import Conflict, Invalid, NotAllowed
from common.models import AuditEntry
from exchange import services
from exchange.enums import Urgency
from exchange.models import Order, OrderChange, RoutingRule, TeamService
from exchange.services.routing import active_rules, dry_run, order_route, route, rule_save
from organisations.enums import Role
from tests.factories.exchange import ServiceCounty
from tests.worlds import world
from volunteers.enums import TeamState
from volunteers.models import Team


class RuledCounty(ServiceCounty):
    """Both teams do repairs, and an order waits."""

    def __init__(self) -> None:
        super().__init__()
        for team in (self.team, self.rivals):
            TeamService.objects.create(team=team, category=self.repairs)
        self.order = self.opened()


county = world(RuledCounty)


def rule(county: ServiceCounty, **changes: Any) -> RoutingRule:
    return RoutingRule.objects.create(**{"name": "规则", "unit": county.town, "mode": "assigned", **changes})


def test_without_a_rule_it_waits_for_the_dispatcher(county: RuledCounty) -> None:
    before = OrderChange.objects.count()
    assert order_route(order=county.order).state == "waiting"
    assert OrderChange.objects.count() == before


@pytest.mark.parametrize(
    ("changes", "state", "team", "mode"),
    [
        ({"mode": "pooled"}, "pooled", None, "pooled"),
        ({"team": "team"}, "assigned", "team", "assigned"),
        ({"team": "rivals"}, "assigned", "rivals", "assigned"),
        ({}, "assigned", "team", "assigned"),
        ({"mode": "pooled", "is_active": False}, "waiting", None, ""),
        ({"mode": "pooled", "unit": "other_town"}, "waiting", None, ""),
        ({"mode": "pooled", "unit": "centre"}, "pooled", None, "pooled"),
        ({"mode": "pooled", "least_urgency": Urgency.URGENT}, "waiting", None, ""),
        ({"mode": "pooled", "category": "heating"}, "pooled", None, "pooled"),
    ],
)
def test_a_rule_sends_it(county: RuledCounty, changes: dict[str, Any], state: str, team: str | None, mode: str) -> None:
    given = {key: getattr(county, value) if isinstance(value, str) and hasattr(county, value) else value
             for key, value in changes.items()}  # fmt: skip
    rule(county, **given)
    with translation.override("zh-hans"):
        order = order_route(order=county.order)
    assert (order.state, order.team, str(order.mode or "")) == (state, getattr(county, team) if team else None, mode)
    assert order.dispatcher is None
    assert order.mode_reason == ("" if state == "waiting" else "按规则“规则”。")
    assert (order.dispatched_at is None) is (state == "waiting")


@pytest.mark.parametrize("why", ["suspended", "ended", "refused", "busy", "no skill"])
def test_a_team_that_may_not_have_it_is_not_sent_it(county: RuledCounty, why: str) -> None:
    order = county.order
    if why in ("suspended", "ended"):
        Team.objects.filter(pk=county.team.pk).update(state=TeamState(why))
    elif why == "refused":
        order = services.order_assign(order=order, team=county.team, actor=county.dispatcher)
        order = services.order_refuse(order=order, actor=county.team.captain, code="other", text="排不开")
    elif why == "busy":
        friday = timezone.now() + dt.timedelta(days=3)
        asked = {"wanted_from": friday}
        services.order_assign(order=county.opened(asked=asked), team=county.team, actor=county.dispatcher)
        order = county.opened(asked=asked)
    else:
        TeamService.objects.filter(team=county.team).delete()
    rule(county, team=county.team)
    routed = order_route(order=order)
    assert (routed.state, routed.team) == ("waiting", None)


def test_the_next_rule_is_not_asked_where_the_first_finds_no_team(county: RuledCounty) -> None:
    TeamService.objects.filter(team=county.team).delete()
    rule(county, order=1, team=county.team)
    rule(county, order=2, mode="pooled")
    assert order_route(order=county.order).state == "waiting"


def test_rules_stand_in_their_order_and_the_wider_unit_may_come_first(county: RuledCounty) -> None:
    narrow = rule(county, order=2, unit=county.station, mode="pooled")
    wide = rule(county, order=1, unit=county.centre, team=county.rivals)
    assert active_rules() == [wide, narrow]
    assert route(county.order).team == county.rivals
    RoutingRule.objects.filter(pk=wide.pk).update(order=3)
    assert route(county.order).rule == narrow


def test_routing_asks_a_fixed_number_of_questions(county: RuledCounty, django_assert_num_queries: Any) -> None:
    for number in range(4):
        rule(county, order=number, unit=county.other_town, mode="pooled")
    rule(county, order=9)
    order = Order.objects.select_related("need__unit", "need__category").get(pk=county.order.pk)
    with django_assert_num_queries(8):
        assert route(order).team is not None


@pytest.mark.parametrize("count", [1, 3])
def test_a_dry_run_costs_the_same_for_one_and_for_three(
    county: RuledCounty, django_assert_num_queries: Any, count: int
) -> None:
    for _ in range(count - 1):
        county.screened()
    rules = [rule(county), rule(county, mode="pooled")]
    with django_assert_num_queries(7):
        assert len(dry_run(rules, county.town)) == count


def test_needs_without_a_category_are_no_trial(county: RuledCounty) -> None:
    county.ask(category=None)
    assert [routed.need for routed in dry_run([], county.town)] == [county.order.need]


@pytest.mark.parametrize(
    ("who", "unit", "may"),
    [
        ("dispatcher", "centre", True), ("dispatcher", "station", True), ("town_dispatcher", "town", True),
        ("town_dispatcher", "station", True), ("town_dispatcher", "centre", False), ("other_dispatcher", "town", False),
        ("administrator", "centre", True), ("helper", "station", False), ("director", "centre", False),
        ("resident", "station", False), ("nobody", "centre", False),
    ],
)  # fmt: skip
def test_who_writes_a_rule(county: RuledCounty, who: str, unit: str, may: bool) -> None:
    others = {"administrator": county.holder(Role.ADMINISTRATOR, county.centre), "nobody": None}
    actor = others[who] if who in others else getattr(county, who)

    def write() -> RoutingRule:
        return rule_save(actor=actor, rule=None, name=" 进池 ", unit=getattr(county, unit), mode="pooled")

    if not may:
        with pytest.raises(NotAllowed):
            write()
        assert not RoutingRule.objects.exists()
        return
    assert (write().name, AuditEntry.objects.filter(action="exchange.rule_saved").count()) == ("进池", 1)


def test_a_rule_is_changed_in_place(county: RuledCounty) -> None:
    saved = rule_save(
        actor=county.dispatcher, rule=None, name="甲", unit=county.town, mode="assigned", team=county.team
    )
    again = rule_save(
        actor=county.dispatcher, rule=saved, name="乙", unit=county.centre, mode="pooled", is_active=False
    )
    assert again.pk == saved.pk
    row = RoutingRule.objects.get()
    assert (row.name, row.unit, row.mode, row.team, row.is_active) == ("乙", county.centre, "pooled", None, False)


@pytest.mark.parametrize("urgency", [0, 4, -1])
def test_an_urgency_that_is_none_is_refused(county: RuledCounty, urgency: int) -> None:
    with pytest.raises(Invalid) as refused:
        rule_save(actor=county.dispatcher, rule=None, name="甲", unit=county.town, mode="pooled", least_urgency=urgency)
    assert refused.value.field == "least_urgency"


def test_an_order_that_was_sent_meanwhile_is_left_as_it_is(county: RuledCounty) -> None:
    rule(county, mode="pooled")
    services.order_assign(order=county.order, team=county.team, actor=county.dispatcher)
    services.order_accept(order=county.order, actor=county.team.captain)
    with pytest.raises(Conflict):
        order_route(order=county.order)
    assert Order.objects.get(pk=county.order.pk).state == "accepted"
