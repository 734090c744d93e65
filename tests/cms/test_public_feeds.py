"""Feeds as a reader's program takes them: well formed, in order, complete, and silent about what is hidden."""

import datetime as dt
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page

from cms.feeds import NEWEST
from tests.cms.conftest import County
from tests.cms.test_contexts import leaks
from tests.factories import cms as make

ATOM = "{http://www.w3.org/2005/Atom}"


def rss(client: Client, url: str = "/feed/") -> list[ElementTree.Element]:
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/rss+xml")
    return ElementTree.fromstring(answer.content).findall("channel/item")  # noqa: S314 — our own text


def atom(client: Client, url: str = "/feed/atom/") -> ElementTree.Element:
    answer = client.get(url)
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(answer.content)  # noqa: S314 — our own text


def texts(items: list[ElementTree.Element], name: str) -> list[str]:
    return [item.findtext(name) or "" for item in items]


def test_an_item_says_what_where_whose_and_when(county: County, client: Client) -> None:
    page = make.news(county.village_page, title="每月一封家书", summary="不错过一件事", topic=make.topic(), days_ago=2)
    [item] = rss(client)
    assert item.findtext("title") == "每月一封家书"
    assert item.findtext("description") == "不错过一件事"
    assert item.findtext("link") == page.full_url
    assert [tag.text for tag in item.findall("category")] == ["活动动态", "理论宣讲"]
    assert item.findtext("{http://purl.org/dc/elements/1.1/}creator") == "百家桥村新时代文明实践站"
    assert parsedate_to_datetime(item.findtext("pubDate") or "") == page.first_published_at.replace(microsecond=0)


def test_an_item_keeps_its_identity_when_it_moves(county: County, client: Client) -> None:
    page = make.news(county.village_page, slug="old")
    before = rss(client)[0].find("guid")
    page.slug = "new"
    page.save()
    client.cookies["text_size"] = "1"  # past what was kept
    after = rss(client)[0].find("guid")
    assert before is not None
    assert after is not None
    assert (before.text, after.text, after.get("isPermaLink")) == (f"linli:page:{page.pk}", before.text, "false")


def test_a_correction_moves_the_update_and_not_the_publication(county: County, client: Client) -> None:
    page = make.news(county.village_page, days_ago=5)
    corrected = timezone.now().replace(microsecond=0)
    Page.objects.filter(pk=page.pk).update(last_published_at=corrected)
    entry = atom(client).find(f"{ATOM}entry")
    assert entry is not None
    published = dt.datetime.fromisoformat(entry.findtext(f"{ATOM}published") or "")
    updated = dt.datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "")
    assert (published, updated) == (page.first_published_at, corrected)


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("<b>粗</b> & 细", "<b>粗</b> & 细"),
        ("]]>", "]]>"),
        ("“引号”'\"", "“引号”'\""),
        ("从文档里\x0b粘来的\x01题目", "从文档里 粘来的 题目"),
    ],
)
def test_any_title_leaves_the_feed_well_formed(county: County, client: Client, title: str, read: str) -> None:
    """A character that XML forbids, pasted into one title, would take the whole feed down."""
    make.news(county.village_page, title=title, summary=title, slug="strange")
    [item] = rss(client)
    assert (item.findtext("title"), item.findtext("description")) == (read, read)


def test_no_more_than_the_newest_are_sent(county: County, client: Client) -> None:
    for number in range(NEWEST + 2):
        make.news(county.village_page, title=f"第{number}篇", days_ago=number + 1)
    titles = texts(rss(client), "title")
    assert (len(titles), titles[0], titles[-1]) == (NEWEST, "第0篇", f"第{NEWEST - 1}篇")


def test_a_column_feeds_its_kind_of_its_subtree(county: County, client: Client) -> None:
    column = make.section(county.town_page, title="镇上动态")
    make.news(county.village_page, title="村里的")
    make.news(county.centre_page, title="市里的")
    make.content(type(make.news(county.town_page, title="镇里的")), county.town_page, title="还没审", live=False)
    assert set(texts(rss(client, f"/feed/section/{column.pk}/"), "title")) == {"村里的", "镇里的"}


@pytest.mark.parametrize("form", ["", "atom/"])
def test_all_feeds_are_silent_about_what_is_hidden(county: County, client: Client, form: str) -> None:
    column = make.section(county.home)
    hidden = leaks(county)
    for base in ("/feed/", f"/feed/section/{column.pk}/", f"/feed/unit/{county.village.code}/"):
        text = client.get(f"{base}{form}").content.decode()
        assert not [title for title in hidden if title in text], base


def test_an_empty_feed_is_a_feed(county: County, client: Client) -> None:
    assert rss(client) == []
    assert atom(client).findtext(f"{ATOM}title") == "张家港文明实践"


def test_the_feed_names_where_it_is(county: County, client: Client) -> None:
    root = ElementTree.fromstring(client.get("/feed/").content)  # noqa: S314 — our own text
    assert root.findtext("channel/link") == "http://testserver/"
    assert "张家港文明实践" in (root.findtext("channel/description") or "")


def test_a_feed_of_a_hidden_unit_page_is_not_found(county: County, client: Client) -> None:
    county.village_page.unpublish()
    assert client.get(f"/feed/unit/{county.village.code}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_feed_of_a_unit_costs_the_same_whatever_its_length(
    county: County, count: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    from django.test import RequestFactory

    from cms.feeds import UnitFeed

    for number in range(count):
        make.news(county.village_page, topic=make.topic(f"平台{number}"))
    request = RequestFactory().get("/")
    UnitFeed()(request, code=county.town.code)
    with django_assert_num_queries(2):
        answer = UnitFeed()(request, code=county.town.code)
    assert answer.content.count(b"<item>") == count
