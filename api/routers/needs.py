"""Needs: what is public, asking, and following what one has asked for, by token or by receipt."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query as Parameters
from ninja import Router, Schema, Status
from ninja.decorators import decorate_view
from pydantic import Field

from api.auth import Bearer, optional
from api.errors import answers
from api.idempotency import HEADER_PARAMETER, idempotent
from api.models import Scope
from api.needs import NeedOut, PublicNeedOut, Text, Window
from api.preconditions import TAKEN, given, need_version, require_match, tagged
from api.receipts import need_of_receipt
from api.values import Code, Large, NearTime, headers
from common.access import readable
from common.errors import Conflict, Invalid, NotFound
from exchange import selectors
from exchange.enums import Channel, NeedState, RatedBy
from exchange.models import Category, Need
from exchange.services import Asked
from organisations.models import Unit
from organisations.selectors import reader_of, units_on
from workflows.leading import held
from workflows.services import needs
from workflows.turns import latest_order

write = Bearer(Scope.WRITE)
router = Router(tags=["needs"])

PublicState = Literal["accepted", "in_hand", "served", "closed"]


class NeedFilter(Window):
    unit: Annotated[str, Field(max_length=16, description="Public code of a unit: with all below it.")] = ""
    category: Annotated[str, Field(max_length=16, description="Public code of a category: with all below it.")] = ""
    state: PublicState | None = None


class PublicNeedListOut(Schema):
    count: int
    items: list[PublicNeedOut]


class MilestoneOut(Schema):
    name: str
    at: dt.datetime | None


class FollowedOut(NeedOut):
    """A need as its asker follows it. One that was joined to another has the line of that one."""

    milestones: list[MilestoneOut]
    order_code: str
    team: str


class NeedIn(Schema):
    """`on_behalf` is how the wish of somebody else came in: then the person needs a post that may enter it."""

    unit: Code
    words: Annotated[str, Field(min_length=4, max_length=600)]
    category: Code | None = None
    name: Annotated[str, Field(max_length=40)] = ""
    phone: Annotated[str, Field(max_length=30)] = ""
    address: Annotated[str, Field(max_length=120)] = ""
    vulnerable: Annotated[str, Field(max_length=120)] = ""
    people_count: Large | None = None
    wanted_from: NearTime | None = None
    wanted_to: NearTime | None = None
    answers: Annotated[dict[Annotated[str, Field(pattern="^[0-9]{1,9}$")], Text], Field(max_length=40)] = {}
    on_behalf: Literal["desk", "doorstep", "phone", "mailbox"] | None = None


class AskedOut(NeedOut):
    """`receipt` is told here and never again: with the last four digits of the phone it opens the need."""

    receipt: str


class Receipt(Schema):
    """In place of a token: the code of the receipt and the last four digits of the phone that was left."""

    code: Annotated[str, Field(max_length=40)]
    tail: Annotated[str, Field(max_length=8)]


class ByReceipt(Schema):
    receipt: Receipt | None = None


class ReasonIn(ByReceipt):
    reason: Text = ""


class WordsIn(ByReceipt):
    words: Annotated[str, Field(min_length=4, max_length=600)]


class RatingIn(ByReceipt):
    """There is no default: a score is said, or there is none."""

    score: Annotated[int, Field(ge=1, le=5)]
    text: Text = ""


def _missing() -> NotFound:
    return NotFound("api.no_need", _("There is no such need, or it is not for you."))


def _path(rows: Any, code: str, field: str) -> str:
    found = rows.filter(code=code).values_list("path", flat=True).first()
    if found is None:
        raise Invalid("api.unknown_value", _("There is nothing by this code: look it up again."), field=field)
    return str(found)


def _facts() -> Any:
    return Need.objects.select_related("unit", "category", "master", "personal")


def _mine(request: HttpRequest, code: str, receipt: Receipt | None = None) -> tuple[Need, Any]:
    """The need, and who speaks: the token's person, or None by receipt. Raises NotFound for everybody else."""
    if receipt is not None:
        need = need_of_receipt(request, receipt.code, receipt.tail)
        # Asked with an account, it is followed with that account.
        if need.code != code or need.asker_id is not None:
            raise _missing()
        return need, None
    found = readable(_facts(), reader_of(request)).filter(code=code).first()
    if found is None:
        raise _missing()
    return found, request.user


def _followed(request: HttpRequest, need: Need) -> Any:
    fresh = _facts().get(pk=need.pk)
    order = latest_order(selectors.followed(fresh))
    fresh.order_code = order.code if order else ""
    fresh.team = order.team.name if order and order.team else ""
    fresh.milestones = selectors.milestones(fresh)
    tagged(request, need_version(fresh))
    return fresh


@router.get(
    "/",
    auth=optional(Scope.READ),
    response=answers(200, PublicNeedListOut),
    operation_id="needs_list",
    summary="Accepted needs, without anything personal",
)
def list_needs(request: HttpRequest, filters: Parameters[NeedFilter]) -> Any:
    found = selectors.public_needs()
    if filters.unit:
        found = found.filter(unit__path__startswith=_path(units_on(), filters.unit, "unit"))
    if filters.category:
        found = found.filter(category__path__startswith=_path(Category.objects, filters.category, "category"))
    if filters.state:
        found = found.filter(state=filters.state)
    return filters.of(found)


