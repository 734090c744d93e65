"""What a dispatcher looks at first: the orders that no team has, the most urgent and the next due before."""

from django.db.models import F, QuerySet

from common.access import Reader
from exchange.enums import OrderState
from exchange.models import Order
from exchange.rules import DISPATCH_ORDER
from organisations.models import Unit

FREE_STATES = (OrderState.WAITING, OrderState.POOLED)


def free_orders(reader: Reader, unit: Unit | None = None) -> QuerySet[Order]:
    """The waiting and pooled orders that the reader dispatches, with need, category and unit; one query a page."""
    found = Order.objects.filter(DISPATCH_ORDER.filter(reader), state__in=FREE_STATES)
    if unit is not None:
        found = found.filter(need__unit__path__startswith=unit.path)
    return found.select_related("need__category", "need__unit").order_by(
        "-rank", F("due_at").asc(nulls_last=True), "pk"
    )
