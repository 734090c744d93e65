"""Tells a person what went wrong: a LinliError that a view did not handle becomes a page of its own."""

from collections.abc import Callable

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from common.errors import LinliError


def add_to_form(form: BaseForm, problem: LinliError) -> None:
    """Shows the error in a form, at its field where it has one, so that everything typed stays."""
    field = problem.field if problem.field in form.fields else None
    form.add_error(field, str(problem.message))


def problem_response(request: HttpRequest, problem: LinliError) -> HttpResponse:
    """A page for people; `application/problem+json` for those who don't take HTML."""
    if not request.accepts("text/html"):
        body = {"type": "about:blank", "status": problem.status, "code": problem.code, "detail": str(problem.message)}
        return JsonResponse(
            body | ({"field": problem.field} if problem.field else {}),
            status=problem.status,
            content_type="application/problem+json",
            json_dumps_params={"ensure_ascii": False},
        )
    return render(request, "errors/problem.html", {"problem": problem}, status=problem.status)


class ProblemMiddleware:
    """The last resort. Views that hold a form use `add_to_form` and show the form again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        return problem_response(request, problem) if isinstance(problem, LinliError) else None
