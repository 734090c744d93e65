"""A domain error that no view has handled becomes a page that says what to do."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from common.errors import LinliError, NotAllowed, NotFound

Handler = Callable[[HttpRequest], HttpResponseBase]


class ProblemMiddleware:
    """Innermost, so that only errors of views arrive here."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """None leaves the error to Django; the admin and the API have their own answers."""
        if not isinstance(error, LinliError) or request.path.startswith(("/admin/", "/api/")):
            return None
        if isinstance(error, NotFound | NotAllowed):
            # One page for both: the difference would tell what exists.
            return render(request, "404.html", status=404)
        return render(request, "errors/problem.html", {"problem": error}, status=error.status)
