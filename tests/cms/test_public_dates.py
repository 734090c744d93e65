"""One story has one date on every list: of what it tells; feeds and site map speak of publication."""

import datetime as dt
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cms.feeds import CountyFeed
from cms.models import BriefingPage, CasePage, ContentPage, HomePage, NewsPage, PolicyPage, UnitPage
from cms.selectors.sections import section_context
from cms.selectors.shelf import Shelf
from tests.cms.conftest import County
from tests.factories import cms as make

TOLD = dt.date(2024, 5, 6)


def make_told(county: County, model: type[ContentPage], told: dt.date | None, **values: Any) -> ContentPage:
    """A page that tells of a day, where its type can."""
    own: dict[type[ContentPage], str] = {
        NewsPage: "happened_on",
        BriefingPage: "issued_on",
        PolicyPage: "issued_on",
    }
    dated = {own[model]: told} if told and model in own else {}
    series = {"series": make.series()} if model is BriefingPage else {}
    found: ContentPage = make.content(model, county.village_page, **dated, **series, **values)
    return found


def section_days(section: Any, **params: str) -> list[dt.date | None]:
    fresh = type(section).objects.get(pk=section.pk)
    return [item.day for item in section_context(fresh, RequestFactory().get("/", params))["items"]]


@pytest.mark.parametrize(
    ("model", "told", "shown"),
    [
        (NewsPage, TOLD, TOLD),
        (BriefingPage, TOLD, TOLD),
        (PolicyPage, TOLD, TOLD),
        (NewsPage, None, "published"),
        (BriefingPage, None, "published"),
        (CasePage, None, "published"),
    ],
)
def test_a_mixed_list_shows_the_day_that_the_page_itself_shows(
    county: County, model: type[ContentPage], told: dt.date | None, shown: dt.date | str
) -> None:
    page = make_told(county, model, told, days_ago=3)
    expected = timezone.localdate() - dt.timedelta(days=3) if shown == "published" else shown
    plain = Shelf().items(ContentPage).get()
    assert type(plain) is ContentPage
    assert (plain.day, model.objects.get(pk=page.pk).day) == (expected, expected)


@pytest.mark.parametrize("where", ["home", "unit", "section", "related"])
def test_the_same_news_has_the_same_date_wherever_it_stands(county: County, where: str) -> None:
    make_told(county, NewsPage, TOLD)
    request = RequestFactory().get("/")
    if where == "home":
        [item] = HomePage.objects.get().get_context(request)["news"]
    elif where == "unit":
        [item] = UnitPage.objects.get(pk=county.town_page.pk).get_context(request)["latest"]
    elif where == "section":
        column = make.section(county.home)
        [item] = section_context(type(column).objects.get(pk=column.pk), request)["items"]
    else:
        other = make.content(CasePage, county.village_page)
        [item] = other.get_context(request)["related"]
    assert item.day == TOLD


def test_lists_are_ordered_by_the_day_that_they_show(county: County) -> None:
    """Reviewed late, told of early: the dates down a list never jump."""
    make_told(county, NewsPage, dt.date(2024, 5, 1), title="最早的", days_ago=1)
    make_told(county, NewsPage, dt.date(2024, 5, 9), title="最晚的", days_ago=5)
    make_told(county, NewsPage, dt.date(2024, 5, 4), title="中间的", days_ago=0)
    column = make.section(county.home)
    assert section_days(column) == [dt.date(2024, 5, 9), dt.date(2024, 5, 4), dt.date(2024, 5, 1)]
    assert [page.title for page in Shelf().items(ContentPage)] == ["最晚的", "中间的", "最早的"]


def test_of_one_day_the_later_published_comes_first(county: County) -> None:
    for title, ago in (("先发", 4), ("后发", 2)):
        make_told(county, NewsPage, TOLD, title=title, days_ago=ago)
    assert [page.title for page in Shelf().items(NewsPage)] == ["后发", "先发"]


def test_feeds_follow_publication_whatever_day_a_page_tells_of(county: County) -> None:
    make_told(county, NewsPage, dt.date(2024, 5, 9), title="早发的", days_ago=5)
    make_told(county, NewsPage, dt.date(2024, 5, 1), title="刚发的", days_ago=0)
    feed = CountyFeed()
    items = feed.items(county.home)
    assert [item.title for item in items] == ["刚发的", "早发的"]
    assert [feed.item_pubdate(item) for item in items] == [item.first_published_at for item in items]


def test_the_year_of_a_column_is_the_year_that_its_cards_show(county: County) -> None:
    make_told(county, BriefingPage, dt.date(2019, 1, 25), title="2019年的一期")
    column = make.section(county.home, "briefingpage")
    this_year = str(timezone.localdate().year)
    context = section_context(type(column).objects.get(pk=column.pk), RequestFactory().get("/"))
    years = next(group for group in context["filters"] if group.name == "year")
    assert [option.value for option in years.options] == ["2019"]
    assert section_days(column, year="2019") == [dt.date(2019, 1, 25)]
    assert section_days(column, year=this_year) == []


def test_years_are_offered_once_each_the_latest_first(county: County) -> None:
    for told in (dt.date(2019, 1, 1), dt.date(2023, 2, 2), dt.date(2023, 3, 3)):
        make_told(county, NewsPage, told)
    column = make.section(county.home)
    context = section_context(type(column).objects.get(pk=column.pk), RequestFactory().get("/"))
    years = next(group for group in context["filters"] if group.name == "year")
    assert [option.value for option in years.options] == ["2023", "2019"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_mixed_list_with_its_days_is_one_query(
    county: County, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        make_told(county, NewsPage, TOLD, topic=make.topic(f"平台{_}"))
    with django_assert_num_queries(1):
        rows = list(Shelf().items(ContentPage))
        assert [(str(row.unit), row.day, row.topic is not None) for row in rows] == [("百家桥村", TOLD, True)] * count


def test_a_day_near_midnight_is_the_day_in_the_county(county: County) -> None:
    """17:30 of the 2nd in London is the 3rd at home."""
    from wagtail.models import Page

    page = make_told(county, CasePage, None)
    at = dt.datetime(2026, 3, 2, 17, 30, tzinfo=dt.UTC)
    Page.objects.filter(pk=page.pk).update(first_published_at=at)
    assert Shelf().items(ContentPage).get().day == dt.date(2026, 3, 3)
    assert CasePage.objects.get(pk=page.pk).day == dt.date(2026, 3, 3)
