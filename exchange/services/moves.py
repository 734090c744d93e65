"""The only place where a need or an order gets another state: edge, row, history, audit and event together."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from common import audit, outbox
from common.errors import Conflict
from exchange import events
from exchange.enums import NeedState, OrderState
from exchange.models import Need, NeedChange, Order, OrderChange


def locked_need(need: Need) -> Need:
    """The row as it is now, held until the transaction ends. Every verb begins here: needs before orders."""
    found: Need = Need.objects.select_for_update(of=("self",)).select_related("unit", "category").get(pk=need.pk)
    return found


def locked_order(order: Order) -> Order:
    """The order and its need, both held: the need first, so that no two verbs wait for each other."""
    need = locked_need(order.need)
    found: Order = Order.objects.select_for_update(of=("self",)).select_related("team", "unit").get(pk=order.pk)
    found.need = need
    return found


def _stale(label: str) -> Conflict:
    return Conflict(
        "exchange.moved_on",
        _("This is “%(state)s” by now: somebody was faster. Look again, then decide.") % {"state": label},
    )


def move_need(
    need: Need, to: NeedState, *, actor: Any, reason: str = "", on_behalf_of: Any = None, **fields: Any
) -> None:
    """Takes a locked need along one edge. Raises Conflict where there is none."""
    if not need.may_become(to):
        raise _stale(str(need.get_state_display()))
    before, now = need.state, timezone.now()
    need.state, need.reason = to, reason
    for name, value in fields.items():
        setattr(need, name, value)
    need.save()
    NeedChange.objects.create(
        need=need, from_state=before, to_state=to, actor=actor, unit=need.unit, reason=reason, at=now
    )
    audit.record(
        f"exchange.need_{to}", need, actor=actor, on_behalf_of=on_behalf_of, unit_path=need.unit.path, before=before
    )
    outbox.publish(events.need_changed(need, before=before))


def move_order(
    order: Order,
    to: OrderState,
    *,
    actor: Any,
    reason: str = "",
    on_behalf_of: Any = None,
    concerns: Any = None,
    **fields: Any,
) -> None:
    """Takes a locked order along one edge. `concerns` is the team that the step is about, if it has left the row."""
    if not order.may_become(to):
        raise _stale(str(order.get_state_display()))
    before, order.state = order.state, to
    for name, value in fields.items():
        setattr(order, name, value)
    order.save()
    write_change(order, before, actor=actor, reason=reason, on_behalf_of=on_behalf_of, team=concerns or order.team)


def require_state(order: Order, *states: str) -> None:
    """Raises Conflict where a locked order stands elsewhere: an edge may belong to another verb."""
    if order.state not in states:
        raise _stale(str(order.get_state_display()))


def write_change(
    order: Order, before: str, *, actor: Any, reason: str = "", on_behalf_of: Any = None, team: Any = None
) -> None:
    """History, audit and event of a step just taken; `before` is empty for a new order."""
    OrderChange.objects.create(
        order=order,
        from_state=before,
        to_state=order.state,
        team=team,
        actor=actor,
        on_behalf_of=on_behalf_of,
        reason=reason,
        at=timezone.now(),
    )
    audit.record(
        f"exchange.order_{order.state}",
        order,
        actor=actor,
        on_behalf_of=on_behalf_of,
        unit_path=order.need.unit.path,
        before=before,
        team=team.pk if team else None,
    )
    outbox.publish(events.order_changed(order, before=before))
