"""What ends by itself: a need that was returned and never added to."""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from common.calendar import add_working_time
from common.errors import Conflict
from exchange.enums import LimitedStep, NeedState, OrderState
from exchange.models import Need, Order
from exchange.services.limits import due, limit_of
from exchange.services.moves import locked_need, move_need


def needs_to_expire(now: dt.datetime) -> Iterator[Need]:
    """Returned needs whose time to be added to is over, the longest waiting first. One query for each category."""
    returned = (
        Need.objects.filter(state=NeedState.RETURNED)
        .select_related("category", "unit")
        .annotate(returned_at=Max("changes__at", filter=Q(changes__to_state=NeedState.RETURNED)))
        .order_by("returned_at", "pk")
    )
    hours: dict[int | None, float] = {}
    for need in returned:
        if need.category_id not in hours:
            hours[need.category_id] = float(limit_of(LimitedStep.SUPPLEMENT, need.category))
        if add_working_time(need.returned_at, dt.timedelta(hours=hours[need.category_id])) <= now:
            yield need


def addable_until(need: Need) -> dt.datetime | None:
    """Until when a returned need can be added to. Two queries."""
    last = need.changes.filter(to_state=NeedState.RETURNED).order_by("-at", "-pk").first()
    return due(LimitedStep.SUPPLEMENT, need.category, last.at) if last is not None else None


def orders_to_leave(now: dt.datetime) -> list[Order]:
    """Done orders that nobody has rated in time, the longest waiting first."""
    return list(
        Order.objects.filter(state=OrderState.DONE, rate_until__lte=now)
        .select_related("need")
        .order_by("rate_until", "pk")
    )


@transaction.atomic
def need_expire(*, need: Need) -> Need:
    """Nobody has added what was asked for: it ends. Raises Conflict before the time is over."""
    need = locked_need(need)
    until, now = addable_until(need), timezone.now()
    if need.state != NeedState.RETURNED or until is None or until > now:
        raise Conflict("exchange.not_over_yet", _("The time for adding to it is not over."))
    move_need(need, NeedState.EXPIRED, actor=None, reason=_("Nothing was added in time."), closed_at=now)
    return need
