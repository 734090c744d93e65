"""A route on a day: computed times, closed stops, two ways out."""

import datetime as dt

import pytest
import time_machine
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from cms.models import RoutePage, RouteStop
from cms.routes import chosen_day
from organisations.enums import DayType
from tests.cms.conftest import County
from tests.factories import cms as make

MONDAY = dt.date(2026, 11, 30)
SATURDAY = dt.date(2026, 12, 5)
NOON = dt.datetime(2026, 11, 25, 4, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def wednesday() -> object:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def route(county: County) -> RoutePage:
    """Village, a museum that rests on Mondays, a school yard that opens at 17:30 on working days."""
    village = make.venue(county.village, "百家桥村")
    museum = make.venue(county.town, "科普馆", rules=[(DayType.EVERY_DAY, "09:00", "17:00"), (DayType.MONDAY, "", "")])
    yard = make.venue(
        county.town, "操场", rules=[(DayType.WORKING_DAY, "17:30", "20:30"), (DayType.REST_DAY, "00:00", "23:59")]
    )
    return make.route(
        county.town_page,
        [
            RouteStop(venue=village, stay_minutes=40, way_minutes=99, way_metres=9999),
            RouteStop(venue=museum, stay_minutes=60, way_minutes=15, way_metres=1200),
            RouteStop(venue=yard, stay_minutes=30, way_minutes=25, way_metres=3000, way=RouteStop.Way.BICYCLE),
        ],
        title="走走听听",
    )


def test_totals_are_stays_and_the_ways_between(route: RoutePage) -> None:
    assert (route.stay_minutes, route.way_minutes, route.total_minutes) == (130, 40, 170)
    assert (route.total_metres, route.stop_count) == (4200, 3)
    assert (route.duration_label, route.distance_label) == ("2 小时 50 分", "4.2 公里")


def test_monday_has_a_closed_and_a_later_stop(route: RoutePage) -> None:
    plan = route.plan_for(MONDAY)
    assert [line.arrives.strftime("%H:%M") for line in plan.lines] == ["09:00", "09:55", "11:20"]
    assert [line.state for line in plan.lines] == ["open", "closed", "opens_later"]
    assert [line.label for line in plan.lines] == ["开放到 17:00", "周一全天不开", "周一 17:30 后开放"]
    assert (plan.is_clear, [line.number for line in plan.conflicts]) == (False, [2, 3])


def test_two_ways_out_of_a_conflict(route: RoutePage) -> None:
    plan = route.plan_for(MONDAY)
    assert plan.other_day == dt.date(2026, 11, 29)
    assert plan.open_only is not None
    assert [line.number for line in plan.open_only.lines] == [1]


def test_clear_day_needs_no_way_out(route: RoutePage) -> None:
    plan = route.plan_for(SATURDAY)
    assert (plan.is_clear, plan.other_day, plan.open_only) == (True, None, None)
    assert plan.finishes_at.strftime("%H:%M") == "11:50"
    assert (plan.minutes, plan.metres) == (170, 4200)
    assert plan.lines[2].label == "全天开放"


def test_other_day_is_never_in_the_past(route: RoutePage) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 30, 4, tzinfo=dt.UTC), tick=False):
        assert route.plan_for(MONDAY).other_day == SATURDAY


def test_stop_that_never_opens_leaves_no_other_day(county: County) -> None:
    shut = make.venue(county.village, "老祠堂", rules=[])
    plan = make.route(county.town_page, [RouteStop(venue=shut)]).plan_for(SATURDAY)
    assert (plan.other_day, plan.open_only) == (None, None)


def test_leaving_out_a_stop_moves_the_later_ones_forward(county: County) -> None:
    shut = make.venue(county.village, "老祠堂", rules=[])
    late = make.venue(county.village, "书屋", rules=[(DayType.EVERY_DAY, "10:00", "12:00")])
    stops = [RouteStop(venue=shut, stay_minutes=60), RouteStop(venue=late, stay_minutes=30)]
    plan = make.route(county.town_page, stops).plan_for(SATURDAY)
    assert [line.state for line in plan.lines] == ["closed", "open"]
    assert plan.open_only is None  # without the first stop one arrives at 9:00, before the second opens


def test_arrival_at_closing_time_is_closed(county: County) -> None:
    shut_at_nine = make.venue(county.village, "早市", rules=[(DayType.EVERY_DAY, "06:00", "09:00")])
    line = make.route(county.town_page, [RouteStop(venue=shut_at_nine)]).plan_for(SATURDAY).lines[0]
    assert (line.state, line.label) == ("closed", "周六这时已关")


@pytest.mark.parametrize("count", [1, 3])
def test_plan_asks_the_same_whatever_the_stops(
    county: County, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    stops = [RouteStop(venue=make.venue(county.village, f"点{n}", rules=[])) for n in range(count)]
    page = RoutePage.objects.get(pk=make.route(county.town_page, stops).pk)
    with django_assert_num_queries(5):
        assert len(page.plan_for(SATURDAY).lines) == count


@pytest.mark.parametrize(
    ("text", "day", "error"),
    [
        ("", dt.date(2026, 11, 25), ""),
        ("2026-11-30", MONDAY, ""),
        ("2026-13-40", dt.date(2026, 11, 25), "这不是一个日期。先看今天的；日期写成 2026-11-28 这样。"),
        ("2026-11-24", dt.date(2026, 11, 25), "这一天已经过了，先看今天的。"),
        ("2036-11-24", dt.date(2026, 11, 25), "开放时间只排到一年内，先看今天的。"),
    ],
)
def test_chosen_day(text: str, day: dt.date, error: str) -> None:
    found, why = chosen_day(text)
    assert (found, str(why)) == (day, error)


def test_context_carries_the_plan_of_the_chosen_day(route: RoutePage) -> None:
    request = RequestFactory().get("/", {"day": "2026-11-30"})
    context = route.get_context(request)
    assert (context["day"], context["plan"].is_clear) == (MONDAY, False)
    assert [stop.number for stop in context["stops"]] == [1, 2, 3]
