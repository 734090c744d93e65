"""Every error leaves as problem+json (RFC 9457), with our stable code and the field."""

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as NinjaValidationError
from pydantic import ValidationError as PydanticValidationError
from wagtail.api.rich_text import RichTextFormatError
from wagtail.utils.forms import FormValidationError

from api.limits import TooMany
from api.rendering import dumps
from common.errors import LinliError

PROBLEM_JSON = "application/problem+json"

log = logging.getLogger(__name__)


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


def problem(status: int, code: str, detail: str, errors: list[FieldProblem] | None = None) -> HttpResponse:
    """An answer that says what went wrong and what to do."""
    body = Problem(title=HTTPStatus(status).phrase, status=status, code=code, detail=detail, errors=errors or [])
    answer = HttpResponse(dumps(body.model_dump()), status=status, content_type=PROBLEM_JSON)
    if status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="linli"'
    return answer


# Whatever is asked: not readable, a token that has ended, one without the scope, values out of bounds, too often.
ALWAYS = (400, 401, 403, 422, 429)


def answers(good: int, schema: Any, *bad: int) -> dict[int, Any]:
    """The `response` of an operation: the good answer, and the problems that may come instead."""
    return {good: schema, **dict.fromkeys(sorted({*ALWAYS, *bad}), Problem)}


def _field_problems(error: Any) -> list[FieldProblem]:
    if isinstance(error, FormValidationError):
        return [
            FieldProblem(code=str(code or "invalid"), loc=list(path), message=str(message))
            for path, messages in error.loc_errors
            for message, code in messages
        ]
    if isinstance(error, DjangoValidationError):
        named = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
        return [
            FieldProblem(code=one.code or "invalid", loc=[name] if name else [], message=message)
            for name, found in named.items()
            for one in found
            for message in one.messages
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
    _handle_refusals(api)
    _handle_wrong_values(api)
    _handle_protocol(api)


def _handle_refusals(api: NinjaAPI) -> None:
    @api.exception_handler(LinliError)
    def on_linli_error(request: HttpRequest, error: LinliError) -> HttpResponse:
        # Inside a body or a row the way is longer than the name of a field.
        loc = list(getattr(error, "loc", ())) or [error.field] if error.field else []
        where = [FieldProblem(code=error.code, loc=loc, message=str(error))] if loc else []
        answer = problem(error.status, error.code, str(error), where)
        if isinstance(error, TooMany):
            answer["Retry-After"] = str(error.wait)
        return answer

    @api.exception_handler(AuthenticationError)
    def on_stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return problem(401, "api.token_needed", _("A token is needed that is neither revoked nor past its last day."))

    @api.exception_handler(PermissionDenied)
    def on_denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
        return problem(403, "api.not_allowed", _("The person of this token may not do this."))

    @api.exception_handler(Http404)
    def on_missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return not_found()


def _handle_wrong_values(api: NinjaAPI) -> None:
    @api.exception_handler(NinjaValidationError)
    @api.exception_handler(PydanticValidationError)
    @api.exception_handler(DjangoValidationError)
    def on_invalid(request: HttpRequest, error: Exception) -> HttpResponse:
        detail = _("Some values are missing or not valid: see the list of fields.")
        return problem(422, "api.invalid", detail, _field_problems(error))

    @api.exception_handler(RichTextFormatError)
    def on_rich_text(request: HttpRequest, error: RichTextFormatError) -> HttpResponse:
        return problem(422, "api.rich_text", _("The rich text could not be read."))


def _handle_protocol(api: NinjaAPI) -> None:
    @api.exception_handler(HttpError)
    @api.exception_handler(MultiPartParserError)
    @api.exception_handler(SuspiciousOperation)
    @api.exception_handler(UnreadablePostError)
    def on_http_error(request: HttpRequest, error: Exception) -> HttpResponse:
        detail = _("The request could not be read: JSON in UTF-8 is expected, without NUL characters.")
        return problem(getattr(error, "status_code", 400), "api.bad_request", detail)

    @api.exception_handler(RequestDataTooBig)
    def on_too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return problem(413, "api.too_big", _("The request is too big: send at most 2.5 MB."))

    @api.exception_handler(Exception)
    def on_fault(request: HttpRequest, error: Exception) -> HttpResponse:
        log.exception("The API failed at %s %s", request.method, request.path)
        # As Django's own handler does: who listens for faults must hear of these as well.
        got_request_exception.send(sender=None, request=request)
        return problem(500, "api.fault", _("Something went wrong here. Nothing was changed; try again later."))


def not_found() -> HttpResponse:
    return problem(404, "api.not_found", _("There is no such thing, or you may not see it."))
