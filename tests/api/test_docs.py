"""The documentation screen: for staff, in Chinese, from this host alone."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders

from tests.factories.accounts import UserFactory

PROBLEM = "application/problem+json"


def settings_in(answer: Any) -> dict[str, Any]:
    found = re.search(r'id="swagger-settings">(.*?)</script>', answer.content.decode(), re.DOTALL)
    assert found is not None
    made: dict[str, Any] = json.loads(found[1])
    return made


def test_staff_find_it_in_chinese(client: Any, db: None) -> None:
    client.force_login(UserFactory())
    answer = client.get("/api/docs")
    assert answer.status_code == 200
    assert "<title>邻里：接口怎么用</title>" in answer.content.decode()
    assert 'lang="zh-hans"' in answer.content.decode()
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"


def test_visitors_are_sent_to_sign_in_and_residents_find_nothing(client: Any, db: None) -> None:
    answer = client.get("/api/docs")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=%2Fapi%2Fdocs")
    client.force_login(UserFactory(resident=True))
    hidden = client.get("/api/docs")
    assert (hidden.status_code, hidden["Content-Type"]) == (404, PROBLEM)
    assert "swagger" not in hidden.content.decode()


def test_a_setting_opens_it_to_everybody(client: Any, db: None, settings: Any) -> None:
    settings.API_DOCS_PUBLIC = True
    assert client.get("/api/docs").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_only_read(client: Any, db: None, method: str) -> None:
    answer = getattr(client, method)("/api/docs")
    assert (answer.status_code, answer["Content-Type"], answer["Allow"]) == (405, PROBLEM, "GET, HEAD")


def test_nothing_comes_from_another_host(client: Any, db: None, settings: Any) -> None:
    settings.API_DOCS_PUBLIC = True
    answer = client.get("/api/docs")
    html = answer.content.decode()
    named = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert len(named) >= 5
    assert [address for address in named if not re.match(r"/(?!/)|data:,$", address)] == []
    for address in named:
        if address.startswith("/static/"):
            assert finders.find(address.removeprefix("/static/")), address
    # On a public host Swagger UI asks a validator in the internet for a badge, unless it is told not to.
    assert settings_in(answer)["validatorUrl"] is None
    assert settings_in(answer)["url"] == "/api/openapi.json"
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert re.search(r"script-src 'self'[^;]*", policy)
    # Inline script would be refused by that policy: there is none.
    assert re.findall(r"<script(?![^>]*src=)(?![^>]*application/json)", html) == []


def test_the_page_on_the_api_leads_to_it() -> None:
    assert "/api/docs" in (Path(__file__).parents[2] / "docs" / "api.md").read_text()
