"""Who asks: a bearer token of Wagtail's, with the scopes and the end that we add. Never a cookie."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from ninja.errors import AuthenticationError
from wagtail.api.v3.auth import AllowAnonymous, BearerTokenAuth

from api.models import Scope, TokenGrant
from common.access import Reader
from organisations.selectors import reader_for


class Bearer(BearerTokenAuth):
    """Accepts a token whose grant holds one of the scopes and has not ended."""

    def __init__(self, *scopes: Scope) -> None:
        super().__init__()
        self.scopes = scopes

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = super().authenticate(request, token)
        grant = TokenGrant.objects.filter(token=found).first() if found else None
        if grant and any(grant.allows(scope) for scope in self.scopes):
            return found
        # A bad token is an error even where none is needed: a program must notice that its token has ended.
        request.user = AnonymousUser()
        raise AuthenticationError


def optional(scope: Scope) -> list[Any]:
    """Everybody may ask; a token shows more."""
    return [Bearer(scope), AllowAnonymous()]


def reader_of(request: HttpRequest) -> Reader:
    """The reader behind a request that has passed one of the above."""
    return reader_for(request.user)
