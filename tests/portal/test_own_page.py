"""Where one comes to after signing in: never in circles between the admin and the sign-in."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories.accounts import UserFactory
from tests.portal.team.conftest import TeamCounty
from tests.worlds import world

county = world(TeamCounty)
PASSWORD = "linli-2026"


@pytest.fixture(autouse=True)
def _fresh_cache(db: Any) -> None:
    cache.clear()


def landed(person: Any, next_: str = "") -> list[str]:
    """Every address on the way, the last with its status."""
    client = Client()
    typed = {"login": person.username, "password": PASSWORD} | ({"next": next_} if next_ else {})
    answer: Any = client.post("/account/login/", typed, follow=True)
    assert answer.status_code == 200
    assert "_auth_user_id" in client.session
    return [address for address, _status in answer.redirect_chain]


@pytest.mark.parametrize("next_", ["", "/admin/", "/admin/needs/", "https://example.com/"])
def test_a_resident_comes_to_the_own_needs(county: TeamCounty, next_: str) -> None:
    assert landed(UserFactory(), next_)[-2:] == ["/my/", "/my/needs/"]


def test_a_captain_comes_to_the_team(county: TeamCounty) -> None:
    assert landed(county.team.captain) == ["/my/", "/team/"]


def test_one_comes_back_to_where_one_was(county: TeamCounty) -> None:
    assert landed(UserFactory(), "/needs/progress/") == ["/needs/progress/"]


def test_signed_in_without_the_right_the_admin_leads_out(county: TeamCounty) -> None:
    client = Client()
    client.force_login(county.resident)
    answer: Any = client.get("/admin/needs/", follow=True)
    assert answer.status_code == 200
    assert [address for address, _status in answer.redirect_chain] == [
        "/account/login/?next=/admin/needs/",
        "/my/",
        "/my/needs/",
    ]


def test_nobody_has_no_own_page(county: TeamCounty, client: Client) -> None:
    assert client.get("/my/").url == "/account/login/?next=/my/"  # type: ignore[attr-defined]
