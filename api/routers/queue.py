"""The queues of the token's person: what is theirs, what they may claim, and deciding it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query as Parameters
from ninja import Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from api.auth import Bearer
from api.errors import answers
from api.idempotency import HEADER_PARAMETER, idempotent
from api.models import Scope
from api.preconditions import TAKEN, given, item_version, require_match, tagged
from api.values import Code, NearTime, headers
from common.errors import Invalid, NotFound
from organisations.enums import Role
from organisations.models import Dated, Unit
from organisations.selectors import reader_of, today
from workflows import selectors
from workflows.enums import Decision, ItemState, Step
from workflows.locks import page_lock
from workflows.models import WorkItem
from workflows.services import decisions, queue

work = Bearer(Scope.QUEUE)
router = Router(tags=["queue"], auth=work)

Tab = Literal["mine", "claimable", "overdue", "waiting", "done", "substituting"]


class ItemOut(Schema):
    code: str
    title: str
    step: Step
    step_label: str
    role: Role
    unit: str
    unit_code: str
    state: ItemState
    due_at: dt.datetime
    mine: bool
    page_id: int | None
    revision_id: int | None

    @staticmethod
    def resolve_step_label(item: WorkItem) -> str:
        return item.get_step_display()

    @staticmethod
    def resolve_unit(item: WorkItem) -> str:
        return item.unit.name

    @staticmethod
    def resolve_unit_code(item: WorkItem) -> str:
        return item.unit.code

    @staticmethod
    def resolve_mine(item: WorkItem, context: dict[str, Any]) -> bool:
        return bool(item.owner_id == context["request"].user.pk)

    @staticmethod
    def resolve_revision_id(item: WorkItem) -> int | None:
        return item.page.latest_revision_id if item.page else None


class QueueOut(Schema):
    count: int
    items: list[ItemOut]


class Window(Schema):
    tab: Tab = "mine"
    limit: Annotated[int, Field(ge=1, le=100)] = 25
    offset: Annotated[int, Field(ge=0, le=100_000)] = 0


class DecisionIn(Schema):
    """`seen_revision_id` is the `revision_id` of the item when it was read: a newer text is not decided unseen."""

    decision: Decision
    text: Annotated[str, Field(max_length=2000)] = ""
    seen_revision_id: Annotated[int, Field(ge=1, le=2**31 - 1)]
    publish_at: NearTime | None = None
    cosign_units: Annotated[list[Code], Field(max_length=20)] = []
    to_step: Step | None = None


class OpinionOut(Schema):
    step: Step
    decision: Decision
    text: str
    revision_number: int
    at: dt.datetime
    person: str

    @staticmethod
    def resolve_person(opinion: Any) -> str:
        return opinion.person.masked_name if opinion.person else ""


def _item(request: HttpRequest, code: str) -> WorkItem:
    item = selectors.item_for(reader_of(request), code)
    if item is None:
        raise NotFound("workflows.no_item", _("There is no such item, or it is not for you."))
    return item


@contextmanager
def _as_read(request: HttpRequest, code: str) -> Iterator[WorkItem]:
    """The item, held while it is changed: as it was read, if the request says how that was."""
    with page_lock(_item(request, code).page_id):
        item = _item(request, code)
        require_match(given(request), item_version(item))
        yield item


def _shown(request: HttpRequest, code: str) -> WorkItem:
    item = _item(request, code)
    tagged(request, item_version(item))
    return item


def _units(codes: list[str]) -> list[Unit]:
    units = list(Unit.objects.filter(Dated.on(today()), code__in=codes))
    if len(units) != len(set(codes)):
        raise Invalid("api.unknown_unit", _("One of these units does not exist any more."), field="cosign_units")
    return units


@router.get("/", response=answers(200, QueueOut), operation_id="queue_list", summary="Items in a queue")
def list_items(request: HttpRequest, window: Parameters[Window]) -> Any:
    items: QuerySet[WorkItem] = selectors.TABS[window.tab](reader_of(request), request.user)
    return {"count": items.count(), "items": list(items[window.offset : window.offset + window.limit])}


@router.get("/{code}/", response=answers(200, ItemOut, 404), operation_id="queue_detail", summary="One item")
def get_item(request: HttpRequest, code: Code) -> Any:
    return _shown(request, code)


@router.post(
    "/{code}/claim/",
    response=answers(200, ItemOut, 404, 409, 412),
    operation_id="queue_claim",
    summary="Claim an item",
    openapi_extra=headers(HEADER_PARAMETER, TAKEN),
)
@decorate_view(idempotent(work))
def claim(request: HttpRequest, code: Code) -> Any:
    with _as_read(request, code) as item:
        queue.claim(item, actor=request.user)
    return _shown(request, code)


@router.post(
    "/{code}/release/",
    response=answers(200, ItemOut, 404, 409, 412),
    operation_id="queue_release",
    summary="Give an item back",
    openapi_extra=headers(HEADER_PARAMETER, TAKEN),
)
@decorate_view(idempotent(work))
def release(request: HttpRequest, code: Code) -> Any:
    with _as_read(request, code) as item:
        queue.release(item, actor=request.user)
    return _shown(request, code)


@router.post(
    "/{code}/decide/",
    response=answers(200, OpinionOut, 404, 409, 412, 413),
    operation_id="queue_decide",
    summary="Decide an item",
    openapi_extra=headers(HEADER_PARAMETER, TAKEN),
)
@decorate_view(idempotent(work))
def decide(request: HttpRequest, code: Code, data: DecisionIn) -> Any:
    with _as_read(request, code) as item:
        return decisions.decide(
            item,
            actor=request.user,
            decision=data.decision,
            text=data.text,
            seen_revision_id=data.seen_revision_id,
            publish_at=data.publish_at,
            cosign_units=_units(data.cosign_units),
            to_step=data.to_step,
        )
