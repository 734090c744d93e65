"""Nobody and nothing is planned twice at once, and no team is sent two orders for one hour."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from common.errors import Conflict, Invalid
from exchange import services
from exchange.models import Order, Plan
from organisations.models import Venue, VenueSpace
from tests.factories.exchange import ServiceCounty
from volunteers.models import TeamMember, Vehicle


def tomorrow(hour: int, minute: int = 0) -> dt.datetime:
    day = timezone.localdate() + dt.timedelta(days=1)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


def rivals_order(county: ServiceCounty) -> Order:
    order = services.order_assign(order=county.opened(), team=county.rivals, actor=county.dispatcher)
    return services.order_accept(order=order, actor=county.rivals.captain)


def plan(county: ServiceCounty, order: Order, start: dt.datetime, hours: float = 1, **more: Any) -> Plan:
    team = order.team
    assert team is not None
    given = {"members": list(team.members.all()), **more}
    return services.order_plan(
        order=order, actor=team.captain, starts_at=start, ends_at=start + dt.timedelta(hours=hours), **given
    )


@pytest.mark.parametrize(("begins", "clashes"), [(8, False), (9, True), (10, True), (11, False)])
def test_a_room_and_a_vehicle_are_taken_for_the_time_of_the_plan(
    county: ServiceCounty, begins: int, clashes: bool
) -> None:
    venue = Venue.objects.create(name="站内活动室", owner=county.station)
    space = VenueSpace.objects.create(venue=venue, name="阅览室")
    car = Vehicle.objects.create(unit=county.station, name="一号车")
    first, second = county.accepted(), rivals_order(county)
    plan(county, first, tomorrow(9), 2, space=space, vehicle=car)
    for field, value in (("space", space), ("vehicle", car)):
        if clashes:
            with pytest.raises(Conflict) as refused:
                plan(county, second, tomorrow(begins), **{field: value})
            assert (refused.value.code, refused.value.field) == ("exchange.taken_then", field)
            assert f"{tomorrow(9):%m-%d %H:%M}" in str(refused.value)
        else:
            assert plan(county, second, tomorrow(begins), **{field: value}).pk


def test_a_person_with_an_account_is_the_same_in_two_teams(county: ServiceCounty) -> None:
    TeamMember.objects.create(
        team=county.rivals, name="同一个人", user=county.team.captain, valid_from=dt.date(2020, 1, 1)
    )
    plan(county, county.accepted(), tomorrow(9))
    with pytest.raises(Conflict) as refused:
        plan(county, rivals_order(county), tomorrow(9, 30))
    assert refused.value.field == "members"


def test_one_team_has_one_order_at_a_time(county: ServiceCounty) -> None:
    first, second = county.accepted(), county.accepted()
    plan(county, first, tomorrow(9))
    with pytest.raises(Conflict) as refused:
        plan(county, second, tomorrow(9, 30))
    assert refused.value.code == "exchange.team_busy"
    assert plan(county, second, tomorrow(10)).pk


def test_planning_anew_frees_the_former_time(county: ServiceCounty) -> None:
    order, other = county.accepted(), county.accepted()
    plan(county, order, tomorrow(9))
    plan(county, order, tomorrow(14))
    assert plan(county, other, tomorrow(9)).pk
    assert Plan.objects.filter(order=order).count() == 1
    assert list(order.changes.filter(to_state="scheduled").values_list("to_state", flat=True)) == ["scheduled"]


@pytest.mark.parametrize(
    ("start", "hours", "field"),
    [
        (tomorrow(9), 0, "ends_at"),
        (tomorrow(9), -1, "ends_at"),
        (tomorrow(9), 25, "ends_at"),
        (timezone.now() - dt.timedelta(hours=3), 1, "starts_at"),
    ],
)
def test_a_plan_has_a_time_that_makes_sense(
    county: ServiceCounty, start: dt.datetime, hours: float, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        plan(county, county.accepted(), start, hours)
    assert refused.value.field == field


def test_only_own_members_go(county: ServiceCounty) -> None:
    order = county.accepted()
    for members in ([], list(county.rivals.members.all())):
        with pytest.raises(Invalid) as refused:
            plan(county, order, tomorrow(9), members=members)
        assert refused.value.field == "members"


def test_who_has_left_the_team_does_not_go(county: ServiceCounty) -> None:
    gone = TeamMember.objects.create(
        team=county.team, name="走了", valid_from=dt.date(2020, 1, 1), valid_to=dt.date(2021, 1, 1)
    )
    with pytest.raises(Invalid):
        plan(county, county.accepted(), tomorrow(9), members=[gone])


def wanted(county: ServiceCounty, hour: int) -> Order:
    return county.opened(asked={"wanted_from": tomorrow(hour), "wanted_to": tomorrow(hour + 1)})


def test_a_team_is_never_sent_two_orders_for_the_same_hour(county: ServiceCounty) -> None:
    services.order_assign(order=wanted(county, 19), team=county.team, actor=county.dispatcher)
    second = wanted(county, 19)
    with pytest.raises(Conflict) as refused:
        services.order_assign(order=second, team=county.team, actor=county.dispatcher)
    assert (refused.value.code, refused.value.field) == ("exchange.team_busy", "team")
    assert services.order_assign(order=second, team=county.rivals, actor=county.dispatcher).team == county.rivals
    assert (
        services.order_assign(order=wanted(county, 20), team=county.team, actor=county.dispatcher).team == county.team
    )


def test_neither_does_it_take_a_second_one_from_the_pool(county: ServiceCounty) -> None:
    services.order_assign(order=wanted(county, 19), team=county.team, actor=county.dispatcher)
    pooled = services.order_pool(order=wanted(county, 19), actor=county.dispatcher)
    with pytest.raises(Conflict) as refused:
        services.order_take(order=pooled, team=county.team, actor=county.team.captain)
    assert refused.value.code == "exchange.team_busy"
    assert Order.objects.get(pk=pooled.pk).state == "pooled"
