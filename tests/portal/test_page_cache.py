from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.models import NewsPage
from common.models import OutboxMessage
from portal import page_cache
from portal.middleware.pages import page_cache_middleware
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


@pytest.mark.parametrize("known", ["{}", "W/{}", '"other", {}', '"other",{}', '"a",W/{} ,"b"', "  {}  "])
def test_however_a_browser_lists_what_it_knows(client: Client, site: Site, known: str) -> None:
    tag = client.get("/")["ETag"]
    assert client.get("/", headers={"if-none-match": known.format(tag)}).status_code == 304


@pytest.mark.parametrize("known", ["", '""', '"x"', ",", "W/"])
def test_who_knows_something_else_gets_the_page(client: Client, site: Site, known: str) -> None:
    client.get("/")
    assert client.get("/", headers={"if-none-match": known}).status_code == 200


# --- a cache that all processes share ------------------------------------------------------------


@pytest.fixture
def shared(settings: Any, tmp_path: Any) -> Any:
    """Not in the memory of one process: then the version lies in the cache itself, not in a file."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(tmp_path / "c")}
    }
    settings.PAGE_VERSION_FILE = str(tmp_path / "unused")
    return tmp_path


def test_a_shared_cache_holds_the_version_itself(shared: Any) -> None:
    assert page_cache.current_version() == "0"
    page_cache.bump()
    first = page_cache.current_version()
    page_cache.bump()
    assert first not in ("0", page_cache.current_version())
    assert not (shared / "unused").exists()


def test_an_entry_of_an_older_version_is_not_found(shared: Any) -> None:
    entry = page_cache.Entry(page_cache.current_version(), '"t"', (("Content-Type", "text/html"),), b"x")
    page_cache.keep("k", entry)
    assert page_cache.fetch("k") == entry
    page_cache.bump()
    assert page_cache.fetch("k") is None


def test_without_a_file_of_the_version_there_is_one_all_the_same(settings: Any, tmp_path: Any) -> None:
    settings.PAGE_VERSION_FILE = str(tmp_path / "new" / "version")
    assert page_cache.current_version() == "0"
    page_cache.bump()
    assert page_cache.current_version() != "0"
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["version"]


# --- what is kept at all -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "cookie", "status", "kept"),
    [
        ({}, False, 200, True),
        ({"Cache-Control": "no-store"}, False, 200, False),
        ({"Cache-Control": "private"}, False, 200, False),
        ({}, True, 200, False),
        ({}, False, 404, False),
        ({}, False, 500, False),
        ({"Content-Type": "image/png"}, False, 200, False),
        ({"Content-Type": "application/atom+xml; charset=utf-8"}, False, 200, True),
    ],
)
def test_only_sound_answers_for_everybody_are_kept(
    headers: dict[str, str], cookie: bool, status: int, kept: bool, rf: Any
) -> None:
    asked: list[str] = []

    def answer(request: Any) -> HttpResponse:
        asked.append(request.path)
        response = HttpResponse("家书", status=status, headers=headers)
        if cookie:
            response.set_cookie("a", "b")
        return response

    middleware = page_cache_middleware(answer)
    answers = [middleware(rf.get("/page/")) for _ in range(2)]
    assert len(asked) == (1 if kept else 2)
    assert {each.status_code for each in answers} == {status}
    assert all(each.content == "家书".encode() for each in answers)
    if kept:
        assert "public" in answers[1]["Cache-Control"]
    elif "image" not in headers.get("Content-Type", ""):
        assert "private" in answers[1]["Cache-Control"] or "no-store" in answers[1]["Cache-Control"]


@pytest.mark.parametrize(
    "make_request",
    [
        lambda rf: rf.post("/page/"),
        lambda rf: rf.get("/admin/"),
        lambda rf: rf.get("/account/login/"),
        lambda rf: rf.get("/static/a.html"),
        lambda rf: rf.get("/page/", {"q": "长" * 60}),
        lambda rf: rf.get("/page/", headers={"authorization": "Bearer x"}),
    ],
)
def test_what_may_differ_from_reader_to_reader_is_asked_anew(make_request: Any, rf: Any) -> None:
    asked: list[str] = []
    middleware = page_cache_middleware(lambda request: asked.append(request.path) or HttpResponse("x"))
    for _ in range(2):
        middleware(make_request(rf))
    assert len(asked) == 2


@pytest.mark.parametrize(("scheme", "host"), [("http", "other.example"), ("https", "testserver")])
def test_each_host_and_scheme_has_pages_of_its_own(scheme: str, host: str, rf: Any) -> None:
    middleware = page_cache_middleware(lambda request: HttpResponse(f"{request.scheme}://{request.META['HTTP_HOST']}"))
    plain = middleware(rf.get("/page/", HTTP_HOST="testserver")).content
    assert middleware(rf.get("/page/", secure=scheme == "https", HTTP_HOST=host)).content != plain
