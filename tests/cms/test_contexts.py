"""What pages give their templates: right, bounded, and never more than visitors may see."""

import datetime as dt
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import PageViewRestriction

from cms.models import (
    BriefingPage,
    CasePage,
    HomePage,
    LecturePage,
    LectureSession,
    NewsPage,
    Notice,
    PolicyPage,
    RoutePage,
    RouteStop,
    SectionPage,
    UnitPage,
    VenuePage,
)
from tests.cms.conftest import County
from tests.factories import cms as make

pytestmark = pytest.mark.django_db


def context_of(target: Any, **params: str) -> dict[str, Any]:
    fresh = type(target).objects.get(pk=target.pk)
    found: dict[str, Any] = fresh.get_context(RequestFactory().get("/", params))
    return found


def titles(items: Any) -> list[str]:
    return [item.title for item in items]


def fill(county: County, count: int) -> None:
    """So many of everything, each in the village."""
    series = make.series()
    for number in range(count):
        venue = make.venue(county.village, f"点{number}")
        tag = make.topic(f"平台{number}")
        make.content(VenuePage, county.village_page, venue=venue, title=f"阵地{number}", topic=tag)
        make.news(county.village_page, title=f"动态{number}", topic=tag)
        make.briefing(county.village_page, series, title=f"简报{number}")
        make.content(CasePage, county.village_page, title=f"案例{number}", topic=tag)
        make.route(county.village_page, [RouteStop(venue=venue)], title=f"线路{number}")
        soon = timezone.now() + dt.timedelta(days=number + 1)
        session = LectureSession(topic=f"第{number}讲", starts_at=soon, venue=venue)
        make.content(LecturePage, county.village_page, title=f"课表{number}", sessions=[session])
        make.section(county.village_page, title=f"栏目{number}")


