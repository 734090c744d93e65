"""Where programs are told: public names over https alone, by whatever way an address of the house is written."""

import datetime as dt
import hashlib
import hmac
import socket
from typing import Any

import pytest
from django.utils import translation

from api.webhooks import addresses
from api.webhooks.addresses import check, connection_to
from api.webhooks.sending import MOST_ATTEMPTS, pause, signature
from common.errors import Invalid

TAKEN = [
    "https://example.org",
    "https://example.org/",
    "HTTPS://Example.ORG/hook",
    "https://example.org:8443/a/b?c=d#e",
    "https://hooks.county.gov.cn/linli?key=1",
    "https://例子.中国/回调",
    "https://8.8.8.8/",
    "https://[2606:4700::1111]/",
    "https://localhost.example.org/",
    "https://my-internal.example.org/",
]
REFUSED = {
    "without a lock": ["http://example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/"],
    "no address": ["", "example.org", "//example.org/", "https:", "https://", "https:///x", "https://?x", "https://#x"],
    "broken": ["https://[::1", "https://[zz]/", "https://a..b/", "https://.../", f"https://{'a' * 64}.org/"],
    "port": ["https://example.org:0/", "https://example.org:99999/", "https://example.org:x/", "https://a.org:-1/"],
    "spaces": ["https://exa mple.org/", "https://example.org/ ", "https://example.org\n/", "https://a.org/\tb"],
    "somebody's": ["https://me:word@example.org/", "https://me@example.org/", "https://:word@example.org/"],
    "the house": ["https://localhost/", "https://a.localhost/", "https://LOCALHOST./", "https://db.internal/",
                  "https://nas.local/", "https://127.0.0.1/", "https://0.0.0.0/", "https://[::]/", "https://[::1]/"],
    "private": ["https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.1.1/", "https://100.64.0.1/",
                "https://[fc00::1]/", "https://[fd12:3456::1]/"],
    "near": ["https://169.254.169.254/", "https://[fe80::1]/", "https://[fe80::1%25eth0]/"],
    "many": ["https://224.0.0.1/", "https://[ff02::1]/", "https://255.255.255.255/"],
    "set apart": ["https://192.0.2.1/", "https://198.18.0.1/", "https://203.0.113.7/", "https://[2001:db8::1]/",
                  "https://240.0.0.1/"],
    "hidden within a newer one": ["https://[::ffff:127.0.0.1]/", "https://[::ffff:10.0.0.1]/",
                                  "https://[2002:7f00:1::]/", "https://[2002:a00:1::1]/", "https://[64:ff9b::7f00:1]/",
                                  "https://[64:ff9b::10.0.0.1]/", "https://[64:ff9b::a9fe:a9fe]/"],
}  # fmt: skip


@pytest.mark.parametrize("url", TAKEN)
def test_public_names_and_addresses_are_taken(url: str) -> None:
    check(url)


@pytest.mark.parametrize("url", [url for urls in REFUSED.values() for url in urls])
def test_everything_else_is_refused_at_its_field(url: str) -> None:
    with translation.override("zh-hans"), pytest.raises(Invalid) as refused:
        check(url)
    assert (refused.value.code, refused.value.field) == ("api.webhook_address", "url")
    assert "https" in str(refused.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/", "https://localhost/", "http://nas.local/"])
def test_a_house_of_ones_own_may_be_told_where_that_is_set(settings: Any, url: str) -> None:
    settings.WEBHOOKS_PRIVATE = True
    check(url)


@pytest.mark.parametrize("url", ["https://me:word@localhost/", "https://[::1", "https://localhost:x/", "ftp://a.org/"])
def test_what_is_no_address_is_none_there_either(settings: Any, url: str) -> None:
    settings.WEBHOOKS_PRIVATE = True
    with pytest.raises(Invalid):
        check(url)


# What a name leads to


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The name server's answers; nothing is connected to."""
    made: list[Any] = []

    def connect(where: Any, timeout: float) -> Any:
        made.append(where)
        raise OSError("no net here")

    monkeypatch.setattr(socket, "create_connection", connect)
    return made


def answering(monkeypatch: pytest.MonkeyPatch, *found: str) -> None:
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in found]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **named: rows)


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"],
        ["8.8.8.8", "10.0.0.1"],
        ["10.0.0.1", "8.8.8.8"],
        ["::1"],
        ["::ffff:192.168.0.1"],
        ["64:ff9b::a00:1"],
        ["2002:a00:1::1"],
        [],
    ],
)
def test_a_name_is_refused_if_any_of_its_addresses_is(
    monkeypatch: pytest.MonkeyPatch, asked: list[Any], found: list[str]
) -> None:
    answering(monkeypatch, *found)
    with pytest.raises(Invalid):
        connection_to("https://example.org/")
    assert asked == []


@pytest.mark.parametrize(
    ("url", "port"), [("https://example.org/", 443), ("https://example.org:8443/", 8443), ("https://EXAMPLE.org", 443)]
)
def test_the_address_that_was_looked_up_is_the_one_connected_to(
    monkeypatch: pytest.MonkeyPatch, asked: list[Any], url: str, port: int
) -> None:
    answering(monkeypatch, "93.184.216.34", "93.184.216.34")
    with pytest.raises(OSError, match="no net"):
        connection_to(url)
    assert asked == [("93.184.216.34", port)]


def test_a_name_that_is_unknown_is_an_error_of_the_net(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: Any, **named: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(OSError, match="not known"):
        connection_to("https://example.org/")


def test_the_gateway_is_a_whole_network() -> None:
    assert str(addresses.GATEWAY) == "64:ff9b::/96"


# Pauses and signatures


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(1, 30), (2, 60), (3, 120), (4, 240), (7, 1920), (10, 15360), (11, 21600), (12, 21600), (40, 21600)],
)
def test_each_pause_is_twice_the_one_before_up_to_six_hours(attempts: int, seconds: int) -> None:
    assert pause(attempts) == dt.timedelta(seconds=seconds)


def test_all_tries_together_take_more_than_half_a_day_and_less_than_two() -> None:
    whole = sum((pause(attempt) for attempt in range(1, MOST_ATTEMPTS)), dt.timedelta())
    assert dt.timedelta(hours=12) < whole < dt.timedelta(days=2)


@pytest.mark.parametrize("body", [b"{}", '{"words":"路灯"}'.encode(), b""])
def test_a_signature_can_be_made_again_by_whoever_has_the_secret(body: bytes) -> None:
    theirs = hmac.new(b"secret", b"1700000000." + body, hashlib.sha256).hexdigest()
    assert signature("secret", 1700000000, body) == theirs


@pytest.mark.parametrize(
    ("secret", "moment", "body"),
    [("other", 1, b"{}"), ("secret", 2, b"{}"), ("secret", 1, b"{} "), ("secret", 11, b"{}")],
)
def test_another_secret_time_or_body_gives_another(secret: str, moment: int, body: bytes) -> None:
    assert signature(secret, moment, body) != signature("secret", 1, b"{}")
