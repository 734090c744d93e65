"""Screening: the needs that wait for the panel of a unit, its opinions, and what becomes of them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query as Parameters
from ninja import Router, Schema
from ninja.decorators import decorate_view

from api.auth import Bearer
from api.errors import answers
from api.idempotency import HEADER_PARAMETER, idempotent
from api.models import Scope
from api.needs import NeedOut, Text, Window
from api.preconditions import TAKEN, given, need_version, require_match, tagged
from api.values import Code, headers
from common.access import InScope
from common.errors import Invalid, NotFound
from exchange.enums import PANEL_SIZE, Breadth, ScreenOutcome, Urgency
from exchange.models import Category, Need
from exchange.services.screening import CONCLUDES, SCREENED, voices
from organisations.selectors import reader_of
from workflows.leading import held
from workflows.services import needs

work = Bearer(Scope.QUEUE)
router = Router(tags=["screening"], auth=work)
# Whoever says something in it or concludes it, at the unit or above.
SCREENS = InScope(*CONCLUDES)


class NeedListOut(Schema):
    count: int
    items: list[NeedOut]


class OpinionOut(Schema):
    person: str
    outcome: ScreenOutcome
    text: str
    at: dt.datetime


class ScreenedOut(NeedOut):
    """`voices` of the panel have spoken since it was last handed in; `voices_needed` make an outcome count."""

    voices: int
    voices_needed: int
    opinions: list[OpinionOut]


class OpinionIn(Schema):
    outcome: ScreenOutcome
    text: Text = ""


class ConclusionIn(Schema):
    """Acceptance needs `breadth`, and a category unless the need has one; joining needs `master`; all else a reason."""

    outcome: ScreenOutcome
    reason: Text = ""
    category: Code | None = None
    urgency: Urgency = Urgency.NORMAL
    breadth: Breadth | None = None
    master: Code | None = None


def _needs(request: HttpRequest) -> Any:
    return Need.objects.filter(SCREENS.filter(reader_of(request))).select_related("unit", "category")


def _need(request: HttpRequest, code: str) -> Need:
    found: Need | None = _needs(request).filter(code=code).first()
    if found is None:
        raise NotFound("api.no_need", _("There is no such need, or it is not for you."))
    return found


def _shown(request: HttpRequest, code: str) -> Any:
    need: Any = _need(request, code)
    views = need.views.select_related("person").order_by("at", "pk")
    need.opinions = [
        {"person": view.person.masked_name, "outcome": view.outcome, "text": view.text, "at": view.at} for view in views
    ]
    need.voices, need.voices_needed = len(voices(need)), PANEL_SIZE
    tagged(request, need_version(need))
    return need


def _change(request: HttpRequest, code: str, verb: Any, /, **said: Any) -> Any:
    with held(_need(request, code).pk):
        need = _need(request, code)
        require_match(given(request), need_version(need))
        verb(need=need, actor=request.user, **said)
    return _shown(request, code)


@router.get("/", response=answers(200, NeedListOut), operation_id="screening_list", summary="Needs to be screened")
def list_needs(request: HttpRequest, window: Parameters[Window]) -> Any:
    return window.of(_needs(request).filter(state__in=SCREENED).order_by("submitted_at", "pk"))


@router.get("/{code}/", response=answers(200, ScreenedOut, 404), operation_id="screening_detail", summary="One need")
def get_need(request: HttpRequest, code: Code) -> Any:
    return _shown(request, code)


def _operation(verb: str, summary: str) -> Callable[[Any], Any]:
    def decorate(view: Any) -> Any:
        return router.post(
            f"/{{code}}/{verb}/",
            response=answers(200, ScreenedOut, 404, 409, 412, 413),
            operation_id=f"screening_{verb}",
            summary=summary,
            openapi_extra=headers(HEADER_PARAMETER, TAKEN),
        )(decorate_view(idempotent(work))(view))

    return decorate


@_operation("say", "Give one's opinion")
def say(request: HttpRequest, code: Code, data: OpinionIn) -> Any:
    return _change(request, code, needs.panel_say, outcome=data.outcome, text=data.text)


@_operation("conclude", "Conclude the screening")
def conclude(request: HttpRequest, code: Code, data: ConclusionIn) -> Any:
    _need(request, code)
    return _change(
        request,
        code,
        needs.screen,
        outcome=data.outcome,
        reason=data.reason,
        category=_named(Category.objects.all(), data.category, "category"),
        urgency=data.urgency,
        breadth=data.breadth or "",
        master=_named(_needs(request), data.master, "master"),
    )


def _named(rows: Any, code: str | None, field: str) -> Any:
    found = rows.filter(code=code).first() if code else None
    if code and found is None:
        raise Invalid("api.unknown_value", _("There is nothing by this code: look it up again."), field=field)
    return found
