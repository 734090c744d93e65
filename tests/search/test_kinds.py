"""Rows as text: what each page type says, when it is dated, and what reading many of them costs."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms.models import (
    BriefingPage,
    CaseHonour,
    CasePage,
    ContentPage,
    LecturePage,
    LectureSession,
    NewsPage,
    PolicyAttachment,
    PolicyPage,
    ProjectPage,
    RoutePage,
    RouteStop,
    VenuePage,
)
from media.models import File
from search.entries import pks_of, read
from search.kinds.pages import PAGES
from search.kinds.units import UNITS
from search.registry import Kind
from tests.factories import cms as make
from tests.factories.search import County

Write = Callable[[County, int, bool], Any]


def document(page: Any, kind: Kind = PAGES) -> Any:
    (source,) = read(kind, [page.pk])
    return source.document


def drafted(page: Any, live: bool) -> Any:
    """A draft's words are in a revision, with its stops and sessions."""
    if not live:
        type(page).objects.get(pk=page.pk).save_revision()
    return page


def plain(model: type[ContentPage]) -> Write:
    def write(county: County, number: int, live: bool) -> Any:
        return drafted(county.page(f"第{number}篇", "反诈宣讲", model=model, live=live), live)

    return write


def route(county: County, number: int, live: bool) -> Any:
    page = county.page(f"第{number}条线", model=RoutePage, live=live)
    for stop in range(2):
        venue = make.venue(county.baijiaqiao, f"{number}号书院{stop}")
        RouteStop.objects.create(page=page, venue=venue, text="看一场皮影")
    return drafted(page, live)


def lecture(county: County, number: int, live: bool) -> Any:
    page = county.page(f"第{number}讲", model=LecturePage, live=live)
    LectureSession.objects.create(page=page, topic="防诈骗", venue=make.venue(county.baijiaqiao, f"{number}号讲堂"))
    return drafted(page, live)


def case(county: County, number: int, live: bool) -> Any:
    page = county.page(f"第{number}例", model=CasePage, live=live)
    CaseHonour.objects.create(page=page, name="全省优秀案例", issuer="省文明办")
    return drafted(page, live)


def policy(county: County, number: int, live: bool) -> Any:
    page = county.page(f"第{number}号文", model=PolicyPage, live=live)
    PolicyAttachment.objects.create(page=page, document=File.objects.create(title=f"附件{number}全文", file="a.pdf"))
    return drafted(page, live)


def briefing(county: County, number: int, live: bool) -> Any:
    series = make.series(name=f"第{number}套简报")
    page = county.page(f"第{number}期", model=BriefingPage, live=live, series=series, number=number if live else None)
    return drafted(page, live)


def venue(county: County, number: int, live: bool) -> Any:
    place = make.venue(county.baijiaqiao, f"{number}号农家书屋")
    return drafted(county.page(f"第{number}个阵地", model=VenuePage, live=live, venue=place), live)


# How each type is written, and a stretch of what is found by it besides title and body.
TYPES: list[tuple[Write, str]] = [
    (plain(NewsPage), "反诈宣讲"),
    (plain(ProjectPage), "反诈宣讲"),
    (route, "1号书院1"),
    (lecture, "1号讲堂"),
    (case, "全省优秀案例"),
    (policy, "附件1全文"),
    (briefing, "第1套简报"),
    (venue, "1号农家书屋"),
]
NAMES = ["news", "project", "route", "lecture", "case", "policy", "briefing", "venue"]


@pytest.mark.parametrize(("write", "said"), TYPES, ids=NAMES)
@pytest.mark.parametrize("live", [True, False], ids=["public", "draft"])
def test_a_page_is_found_by_all_that_it_shows(county: County, write: Write, said: str, live: bool) -> None:
    found = document(write(county, 1, live))
    assert said in found.text
    assert found.title.startswith("第1")
    assert found.facets["state"] == ["live" if live else "draft"]
    assert found.extra == county.baijiaqiao.name


@pytest.mark.parametrize(("write", "said"), TYPES, ids=NAMES)
@pytest.mark.parametrize("live", [True, False], ids=["public", "draft"])
def test_reading_three_pages_asks_as_often_as_reading_one(
    county: County, connection_queries: Any, write: Write, said: str, live: bool
) -> None:
    pages = [write(county, number, live) for number in range(1, 5)]
    counts = []
    for some in (pages[:1], pages[1:]):
        with connection_queries() as queries:
            assert len(list(read(PAGES, [page.pk for page in some]))) == len(some)
        counts.append(len(queries))
    assert counts[0] == counts[1], "\n".join(query["sql"][:140] for query in queries)


def test_reading_a_mixed_lot_costs_a_few_queries_a_type(county: County, connection_queries: Any) -> None:
    pks = [write(county, number, True).pk for number in (1, 2) for write, _said in TYPES]
    with connection_queries() as queries:
        assert {source.key for source in read(PAGES, pks)} == {f"page:{pk}" for pk in pks}
    assert len(queries) <= 5 + 3 * len(TYPES)


def test_reading_units_asks_as_often_for_one_as_for_four(county: County, connection_queries: Any) -> None:
    counts = []
    for pks in (pks_of(UNITS)[:1], pks_of(UNITS)):
        with connection_queries() as queries:
            assert len(list(read(UNITS, pks))) == len(pks)
        counts.append(len(queries))
    assert counts[0] == counts[1] == 3