def touch(context: dict[str, Any]) -> None:
    """Reads what a template would read of every item."""
    for value in context.values():
        for item in value if isinstance(value, list) else list(value) if hasattr(value, "paginator") else []:
            for name in ("kind_label", "day", "drawn_cover", "total_minutes", "issue_label", "place_label", "label"):
                getattr(item, name, None)
            for name in ("unit", "topic", "page", "venue"):
                str(getattr(item, name, ""))


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_the_same_whatever_it_shows(
    county: County, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill(county, count)
    page = HomePage.objects.get()
    with django_assert_num_queries(19):
        context = page.get_context(RequestFactory().get("/"))
        touch(context)
    assert [len(context[name]) for name in ("news", "briefings", "cases", "routes", "programmes", "sessions")] == [
        count
    ] * 6


@pytest.mark.parametrize("count", [1, 3])
def test_unit_asks_the_same_whatever_it_shows(
    county: County, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill(county, count)
    page = UnitPage.objects.get(pk=county.village_page.pk)
    with django_assert_num_queries(16):
        context = page.get_context(RequestFactory().get("/"))
        touch(context)
    assert len(context["latest"]) == min(10, count * 6)
    assert [len(context[name]) for name in ("venues", "sections", "sessions")] == [count] * 3


@pytest.mark.parametrize("count", [1, 3])
def test_section_asks_the_same_whatever_it_lists(
    county: County, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill(county, count)
    page = SectionPage.objects.get(pk=make.section(county.home, title="全部动态").pk)
    with django_assert_num_queries(10):
        context = page.get_context(RequestFactory().get("/"))
        touch(context)
    assert context["total"] == count


@pytest.mark.parametrize("count", [1, 3])
def test_article_asks_the_same_whatever_is_related(
    county: County, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill(county, count)
    page = NewsPage.objects.get(title="动态0")
    with django_assert_num_queries(7):
        context = page.get_context(RequestFactory().get("/"))
        touch(context)
    assert len(context["related"]) == 4


def leaks(county: County) -> list[str]:
    """A draft, a withdrawn page, a scheduled one, one behind a login: none may be seen anywhere."""
    make.news(county.village_page, live=False, title="草稿")
    make.news(county.village_page, title="撤下").unpublish()
    later = make.news(county.village_page, live=False, title="定时", go_live_at=timezone.now() + dt.timedelta(days=1))
    later.save_revision().publish()
    PageViewRestriction.objects.create(
        page=make.news(county.village_page, title="内部"), restriction_type=PageViewRestriction.LOGIN
    )
    return ["草稿", "撤下", "定时", "内部"]


def test_nothing_hidden_is_in_any_list(county: County) -> None:
    public = make.news(county.village_page, title="公开")
    leaks(county)
    column = make.section(county.home)
    assert titles(context_of(county.home)["news"]) == ["公开"]
    assert titles(context_of(county.village_page)["latest"]) == ["公开"]
    section = context_of(column)
    assert (titles(section["items"]), section["total"]) == (["公开"], 1)
    article = context_of(public)
    assert (article["related"], article["previous"], article["next"]) == ([], None, None)


def test_nothing_hidden_shows_in_facets(county: County) -> None:
    hidden = make.topic("内部平台")
    make.news(county.village_page, live=False, topic=hidden)
    column = make.section(county.home)
    assert [group.options for group in context_of(column)["filters"]] == [[], [], []]


def test_sessions_of_drafts_are_not_announced(county: County) -> None:
    soon = timezone.now() + dt.timedelta(days=1)
    make.content(LecturePage, county.village_page, live=False, sessions=[LectureSession(topic="未审", starts_at=soon)])
    assert context_of(county.home)["sessions"] == []
    assert context_of(county.village_page)["sessions"] == []


def test_venue_page_that_is_a_draft_is_not_linked(county: County) -> None:
    venue = make.venue(county.village)
    make.content(VenuePage, county.village_page, live=False, venue=venue)
    now = context_of(county.village_page)["venues"][0]
    assert (now.venue, now.page) == (venue, None)


def test_section_lists_its_kind_in_its_subtree_newest_first(county: County) -> None:
    column = make.section(county.town_page)
    make.news(county.centre_page, title="市里")
    make.news(county.town_page, title="旧", days_ago=9)
    make.news(county.village_page, title="新", days_ago=1)
    make.content(CasePage, county.town_page, title="案例")
    assert titles(context_of(column)["items"]) == ["新", "旧"]


def test_section_filters_and_ignores_nonsense(county: County) -> None:
    column, tag = make.section(county.home), make.topic()
    make.news(county.village_page, title="有", topic=tag)
    make.news(county.town_page, title="无")
    year = str(timezone.localdate().year)
    assert titles(context_of(column, topic="li-lun-xuan-jiang")["items"]) == ["有"]
    assert titles(context_of(column, unit=county.village.code)["items"]) == ["有"]
    assert titles(context_of(column, year="1999")["items"]) == []
    assert context_of(column, topic="nothing", unit="'; --", year="20x6", page="999")["total"] == 2
    chosen = context_of(column, topic="li-lun-xuan-jiang", year=year)
    assert [(chip.label, chip.remove_url) for chip in chosen["chips"]] == [
        ("理论宣讲", f"?year={year}"),
        (f"{year}年", "?topic=li-lun-xuan-jiang"),
    ]


def test_section_shows_twenty_a_page(county: County) -> None:
    column = make.section(county.home)
    for number in range(21):
        make.news(county.village_page, title=f"动态{number:02}", days_ago=30 - number)
    first, second = context_of(column), context_of(column, page="2")
    assert (len(first["items"]), titles(second["items"])) == (20, ["动态00"])
    assert (first["previous_url"], first["next_url"], second["next_url"]) == (None, "?page=2", None)
    assert [link.label for link in first["page_links"]] == ["1", "2"]


def test_neighbours_are_of_the_same_unit_and_kind(county: County) -> None:
    old = make.news(county.village_page, title="旧", days_ago=3)
    page = make.news(county.village_page, title="中", days_ago=2)
    new = make.news(county.village_page, title="新", days_ago=1)
    make.news(county.town_page, title="镇上", days_ago=2)
    context = context_of(page)
    assert (context["previous"].pk, context["next"].pk) == (old.pk, new.pk)
    assert [crumb.title for crumb in context["crumbs"]] == [
        "张家港文明实践",
        "张家港市新时代文明实践中心",
        "大新镇",
        "百家桥村",
    ]


def test_home_counts_units_by_level_and_shows_notices_of_now(county: County) -> None:
    now, hour = timezone.now(), dt.timedelta(hours=1)
    Notice.objects.create(text="现在", starts_at=now - hour, ends_at=now + hour)
    Notice.objects.create(text="过去", starts_at=now - 2 * hour, ends_at=now - hour)
    context = context_of(county.home)
    assert [notice.text for notice in context["notices"]] == ["现在"]
    assert [(level.label, level.count) for level in context["unit_counts"]] == [
        ("层级institute", 1),
        ("层级station", 1),
    ]


def test_unit_page_shows_units_below_and_above(county: County) -> None:
    context = context_of(county.town_page)
    assert [page.pk for page in context["units_below"]] == [county.village_page.pk]
    assert context["unit_above"].pk == county.centre_page.pk


def test_lecture_sorts_sessions_and_knows_the_next(county: County) -> None:
    now = timezone.now()
    rows = [
        LectureSession(topic="待约"),
        LectureSession(topic="后天", starts_at=now + dt.timedelta(days=2), place="礼堂"),
        LectureSession(topic="正在讲", starts_at=now - dt.timedelta(minutes=10), place="礼堂"),
        LectureSession(topic="昨天", starts_at=now - dt.timedelta(days=1), place="礼堂"),
    ]
    context = context_of(make.content(LecturePage, county.village_page, sessions=rows))
    assert [s.topic for s in context["sessions"]] == ["昨天", "正在讲", "后天", "待约"]
    assert [s.topic for s in context["sessions_past"]] == ["昨天"]
    assert context["next_session"].topic == "正在讲"


def test_venue_page_delegates_to_the_venue(county: County) -> None:
    venue = make.venue(county.village)
    page = make.content(VenuePage, county.village_page, venue=venue)
    make.route(county.town_page, [RouteStop(venue=venue)], title="走走听听")
    context = context_of(page)
    assert (context["now"].venue, len(context["week"]), titles(context["routes"])) == (venue, 7, ["走走听听"])
    assert context["week"][0].label == "8:30—17:00"


DAY = dt.date(2026, 6, 1)


@pytest.mark.parametrize(
    ("dates", "state"),
    [
        ({"issued_on": dt.date(2026, 1, 1)}, "in_force"),
        ({}, "in_force"),
        ({"issued_on": dt.date(2026, 1, 1), "effective_on": dt.date(2026, 7, 1)}, "not_yet"),
        ({"effective_on": DAY}, "in_force"),
        ({"expires_on": DAY}, "in_force"),
        ({"expires_on": dt.date(2026, 5, 31)}, "expired"),
    ],
)
def test_policy_state_follows_its_dates(dates: dict[str, dt.date], state: str) -> None:
    page = PolicyPage(pk=1, **dates)
    page._successors = []
    assert page.state_on(DAY) == state


def test_policy_is_replaced_by_a_public_successor_only(county: County) -> None:
    old = make.content(PolicyPage, county.centre_page, title="旧办法")
    new = make.content(PolicyPage, county.centre_page, title="新办法", replaces=old, live=False)
    assert PolicyPage.objects.get(pk=old.pk).state == "in_force"
    new.save_revision().publish()
    context = context_of(old)
    assert (context["page"].state, context["replaced_by"].pk) == ("replaced", new.pk)


@pytest.mark.parametrize(
    ("day", "state"),
    [("2026-05-31", "coming"), ("2026-06-01", "open"), ("2026-06-07", "open"), ("2026-06-08", "ended")],
)
def test_case_notice_holds_from_its_first_to_its_last_day(day: str, state: str) -> None:
    case = CasePage(notice_from=dt.date(2026, 6, 1), notice_to=dt.date(2026, 6, 7))
    assert case.notice_state_on(dt.date.fromisoformat(day)) == state
    assert CasePage().notice_state_on(DAY) == "none"


def test_route_items_carry_totals(county: County) -> None:
    make.route(county.town_page, [RouteStop(venue=make.venue(county.town), stay_minutes=45)])
    item = context_of(make.section(county.home, "routepage"))["items"][0]
    assert (type(item), item.total_minutes) == (RoutePage, 45)


def test_briefing_prepares_its_paper(county: County) -> None:
    from cms.print_sheet import sheet_of

    page = make.briefing(
        county.centre_page,
        make.series(special_name="新时代文明实践中心建设专刊"),
        number=10,
        special_number=33,
        issued_on=dt.date(2022, 3, 28),
        report_to="省文明办\n\n市委",
        copies=400,
    )
    page.sections = [("section", {"heading": "工作交流", "items": [{"title": "百家桥", "text": "<p>好</p>"}]})]
    page.save()
    sheet = sheet_of(BriefingPage.objects.get(pk=page.pk))
    assert (sheet.issue, sheet.special, sheet.date) == (
        "第10期",
        "（新时代文明实践中心建设专刊33）",
        "2022年3月28日",
    )
    assert (sheet.report_to, sheet.copies) == (["省文明办", "市委"], "共印400份")
    assert [(s.heading, [i.title for i in s.items]) for s in sheet.sections] == [("工作交流", ["百家桥"])]
