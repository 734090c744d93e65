"""Feeds, site map, robots, redirects, meta tags: right, and without anything hidden."""

import datetime as dt
import json

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from wagtail.contrib.redirects.models import Redirect

from cms.feeds import CountyFeed
from cms.models import HomePage, LecturePage, LectureSession, NewsPage, SiteSettings, VenuePage
from tests.cms.conftest import County
from tests.cms.test_contexts import leaks
from tests.factories import cms as make


def feeds_of(county: County) -> list[str]:
    column = make.section(county.home)
    bases = ["/feed/", f"/feed/section/{column.pk}/", f"/feed/unit/{county.town.code}/"]
    return [*bases, *(f"{base}atom/" for base in bases)]


def test_feeds_show_what_is_public_and_nothing_else(county: County, client: Client) -> None:
    make.news(county.village_page, title="公开的", summary="一句话")
    hidden = leaks(county)
    for url in feeds_of(county):
        text = client.get(url).content.decode()
        assert (text.count("公开的"), "一句话" in text) == (1, True), url
        assert [title for title in hidden if title in text] == [], url


def test_unit_feed_is_of_its_subtree(county: County, client: Client) -> None:
    make.news(county.centre_page, title="市里的")
    make.news(county.village_page, title="村里的")
    text = client.get(f"/feed/unit/{county.town.code}/").content.decode()
    assert ("市里的" in text, "村里的" in text) == (False, True)


@pytest.mark.parametrize("url", ["/feed/section/999/", "/feed/unit/nothing/", "/feed/section/x/"])
def test_feed_of_nothing_is_not_found(county: County, client: Client, url: str) -> None:
    assert client.get(url).status_code == 404


def test_feed_of_a_withdrawn_column_is_not_found(county: County, client: Client) -> None:
    column = make.section(county.home)
    column.unpublish()
    assert client.get(f"/feed/section/{column.pk}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_feed_asks_the_same_whatever_its_length(
    county: County, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        make.news(county.village_page, topic=make.topic(f"平台{number}"))
    request = RequestFactory().get("/feed/")
    CountyFeed()(request)
    with django_assert_num_queries(2):
        assert CountyFeed()(request).content.count(b"<item>") == count


def test_sitemap_holds_public_pages_with_their_last_change(county: County, client: Client) -> None:
    page = make.news(county.village_page, title="公开", slug="gong-kai")
    leaks(county)
    text = client.get("/sitemap.xml").content.decode()
    assert text.count("<loc>") == 5
    assert f"<loc>{page.full_url}</loc>" in text
    assert f"<lastmod>{timezone.localdate():%Y-%m-%d}</lastmod>" in text or "<lastmod>" in text


def test_robots_point_to_the_sitemap(client: Client, county: County) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/\n" in text
    assert text.endswith("Sitemap: http://testserver/sitemap.xml\n")


def test_old_address_leads_to_the_new_one(
    county: County, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    page = make.news(county.village_page, slug="old")
    before = page.url
    page.slug = "new"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    redirect = Redirect.objects.get(redirect_page_id=page.pk)
    assert redirect.old_path == before.rstrip("/")


def test_addresses_are_pinyin(county: County) -> None:
    page = make.news(county.village_page, title="百家桥村的家书")
    again = make.news(county.village_page, title="百家桥村的家书")
    assert (page.slug, again.slug) == ("bai-jia-qiao-cun-de-jia-shu", "bai-jia-qiao-cun-de-jia-shu-2")


def test_government_meta_tags(county: County) -> None:
    site = county.home.get_site()
    SiteSettings.objects.update_or_create(site=site, defaults={"name": "张家港文明实践", "site_code": "3205820001"})
    make.section(county.home, title="市级动态")
    column = make.section(county.town_page, title="镇上动态")
    page = make.news(county.village_page, title="家书", summary="每月一封", topic=make.topic())
    meta = NewsPage.objects.get(pk=page.pk).head_meta
    names = [name for name, _content in meta.names]
    assert names == [
        *("SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnType"),
        *("ArticleTitle", "PubDate", "ContentSource", "Keywords", "Author", "Description", "Url", "description"),
    ]
    assert meta.get("ColumnName") == column.title
    assert meta.get("SiteIDCode") == "3205820001"
    assert meta.get("ContentSource") == "百家桥村新时代文明实践站"
    assert meta.get("PubDate") == timezone.localtime(page.first_published_at).strftime("%Y-%m-%d %H:%M")
    assert meta.get("Keywords") == "理论宣讲,百家桥村"
    assert (meta.get("og:type"), meta.get("og:title"), meta.get("Url")) == ("article", "家书", page.full_url)


def test_head_tag_writes_tags_and_cannot_be_broken_out_of(county: County) -> None:
    page = make.news(county.village_page, title='</script><script>alert(1)"')
    template = Template("{% load cms_tags %}{% head_meta page %}")
    html = template.render(Context({"page": page, "request": RequestFactory().get("/")}))
    assert html.count("<script") == 1
    assert "alert(1)&quot;" in html
    data = json.loads(html.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert (data["@type"], data["headline"]) == ("NewsArticle", page.title)


def test_sessions_are_events_and_venues_places(county: County) -> None:
    venue = make.venue(county.village)
    soon = timezone.now() + dt.timedelta(days=1)
    rows = [LectureSession(topic="讲", starts_at=soon, venue=venue), LectureSession(topic="待约")]
    lecture = make.content(LecturePage, county.village_page, sessions=rows)
    event = lecture.structured_data[1]
    assert (event["@type"], event["name"], event["location"]["name"]) == ("Event", "讲", venue.name)
    assert event["startDate"] == soon.isoformat()
    place = make.content(VenuePage, county.village_page, venue=venue).structured_data[0]
    assert place["openingHoursSpecification"][0]["opens"] == "08:30"
    assert HomePage.objects.get().structured_data[0]["@type"] == "WebSite"


def test_api_shows_fields_and_the_body_as_blocks(county: County) -> None:
    from wagtail.api.v3.registry import registry

    fields = registry.get("cms.NewsPage").read_schema.model_fields
    assert {"kind", "unit", "summary", "happened_on", "body", "first_published_at"} <= set(fields)
    assert {"stops", "total_minutes"} <= set(registry.get("cms.RoutePage").read_schema.model_fields)
    written = registry.get("cms.NewsPage").create_schema.model_fields
    assert "first_published_at" not in written
