"""How often a program may ask."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache

from api.limits import _network
from cms.models import NewsPage
from tests.factories import cms as make
from tests.factories.api import ApiCounty, Caller, caller, token_for

PROBLEM = "application/problem+json"


@pytest.fixture(autouse=True)
def at_ten_past_the_minute(settings: Any) -> Iterator[Any]:
    cache.clear()
    settings.API_RATE_TOKEN, settings.API_RATE_ANONYMOUS = 4, 2
    with time_machine.travel("2026-11-25T10:00:10+08:00", tick=False) as clock:
        yield clock
    cache.clear()


def statuses(program: Caller, path: str, times: int, **extra: Any) -> list[int]:
    return [program.client.get(f"/api{path}", **extra).status_code for _ in range(times)]


def test_an_address_is_told_to_wait_and_may_go_on_after_it(db: None, at_ten_past_the_minute: Any) -> None:
    program = Caller()
    assert statuses(program, "/units/", 3) == [200, 200, 429]
    told = program.get("/units/")
    assert (told.status_code, told["Content-Type"], told["Retry-After"]) == (429, PROBLEM, "50")
    body = told.json()
    assert (body["status"], body["code"], body["title"]) == (429, "api.too_many", "Too Many Requests")
    assert body["detail"] == "请求太密了：等 50 秒，再放慢些送。"
    at_ten_past_the_minute.shift(50)
    assert statuses(program, "/units/", 3) == [200, 200, 429]


def test_each_token_has_its_own_measure(county: ApiCounty) -> None:
    one, other = caller(county.editor), caller(county.editor)
    assert statuses(one, "/queue/", 5) == [200, 200, 200, 200, 429]
    assert statuses(other, "/queue/", 1) == [200]
    # Neither takes from the visitors of the same address.
    assert statuses(Caller(), "/units/", 2) == [200, 200]


def test_addresses_do_not_share_and_a_forged_header_makes_no_new_one(db: None, settings: Any) -> None:
    program = Caller()
    assert statuses(program, "/units/", 3, REMOTE_ADDR="10.0.0.1") == [200, 200, 429]
    assert statuses(program, "/units/", 1, REMOTE_ADDR="10.0.0.2") == [200]
    forged = [
        program.client.get("/api/units/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"10.9.9.{number}").status_code
        for number in range(2)
    ]
    assert forged == [429, 429]
    settings.TRUSTED_PROXIES = 1
    seen = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "10.9.9.9"}
    assert statuses(program, "/units/", 1, **seen) == [200]


NETWORKS = [
    ("203.0.113.9", "203.0.113.9"),
    ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
    ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
    ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
    ("unix:", "unix:"),
]


def test_an_ipv6_household_is_one(db: None) -> None:
    assert [(address, _network(address)) for address, _expected in NETWORKS] == NETWORKS
    program = Caller()
    found = [program.client.get("/api/units/", REMOTE_ADDR=f"2001:db8::{n}").status_code for n in range(1, 4)]
    assert found == [200, 200, 429]


@pytest.mark.parametrize("header", ["Bearer wagtail_guess", "Basic dTpw", "Bearer"])
def test_guessing_tokens_is_counted_by_the_address(db: None, header: str) -> None:
    program = Caller()
    assert statuses(program, "/units/", 3, HTTP_AUTHORIZATION=header) == [401, 401, 429]


def test_where_a_token_is_needed_asking_without_one_counts_too(db: None) -> None:
    program = Caller()
    assert [program.post("/pages/", {}).status_code for _ in range(3)] == [401, 401, 429]


def test_a_request_with_a_key_is_counted_once_and_refused_before_it_is_done(county: ApiCounty) -> None:
    program = caller(county.editor)
    body = {"meta": {"type": "cms.NewsPage", "parent_id": county.station_page.pk}, "title": "家书"}
    found = [program.post("/pages/", body, key=f"k{number}").status_code for number in range(5)]
    assert found == [201, 201, 201, 201, 429]
    assert NewsPage.objects.count() == 4


def test_a_token_without_the_scope_is_counted(county: ApiCounty) -> None:
    program = Caller(token_for(county.editor, "read"))
    assert statuses(program, "/queue/", 5) == [403, 403, 403, 403, 429]


def test_nought_is_no_limit(db: None, settings: Any) -> None:
    settings.API_RATE_ANONYMOUS = 0
    assert statuses(Caller(), "/units/", 8) == [200] * 8


def test_pages_from_the_cache_are_not_counted(county: ApiCounty) -> None:
    """They are answered before the API is asked at all: a thousand screens in a hall may show one."""
    page = make.news(county.station_page)
    program = Caller()
    assert statuses(program, f"/pages/{page.pk}/", 8) == [200] * 8
    assert statuses(program, "/units/", 2) == [200, 429]


def test_the_answer_of_too_many_is_not_kept_for_others(county: ApiCounty) -> None:
    program = Caller()
    statuses(program, "/units/", 2)
    told = program.get("/pages/")
    assert told.status_code == 429
    cache_control = set(told["Cache-Control"].replace(" ", "").split(","))
    assert cache_control & {"no-cache", "no-store", "private"}
