from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.models import NewsPage
from common.models import OutboxMessage
from portal import page_cache
from portal.receivers import forget_pages
from tests.factories import cms as make
from tests.portal.conftest import Site


def queries(client: Client, url: str, **headers: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url, **headers).status_code == 200
    return len(seen)


def test_a_kept_page_asks_the_database_nothing(client: Client, site: Site) -> None:
    assert queries(client, site.pages["news"]) > 0
    assert queries(client, site.pages["news"]) == 0


@pytest.mark.parametrize("cookie", [("language", "en"), ("language", "zh-hant"), ("text_size", "1"), ("elder", "1")])
def test_each_choice_is_kept_apart(client: Client, site: Site, cookie: tuple[str, str]) -> None:
    plain = client.get("/").content
    client.cookies[cookie[0]] = cookie[1]
    chosen = client.get("/").content
    assert chosen != plain
    assert client.get("/").content == chosen
    del client.cookies[cookie[0]]
    assert client.get("/").content == plain


def test_publishing_makes_every_kept_page_stale(client: Client, site: Site) -> None:
    assert "新的动态" not in client.get("/").content.decode()
    make.news(site.village, title="新的动态")
    assert "新的动态" not in client.get("/").content.decode()
    forget_pages([OutboxMessage(consumer="portal.cache", event="cms.page_published")])
    assert "新的动态" in client.get("/").content.decode()


def test_a_page_rendered_while_something_is_published_is_not_kept_as_new(client: Client, site: Site) -> None:
    real, calls = page_cache.keep, []

    def late(key: str, entry: page_cache.Entry) -> None:
        page_cache.bump()
        calls.append(key)
        real(key, entry)

    page_cache.keep = late  # type: ignore[assignment]
    try:
        client.get("/")
    finally:
        page_cache.keep = real
    assert calls
    assert queries(client, "/") > 0


def test_signed_in_people_are_neither_served_from_the_cache_nor_kept(
    client: Client, site: Site, django_user_model: Any
) -> None:
    user = django_user_model.objects.create_user("editor", last_name="周", first_name="一")
    client.force_login(user)
    mine = client.get("/")
    assert "周一" in mine.content.decode()
    assert "private" in mine["Cache-Control"]
    assert "周一" not in Client().get("/").content.decode()
    assert "周一" in client.get("/").content.decode()


@pytest.mark.parametrize("url", ["/nothing-here/", "/account/login/", "/preferences/?elder=1"])
def test_answers_that_are_no_pages_are_not_kept(client: Client, site: Site, url: str) -> None:
    before = set(getattr(cache, "_cache", {}))
    client.get(url)
    assert set(getattr(cache, "_cache", {})) == before


def test_a_known_page_is_not_sent_again(client: Client, site: Site) -> None:
    first = client.get("/")
    again = client.get("/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    other = client.get("/", headers={"if-none-match": '"another"'})
    assert other.status_code == 200


def test_headers_tell_caches_what_a_page_depends_on(client: Client, site: Site) -> None:
    for _ in range(2):
        response = client.get("/")
        assert "Cookie" in response["Vary"]
        assert "Accept-Language" not in response["Vary"]
        assert "must-revalidate" in response["Cache-Control"]
        assert "default-src 'self'" in response["Content-Security-Policy"]


def test_head_answers_without_a_body(client: Client, site: Site) -> None:
    client.get("/")
    response = client.head("/")
    assert (response.status_code, response.content) == (200, b"")


def test_a_preview_is_never_kept(client: Client, site: Site) -> None:
    draft = NewsPage.objects.get(pk=site.news.pk)
    draft.title = "还没有审过的标题"
    draft.make_preview_request()
    assert "还没有审过的标题" not in client.get(site.pages["news"]).content.decode()


def test_the_browser_language_is_no_choice(client: Client, site: Site) -> None:
    page = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert '<html lang="zh-Hans"' in page
