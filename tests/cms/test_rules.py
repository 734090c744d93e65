"""What is public: live, and no password, login or group asked for at the page or above it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from cms.models import ContentPage, NewsPage
from cms.rules import CONTENT_RULE, PUBLISHED, is_public
from common.access import ANONYMOUS, Reader, Scope, readable
from organisations.enums import Role
from tests.cms.conftest import County
from tests.factories import cms as make
from tests.factories.accounts import UserFactory

RESTRICTIONS = [
    PageViewRestriction.PASSWORD,
    PageViewRestriction.LOGIN,
    PageViewRestriction.GROUPS,
]


def restrict(page: Page, kind: str = PageViewRestriction.LOGIN) -> None:
    PageViewRestriction.objects.create(page=page.page_ptr, restriction_type=kind, password="绿豆糕")


def titles(rows: Any) -> set[str]:
    return set(rows.values_list("title", flat=True))


@pytest.fixture
def pages(county: County) -> dict[str, NewsPage]:
    """One article at each level, one draft at the station."""
    return {
        "centre": make.news(county.centre_page, title="中心的"),
        "town": make.news(county.town_page, title="镇里的"),
        "village": make.news(county.village_page, title="村里的"),
        "draft": make.news(county.village_page, title="草稿", live=False),
    }


@pytest.mark.parametrize("kind", RESTRICTIONS)
@pytest.mark.parametrize(
    ("where", "public"),
    [
        (None, {"中心的", "镇里的", "村里的"}),
        ("village_page", {"中心的", "镇里的"}),
        ("town_page", {"中心的"}),
        ("centre_page", set()),
        ("home", set()),
    ],
)
def test_a_restriction_covers_the_page_and_all_below(
    county: County, pages: dict[str, NewsPage], where: str | None, public: set[str], kind: str
) -> None:
    if where:
        restrict(getattr(county, where), kind)
    rows = ContentPage.objects.all()
    assert titles(readable(rows, ANONYMOUS)) == public
    assert {page.title for page in rows if is_public(page)} == public
    assert {page.title for page in rows if CONTENT_RULE.tokens(page) & CONTENT_RULE.reader_tokens(ANONYMOUS)} == public


def test_one_restricted_article_leaves_its_neighbours(county: County, pages: dict[str, NewsPage]) -> None:
    make.news(county.village_page, title="村里的第二篇")
    restrict(pages["village"])
    assert titles(readable(ContentPage.objects.all(), ANONYMOUS)) == {"中心的", "镇里的", "村里的第二篇"}


def test_two_restrictions_above_one_page_do_not_lift_each_other(county: County, pages: dict[str, NewsPage]) -> None:
    restrict(county.town_page)
    restrict(county.village_page)
    assert titles(readable(ContentPage.objects.all(), ANONYMOUS)) == {"中心的"}


@pytest.mark.parametrize(
    ("role", "unit", "seen"),
    [
        (Role.EDITOR, "village", {"中心的", "村里的", "草稿"}),
        (Role.SECOND_REVIEWER, "town", {"中心的", "镇里的", "村里的", "草稿"}),
        (Role.AUDITOR, "centre", {"中心的", "镇里的", "村里的", "草稿"}),
    ],
)
def test_staff_read_what_is_restricted_below_their_own_unit(
    county: County, pages: dict[str, NewsPage], role: Role, unit: str, seen: set[str]
) -> None:
    restrict(county.town_page)
    reader = Reader(7, frozenset({Scope(role, getattr(county, unit).path)}))
    assert titles(readable(ContentPage.objects.all(), reader)) == seen


def test_an_owner_reads_the_own_restricted_page(county: County, pages: dict[str, NewsPage]) -> None:
    restrict(county.centre_page)
    Page.objects.filter(pk=pages["town"].pk).update(owner=UserFactory())
    owner = Page.objects.get(pk=pages["town"].pk).owner_id
    assert titles(readable(ContentPage.objects.all(), Reader(owner))) == {"镇里的"}
    assert titles(readable(ContentPage.objects.all(), Reader(owner + 1))) == set()


# --- cost -------------------------------------------------------------------------------------


@pytest.mark.parametrize("restrictions", [0, 1, 3])
def test_a_list_is_one_query_whatever_is_restricted(
    county: County, pages: dict[str, NewsPage], restrictions: int
) -> None:
    for page in list(pages.values())[:restrictions]:
        restrict(page)
    with CaptureQueriesContext(connection) as queries:
        assert len(readable(ContentPage.objects.all(), ANONYMOUS)) == 3 - min(restrictions, 3)
    assert len(queries) == 1


@pytest.mark.parametrize("many", [1, 3])
def test_rows_that_were_prepared_ask_nothing_more(county: County, pages: dict[str, NewsPage], many: int) -> None:
    restrict(county.town_page)
    rows = list(ContentPage.objects.select_related("unit").order_by("pk"))[:many]
    with CaptureQueriesContext(connection) as queries:
        CONTENT_RULE.prepare(rows)
        opened = [row.title for row in rows if PUBLISHED.tokens(row)]
        assert all(CONTENT_RULE.tokens(row) for row in rows)
    assert len(queries) == 1
    assert opened == ["中心的"]


def test_a_draft_is_judged_without_a_look_at_restrictions(pages: dict[str, NewsPage]) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert not is_public(pages["draft"])
    assert len(queries) == 0


def test_what_was_prepared_is_forgotten_with_the_row(county: County, pages: dict[str, NewsPage]) -> None:
    """A restriction that comes later is seen by whoever reads the row anew."""
    PUBLISHED.prepare([pages["village"]])
    assert is_public(pages["village"])
    restrict(county.village_page)
    assert not is_public(NewsPage.objects.get(pk=pages["village"].pk))
