"""What requests may hold, before anything is asked of a database: values, tags, bodies, addresses."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.http import QueryDict
from django.test import RequestFactory
from ninja.errors import HttpError
from pydantic import TypeAdapter, ValidationError

from api.limits import TooMany, _network, count_address, count_token
from api.parsing import StrictParser
from api.preconditions import ReadAgain, TagNeeded, given, require_match
from api.values import Code, Id, Large, Line, LocalTime, NearTime, Small, Year

NOW = dt.datetime(2026, 12, 31, 16, 0, tzinfo=dt.UTC)
FACTORY = RequestFactory()
TAG = "0123456789abcdef01234567"


def fits(kind: Any, value: Any) -> bool:
    try:
        TypeAdapter(kind).validate_json(value) if isinstance(value, bytes) else TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Id, [b"1", b"2147483647"], [b"0", b"-1", b"2147483648", b"1.5", b"null", b'"x"', b"1e99"]),
        (Small, [b"0", b"32767"], [b"-1", b"32768"]),
        (Large, [b"0", b"2147483647"], [b"-1", b"2147483648"]),
        (Year, [b"1900", b"2200"], [b"1899", b"2201", b"0"]),
        (Code, [b'"abc123"', b'"0"'], [b'""', b'"ABC"', b'"a b"', b'"abcdefghijklmnopq"', '"站"'.encode(), b'"a\\n"']),
        (Line, [b'""', f'"{"长" * 80}"'.encode()], [f'"{"长" * 81}"'.encode(), b"1", b"null"]),
        (LocalTime, [b'"08:30"', b'"00:00:00"', b'"23:59:59"'], [b'"24:00"', b'"08:30Z"', b'"08:30+08:00"', b'"noon"']),
        (
            NearTime,
            [b'"2027-01-01T00:00:00+08:00"', b'"2026-12-31T16:00:00Z"', b'"2031-12-01T00:00:00Z"'],
            [b'"2027-01-01T00:00:00"', b'"2099-01-01T00:00:00Z"', b'"0001-01-01T00:00:00Z"', b'"2027-02-30T00:00:00Z"'],
        ),
    ],
)
def test_values_at_their_ends(kind: Any, good: list[bytes], bad: list[bytes]) -> None:
    with time_machine.travel(NOW, tick=False):
        assert [value for value in good if not fits(kind, value)] == []
        assert [value for value in bad if fits(kind, value)] == []


def test_a_time_of_the_day_has_no_splinters() -> None:
    assert TypeAdapter(LocalTime).validate_json(b'"08:30:00.123456"') == dt.time(8, 30)


# --- If-Match ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "seen",
    [
        f'"{TAG}"',
        f'W/"{TAG}"',
        f'"{TAG}-9f8e"',
        f'W/"{TAG}-9f8e"',
        TAG,
        "*",
        f'"other", "{TAG}"',
        f'"other",W/"{TAG}-1" ,"third"',
        "",
    ],
)
def test_tags_that_name_the_version(seen: str) -> None:
    require_match(seen, TAG)


@pytest.mark.parametrize(
    "seen", ['"other"', f'"x{TAG}"', f'"{TAG}x"', f'"{TAG.upper()}"', '""', ",", "**", '"*"', f'"9f8e-{TAG}"', "W/"]
)
def test_tags_that_name_another(seen: str) -> None:
    with pytest.raises(ReadAgain) as refused:
        require_match(seen, TAG)
    assert (refused.value.status, refused.value.code) == (412, "api.changed")


@pytest.mark.parametrize(("seen", "raises"), [("", True), ("*", False), (f'"{TAG}"', False)])
def test_where_a_tag_is_needed_none_is_told(seen: str, raises: bool) -> None:
    if not raises:
        require_match(seen, TAG, required=True)
        return
    with pytest.raises(TagNeeded) as refused:
        require_match(seen, TAG, required=True)
    assert (refused.value.status, refused.value.code) == (428, "api.tag_needed")


@pytest.mark.parametrize(("sent", "read"), [(' "a" ', '"a"'), ("", ""), ("*", "*"), ("   ", "")])
def test_a_tag_is_read_without_its_edges(sent: str, read: str) -> None:
    assert given(FACTORY.get("/", headers={"if-match": sent})) == read


# --- bodies -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (b"{}", {}),
        ('{"title": "家书"}'.encode(), {"title": "家书"}),
        (b'{"a": [1, 2.5, true, null]}', {"a": [1, 2.5, True, None]}),
        (b'{"a": "\\\\u0000"}', {"a": "\\u0000"}),  # the letters, not the sign
        ('{"a": "𠮷👏"}'.encode(), {"a": "𠮷👏"}),
        (b'{"a": 1, "a": 2}', {"a": 2}),
    ],
)
def test_bodies_that_can_be_read(body: bytes, read: dict[str, Any]) -> None:
    request = FACTORY.post("/", body, content_type="application/json")
    assert StrictParser().parse_body(request) == read


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{'a': 1}",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": "\\ud800"}',
        b'{"a": "\\u0000"}',
        b'{"\\u0000": 1}',
        b'{"a": [{"b": "x\\u0000"}]}',
        b'{"a": "\xff"}',
        "{'a'：1}".encode(),
        b'{"a": 1} x',
        b"\xef\xbb\xbf{}x",
    ],
)
def test_bodies_that_cannot_be_stored_are_refused(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 — orjson's own words
        StrictParser().parse_body(FACTORY.post("/", body, content_type="application/json"))


@pytest.mark.parametrize(
    ("query", "fine"), [("a=1&b=%E7%AB%99", True), ("a=%00", False), ("%00=1", False), ("a=1&a=x%00", False)]
)
def test_addresses_hold_no_nul(query: str, fine: bool) -> None:
    if fine:
        found = StrictParser().parse_querydict(QueryDict(query), [], FACTORY.get("/"))
        assert found == {"a": "1", "b": "站"}
        return
    with pytest.raises(HttpError) as refused:
        StrictParser().parse_querydict(QueryDict(query), [], FACTORY.get("/"))
    assert refused.value.status_code == 400


# --- limits -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::1", "::/64"),
        ("", ""),
        ("unix:", "unix:"),
        ("203.0.113.7:8080", "203.0.113.7:8080"),
    ],
)
def test_whom_a_request_is_counted_for(address: str, network: str) -> None:
    assert _network(address) == network


@pytest.mark.parametrize(("second", "wait"), [(0, 60), (1, 59), (30, 30), (59, 1)])
def test_how_long_to_wait_is_said_to_the_second(settings: Any, second: int, wait: int) -> None:
    settings.API_RATE_TOKEN = 2
    with time_machine.travel(NOW + dt.timedelta(seconds=second), tick=False):
        for _ in range(2):
            count_token(FACTORY.get("/"), 7)
        with pytest.raises(TooMany) as refused:
            count_token(FACTORY.get("/"), 7)
        count_token(FACTORY.get("/"), 8)
    assert (refused.value.wait, refused.value.status) == (wait, 429)
    with time_machine.travel(NOW + dt.timedelta(seconds=60), tick=False):
        count_token(FACTORY.get("/"), 7)


def test_one_request_is_counted_once_for_token_and_address(settings: Any) -> None:
    settings.API_RATE_TOKEN = settings.API_RATE_ANONYMOUS = 1
    with time_machine.travel(NOW, tick=False):
        request = FACTORY.get("/")
        for _ in range(3):
            count_token(request, 7)
            count_address(request)
        count_address(FACTORY.get("/"))
        with pytest.raises(TooMany):
            count_address(FACTORY.get("/"))
