"""What holds for every address: the document, the shape of errors, tags, sizes."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import get_resolver

from api import document
from api.root import api
from tests.factories.api import ApiCounty, Caller, caller

PROBLEM = "application/problem+json"


def test_the_committed_document_is_current() -> None:
    call_command("openapi", "--check")


def test_an_outdated_document_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    old = tmp_path / "openapi.json"
    old.write_bytes(b"{}")
    monkeypatch.setattr("api.management.commands.openapi.COMMITTED", old)
    with pytest.raises(CommandError, match="已过时"):
        call_command("openapi", "--check")


def test_the_document_is_served_as_committed(client: Any) -> None:
    answer = client.get("/api/openapi.json")
    assert answer.content == document.COMMITTED.read_bytes()
    assert client.get("/api/openapi.json", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.post("/api/openapi.json").status_code == 405


def test_every_route_is_documented_and_every_document_has_a_route() -> None:
    documented = {path.removeprefix("/api/") for path in json.loads(document.COMMITTED.read_bytes())["paths"]}
    routes = {str(pattern.pattern).replace("<", "{").replace(">", "}") for pattern in api.urls[0]}
    assert documented == {route.replace("{int:", "{") for route in routes if route}


def test_wagtails_own_api_is_not_mounted() -> None:
    namespaces = [space for space in get_resolver().namespace_dict if "v3" in space]
    assert namespaces == ["wagtailapi_v3"]
    written_in = {operation.view_func.__module__ for view in _views() for operation in view.operations}
    assert {module.rpartition(".")[0] for module in written_in} == {"api.routers"}


def _views() -> list[Any]:
    return [view for _prefix, router in api._routers for view in router.path_operations.values()]


UNKNOWN = ["", "nowhere/", "pages", "pages/1/revisions/", "v3/pages/", "docs/", "openapi.json/", "%00"]


@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_unknown_addresses(anonymous: Caller, db: None, method: str) -> None:
    for path in UNKNOWN:
        answer = getattr(anonymous.client, method)(f"/api/{path}")
        assert (path, answer.status_code, answer["Content-Type"]) == (path, 404, PROBLEM)
        assert answer.json()["code"] == "api.not_found"


def test_the_wrong_method_names_the_right_ones(client: Any) -> None:
    answer = client.delete("/api/pages/")
    assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (405, PROBLEM, "api.method")
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


def test_errors_are_told_in_chinese(county: ApiCounty) -> None:
    missing = caller(county.editor).post("/pages/", {}).json()
    assert missing["detail"] == "有的值没填或不对，逐项看 errors。"
    assert {(error["code"], error["message"].isascii()) for error in missing["errors"]} == {("missing", False)}
    assert missing["title"] == "Unprocessable Entity"


def test_a_fault_is_told_as_such_and_kept_for_the_log(
    county: ApiCounty, anonymous: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError("the secret of the cellar")

    monkeypatch.setattr("api.routers.search.services.suggest", fail)
    anonymous.client.raise_request_exception = False
    answer = anonymous.get("/search/suggest/", q="家书")
    assert (answer.status_code, answer.json()["code"]) == (500, "api.fault")
    assert "cellar" not in answer.content.decode()
    anonymous.client.raise_request_exception = True
    with pytest.raises(RuntimeError):
        anonymous.get("/search/suggest/", q="家书")


@pytest.mark.parametrize("key", ["", "sent-twice"])
def test_too_big_a_request(county: ApiCounty, key: str) -> None:
    answer = caller(county.editor).post("/pages/", {"title": "长" * 1_000_000}, key=key)
    assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (413, PROBLEM, "api.too_big")


def test_a_cookie_is_nobody(county: ApiCounty, client: Any) -> None:
    client.force_login(county.editor)
    assert client.get("/api/queue/").status_code == 401
    page = county.draft()
    assert client.get(f"/api/pages/{page.pk}/").status_code == 404


def test_no_cache_hands_to_others_what_a_token_showed(county: ApiCounty) -> None:
    answer = caller(county.editor).get("/pages/")
    assert "Authorization" in answer["Vary"]
    assert set(answer["Cache-Control"].split(", ")) == {"no-cache", "private"}
