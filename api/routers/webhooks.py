"""Webhooks of the token's person: asking to be told of changes, seeing what was sent, and sending again."""

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query as Parameters
from ninja import Router, Schema, Status
from ninja.decorators import decorate_view
from pydantic import Field

from api.auth import Bearer
from api.errors import answers
from api.idempotency import HEADER_PARAMETER, idempotent
from api.models import DeliveryState, Scope, WebhookEvent, WebhookSubscription
from api.needs import Window
from api.values import Code, headers
from api.webhooks import services
from common.errors import Invalid
from organisations.selectors import units_on

work = Bearer(Scope.QUEUE)
router = Router(tags=["webhooks"], auth=work)
EventId = Annotated[str, Field(max_length=40, pattern="^[a-z0-9-]+$")]


class WebhookIn(Schema):
    unit: Code
    url: Annotated[str, Field(max_length=300)]
    events: Annotated[list[WebhookEvent], Field(min_length=1, max_length=10)]


class SwitchIn(Schema):
    is_active: bool


class WebhookOut(Schema):
    code: str
    unit: str
    url: str
    events: list[WebhookEvent]
    is_active: bool
    failures: int
    disabled_at: dt.datetime | None

    @staticmethod
    def resolve_unit(webhook: WebhookSubscription) -> str:
        return webhook.unit.code


class NewWebhookOut(WebhookOut):
    """`secret` signs what is sent; it is told here and never again."""

    secret: str


class WebhookListOut(Schema):
    count: int
    items: list[WebhookOut]


class DeliveryOut(Schema):
    event_id: str
    event: WebhookEvent
    payload: dict[str, Any]
    state: DeliveryState
    attempts: int
    next_try: dt.datetime
    response_code: int | None
    error: str
    created: dt.datetime


class DeliveryListOut(Schema):
    count: int
    items: list[DeliveryOut]


@router.get("/", response=answers(200, WebhookListOut), operation_id="webhooks_list", summary="My webhooks")
def list_webhooks(request: HttpRequest, window: Parameters[Window]) -> Any:
    return window.of(WebhookSubscription.objects.filter(owner=request.user.pk).select_related("unit"))


@router.post(
    "/",
    response=answers(201, NewWebhookOut, 409, 413),
    operation_id="webhooks_add",
    summary="Be told of changes",
    openapi_extra=headers(HEADER_PARAMETER),
)
@decorate_view(idempotent(work))
def add_webhook(request: HttpRequest, data: WebhookIn) -> Any:
    unit = units_on().filter(code=data.unit).first()
    if unit is None:
        raise Invalid("api.unknown_unit", _("There is no such unit: look it up again."), field="unit")
    made, secret = services.webhook_add(actor=request.user, unit=unit, url=data.url, events=data.events)
    made.secret = secret
    return Status(201, made)


@router.get("/{code}/", response=answers(200, WebhookOut, 404), operation_id="webhooks_detail", summary="One webhook")
def get_webhook(request: HttpRequest, code: Code) -> Any:
    return services.webhook_of(request.user, code)


@router.post(
    "/{code}/switch/",
    response=answers(200, WebhookOut, 404, 413),
    operation_id="webhooks_switch",
    summary="End a webhook, or take it up again",
    openapi_extra=headers(HEADER_PARAMETER),
)
@decorate_view(idempotent(work))
def switch(request: HttpRequest, code: Code, data: SwitchIn) -> Any:
    return services.webhook_switch(actor=request.user, code=code, on=data.is_active)


@router.get(
    "/{code}/deliveries/",
    response=answers(200, DeliveryListOut, 404),
    operation_id="webhooks_deliveries",
    summary="What was sent, and what waits",
)
def list_deliveries(request: HttpRequest, code: Code, window: Parameters[Window]) -> Any:
    return window.of(services.webhook_of(request.user, code).deliveries.order_by("-pk"))


@router.post(
    "/{code}/deliveries/{event_id}/again/",
    response=answers(200, DeliveryOut, 404, 413),
    operation_id="webhooks_again",
    summary="Send an event again, with the same id",
    openapi_extra=headers(HEADER_PARAMETER),
)
@decorate_view(idempotent(work))
def again(request: HttpRequest, code: Code, event_id: EventId) -> Any:
    return services.delivery_again(actor=request.user, code=code, event_id=event_id)