def test_a_lot_is_read_in_pieces_in_the_order_asked_for(county: County, monkeypatch: Any) -> None:
    pks = [county.page(f"第{number}篇").pk for number in range(5)]
    monkeypatch.setattr("search.entries.ROWS_AT_ONCE", 2)
    keys = [source.key for source in read(PAGES, [*pks, 987654])]
    assert keys == [f"page:{pk}" for pk in pks]


# --- drafts -----------------------------------------------------------------------------------


def test_the_newest_words_of_a_draft_count_and_those_of_a_public_page_do_not(county: County) -> None:
    draft, public = county.page("草稿", "旧词", live=False), county.page("公开", "旧词")
    for page in (draft, public):
        page.title, page.body = f"{page.title}二", [("paragraph", "<p>新词</p>")]
        page.save_revision()
    assert (document(draft).title, "新词" in document(draft).text) == ("草稿二", True)
    assert (document(public).title, "新词" in document(public).text) == ("公开", False)


def test_a_draft_that_points_at_something_gone_is_read_all_the_same(county: County) -> None:
    file = File.objects.create(title="已删附件", file="a.pdf")
    page = county.page("通知", model=PolicyPage, live=False)
    row = PolicyAttachment.objects.create(page=page, document=file)
    drafted(page, live=False)
    row.delete()
    file.delete()
    found = document(page)
    assert found.title == "通知"
    assert "已删附件" not in found.text


def test_a_draft_without_a_revision_is_read_from_its_row(county: County) -> None:
    page = county.page("只有一行", model=RoutePage, live=False)
    RouteStop.objects.create(page=page, venue=make.venue(county.baijiaqiao, "梁丰书院"))
    assert "梁丰书院" in document(page).text


def test_comments_of_reviewers_are_no_words_of_the_page(county: County) -> None:
    page = county.page("有批注的", "反诈", owner=county.person())
    page.wagtail_admin_comments.create(user=page.owner, text="这里写错了", contentpath="title")
    page.save()
    assert "写错了" not in document(page).text


# --- dates ------------------------------------------------------------------------------------

AUTUMN = dt.date(2025, 9, 10)


@pytest.mark.parametrize(
    ("model", "fields", "day"),
    [
        (NewsPage, {"happened_on": AUTUMN}, AUTUMN),
        (PolicyPage, {"issued_on": AUTUMN}, AUTUMN),
        (NewsPage, {}, dt.date(2026, 3, 1)),
    ],
)
def test_a_page_is_of_the_day_that_it_speaks_of(
    county: County, model: type[ContentPage], fields: dict[str, Any], day: dt.date
) -> None:
    page = county.page("有日子的", model=model, **fields)
    # Half past midnight at home is still the day before in Greenwich.
    published = timezone.make_aware(dt.datetime.combine(dt.date(2026, 3, 1), dt.time(0, 30)))
    Page.objects.filter(pk=page.pk).update(first_published_at=published)
    assert document(page).date == day


def test_the_day_of_a_draft_is_that_of_its_newest_revision(county: County) -> None:
    page = county.page("草稿", live=False)
    assert document(page).date is None
    page.save_revision()
    assert document(page).date == timezone.localdate()
    page.happened_on = AUTUMN
    page.save_revision()
    assert document(page).date == AUTUMN


# --- facets and rights ------------------------------------------------------------------------


def test_the_unit_facet_names_all_units_above(county: County) -> None:
    codes = [county.centre.code, county.yangshe.code, county.baijiaqiao.code]
    page = county.page("一篇", topic=make.topic(slug="theory"))
    facets = document(page).facets
    assert list(facets["unit"]) == codes
    assert (facets["kind"], facets["topic"]) == (["newspage"], ["theory"])
    unit = document(county.pages[county.baijiaqiao.pk], UNITS)
    assert (list(unit.facets["unit"]), unit.facets["kind"]) == (codes, ["unit"])


def test_a_unit_is_found_by_its_level_its_short_name_and_its_address(county: County) -> None:
    type(county.baijiaqiao).objects.filter(pk=county.baijiaqiao.pk).update(short_name="百家桥", address="桥东路8号")
    found = document(county.pages[county.baijiaqiao.pk], UNITS)
    assert "桥东路8号" in found.text
    assert {"百家桥", "站"} <= set(found.extra.split("\n"))


@pytest.mark.parametrize("above", ["page", "parent", "elsewhere"])
def test_pages_below_a_restriction_carry_no_public_token(county: County, above: str) -> None:
    page = county.page("内部学习", unit=county.baijiaqiao)
    places = {
        "page": page.page_ptr,
        "parent": county.pages[county.baijiaqiao.pk].page_ptr,
        "elsewhere": county.pages[county.jinqiao.pk].page_ptr,
    }
    PageViewRestriction.objects.create(page=places[above], restriction_type=PageViewRestriction.LOGIN)
    (source,) = read(PAGES, [page.pk])
    assert ("page|public" in source.perm) is (above == "elsewhere")


def test_the_stamp_changes_with_what_is_said_and_with_who_may_read_it(county: County) -> None:
    page = county.page("一篇", "反诈")

    def stamp() -> str:
        (source,) = read(PAGES, [page.pk])
        return source.stamp

    seen = [stamp()]
    assert stamp() == seen[0]
    for change in ({"title": "二篇"}, {"live": False, "draft_title": "二篇"}, {"owner": county.person()}):
        Page.objects.filter(pk=page.pk).update(**change)
        seen.append(stamp())
    assert len(set(seen)) == len(seen)
