"""What search engines are shown: every public page once, nothing else, and where they may not go."""

import datetime as dt
import re
from xml.etree import ElementTree

import pytest
from django.test import Client
from wagtail.models import Page

from cms.models import CasePage
from tests.cms.conftest import County
from tests.cms.test_contexts import leaks
from tests.factories import cms as make

NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def entries(client: Client) -> dict[str, str]:
    """Address to day of the last change."""
    answer = client.get("/sitemap.xml")
    assert answer.status_code == 200
    root = ElementTree.fromstring(answer.content)  # noqa: S314 — our own text
    return {url.findtext(f"{NS}loc") or "": url.findtext(f"{NS}lastmod") or "" for url in root}


def test_every_public_page_stands_once_with_its_whole_address(county: County, client: Client) -> None:
    pages = [make.news(county.village_page, title="一"), make.content(CasePage, county.town_page, title="二")]
    column = make.section(county.home)
    expected = {county.home, county.centre_page, county.town_page, county.village_page, column, *pages}
    assert set(entries(client)) == {page.full_url for page in expected}
    assert client.get("/sitemap.xml").content.count(b"<loc>") == len(expected)


def test_nothing_hidden_can_be_found_through_it(county: County, client: Client) -> None:
    before = set(entries(client))
    leaks(county)
    client.cookies["text_size"] = "1"
    assert set(entries(client)) == before


def test_the_day_is_that_of_the_last_change_and_not_of_the_event(county: County, client: Client) -> None:
    page = make.news(county.village_page, happened_on=dt.date(2020, 1, 1), days_ago=9)
    changed = dt.datetime(2026, 11, 3, 4, tzinfo=dt.UTC)
    Page.objects.filter(pk=page.pk).update(last_published_at=changed)
    assert entries(client)[page.full_url] == "2026-11-03"


def test_what_lies_outside_the_site_is_not_listed(county: County, client: Client) -> None:
    other = Page(title="另一个站", slug="other")
    Page.objects.get(depth=1).add_child(instance=other)
    assert not [address for address in entries(client) if "other" in address]


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_page_and_for_three(county: County, client: Client, count: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for number in range(count):
        make.news(county.village_page, title=f"第{number}篇")
    client.get("/robots.txt")
    with CaptureQueriesContext(connection) as seen:
        assert len(entries(client)) == 4 + count
    assert len(seen) <= 7


@pytest.mark.parametrize("path", ["/admin/", "/account/", "/api/", "/search/"])
def test_robots_stay_out_of_what_is_for_people(county: County, client: Client, path: str) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert re.search(rf"^Disallow: {path}$", answer.content.decode(), re.M)


def test_robots_may_read_what_is_public(county: County, client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    closed = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")]
    for address in ("/", county.village_page.url, "/feed/", "/units/", "/sitemap.xml", "/static/css/base.css"):
        assert not [path for path in closed if address.startswith(path)], address
