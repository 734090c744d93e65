"""Where the API hangs. What ninja and Django would answer as text or HTML leaves as a problem here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from api.docs import docs
from api.document import openapi_document
from api.errors import not_found, problem
from api.root import api

View = Callable[..., HttpResponse]


def with_problems(view: View) -> View:
    """Ninja answers 405 by itself, and its handlers see only what an operation raises."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer = view(request, *args, **kwargs)
        except Exception as error:
            # Raised around an operation, by what decorates it.
            return api.on_exception(request, error)
        if answer.status_code != 405:
            return answer
        told = problem(405, "api.method", _("This address does not know the method: see Allow."))
        told["Allow"] = answer["Allow"]
        return told

    return wrapper


def unknown(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return not_found()


def _operations() -> list[URLPattern]:
    patterns = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern)]
    for pattern in patterns:
        pattern.callback = with_problems(pattern.callback)
    # Ninja's page at the root only says where the documentation is.
    return [pattern for pattern in patterns if pattern.name != "api-root"]


urlpatterns = [
    path("openapi.json", csrf_exempt(with_problems(openapi_document)), name="api_openapi"),
    path("docs", csrf_exempt(with_problems(docs)), name="api_docs"),
    path("", (_operations(), "ninja", api.urls_namespace)),
    re_path(r"^.*$", csrf_exempt(unknown)),
]