@router.get(
    "/mine/",
    auth=Bearer(Scope.READ),
    response=answers(200, PublicNeedListOut),
    operation_id="needs_mine",
    summary="What the token's person has asked for or entered",
)
def list_mine(request: HttpRequest, window: Parameters[Window]) -> Any:
    own: Any = Need.objects.select_related("unit", "category").order_by("-submitted_at", "-pk")
    return window.of(own.filter(asker=request.user.pk) | own.filter(entered_by=request.user.pk))


@router.post(
    "/",
    auth=write,
    response=answers(201, AskedOut, 409, 413),
    operation_id="needs_ask",
    summary="Ask for something",
    openapi_extra=headers(HEADER_PARAMETER),
)
@decorate_view(idempotent(write))
def ask(request: HttpRequest, data: NeedIn) -> Any:
    unit: Unit | None = units_on().filter(code=data.unit).first()
    if unit is None:
        raise Invalid("api.unknown_unit", _("There is no such unit: look it up again."), field="unit")
    category = Category.objects.filter(code=data.category).first() if data.category else None
    if data.category and category is None:
        raise Invalid("api.unknown_value", _("There is nothing by this code: look it up again."), field="category")
    said = data.dict(exclude={"unit", "category", "answers", "on_behalf"})
    submitted = needs.need_submit(
        actor=request.user,
        unit=unit,
        channel=data.on_behalf or Channel.API,
        asked=Asked(**said, answers={int(key): text for key, text in data.answers.items()}),
        category=category,
    )
    need: Any = submitted.need
    need.receipt = submitted.receipt
    tagged(request, need_version(need))
    return Status(201, need)


@router.post(
    "/track/",
    auth=optional(Scope.READ),
    response=answers(200, FollowedOut, 404, 413),
    operation_id="needs_track",
    summary="Follow a need by its receipt",
)
def track(request: HttpRequest, data: Receipt) -> Any:
    need = need_of_receipt(request, data.code, data.tail)
    if need.asker_id is not None:
        raise _missing()
    return _followed(request, need)


@router.get(
    "/{code}/",
    auth=optional(Scope.READ),
    response=answers(200, PublicNeedOut, 404),
    operation_id="needs_detail",
    summary="The public part of one",
)
def get_need(request: HttpRequest, code: Code) -> Any:
    need = selectors.public_needs().filter(code=code).first()
    if need is None:
        raise _missing()
    return need


@router.get(
    "/{code}/progress/",
    auth=Bearer(Scope.READ),
    response=answers(200, FollowedOut, 404),
    operation_id="needs_progress",
    summary="Follow a need of one's own, or of one's units and teams",
)
def progress(request: HttpRequest, code: Code) -> Any:
    need, _speaker = _mine(request, code)
    return _followed(request, need)


def _verb(path: str, name: str, summary: str) -> Any:
    """What an asker does to a need: by token, or by the receipt in the body."""

    def decorate(view: Any) -> Any:
        return router.post(
            f"/{{code}}/{path}/",
            auth=optional(Scope.WRITE),
            response=answers(200, FollowedOut, 404, 409, 412, 413),
            operation_id=f"needs_{name}",
            summary=summary,
            openapi_extra=headers(HEADER_PARAMETER, TAKEN),
        )(decorate_view(idempotent(write))(view))

    return decorate


def _change(request: HttpRequest, code: str, receipt: Receipt | None, verb: Any, **said: Any) -> Any:
    need, speaker = _mine(request, code, receipt)
    with held(need.pk):
        need = _facts().get(pk=need.pk)
        require_match(given(request), need_version(need))
        verb(need=need, actor=speaker, **said)
    return _followed(request, need)


@_verb("cancel", "cancel", "Take a need back")
def cancel(request: HttpRequest, code: Code, data: ReasonIn) -> Any:
    return _change(request, code, data.receipt, needs.need_cancel, reason=data.reason)


@_verb("supplement", "supplement", "Add what was asked for")
def supplement(request: HttpRequest, code: Code, data: WordsIn) -> Any:
    return _change(request, code, data.receipt, needs.need_supplement, words=data.words)


@_verb("urge", "urge", "Ask how long it takes")
def urge(request: HttpRequest, code: Code, data: ByReceipt) -> Any:
    return _change(request, code, data.receipt, needs.need_urge)


@_verb("rate", "rate", "Rate what was done")
def rate(request: HttpRequest, code: Code, data: RatingIn) -> Any:
    def order_rate(*, need: Need, actor: Any) -> None:
        order = latest_order(need) if need.state != NeedState.DUPLICATE else None
        if order is None:
            raise Conflict("api.nothing_to_rate", _("Nothing was done yet that could be rated."))
        by = RatedBy.RECEIPT if actor is None else RatedBy.PHONE if need.asker_id is None else RatedBy.ACCOUNT
        needs.order_rate(order=order, actor=actor, score=data.score, by=by, text=data.text)

    return _change(request, code, data.receipt, order_rate)
