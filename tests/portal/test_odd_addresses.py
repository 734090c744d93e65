"""Addresses as scanners try them, at every public door: an answer on either database, and never a fault."""

import pytest
from django.test import Client

from tests.portal.conftest import Site

ODD = [
    "%00",
    "a%00b",
    "%",
    "%zz",
    "'",
    "%27--",
    "..%2f..",
    "%e8%b7%af",
    "%ff",
    "９",
    "-1",
    "x" * 500,
    "%0d%0aSet-Cookie:a=b",
]
DOORS = [
    "/{}", "/{}/", "/news/{}/", "/?page={}", "/news/?page={}", "/news/?topic={}",
    "/search/?q={}", "/search/?q=a&page={}", "/search/?q=a&unit={}", "/search/?q=a&kind={}&year={}",
    "/search/suggest/?q={}", "/units/{}", "/units/?q={}",
    "/preferences/?unit={}&next=/", "/preferences/?language={}&size={}&elder={}", "/preferences/?next={}",
    "/documents/{}", "/documents/1/{}", "/media/{}", "/feed/{}", "/feed/unit/{}/", "/feed/section/{}/",
    "/needs/{}", "/needs/?page={}", "/needs/?category={}", "/team/{}",
    "/account/login/?next={}", "/admin/login/?next={}", "/sitemap.xml?p={}", "/robots.txt?{}",
]  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_no_address_is_a_fault(client: Client, site: Site, door: str) -> None:
    client.raise_request_exception = False
    for odd in ODD:
        answer = client.get(door.format(*[odd] * 3))
        assert (odd, answer.status_code < 500) == (odd, True)
        assert not any(sign in value for value in answer.headers.values() for sign in "\r\n")
        assert "a" not in answer.cookies


@pytest.mark.parametrize("door", ["/", "/news/", "/search/", "/units/", "/needs/"])
@pytest.mark.parametrize("cookie", ["language", "text_size", "elder", "my_unit", "sessionid", "csrftoken"])
def test_no_cookie_is_a_fault(client: Client, site: Site, door: str, cookie: str) -> None:
    client.raise_request_exception = False
    for odd in ("", "\x00", "'", "x" * 3000, "-1", "%00", "9" * 40):
        client.cookies[cookie] = odd
        assert (odd, client.get(door).status_code < 500) == (odd, True)


@pytest.mark.parametrize(
    "header", ["Accept-Language", "If-None-Match", "If-Modified-Since", "Range", "Referer", "X-Forwarded-For"]
)
def test_no_header_is_a_fault(client: Client, site: Site, header: str) -> None:
    client.raise_request_exception = False
    for odd in ("", "\x00", "*", '"', "x" * 5000, "路", "bytes=9-1", "Thu, 99 Foo 0000 99:99:99 GMT", ",,,;q=9"):
        for door in ("/", "/search/?q=a", "/robots.txt"):
            assert client.get(door, headers={header: odd}).status_code < 500


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options", "trace"])
def test_no_method_is_a_fault(client: Client, site: Site, method: str) -> None:
    client.raise_request_exception = False
    for door in ("/", "/news/", "/search/", "/preferences/", "/robots.txt", "/sitemap.xml", "/units/", "/nowhere/"):
        answer = getattr(client, method)(door)
        assert (door, answer.status_code < 500) == (door, True)
