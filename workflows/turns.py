"""Whose turn it is: for every state of a need and of its order, the node of the flow that waits.

The row is the truth. The flow is led to where this table says, and the nightly check compares the two by it.
"""

from typing import Any

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce

from exchange.enums import RUNNING_STATES, NeedState, OrderState
from exchange.models import Need, Order

END = "end"
ROUTE = "route"

# A need that is not with a team: the state of its order says nothing.
BY_NEED: dict[str, str] = {
    NeedState.SUBMITTED: "screen",
    NeedState.RETURNED: "supplement",
    NeedState.DELIBERATION: "deliberate",
}
# Accepted or in hand: the running order says who goes on. Without one it is made, by rule or waiting.
BY_ORDER: dict[str, str] = {
    OrderState.WAITING: "dispatch",
    OrderState.POOLED: "pool",
    OrderState.ASSIGNED: "answer",
    OrderState.ACCEPTED: "plan",
    OrderState.SCHEDULED: "serve",
    OrderState.IN_SERVICE: "serve",
    OrderState.PAUSED: "resident",
}
WITH_ORDER = (NeedState.ACCEPTED, NeedState.IN_HAND)
# Nobody on the inside: the asker adds, answers, or rates.
ASKERS_TURN = ("supplement", "resident", "rate")


def node_for(need: Need, order: Order | None) -> str:
    """The name of the node that waits for this need; `order` is the one of its last round."""
    if need.state in BY_NEED:
        return BY_NEED[need.state]
    if need.state in WITH_ORDER:
        return BY_ORDER.get(order.state, ROUTE) if order is not None else ROUTE
    if need.state == NeedState.SERVED and order is not None and order.state == OrderState.DONE:
        return "rate"
    return END


def latest_order(need: Need) -> Order | None:
    """The order of the last round. One query."""
    found: Order | None = need.orders.select_related("team").order_by("-round").first()
    return found


def astray(tasks: QuerySet[Any], need: str) -> QuerySet[Any]:
    """Of waiting tasks, with the lookup that leads to their need, those at another node than this table says.

    One statement, whatever their number.
    """
    last = Order.objects.filter(need=OuterRef(f"{need}__pk")).order_by("-round").values("state")[:1]
    rows = tasks.annotate(
        node=Cast("flow_task", CharField()),
        order_state=Coalesce(Subquery(last), Value(""), output_field=CharField()),
    )
    right = Q(pk__in=[])
    for state, node in BY_NEED.items():
        right |= _at(node, **{f"{need}__state": state})
    for state, node in BY_ORDER.items():
        right |= _at(node, **{f"{need}__state__in": WITH_ORDER}, order_state=state)
    right |= _at("rate", **{f"{need}__state": NeedState.SERVED}, order_state=OrderState.DONE)
    wrong: QuerySet[Any] = rows.exclude(right)
    return wrong


def _at(node: str, **states: Any) -> Q:
    """At a node of this name, in whichever version of the flow."""
    return Q(node__endswith=f".{node}", **states)


assert set(BY_ORDER) == set(RUNNING_STATES), "Every running order is somebody's turn."  # noqa: S101
