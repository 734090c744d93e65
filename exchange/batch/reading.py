"""What a batch is about: the orders that wait below a unit, and the times they were asked for."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
from django.db.models import QuerySet

from exchange.batch.solving import Integers
from exchange.enums import OrderState
from exchange.models import Need, Order
from exchange.selectors import slot_of
from organisations.models import Unit

# More than a county has waiting on its worst day; what is over waits for the next batch.
MOST_ORDERS = 5000


def waiting_below(unit: Unit) -> QuerySet[Order]:
    """The orders that wait for dispatch at the unit and below, the most urgent and the oldest first."""
    found: QuerySet[Order] = (
        Order.objects.filter(state=OrderState.WAITING, need__unit__path__startswith=unit.path)
        .select_related("need__unit", "need__category")
        .order_by("-rank", "need__submitted_at", "pk")
    )
    return found


def moments(pairs: Sequence[tuple[dt.datetime | None, dt.datetime | None]]) -> tuple[Integers, Integers]:
    """Beginnings and ends in microseconds; 0 and 0, which overlaps with nothing, where there is no time."""
    known = [(start, end) if start is not None and end is not None else None for start, end in pairs]
    first = [round(each[0].timestamp() * 1e6) if each else 0 for each in known]
    last = [round(each[1].timestamp() * 1e6) if each else 0 for each in known]
    return np.array(first, dtype=np.int64), np.array(last, dtype=np.int64)


def slots(needs: Sequence[Need]) -> tuple[Integers, Integers]:
    """When each need asks somebody to come."""
    return moments([slot_of(need) for need in needs])
