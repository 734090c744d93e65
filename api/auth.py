"""Who asks: a bearer token of Wagtail's, with the scopes and the end that we add. Never a cookie."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError
from wagtail.api.v3.auth import AllowAnonymous, BearerTokenAuth
from wagtail.models import APIToken

from api.limits import count_address, count_token
from api.models import Scope, TokenGrant
from common.errors import NotAllowed


class Bearer(BearerTokenAuth):
    """Accepts a token whose grant has not ended and holds the scope. The grant becomes `request.auth`."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> TokenGrant | None:
        # Whoever is signed in by a cookie is nobody here.
        request.user = AnonymousUser()
        given = request.headers.get("Authorization")
        if given is None:
            count_address(request)
            return None
        kind, _space, token = given.partition(" ")
        if kind.lower() != "bearer":
            count_address(request)
            raise AuthenticationError
        return self.authenticate(request, token)

    def authenticate(self, request: HttpRequest, token: str) -> TokenGrant:
        """A bad token is an error even where none is needed: a program must notice that its token has ended."""
        grant = (
            TokenGrant.objects.select_related("token__user")
            .filter(
                token__key_hash__in=APIToken.candidate_key_hashes(token),
                token__revoked_at__isnull=True,
                expires_at__gt=timezone.now(),
            )
            .first()
        )
        if grant is None or not grant.token.user.is_active:
            # Whoever guesses has no token to be counted by.
            count_address(request)
            raise AuthenticationError
        count_token(request, grant.token_id)
        if self.scope not in grant.scopes:
            raise NotAllowed("api.scope_missing", _scope_needed(self.scope))
        request.user = grant.token.user
        self._touch_last_used(grant.token)
        return grant


def _scope_needed(scope: Scope) -> str:
    return _("This token lacks the scope “%(scope)s”: make one that has it.") % {"scope": scope.value}


def optional(scope: Scope) -> list[Any]:
    """Everybody may ask; a token shows more."""
    return [Bearer(scope), AllowAnonymous()]
