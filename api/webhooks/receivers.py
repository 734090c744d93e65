"""Hears of needs and orders, and writes a delivery for each program that asked to be told. Sends nothing itself."""

from collections.abc import Sequence
from typing import Any

from api.models import WebhookDelivery, WebhookSubscription
from common.models import OutboxMessage
from exchange import events
from exchange.models import Extension, Need, Order


def handle(batch: Sequence[OutboxMessage]) -> None:
    """The consumer. An event that comes twice is written once."""
    subscriptions = list(WebhookSubscription.objects.filter(is_active=True).select_related("unit"))
    if not subscriptions:
        return
    for message in batch:
        need, facts = _facts(message)
        if need is None:
            continue
        event_id = f"evt-{message.pk}"
        payload = {"id": event_id, "event": message.event, "at": message.created.isoformat(), **facts}
        WebhookDelivery.objects.bulk_create(
            [
                WebhookDelivery(
                    subscription=each, event_id=event_id, event=message.event, object_id=str(need.pk), payload=payload
                )
                for each in subscriptions
                if message.event in each.events and need.unit.path.startswith(each.unit.path)
            ],
            ignore_conflicts=True,
        )


def _facts(message: OutboxMessage) -> tuple[Need | None, dict[str, Any]]:
    """The need that an event is about, and what is told: codes and states, nothing of any person."""
    order = None
    if message.event == events.NEED_CHANGED:
        need = Need.objects.select_related("unit").filter(pk=message.object_id).first()
    else:
        order = _order(message)
        need = order.need if order else None
    if need is None:
        return None, {}
    told = {"need": need.code, "unit": need.unit.code, "state": message.data["state"]}
    if order is not None:
        told["order"] = order.code
    if "before" in message.data:
        told["before"] = message.data["before"]
    return need, told


def _order(message: OutboxMessage) -> Order | None:
    key: Any = message.object_id
    if message.event == events.EXTENSION_CHANGED:
        key = Extension.objects.filter(pk=key).values_list("order_id", flat=True).first()
    return Order.objects.select_related("need__unit").filter(pk=key).first()
