"""What machines read of a page: the tags of a government site, shared cards, linked data."""

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from cms.head_meta import HeadMeta
from cms.models import (
    BriefingPage,
    CasePage,
    ContentPage,
    LecturePage,
    LectureSession,
    NewsPage,
    PolicyPage,
    ProjectPage,
    SiteSettings,
    VenuePage,
)
from organisations.models import Venue
from tests.cms.conftest import County
from tests.factories import cms as make

ARTICLES = [NewsPage, ProjectPage, CasePage, PolicyPage, BriefingPage, LecturePage, VenuePage]


def article(county: County, model: type[ContentPage], **values: Any) -> ContentPage:
    own = {
        BriefingPage: lambda: {"series": make.series()},
        VenuePage: lambda: {"venue": make.venue(county.village)},
    }
    values |= own.get(model, dict)()
    made: ContentPage = make.content(model, county.village_page, **values)
    return made


def head_of(client: Client, page: Any) -> BeautifulSoup:
    return BeautifulSoup(client.get(page.url).content.decode(), "html.parser").head  # type: ignore[return-value]


def contents(head: BeautifulSoup, kind: str = "name") -> dict[str, str]:
    return {str(tag[kind]): str(tag["content"]) for tag in head.select(f"meta[{kind}]")}


@pytest.mark.parametrize("model", ARTICLES)
def test_each_article_names_itself_its_source_and_its_day(
    county: County, client: Client, model: type[ContentPage]
) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 2, 1, 30, tzinfo=dt.UTC), tick=False):
        page = article(county, model, title="从开心驿站到一封家书", summary="走一走")
    tags = contents(head_of(client, page))
    assert tags["ArticleTitle"] == "从开心驿站到一封家书"
    assert tags["PubDate"] == "2026-03-02 09:30"
    assert tags["ContentSource"] == tags["Author"] == "百家桥村新时代文明实践站"
    assert tags["Description"] == tags["description"] == "走一走"
    assert tags["Url"] == page.full_url


def test_a_source_outside_the_unit_is_named(county: County) -> None:
    page = make.news(county.village_page, source="《苏州日报》")
    assert NewsPage.objects.get(pk=page.pk).head_meta.get("ContentSource") == "《苏州日报》"


def test_the_publication_date_is_not_the_day_of_the_event(county: County) -> None:
    """A forged date is a veto in the state's inspection: the tag speaks of publication alone."""
    with time_machine.travel(dt.datetime(2026, 3, 2, 1, 30, tzinfo=dt.UTC), tick=False):
        page = make.news(county.village_page, happened_on=dt.date(2026, 2, 1))
    meta = NewsPage.objects.get(pk=page.pk).head_meta
    assert meta.get("PubDate").startswith("2026-03-02")
    assert meta.get("article:published_time").startswith("2026-03-02")


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ([], "活动动态"),
        (["home"], "home"),
        (["home", "town_page"], "town_page"),
        (["home", "town_page", "village_page"], "village_page"),
    ],
)
def test_an_article_belongs_to_the_nearest_column_above_it(county: County, columns: list[str], expected: str) -> None:
    for name in columns:
        make.section(getattr(county, name), title=name)
    make.section(county.home, "casepage", title="另一类", slug="other")
    page = make.news(county.village_page)
    assert NewsPage.objects.get(pk=page.pk).head_meta.get("ColumnName") == expected


def test_a_withdrawn_column_names_nothing(county: County) -> None:
    make.section(county.town_page, title="撤下的栏目").unpublish()
    page = make.news(county.village_page)
    assert NewsPage.objects.get(pk=page.pk).head_meta.get("ColumnName") == "活动动态"


def test_a_column_describes_itself(county: County) -> None:
    column = make.section(county.home, title="市级动态", introduction="各镇新鲜事")
    meta: HeadMeta = type(column).objects.get(pk=column.pk).head_meta
    assert (meta.get("ColumnName"), meta.get("ColumnDescription")) == ("市级动态", "各镇新鲜事")
    assert meta.get("og:type") == "website"
    assert not meta.get("ArticleTitle")
    assert meta.feed_url == f"/feed/section/{column.pk}/"


