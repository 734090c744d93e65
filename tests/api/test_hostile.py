"""What no honest program sends: every address answers with a problem, and never breaks."""

import json
from typing import Any

import pytest

from cms.models import ContentPage
from tests.factories import cms as make
from tests.factories.api import ApiCounty, Caller, caller
from tests.factories.workflows import item_of
from workflows.enums import UNFINISHED
from workflows.models import WorkItem

PROBLEM = "application/problem+json"
FIELDS = {"type", "title", "status", "code", "detail", "errors"}


def nested(depth: int, opening: str = "[", closing: str = "]") -> bytes:
    return (opening * depth + "1" + closing * depth).encode()


def around(value: bytes) -> bytes:
    """A draft whose body carries the value."""
    return b'{"title": "x", "body": [{"type": "paragraph", "value": ' + value + b"}]}"


UNREADABLE: dict[str, bytes] = {
    "half": b'{"title": ',
    "not utf-8": b'{"title": "\xff"}',
    "gb18030": '{"title": "家书"}'.encode("gb18030"),
    "utf-16": '{"title": "x"}'.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + b'{"title": "x"}',
    "lone surrogate": rb'{"title": "\ud800"}',
    "two halves the wrong way": rb'{"title": "\udc00\ud800"}',
    "NUL": rb'{"title": "a\u0000b"}',
    "NUL in a name": rb'{"a\u0000b": 1}',
    "NUL far down": around(rb'{"a": [{"b": "\u0000"}]}'),
    "raw NUL": b'{"title": "a\x00b"}',
    "huge number": b'{"year": ' + b"9" * 400 + b"}",
    "NaN": b'{"year": NaN}',
    "infinity": b'{"year": -Infinity}',
    "comment": b'{"title": "x" /* y */}',
    "single quotes": b"{'title': 'x'}",
    "two documents": b'{"title": "x"}{"title": "y"}',
    "deep": nested(100_000),
    "deep objects": nested(5_000, '{"a":', "}"),
    "xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
}
INVALID: dict[str, bytes] = {
    "large number": b'{"year": 18446744073709551615}',
    "nothing": b"",
    "a list": b"[]",
    "a word": b'"x"',
    "null": b"null",
    "huge fraction": b'{"year": 1e308}',
    "a number as text": b'{"title": 7}',
    "a truth as text": b'{"title": true}',
    "unknown field": b'{"is_superuser": true}',
    "prototype": b'{"__proto__": {"live": true}}',
    "nested as deep as is read": around(nested(800)),
    "nested objects": around(nested(300, '{"a":', "}")),
    "block without a value": b'{"body": [{"type": "paragraph"}]}',
    "block with more": b'{"body": [{"type": "paragraph", "value": "x", "live": true}]}',
    "a block of letters": b'{"body": "paragraph"}',
    "many blocks": b'{"body": [' + b'{"type": "heading", "value": "x"},' * 500 + b'{"type": "heading", "value": "x"}]}',
    "long title": ('{"title": "' + "长" * 256 + '"}').encode(),
    "a megabyte": ('{"title": "' + "长" * 333_333 + '"}').encode(),
    "a day that is none": b'{"happened_on": "2026-02-30"}',
    "a year of five digits": b'{"happened_on": "99999-01-01"}',
}


def told(answer: Any, status: int, name: str) -> dict[str, Any]:
    assert (name, answer.status_code, answer["Content-Type"]) == (name, status, PROBLEM), answer.content[:300]
    body: dict[str, Any] = answer.json()
    assert body.keys() == FIELDS
    assert body["status"] == status
    assert not body["detail"].isascii()
    for error in body["errors"]:
        assert error.keys() == {"code", "loc", "message"}
    return body


@pytest.mark.parametrize("key", ["", "k1"])
def test_drafts(county: ApiCounty, key: str) -> None:
    program, page = caller(county.editor), county.draft()
    headers = {"Idempotency-Key": key} if key else {}
    kind = {"content_type": "application/json"}
    for status, bodies in ((400, UNREADABLE), (422, INVALID)):
        for name, body in bodies.items():
            told(program.client.post("/api/pages/", body, headers=headers, **kind), status, name)
            told(program.client.patch(f"/api/pages/{page.pk}/", body, headers={"If-Match": "*"}, **kind), status, name)
    assert ContentPage.objects.count() == 1
    assert page.revisions.count() == 1


