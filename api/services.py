"""Giving and revoking tokens: the only writers of grants."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import APIToken

from api.models import Scope, TokenGrant
from common import audit
from common.errors import Invalid, NotAllowed, NotFound

LONGEST = dt.timedelta(days=366)


@transaction.atomic
def token_give(*, actor: Any, name: str, scopes: Sequence[str], expires_at: dt.datetime) -> tuple[APIToken, str]:
    """Makes a token of one's own; returns it with its text, which is never shown again.

    Raises NotAllowed for anybody but staff, and Invalid for unknown or no scopes and for an end that
    has passed or is over a year away.
    """
    if actor.kind != actor.Kind.STAFF:
        raise NotAllowed("api.staff_only", _("Tokens are for members of staff."))
    if not scopes or not set(scopes) <= set(Scope.values):
        raise Invalid("api.unknown_scope", _("Choose at least one of the scopes."), field="scopes")
    if not timezone.now() < expires_at <= timezone.now() + LONGEST:
        raise Invalid("api.token_end", _("A token ends after today and within a year."), field="expires_at")
    token, text = APIToken.create_token(user=actor, name=name)
    TokenGrant.objects.create(token=token, scopes=sorted(scopes), expires_at=expires_at)
    audit.record("api.token_given", token, actor=actor, scopes=sorted(scopes))
    return token, text


@transaction.atomic
def token_revoke(*, actor: Any, token_id: int) -> APIToken:
    """Ends a token of one's own. Raises NotFound for anybody else's."""
    token = APIToken.objects.filter(pk=token_id, user=actor).first()
    if token is None:
        raise NotFound("api.no_token", _("There is no such token of yours."))
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        audit.record("api.token_revoked", token, actor=actor)
    return token
