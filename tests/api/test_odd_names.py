"""Every address of the document that names something, asked with names that nothing has: a problem, never a fault."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from api.document import COMMITTED
from tests.factories.api import ApiCounty, Caller, caller

PROBLEM = "application/problem+json"
METHODS = ("get", "post", "put", "patch", "delete")
ODD = ["\x00", "x" * 400, "'", "..", "路灯", "-1", "9" * 30, "A"]
NAMED = [
    (method, path)
    for path, operations in json.loads(COMMITTED.read_bytes())["paths"].items()
    for method in METHODS
    if "{" in path and method in operations
]


def filled(path: str, odd: str) -> str:
    head, *rest = path.split("{")
    return head + "".join(quote(odd, safe="") + part.partition("}")[2] for part in rest)


def asked(program: Caller, method: str, path: str, body: Any = None) -> Any:
    sent = json.dumps({} if body is None else body)
    headers = {"If-Match": "*"} if method in ("patch", "delete", "put") else {}
    return getattr(program.client, method)(path, sent, content_type="application/json", headers=headers)


def test_the_document_names_things() -> None:
    assert len(NAMED) > 30


@pytest.mark.parametrize(("method", "path"), NAMED, ids=[f"{method} {path}" for method, path in NAMED])
def test_a_name_that_nothing_has_is_no_fault(county: ApiCounty, method: str, path: str) -> None:
    program = caller(county.administrator)
    program.client.raise_request_exception = False
    for odd in ODD:
        address = filled(path, odd)
        answer = program.client.get(address) if method == "get" else asked(program, method, address)
        assert (odd, answer.status_code // 100) == (odd, 4)
        assert answer["Content-Type"] == PROBLEM
        assert answer.json()["status"] == answer.status_code


@pytest.mark.once
@pytest.mark.parametrize(("method", "path"), NAMED, ids=[f"{method} {path}" for method, path in NAMED])
def test_without_a_token_no_name_is_looked_up_that_needs_one(
    county: ApiCounty, anonymous: Caller, method: str, path: str
) -> None:
    """Whether something exists is told to nobody who may not ask."""
    shapes = set()
    for odd in ("abcd2345", "zzzz9999"):
        address = filled(path, odd)
        answer = anonymous.client.get(address) if method == "get" else asked(anonymous, method, address)
        shapes.add((answer.status_code, answer.json()["code"], answer.json()["detail"]))
        assert answer.status_code in (401, 404, 422)
    assert len(shapes) == 1


BODIES = [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"a": NaN}', b'{"a": "\\u0000"}', b"{" * 3000]
POSTS = [(method, path) for method, path in NAMED if method in ("post", "patch", "put")]


@pytest.mark.once
@pytest.mark.parametrize(("method", "path"), POSTS, ids=[f"{method} {path}" for method, path in POSTS])
def test_a_body_that_is_none_is_no_fault(county: ApiCounty, method: str, path: str) -> None:
    program = caller(county.administrator)
    program.client.raise_request_exception = False
    address = filled(path, "abcd2345")
    for body in BODIES:
        sent = getattr(program.client, method)(
            address, body, content_type="application/json", headers={"If-Match": "*"}
        )
        assert (body, sent.status_code // 100) == (body, 4)
        assert sent["Content-Type"] == PROBLEM
