"""Speaks the language that the visitor chose, and writes it in the script that the visitor chose."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation

from portal.preferences import HANT, preferences_of
from portal.script import html_to_traditional

Handler = Callable[[HttpRequest], HttpResponseBase]

# The admin asks each person's own profile, the API its own headers.
OTHERS = ("/admin/", "/api/", "/static/", "/media/")


def language_middleware(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(OTHERS):
            return get_response(request)
        chosen = preferences_of(request)
        with translation.override(chosen.gettext_language):
            request.LANGUAGE_CODE = chosen.gettext_language  # type: ignore[attr-defined]
            response = get_response(request)
        response.headers.setdefault("Content-Language", chosen.html_lang)
        if chosen.language == HANT:
            _in_traditional_script(response)
        return response

    return middleware


def _in_traditional_script(response: HttpResponseBase) -> None:
    html = response.headers.get("Content-Type", "").startswith("text/html")
    if not html or not isinstance(response, HttpResponse):
        return
    text = response.content.decode(response.charset)
    response.content = html_to_traditional(text).encode(response.charset)
    if response.has_header("Content-Length"):
        response.headers["Content-Length"] = str(len(response.content))
