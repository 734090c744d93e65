"""What must happen although nobody does anything. Run by the timers; does no harm twice, or at once."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from common.errors import Conflict
from exchange.services.expiry import need_expire, needs_to_expire, orders_to_leave
from exchange.services.rating import order_leave_unrated


@dataclass(frozen=True)
class Closed:
    """How many needs expired and how many orders stay without a rating, by this run."""

    expired: int
    unrated: int


def close_what_is_over(
    now: dt.datetime | None = None,
    *,
    expire: Callable[..., object] = need_expire,
    leave: Callable[..., object] = order_leave_unrated,
) -> Closed:
    """Ends what is past its time, each in a transaction of its own.

    `expire` and `leave` are the verbs; those of `workflows` lead the flow as well.
    `now` chooses what is looked at; each verb asks the clock again under its lock. What somebody else has moved
    meanwhile is passed over.
    """
    at = now or timezone.now()
    expired = _each(needs_to_expire(at), lambda need: expire(need=need))
    unrated = _each(orders_to_leave(at), lambda order: leave(order=order))
    return Closed(expired, unrated)


def _each(rows: Iterable[Any], end: Callable[[Any], object]) -> int:
    ended = 0
    for row in list(rows):
        try:
            end(row)
        except Conflict:
            continue
        ended += 1
    return ended
