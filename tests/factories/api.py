"""Tokens, and a county with programs that ask for it."""

import datetime as dt
from typing import Any

from django.test import Client
from django.utils import timezone
from wagtail.models import APIToken

from api.models import Scope, TokenGrant
from api.services import token_give
from cms import rights
from cms.rights_tree import collections_of
from organisations.enums import Role
from organisations.models import Unit
from tests.factories import cms as pages
from tests.factories.workflows import ReviewCounty

ALL = tuple(Scope.values)


def token_for(person: Any, *scopes: str, days: int = 30) -> str:
    """A token's text, with all scopes unless some are named."""
    ends = timezone.now() + dt.timedelta(days=days)
    return token_give(actor=person, name="联调程序", scopes=scopes or ALL, expires_at=ends)[1]


class Caller:
    """A program: speaks JSON, and sends its token if it has one."""

    def __init__(self, token: str = "") -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.client = Client(headers=headers)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api{path}", query)

    def post(self, path: str, body: Any = None, *, key: str = "", match: str = "") -> Any:
        given = {"Idempotency-Key": key, "If-Match": match}
        headers = {name: value for name, value in given.items() if value}
        return self.client.post(f"/api{path}", body, content_type="application/json", headers=headers)

    def patch(self, path: str, body: Any, *, match: str = "*") -> Any:
        """Whatever version is there, unless a tag is given; "" sends none."""
        headers = {"If-Match": match} if match else {}
        return self.client.patch(f"/api{path}", body, content_type="application/json", headers=headers)

    def delete(self, path: str, *, match: str = "*") -> Any:
        return self.client.delete(f"/api{path}", headers={"If-Match": match} if match else {})

    def upload(self, path: str, fields: dict[str, Any], *, key: str = "") -> Any:
        return self.client.post(f"/api{path}", fields, headers={"Idempotency-Key": key} if key else {})


def caller(person: Any, *scopes: str) -> Caller:
    return Caller(token_for(person, *scopes))


def resident_caller(person: Any, *scopes: str) -> Caller:
    """A program of somebody who is not staff: such tokens are made by hand, no screen gives them."""
    token, text = APIToken.create_token(user=person, name="联调程序")
    ends = timezone.now() + dt.timedelta(days=30)
    TokenGrant.objects.create(token=token, scopes=list(scopes or ALL), expires_at=ends)
    return Caller(text)


def on_shelf(row: Any, unit: Unit) -> Any:
    """Puts a picture or a document where the editors of the unit find it."""
    shelf = collections_of([unit])[unit.pk]
    type(row).objects.filter(pk=row.pk).update(collection_id=shelf)
    return row


class ApiCounty(ReviewCounty):
    """A county whose editors may write: one at 百家桥, one at 善港, one at the town; rights are in step."""

    def __init__(self) -> None:
        super().__init__()
        self.other_editor = self.person(Role.EDITOR, self.shangang)
        self.town_editor = self.person(Role.EDITOR, self.yangshe)
        self.other_page = pages.unit_page(self.town_page, self.shangang)
        rights.sync()


__all__ = ["ApiCounty", "Caller", "caller", "on_shelf", "resident_caller", "token_for"]
