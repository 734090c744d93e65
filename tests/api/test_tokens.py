"""Tokens: given, used, ended."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import APIToken

from api.models import Scope, TokenGrant
from api.services import token_give, token_revoke
from common.errors import Invalid, NotAllowed, NotFound
from common.models import AuditEntry
from tests.factories.accounts import UserFactory
from tests.factories.api import Caller, token_for

DAY = dt.timedelta(days=1)


def give(person: Any, scopes: list[str] | None = None, ends: dt.timedelta = 30 * DAY) -> tuple[APIToken, str]:
    return token_give(actor=person, name="同步程序", scopes=scopes or ["queue"], expires_at=timezone.now() + ends)


@pytest.fixture
def person(db: None) -> Any:
    return UserFactory()


def test_a_token_is_kept_as_a_digest_and_audited(person: Any) -> None:
    token, text = give(person, ["write", "read"])
    assert text not in str(APIToken.objects.filter(pk=token.pk).values())
    assert token.grant.scopes == ["read", "write"]
    entry = AuditEntry.objects.get(action="api.token_given")
    assert (entry.actor_id, entry.object_id, entry.data) == (person.pk, str(token.pk), {"scopes": ["read", "write"]})
    assert text not in str(entry.data)


@pytest.mark.parametrize(
    ("scopes", "ends", "field"),
    [
        (["queue", "everything"], DAY, "scopes"),
        (["queue"], -DAY, "expires_at"),
        (["queue"], 400 * DAY, "expires_at"),
    ],
)
def test_what_is_not_given(person: Any, scopes: list[str], ends: dt.timedelta, field: str) -> None:
    with pytest.raises(Invalid) as error:
        give(person, scopes, ends)
    assert error.value.field == field
    assert not APIToken.objects.exists()


def test_no_scopes_no_token(person: Any) -> None:
    with pytest.raises(Invalid):
        token_give(actor=person, name="", scopes=[], expires_at=timezone.now() + DAY)


def test_residents_get_none(db: None) -> None:
    with pytest.raises(NotAllowed):
        give(UserFactory(resident=True))


def test_ones_own_token_is_revoked_once(person: Any) -> None:
    token, _text = give(person)
    with pytest.raises(NotFound):
        token_revoke(actor=UserFactory(), token_id=token.pk)
    assert APIToken.objects.get(pk=token.pk).revoked_at is None
    first = token_revoke(actor=person, token_id=token.pk).revoked_at
    assert token_revoke(actor=person, token_id=token.pk).revoked_at == first is not None
    assert AuditEntry.objects.filter(action="api.token_revoked").count() == 1


def test_a_token_ends_with_its_last_moment(person: Any) -> None:
    _token, text = give(person, ends=DAY)
    assert Caller(text).get("/queue/").status_code == 200
    with time_machine.travel(timezone.now() + DAY + dt.timedelta(seconds=1), tick=False):
        refused = Caller(text).get("/queue/")
    assert (refused.status_code, refused.json()["code"]) == (401, "api.token_needed")
    assert refused["WWW-Authenticate"] == 'Bearer realm="linli"'


def test_a_token_of_wagtails_without_a_grant_may_do_nothing(person: Any) -> None:
    _token, text = APIToken.create_token(user=person, name="由命令新建")
    for path in ("/queue/", "/units/", "/pages/", "/search/"):
        assert (path, Caller(text).get(path).status_code) == (path, 401)


def test_an_unknown_scope_in_a_grant_opens_nothing(person: Any) -> None:
    token, text = give(person)
    TokenGrant.objects.filter(token=token).update(scopes=["everything"])
    assert Caller(text).get("/queue/").status_code == 403


def test_each_scope_opens_its_own(person: Any) -> None:
    opened = {}
    for scope in Scope.values:
        program = Caller(token_for(person, scope))
        opened[scope] = (
            program.get("/units/").status_code,
            program.post("/pages/", {}).status_code,
            program.get("/queue/").status_code,
        )
    assert opened == {"read": (200, 403, 403), "write": (403, 422, 403), "queue": (403, 403, 200)}


BAD = ["", "Bearer", "Bearer ", "Bearer x", "Basic dTpw", "Token x", "Bearer \xe9", "Bearer a b", "Bearer wagtail_x"]


def test_a_credential_that_is_none_is_refused_even_where_none_is_needed(db: None) -> None:
    program = Caller()
    for header in BAD:
        program.client.defaults["HTTP_AUTHORIZATION"] = header
        assert (header, program.get("/units/").status_code) == (header, 401)


def test_use_is_noted(person: Any) -> None:
    token, text = give(person)
    Caller(text).get("/queue/")
    assert APIToken.objects.get(pk=token.pk).last_used_at is not None
