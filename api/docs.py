"""`/api/docs`: Swagger UI from our own files, for staff, or for everybody where the setting says so."""

from typing import Any
from urllib.parse import urlencode

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from api.errors import not_found


def docs(request: HttpRequest) -> HttpResponse:
    """Visitors are sent to sign in; residents have no business here and find nothing."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    user: Any = request.user
    if not settings.API_DOCS_PUBLIC:
        if not user.is_authenticated:
            return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': request.path})}")
        if user.kind != user.Kind.STAFF:
            return not_found()
    # Without the null, pages of a public host ask a validator in the internet for a badge.
    shown = {"url": reverse("api_openapi"), "layout": "BaseLayout", "deepLinking": True, "validatorUrl": None}
    answer = render(request, "api/docs.html", {"settings_json": orjson.dumps(shown).decode()})
    answer["Cache-Control"] = "no-store"
    return answer