def test_empty_tags_are_left_out(county: County, client: Client) -> None:
    page = make.news(county.village_page)
    head = head_of(client, page)
    empty = [tag for tag in head.select("meta[content]") if not str(tag["content"]).strip()]
    assert empty == []
    assert "SiteIDCode" not in contents(head)


def test_a_shared_card_holds_what_a_chat_shows(county: County, client: Client) -> None:
    SiteSettings.objects.update_or_create(site=county.home.get_site(), defaults={"name": "张家港文明实践"})
    page = make.news(county.village_page, title="家书", summary="每月一封")
    card = contents(head_of(client, page), "property")
    assert (card["og:title"], card["og:description"], card["og:site_name"]) == ("家书", "每月一封", "张家港文明实践")
    assert (card["og:type"], card["og:url"], card["og:locale"]) == ("article", page.full_url, "zh_CN")
    assert "og:image" not in card


def test_words_for_search_engines_go_before_the_summary(county: County) -> None:
    page = make.news(county.village_page, summary="给人看的", search_description="给搜索看的", seo_title="另一个题目")
    meta = NewsPage.objects.get(pk=page.pk).head_meta
    assert (meta.get("description"), meta.get("og:title"), meta.title) == ("给搜索看的", "另一个题目", "另一个题目")


@pytest.mark.parametrize("words", ['"><script>alert(1)</script>', "' onload='x", "</title><b>"])
def test_no_word_of_an_author_becomes_markup(county: County, client: Client, words: str) -> None:
    page = make.news(county.village_page, title=words, summary=words, slug="hostile")
    head = head_of(client, page)
    assert contents(head)["ArticleTitle"] == words
    assert [tag for tag in head.select("script") if not tag.get("type") and not tag.get("src")] == []
    [data] = [json.loads(tag.string or "") for tag in head.select('script[type="application/ld+json"]')]
    assert data["headline"] == words


@pytest.mark.parametrize("model", ARTICLES)
def test_linked_data_is_json_with_a_kind_and_nothing_empty(
    county: County, client: Client, model: type[ContentPage]
) -> None:
    page = article(county, model, title="家书")
    found = [json.loads(tag.string or "") for tag in head_of(client, page).select('script[type="application/ld+json"]')]
    assert found
    for thing in found:
        assert thing["@context"] == "https://schema.org"
        assert thing["@type"]
        assert not [name for name, value in thing.items() if value in ("", None, [])]


def test_only_sessions_with_a_time_are_events(county: County) -> None:
    at = dt.datetime(2026, 12, 2, 6, tzinfo=dt.UTC)
    rows = [
        LectureSession(topic="有时间", starts_at=at, minutes=90, place="礼堂", lecturer="吴**"),
        LectureSession(topic="待约"),
    ]
    page = make.content(LecturePage, county.village_page, sessions=rows)
    events = [thing for thing in page.structured_data if thing["@type"] == "Event"]
    assert [event["name"] for event in events] == ["有时间"]
    assert events[0]["endDate"] == (at + dt.timedelta(minutes=90)).isoformat()
    assert events[0]["location"] == {"@type": "Place", "name": "礼堂"}
    assert events[0]["performer"]["name"] == "吴**"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"latitude": 31.9, "longitude": 120.5}, {"@type": "GeoCoordinates", "latitude": 31.9, "longitude": 120.5}),
        ({"latitude": 31.9}, None),
        ({}, None),
    ],
)
def test_a_place_is_on_the_map_only_with_both_numbers(
    county: County, values: dict[str, float], expected: dict[str, Any] | None
) -> None:
    venue = make.venue(county.village)
    Venue.objects.filter(pk=venue.pk).update(**values)
    page = make.content(VenuePage, county.village_page, venue=Venue.objects.get(pk=venue.pk))
    assert page.structured_data[0].get("geo") == expected


def test_closed_days_are_not_given_as_hours(county: County) -> None:
    venue = make.venue(county.village, rules=[("mon", "", ""), ("every_day", "09:00", "17:00")])
    page = make.content(VenuePage, county.village_page, venue=venue)
    hours = page.structured_data[0]["openingHoursSpecification"]
    assert [(rule["opens"], rule["closes"]) for rule in hours] == [("09:00", "17:00")]
