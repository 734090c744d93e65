"""What the automatic nodes of a need do."""

from collections.abc import Callable
from typing import Any

from exchange.models import Need
from exchange.services.dispatch import order_open
from exchange.services.routing import order_route
from workflows.turns import latest_order, node_for


def begin(activation: Any, *, need: Need) -> Any:
    """Starts a process for a need. Returns the process."""
    activation.process.data = {"need": need.pk}
    return activation.process


def turn(activation: Any) -> str:
    """The name of the node whose turn it is, read once for all the cases of a switch."""
    known: str | None = getattr(activation, "linli_turn", None)
    if known is None:
        need = Need.objects.get(pk=activation.process.data["need"])
        known = activation.linli_turn = node_for(need, latest_order(need))
    return known


def turn_of(node: str) -> Callable[[Any], bool]:
    """A condition: it is the turn of this node."""

    def condition(activation: Any) -> bool:
        return turn(activation) == node

    return condition


def route(activation: Any) -> None:
    """Makes the order of the next round; a rule may send it or put it into the pool at once."""
    order_route(order=order_open(need=Need.objects.get(pk=activation.process.data["need"])))