def test_decisions(county: ApiCounty) -> None:
    program, item = caller(county.first), item_of(county.submitted())
    for name, body in {**UNREADABLE, **INVALID}.items():
        answer = program.client.post(f"/api/queue/{item.code}/decide/", body, content_type="application/json")
        told(answer, 400 if name in UNREADABLE else 422, name)
    assert WorkItem.objects.get(pk=item.pk).state in UNFINISHED


HTML = "<script>alert(1)</script>"


def test_what_could_run_does_not_reach_a_page(county: ApiCounty) -> None:
    program = caller(county.editor)
    value = f'<p onclick="x()">好{HTML}<a href="javascript:alert(1)">x</a><img src=x onerror=alert(1)></p>'
    body = [{"type": "paragraph", "value": value}]
    meta = {"type": "cms.NewsPage", "parent_id": county.station_page.pk}
    made = program.post("/pages/", {"meta": meta, "title": "家书", "body": body})
    assert made.status_code == 201, made.content.decode()
    stored = str(ContentPage.objects.get().specific.body.get_prep_value())
    for word in ("<script", "onclick", "javascript:", "onerror"):
        assert word not in stored


PLAIN = ["text/plain", "application/xml", "application/x-www-form-urlencoded", "", "application/json; charset=gbk"]


@pytest.mark.parametrize("kind", PLAIN)
def test_the_wrong_kind_of_content(county: ApiCounty, kind: str) -> None:
    """JSON is JSON whatever it is called; what is none is told so."""
    answer = caller(county.editor).client.post("/api/pages/", b"title=x", content_type=kind)
    told(answer, 400, kind)


@pytest.mark.parametrize("limit", ["0", "-1", "101", "1e2", "１０", "", "null", "9" * 40, "10;DROP TABLE"])
@pytest.mark.parametrize("path", ["/pages/", "/units/", "/queue/"])
def test_bounds_of_a_window(county: ApiCounty, path: str, limit: str) -> None:
    program = caller(county.editor)
    # Digits of any script are digits.
    fine = limit == "１０"
    for name in ("limit", "offset"):
        if (name, limit) in {("offset", "0"), ("offset", "101")}:
            continue
        answer = program.get(path, **{name: limit})
        assert answer.status_code in ({200, 422} if fine else {422}), (name, limit, answer.content)


@pytest.mark.parametrize("path", ["/pages/", "/units/", "/queue/"])
def test_windows_join_without_gaps(county: ApiCounty, path: str) -> None:
    for number in range(4):
        make.news(county.station_page, title=f"第{number}条")
        county.submitted(title=f"第{number}篇")
    program = caller(county.first)
    more = {"tab": "claimable"} if path == "/queue/" else {}
    whole = program.get(path, limit=100, **more).json()
    joined = [row for at in range(0, 20, 3) for row in program.get(path, limit=3, offset=at, **more).json()["items"]]
    assert whole["items"] == joined[: len(whole["items"])]
    assert whole["count"] == len(whole["items"]) >= 4
    beyond = program.get(path, limit=1, offset=100_000, **more).json()
    assert (beyond["count"], beyond["items"]) == (whole["count"], [])


PATHS = [
    "/pages/0/",
    "/pages/2147483648/",
    "/pages/-1/",
    "/pages/１/",
    "/queue/A%00B/",
    "/queue/x'--/",
    "/units/../pages/",
]


@pytest.mark.parametrize("path", PATHS)
def test_addresses_that_are_guessed(county: ApiCounty, path: str) -> None:
    answer = caller(county.administrator).client.get(f"/api{path}")
    assert answer.status_code in {400, 404, 422}
    assert answer["Content-Type"] == PROBLEM


def test_masked_names_stay_masked(county: ApiCounty, anonymous: Caller) -> None:
    """Nobody's name, address or sign-in leaves with a page, an item or an opinion."""
    page = county.submitted()
    item, program = item_of(page), caller(county.first)
    said = program.post(
        f"/queue/{item.code}/decide/", {"decision": "approve", "seen_revision_id": page.latest_revision_id}
    )
    answers = [
        said,
        program.get("/queue/", tab="done"),
        program.get(f"/queue/{item.code}/"),
        program.get(f"/pages/{page.pk}/", version="draft"),
        program.get("/pages/"),
        anonymous.get("/units/"),
    ]
    for answer in answers:
        assert answer.status_code == 200
        sent = answer.content.decode()
        for person in (county.editor, county.first):
            assert person.username not in sent
            assert person.get_full_name() not in sent
        assert "password" not in json.dumps(answer.json())
