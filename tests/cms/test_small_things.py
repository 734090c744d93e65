"""Notices, navigation, columns that fall silent, routes past midnight, and the sheet of a briefing without rest."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cms.freshness import ColumnState, column_states
from cms.models import BriefingPage, LecturePage, LectureSession, Notice, RouteStop
from cms.print_sheet import SheetItem, SheetSection, sheet_of
from cms.selectors.articles import home_page, sections_of_home, unit_pages_below_home
from cms.selectors.home import notices_now
from cms.selectors.shelf import Shelf
from cms.selectors.venues import day_word, hours_label, sessions_to_come
from organisations.enums import DayType
from tests.cms.conftest import County
from tests.factories import cms as make

NEW_YEAR = dt.datetime(2026, 12, 31, 16, 0, tzinfo=dt.UTC)  # midnight in the county


def notice(text: str = "明天停水", *, begins: dt.datetime, ends: dt.datetime, **values: Any) -> Notice:
    return Notice.objects.create(text=text, starts_at=begins, ends_at=ends, **values)


# --- notices ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "fits"),
    [
        ("", True),
        ("/", True),
        ("/news/", True),
        ("/news/?year=2026#top", True),
        ("/动态/", True),
        ("//evil.example/", False),
        ("/\\evil.example/", False),
        ("/\t/evil.example/", False),
        ("/ a", False),
        ("https://evil.example/", False),
        ("javascript:alert(1)", False),
        ("news/", False),
        ("\\\\evil.example", False),
    ],
)
def test_a_notice_leads_nowhere_but_to_the_own_site(link: str, fits: bool) -> None:
    page = Notice(text="明天停水", link=link, starts_at=NEW_YEAR, ends_at=NEW_YEAR + dt.timedelta(days=1))
    if fits:
        page.clean()
        return
    with pytest.raises(ValidationError) as refused:
        page.clean()
    assert list(refused.value.message_dict) == ["link"]


@pytest.mark.parametrize(("hours", "fits"), [(-1, False), (0, False), (1, True)])
def test_a_notice_ends_after_it_begins(hours: int, fits: bool) -> None:
    page = Notice(text="明天停水", starts_at=NEW_YEAR, ends_at=NEW_YEAR + dt.timedelta(hours=hours))
    if fits:
        page.clean()
        return
    with pytest.raises(ValidationError) as refused:
        page.clean()
    assert list(refused.value.message_dict) == ["ends_at"]


@pytest.mark.parametrize(("seconds", "shown"), [(-3601, False), (-3600, True), (0, True), (3599, True), (3600, False)])
def test_a_notice_is_shown_from_its_first_second_to_its_last(db: None, seconds: int, shown: bool) -> None:
    hour = dt.timedelta(hours=1)
    notice(begins=NEW_YEAR - hour, ends=NEW_YEAR + hour)
    with time_machine.travel(NEW_YEAR + dt.timedelta(seconds=seconds), tick=False):
        assert bool(notices_now()) is shown


def test_at_most_three_notices_stand_there_the_newest_first(db: None) -> None:
    for number in range(5):
        notice(f"第{number}条", begins=NEW_YEAR - dt.timedelta(days=number + 1), ends=NEW_YEAR + dt.timedelta(days=9))
    with time_machine.travel(NEW_YEAR, tick=False):
        assert [str(each) for each in notices_now()] == ["第0条", "第1条", "第2条"]


# --- navigation -------------------------------------------------------------------------------------


def test_before_there_is_a_home_page_there_is_no_way(db: None) -> None:
    assert (home_page(), unit_pages_below_home(), sections_of_home()) == (None, [], [])


def test_the_navigation_shows_public_columns_right_below_home(county: County) -> None:
    shown = make.section(county.home, title="动态")
    make.section(county.town_page, title="镇上的")
    make.section(county.home, "casepage", title="撤下的", slug="down").unpublish()
    assert [page.pk for page in sections_of_home()] == [shown.pk]
    assert home_page() == county.home
    assert [page.pk for page in unit_pages_below_home()] == [county.centre_page.pk]
    county.centre_page.unpublish()
    assert unit_pages_below_home() == []


def test_columns_are_asked_for_once_a_request(
    county: County, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make.section(county.home, title="动态")
    template = Template(
        "{% load cms_tags %}{% main_sections as found %}{% for page in found %}{{ page.title }}{% endfor %}"
    )
    request = RequestFactory().get("/")
    assert template.render(Context({"request": request})) == "动态"
    with django_assert_num_queries(0):
        assert template.render(Context({"request": request})) == "动态"


# --- columns that fall silent -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "state"), [(None, "empty"), (0, "fresh"), (14, "fresh"), (15, "silent"), (10_000, "silent")]
)
def test_the_state_of_a_column(county: County, days: int | None, state: str) -> None:
    column = ColumnState(county.home, "everything", 14, None, days)
    assert (column.state, column.title) == (state, county.home.title)
    assert column.state_label != state


def test_the_worst_come_first_and_of_two_alike_the_one_that_stands_first(county: County) -> None:
    for title, kind, silent, days in (
        ("很久", "newspage", 14, 40),
        ("甲", "casepage", 30, 35),
        ("乙", "projectpage", 60, 65),
        ("空", "policypage", 180, None),
    ):
        make.section(county.home, kind, title=title, silent_days=silent)
        if days is not None:
            from django.apps import apps

            make.content(apps.get_model("cms", kind), county.village_page, title=title, days_ago=days)
    titles = [column.title for column in column_states()]
    assert titles[0] == "空"
    # By how much each is over its own limit: 26, then 21 (home, 35 of 14), then 5 and 5.
    assert titles == ["空", "很久", "张家港文明实践", "甲", "乙"]


def test_another_town_s_news_freshen_no_column_of_this_one(county: County) -> None:
    other = make.unit("凤凰镇新时代文明实践所", below=type(county.centre).objects.get(pk=county.centre.pk))
    other_page = make.unit_page(type(county.centre_page).objects.get(pk=county.centre_page.pk), other)
    make.section(county.town_page, title="大新动态")
    make.news(other_page, days_ago=1)
    states = {column.title: column.state for column in column_states()}
    assert states == {"大新动态": "empty", "张家港文明实践": "fresh"}


# --- routes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "states", "labels"),
    [
        # The second stop is reached on the next day, a Sunday: its hours count, not Saturday's.
        (
            [(DayType.SATURDAY, "00:00", "23:59"), (DayType.SUNDAY, "", "")],
            ["open", "closed"],
            ["全天开放", "周日全天不开"],
        ),
        ([(DayType.EVERY_DAY, "00:00", "23:59")], ["open", "open"], ["全天开放", "全天开放"]),
        (
            [(DayType.SATURDAY, "08:00", "23:00"), (DayType.SUNDAY, "06:00", "12:00")],
            ["open", "opens_later"],
            ["开放到 23:00", "周日 6:00 后开放"],
        ),
    ],
)
def test_a_route_past_midnight_is_open_as_the_next_day_is(
    county: County, rules: list[tuple[Any, str, str]], states: list[str], labels: list[str]
) -> None:
    venue = make.venue(county.village, rules=rules)
    stops = [RouteStop(venue=venue, stay_minutes=90), RouteStop(venue=venue, stay_minutes=30, way_minutes=30)]
    route = make.route(county.town_page, stops, starts_at=dt.time(22, 30))
    with time_machine.travel(dt.datetime(2026, 11, 25, 4, tzinfo=dt.UTC), tick=False):
        plan = route.plan_for(dt.date(2026, 12, 5))
    assert [line.state for line in plan.lines] == states
    assert [line.label for line in plan.lines] == labels
    assert plan.lines[1].arrives.date() == dt.date(2026, 12, 6)
    assert plan.minutes == 150


def test_a_route_without_stops_takes_no_time(county: County) -> None:
    plan = make.route(county.town_page, []).plan_for(dt.date(2026, 12, 5))
    assert (plan.lines, plan.minutes, plan.metres, plan.is_clear) == ([], 0, 0, True)
    assert plan.finishes_at == plan.leaves_at


@pytest.mark.parametrize(
    ("ahead", "word"),
    [(0, "今天"), (1, "明天"), (2, "1月3日 周日"), (-1, "2026年12月31日 周四"), (366, "2028年1月2日 周日")],
)
def test_days_near_and_far_in_words(ahead: int, word: str) -> None:
    with time_machine.travel(NEW_YEAR, tick=False):
        assert day_word(dt.date(2026, 12, 31) + dt.timedelta(days=ahead + 1)) == word


def test_hours_in_words() -> None:
    assert hours_label([]) == ""
    halves = [(dt.time(8, 30), dt.time(11, 30)), (dt.time(13), dt.time(17, 5))]
    assert hours_label(halves) == "8:30—11:30、13:00—17:05"


@pytest.mark.parametrize(("seconds", "there"), [(-1, False), (0, True), (1, True)])
def test_a_session_is_to_come_until_it_begins(county: County, seconds: int, there: bool) -> None:
    with time_machine.travel(NEW_YEAR, tick=False):
        at = timezone.now() + dt.timedelta(seconds=seconds)
        rows = [LectureSession(topic="跨年话家风", starts_at=at, place="礼堂"), LectureSession(topic="待约")]
        make.content(LecturePage, county.village_page, sessions=rows)
        assert [each.topic for each in sessions_to_come(Shelf(), 5)] == (["跨年话家风"] if there else [])


# --- the sheet of a briefing ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, {"issue": "", "special": "", "date": "", "copies": "", "report_to": [], "send_to": []}),
        ({"number": 1}, {"issue": "第1期"}),
        ({"number": 10, "special_number": 33}, {"issue": "第10期", "special": "（专刊33）"}),
        ({"issued_on": dt.date(2026, 12, 31)}, {"date": "2026年12月31日"}),
        ({"issued_on": dt.date(2022, 1, 1)}, {"date": "2022年1月1日"}),
        ({"copies": 0}, {"copies": ""}),
        ({"copies": 1}, {"copies": "共印1份"}),
        ({"report_to": "\n省文明办 \r\n\n 市委\n"}, {"report_to": ["省文明办", "市委"]}),
        ({"send_to": "各镇\u2028各村"}, {"send_to": ["各镇", "各村"]}),
        ({"file_number": "苏简字1004号", "remark": "内部资料"}, {"file_number": "苏简字1004号", "remark": "内部资料"}),
    ],
)
def test_the_sheet_has_what_the_issue_has(county: County, values: dict[str, Any], expected: dict[str, Any]) -> None:
    series = make.series(special_name="专刊")
    page = make.briefing(county.centre_page, series, live=False, **values)
    sheet = sheet_of(BriefingPage.objects.get(pk=page.pk))
    assert {name: getattr(sheet, name) for name in expected} == expected
    assert (sheet.series, sheet.issuer) == (series.name, series.issuer)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_sheet_keeps_sections_and_items_in_their_order(county: County, count: int) -> None:
    items = [{"title": f"第{number}条", "text": f"<p>正文{number}</p>"} for number in range(count)]
    sections = [("section", {"heading": f"栏{number}", "items": items}) for number in range(count)]
    page = make.briefing(county.centre_page, make.series(), sections=sections)
    expected = [SheetItem(f"第{number}条", f"<p>正文{number}</p>") for number in range(count)]
    assert sheet_of(BriefingPage.objects.get(pk=page.pk)).sections == [
        SheetSection(f"栏{number}", expected) for number in range(count)
    ]
