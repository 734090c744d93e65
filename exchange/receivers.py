"""Hears of needs and orders, and tells those whom it concerns. However often an event comes, each is told once."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from common.messages import services as messages
from common.messages.links import link_to
from common.models import OutboxMessage
from exchange import events, telling
from exchange.enums import ExtensionState, NeedState, OrderState
from exchange.models import Extension, Need, Order

NAME = "exchange.messages"
EVENTS = (events.NEED_CHANGED, events.ORDER_CHANGED, events.EXTENSION_CHANGED, events.PERSONAL_DATA_ERASED)
# Where a message leads; the packages of the screens say which address that is.
PROGRESS = "exchange.progress"


def handle(batch: Sequence[OutboxMessage]) -> None:
    """The consumer. Rows are read anew; one that is gone has nobody to be told."""
    for message in batch:
        with transaction.atomic():
            _handlers[message.event](message)


def _need(message: OutboxMessage) -> None:
    need = _needs().filter(pk=message.object_id).first()
    kind = telling.of_need(message.data["before"], message.data["state"])
    if need is not None and kind:
        _tell_askers(message, need, kind)


def _order(message: OutboxMessage) -> None:
    order = _orders().filter(pk=message.object_id).first()
    before, state = message.data["before"], message.data["state"]
    if order is None or not before:
        return
    change = telling.change_of(order, before, state, message.created)
    if change is None:
        return
    if kind := telling.of_order(before, state):
        values = telling.order_values(order, kind, change)
        if values is not None:
            _tell_askers(message, order.need, kind, **values)
    kind = telling.for_team(before, state)
    if kind and change.team is not None and not _by_team(change):
        due = telling.moment(order.answer_due_at) if kind == "assigned" else ""
        _tell_team(message, order, change.team, kind, due)
    if state == OrderState.POOLED:
        to = [telling.pool_group()]
        messages.send("exchange.pooled", to=to, values=telling.team_values(order), about=order, source=message.pk)


def _by_team(change: Any) -> bool:
    """Who gave an order back, or cancelled one, need not be told."""
    team = change.team
    return bool(change.actor_id) and (
        change.actor_id == team.captain_id or any(person.pk == change.actor_id for person in team.deputies.all())
    )


def _extension(message: OutboxMessage) -> None:
    found = Extension.objects.filter(pk=message.object_id).first()
    state = message.data["state"]
    if found is None or state == ExtensionState.ASKED:
        return
    order = _orders().get(pk=found.order_id)
    granted = state == ExtensionState.GRANTED
    due = telling.moment(found.new_due_at if granted else found.old_due_at)
    if granted:
        _tell_askers(message, order.need, "extended", due=due)
    if order.team is not None:
        _tell_team(message, order, order.team, f"extension_{state}", due)


def _erased(message: OutboxMessage) -> None:
    """Who asked to be forgotten is forgotten here too."""
    messages.forget(object_type=Need._meta.label_lower, object_ids=[message.object_id])


_handlers: dict[str, Callable[[OutboxMessage], None]] = {
    events.NEED_CHANGED: _need,
    events.ORDER_CHANGED: _order,
    events.EXTENSION_CHANGED: _extension,
    events.PERSONAL_DATA_ERASED: _erased,
}


def _needs() -> Any:
    return Need.objects.select_related("unit", "asker", "personal")


def _orders() -> Any:
    needed = ("need__unit", "need__category", "need__asker", "need__personal", "team__captain", "plan")
    return Order.objects.select_related(*needed)


def _tell_askers(message: OutboxMessage, need: Need, kind: str, **values: str) -> None:
    """Who asked, and who asked for the same."""
    _tell_asker(message, need, kind, values)
    if kind in telling.MASTER_ALONE:
        return
    # Not what happened before they were joined.
    duplicates = _needs().filter(master=need, state=NeedState.DUPLICATE, screened_at__lte=message.created)
    for joined in duplicates:
        _tell_asker(message, joined, telling.FOR_JOINED.get(kind, kind), values)


def _tell_asker(message: OutboxMessage, need: Need, kind: str, values: dict[str, str]) -> None:
    messages.send(
        f"exchange.{kind}",
        to=[telling.asker(need)],
        values={**telling.need_values(need), **values},
        about=need,
        source=message.pk,
        link=link_to(PROGRESS, need),
    )


def _tell_team(message: OutboxMessage, order: Order, team: Any, kind: str, due: str) -> None:
    messages.send(
        f"exchange.{kind}",
        to=telling.leaders(team),
        values={**telling.team_values(order), "due": due},
        about=order,
        source=message.pk,
    )
