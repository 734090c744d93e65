"""One's own tokens, inside the admin."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from api.forms import TokenForm
from api.models import Scope, TokenGrant
from api.services import token_give, token_revoke
from common.errors import LinliError


def tokens(request: HttpRequest) -> HttpResponse:
    """Lists one's tokens and makes new ones; the text of a new one is shown once."""
    form = TokenForm(request.POST or None)
    text = ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, text = token_give(
                actor=request.user,
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                expires_at=form.ends_at(),
            )
            form = TokenForm()
        except LinliError as error:
            form.add_error("last_day" if error.field == "expires_at" else error.field, str(error))
    answer = render(request, "desk/tokens/list.html", {"form": form, "text": text, "grants": _grants(request.user)})
    answer["Cache-Control"] = "no-store"
    return answer


def _grants(person: Any) -> list[dict[str, Any]]:
    labels = dict(Scope.choices)
    grants = TokenGrant.objects.filter(token__user=person).select_related("token").order_by("-token_id")
    return [
        {"grant": grant, "scopes": [labels[scope] for scope in grant.scopes if scope in labels]}
        for grant in grants[:50]
    ]


@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    try:
        token = token_revoke(actor=request.user, token_id=token_id)
        messages.success(
            request, _("“%(name)s” is revoked: programs that use it are refused from now on.") % {"name": token.name}
        )
    except LinliError as error:
        messages.error(request, str(error))
    return redirect(reverse("api_tokens"))
