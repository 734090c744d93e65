"""Open right now, or when: what visitors are told of a venue at each hour of its week."""

import datetime as dt

import pytest
import time_machine
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cms.models import HomePage, LecturePage, LectureSession, RouteStop, VenuePage
from cms.selectors.shelf import Shelf
from cms.selectors.venues import venue_context, venues_in, venues_now
from organisations.models import Closure, Venue, VenueSpace
from tests.cms.conftest import County
from tests.factories import cms as make

# 2026-11-23 is a Monday.
RULES = [("every_day", "08:30", "11:30"), ("every_day", "13:30", "17:00"), ("mon", "", "")]


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=timezone.get_default_timezone())


@pytest.mark.parametrize(
    ("moment", "is_open", "label"),
    [
        ("2026-11-24T08:29", False, "已关 · 今天 8:30 开"),
        ("2026-11-24T08:30", True, "现在开着 · 到 11:30"),
        ("2026-11-24T11:29", True, "现在开着 · 到 11:30"),
        ("2026-11-24T11:30", False, "已关 · 今天 13:30 开"),
        ("2026-11-24T16:59", True, "现在开着 · 到 17:00"),
        ("2026-11-24T17:00", False, "已关 · 明天 8:30 开"),
        ("2026-11-29T17:00", False, "已关 · 12月1日 周二 8:30 开"),
        ("2026-11-30T10:00", False, "已关 · 明天 8:30 开"),
    ],
)
def test_the_sentence_at_each_hour(county: County, moment: str, is_open: bool, label: str) -> None:
    make.venue(county.village, rules=RULES)
    with time_machine.travel(at(moment), tick=False):
        [now] = venues_now(venues_in(county.village.path), Shelf())
        assert (now.is_open, now.label) == (is_open, label)


def test_a_venue_without_hours_is_closed_and_promises_nothing(county: County) -> None:
    make.venue(county.village, rules=[])
    [now] = venues_now(venues_in(county.village.path), Shelf())
    assert (now.is_open, now.until, now.opens_at, now.label) == (False, None, None, "不开放")


def test_a_closure_shuts_what_the_rules_would_open(county: County) -> None:
    venue = make.venue(county.village)
    Closure.objects.create(
        venue=venue, valid_from=dt.date(2026, 11, 24), valid_to=dt.date(2026, 11, 25), reason="换地板"
    )
    with time_machine.travel(at("2026-11-24T10:00"), tick=False):
        [now] = venues_now(venues_in(county.village.path), Shelf())
        assert (now.is_open, now.label) == (False, "已关 · 11月26日 周四 8:30 开")


def test_the_page_tells_of_closures_to_come_and_forgets_past_ones(county: County) -> None:
    venue = make.venue(county.village)
    page = make.content(VenuePage, county.village_page, venue=venue)
    for first, last, reason in ((1, 2, "过去"), (23, 24, "正在"), (28, 29, "将来")):
        Closure.objects.create(
            venue=venue, valid_from=dt.date(2026, 11, first), valid_to=dt.date(2026, 11, last), reason=reason
        )
    with time_machine.travel(at("2026-11-24T10:00"), tick=False):
        context = venue_context(page)
        assert [closure.reason for closure in context["closures"]] == ["正在", "将来"]
        assert [line.label for line in context["week"]][:2] == ["不开放", "8:30—17:00"]


def test_the_week_begins_today_and_shows_both_halves_of_a_day(county: County) -> None:
    page = make.content(VenuePage, county.village_page, venue=make.venue(county.village, rules=RULES))
    with time_machine.travel(at("2026-11-29T20:00"), tick=False):
        week = venue_context(page)["week"]
        assert [line.is_today for line in week] == [True] + [False] * 6
        assert [(line.weekday, line.label) for line in week[:3]] == [
            ("周日", "8:30—11:30、13:30—17:00"),
            ("周一", "不开放"),
            ("周二", "8:30—11:30、13:30—17:00"),
        ]


def test_home_shows_only_what_is_open_and_counts_all(county: County) -> None:
    make.venue(county.village, "白天")
    make.venue(county.town, "晚上", rules=[("every_day", "18:00", "21:00")])
    with time_machine.travel(at("2026-11-24T10:00"), tick=False):
        context = HomePage.objects.get().get_context(RequestFactory().get("/"))
        assert [now.venue.name for now in context["venues_open"]] == ["白天"]
        assert context["venues_total"] == 2
    with time_machine.travel(at("2026-11-24T19:00"), tick=False):
        context = HomePage.objects.get().get_context(RequestFactory().get("/"))
        assert [now.venue.name for now in context["venues_open"]] == ["晚上"]


def test_a_venue_that_is_no_more_is_not_shown(county: County) -> None:
    venue = make.venue(county.village)
    Venue.objects.filter(pk=venue.pk).update(valid_to=dt.date(2026, 11, 23))
    with time_machine.travel(at("2026-11-24T10:00"), tick=False):
        assert list(venues_in(county.village.path)) == []
    with time_machine.travel(at("2026-11-23T10:00"), tick=False):
        assert [found.pk for found in venues_in(county.village.path)] == [venue.pk]


def test_who_shares_a_venue_shows_it_once(county: County) -> None:
    venue = make.venue(county.village)
    venue.sharing_units.add(county.town, county.centre)
    for unit in (county.village, county.town, county.centre):
        assert [found.pk for found in venues_in(unit.path)] == [venue.pk]


def test_the_page_leads_on_to_what_takes_place_there(county: County) -> None:
    venue, other = make.venue(county.village), make.venue(county.village, "别处")
    page = make.content(VenuePage, county.village_page, venue=venue)
    VenueSpace.objects.create(venue=venue, name="茶馆", seats=30)
    soon = timezone.now() + dt.timedelta(days=1)
    rows = [
        LectureSession(topic="在这里", starts_at=soon, venue=venue),
        LectureSession(topic="在别处", starts_at=soon, venue=other),
        LectureSession(topic="讲过了", starts_at=soon - dt.timedelta(days=3), venue=venue),
    ]
    make.content(LecturePage, county.village_page, sessions=rows)
    make.route(county.town_page, [RouteStop(venue=venue), RouteStop(venue=venue)], title="两次停这里")
    make.route(county.town_page, [RouteStop(venue=venue)], title="还没审", live=False)
    context = venue_context(page)
    assert [session.topic for session in context["sessions"]] == ["在这里"]
    assert [route.title for route in context["routes"]] == ["两次停这里"]
    assert [space.name for space in context["spaces"]] == ["茶馆"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_state_of_venues_costs_the_same_for_one_and_for_three(
    county: County, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        make.content(VenuePage, county.village_page, venue=make.venue(county.village, f"点{number}"))
    shelf = Shelf()
    with django_assert_num_queries(5):
        found = venues_now(venues_in(county.village.path), shelf)
        assert len([(now.label, now.page.title) for now in found if now.page]) == count
