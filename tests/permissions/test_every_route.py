"""No address answers 500, and none tells a stranger or the wrong person more than that it is not theirs."""

from typing import Any

import pytest
from django.test import Client

from tests.factories.workflows import ReviewCounty
from tests.permissions.routes import Route, routes
from tests.worlds import world

# Signing out, and the addresses that answer everybody by design.
LEAVES_THE_SESSION = {"account_logout", "wagtailadmin_logout"}
REFUSED = {301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 415, 422}


def ask(client: Client, route: Route, method: str) -> int:
    return int(getattr(client, method)(route.path).status_code)


def submitted() -> ReviewCounty:
    county = ReviewCounty()
    county.submitted()
    return county


county = world(submitted)


@pytest.fixture
def people(county: ReviewCounty) -> dict[str, Any]:
    return {
        "visitor": None,
        "editor": county.editor,
        "reviewer": county.first,
        "administrator": county.administrator,
    }


@pytest.mark.parametrize("who", ["visitor", "editor", "reviewer", "administrator"])
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_wrong_rows_are_refused_to_everybody(people: dict[str, Any], who: str, method: str) -> None:
    client = Client(raise_request_exception=False)
    if people[who]:
        client.force_login(people[who], backend="django.contrib.auth.backends.ModelBackend")
    answers = {
        route.path: ask(client, route, method)
        for route in routes()
        if route.takes and route.name not in LEAVES_THE_SESSION
    }
    assert {path: status for path, status in answers.items() if status not in REFUSED} == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_admin_is_closed_to_visitors(people: dict[str, Any], method: str) -> None:
    client = Client(raise_request_exception=False)
    open_to_all = {"/admin/login/", "/admin/password_reset/", "/admin/password_reset/done/",
                   "/admin/password_reset/complete/", "/admin/jsi18n/", "/admin/sprite/"}  # fmt: skip
    answers = {
        route.path: ask(client, route, method)
        for route in routes()
        if route.path.startswith("/admin/") and route.path not in open_to_all
    }
    assert {path: status for path, status in answers.items() if status not in {302, 403, 404, 405}} == {}


@pytest.mark.parametrize("who", ["visitor", "editor", "reviewer", "administrator"])
def test_no_address_without_parameters_fails(people: dict[str, Any], who: str) -> None:
    client = Client(raise_request_exception=False)
    if people[who]:
        client.force_login(people[who], backend="django.contrib.auth.backends.ModelBackend")
    answers = {
        route.path: ask(client, route, "get")
        for route in routes()
        if not route.takes and route.name not in LEAVES_THE_SESSION
    }
    assert {path: status for path, status in answers.items() if status >= 500} == {}
