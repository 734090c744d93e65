"""One's own tokens inside the admin."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import APIToken

from api.models import TokenGrant
from common.models import AuditEntry
from tests.factories.accounts import UserFactory
from tests.factories.api import ApiCounty, Caller, token_for

SCREEN = "/admin/tokens/"


@pytest.fixture
def editor(county: ApiCounty) -> Client:
    client = Client()
    client.force_login(county.editor)
    return client


def form(**values: Any) -> dict[str, Any]:
    last_day = timezone.localdate() + dt.timedelta(days=30)
    return {"name": "镇里的大屏", "scopes": ["read"], "last_day": last_day.isoformat(), **values}


def test_a_token_is_shown_once_and_works(county: ApiCounty, editor: Client) -> None:
    made = editor.post(SCREEN, form())
    grant = TokenGrant.objects.get()
    text = made.context["text"]
    assert (made.status_code, "no-store" in made["Cache-Control"]) == (200, True)
    assert text in made.content.decode()
    assert text not in editor.get(SCREEN).content.decode()
    assert (grant.token.user, grant.scopes) == (county.editor, ["read"])
    assert timezone.localtime(grant.expires_at).date().isoformat() == form()["last_day"]
    assert Caller(text).get("/units/").status_code == 200
    assert AuditEntry.objects.filter(action="api.token_given", actor_id=county.editor.pk).count() == 1


def test_what_is_wrong_is_said_and_what_was_typed_stays(editor: Client) -> None:
    today = timezone.localdate()
    for values, where in (
        ({"name": ""}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"last_day": (today - dt.timedelta(days=1)).isoformat()}, "last_day"),
        ({"last_day": (today + dt.timedelta(days=400)).isoformat()}, "last_day"),
        ({"last_day": "9999-12-31"}, "last_day"),
    ):
        answer = editor.post(SCREEN, form(**values))
        assert (values, set(answer.context["form"].errors)) == (values, {where})
        assert "镇里的大屏" in answer.content.decode() or where == "name"
    assert not APIToken.objects.exists()


def test_ones_own_token_is_revoked_and_nobody_elses(county: ApiCounty, editor: Client) -> None:
    own, others = token_for(county.editor), token_for(county.first)
    for person, expected in ((county.editor, 401), (county.first, 200)):
        token = APIToken.objects.get(user=person)
        assert editor.get(f"{SCREEN}{token.pk}/revoke/").status_code == 405
        assert editor.post(f"{SCREEN}{token.pk}/revoke/").status_code == 302
        assert Caller(own if person == county.editor else others).get("/queue/").status_code == expected
    assert AuditEntry.objects.filter(action="api.token_revoked").count() == 1
    assert "已作废" in editor.get(SCREEN).content.decode()


def test_wagtails_own_screen_is_replaced(county: ApiCounty, editor: Client) -> None:
    boss = Client()
    boss.force_login(UserFactory(is_superuser=True))
    for client in (editor, boss):
        for name, args in (("index", []), ("add", []), ("edit", [1]), ("delete", [1])):
            address = reverse(f"wagtailusers_api_tokens:{name}", args=args)
            assert client.get(address)["Location"] == SCREEN
            assert client.post(address, {"name": "x", "user": county.editor.pk})["Location"] == SCREEN
    assert not APIToken.objects.exists()
    assert "api-tokens" not in boss.get("/admin/").content.decode()
    assert SCREEN in editor.get("/admin/").content.decode()


def test_strangers_are_sent_to_the_door(client: Client, db: None) -> None:
    assert client.get(SCREEN).status_code == 302
    client.force_login(UserFactory(resident=True))
    assert client.get(SCREEN).status_code == 302


def test_the_second_factor_stands_before_the_screen_where_it_is_required(editor: Client, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    answer = editor.post(SCREEN, form())
    assert answer.status_code == 302
    assert not APIToken.objects.exists()
