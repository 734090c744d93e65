"""Every error leaves as problem+json (RFC 9457), with our stable code and the field."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as NinjaValidationError
from pydantic import ValidationError as PydanticValidationError
from wagtail.api.rich_text import RichTextFormatError
from wagtail.utils.forms import FormValidationError

from api.rendering import dumps
from common.errors import LinliError

PROBLEM_JSON = "application/problem+json"


class FieldProblem(Schema):
    """What is wrong with one field. `loc` is the way to it, from the outside in."""

    code: str
    loc: list[str | int]
    message: str


class Problem(Schema):
    """`code` is stable, `detail` is for people and says what to do."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldProblem] = []


TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    412: "Precondition Failed",
    422: "Unprocessable Content",
    429: "Too Many Requests",
}


def problem(status: int, code: str, detail: str, errors: list[FieldProblem] | None = None) -> HttpResponse:
    """An answer that says what went wrong and what to do."""
    body = Problem(title=TITLES.get(status, "Error"), status=status, code=code, detail=detail, errors=errors or [])
    answer = HttpResponse(dumps(body.model_dump()), status=status, content_type=PROBLEM_JSON)
    if status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="linli"'
    return answer


def answers(good: int, schema: Any, *bad: int) -> dict[int, Any]:
    """The `response` of an operation: the good answer, and the problems that may come instead."""
    return {good: schema, **dict.fromkeys(bad, Problem)}


def _field_problems(error: Any) -> list[FieldProblem]:
    if isinstance(error, FormValidationError):
        return [
            FieldProblem(code=str(code or "invalid"), loc=list(path), message=str(message))
            for path, messages in error.loc_errors
            for message, code in messages
        ]
    if isinstance(error, DjangoValidationError):
        named = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        return [
            FieldProblem(code="invalid", loc=[name] if name else [], message=str(message))
            for name, messages in named.items()
            for message in messages
        ]
    found = error.errors if isinstance(error, NinjaValidationError) else error.errors(include_url=False)
    return [
        FieldProblem(code=str(item["type"]), loc=list(item["loc"]), message=_invalid_message(item)) for item in found
    ]


def _invalid_message(item: dict[str, Any]) -> str:
    if item["type"] == "missing":
        return _("This field is required.")
    return _("The value is not valid.")


def register_handlers(api: NinjaAPI) -> None:
    """Turns what views and services raise into problems."""

    @api.exception_handler(LinliError)
    def on_linli_error(request: HttpRequest, error: LinliError) -> HttpResponse:
        where = [FieldProblem(code=error.code, loc=[error.field], message=str(error))] if error.field else []
        return problem(error.status, error.code, str(error), where)

    @api.exception_handler(NinjaValidationError)
    @api.exception_handler(PydanticValidationError)
    @api.exception_handler(DjangoValidationError)
    def on_invalid(request: HttpRequest, error: Exception) -> HttpResponse:
        detail = _("Some values are missing or not valid: see the list of fields.")
        return problem(422, "api.invalid", detail, _field_problems(error))

    @api.exception_handler(RichTextFormatError)
    def on_rich_text(request: HttpRequest, error: Exception) -> HttpResponse:
        return problem(400, "api.rich_text", _("The rich text could not be read."))

    @api.exception_handler(AuthenticationError)
    def on_stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return problem(401, "api.token_needed", _("A valid token with the right scope is needed."))

    @api.exception_handler(PermissionDenied)
    def on_denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
        return problem(403, "api.not_allowed", _("The person of this token may not do this."))

    @api.exception_handler(Http404)
    def on_missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404, "api.not_found", _("There is no such thing, or you may not see it."))

    @api.exception_handler(HttpError)
    def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, "api.bad_request", _("The request could not be read."))
