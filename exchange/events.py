"""What happens to needs and orders: names that the outbox carries."""

from typing import Any

from common.events import Event

NEED_CHANGED = "exchange.need_changed"
ORDER_CHANGED = "exchange.order_changed"
EXTENSION_CHANGED = "exchange.extension_changed"
RESOURCE_CHANGED = "exchange.resource_changed"
PERSONAL_DATA_ERASED = "exchange.personal_data_erased"


def need_changed(need: Any, *, before: str) -> Event:
    """A need has a new state (`before` is empty for a new one). Nothing personal leaves with it."""
    return Event.of(NEED_CHANGED, need, before=before, state=need.state, unit=need.unit_id)


def order_changed(order: Any, *, before: str) -> Event:
    return Event.of(
        ORDER_CHANGED,
        order,
        before=before,
        state=order.state,
        need=order.need_id,
        team=order.team_id,
        round=order.round,
    )


def extension_changed(extension: Any) -> Event:
    return Event.of(EXTENSION_CHANGED, extension, order=extension.order_id, state=extension.state)


def personal_data_erased(need: Any) -> Event:
    return Event.of(PERSONAL_DATA_ERASED, need)


def resource_changed(resource: Any, *, before: str) -> Event:
    """A resource has a new state, or other hours in the same one."""
    return Event.of(RESOURCE_CHANGED, resource, before=before, state=resource.state, unit=resource.unit_id)
