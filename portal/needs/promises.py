"""How long each step may take, in the words that an asker reads: from the limits of the category, never a constant."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchange.enums import LimitedStep, NeedState, OrderState
from exchange.models import Category, Need, Order
from exchange.services.expiry import addable_until
from exchange.services.limits import due, limits_of
from portal.dates import moment
from workflows.enums import UNFINISHED
from workflows.models.items import WorkItem

WORKING_DAY = 8


@dataclass(frozen=True)
class Promise:
    """`within` is how long it takes at most, `text` what happens then."""

    within: str
    text: str


def span(hours: Decimal) -> str:
    """2 working hours, half a working day, 3 working days: rounded up, so that it is never promised too soon."""
    if hours == WORKING_DAY / 2:
        return _("half a working day")
    if hours < WORKING_DAY:
        many = max(1, math.ceil(hours))
        return ngettext("%(n)d working hour", "%(n)d working hours", many) % {"n": many}
    many = math.ceil(hours / WORKING_DAY)
    return ngettext("%(n)d working day", "%(n)d working days", many) % {"n": many}


def promises(category: Category | None) -> list[Promise]:
    """What follows after asking, step by step. One query."""
    limits: Mapping[str, Decimal] = limits_of(category)
    after = {step: span(limits[step]) for step in LimitedStep}
    return [
        Promise(
            _("Within %(time)s") % {"time": after[LimitedStep.SCREEN]},
            _("the station looks at it, and calls if something is missing."),
        ),
        Promise(
            _("Then within %(time)s") % {"time": after[LimitedStep.DISPATCH]}, _("it is sent to a team that fits.")
        ),
        Promise(
            _("Then within %(time)s") % {"time": after[LimitedStep.ANSWER]},
            _("the team answers, and arranges a time with you."),
        ),
        Promise(_("Within %(time)s of being sent") % {"time": after[LimitedStep.SERVE]}, _("it is done.")),
        Promise(
            _("Within %(time)s of being done") % {"time": after[LimitedStep.RATE]},
            _("you say how it was, if you like."),
        ),
    ]


def looked_at_by(need: Need) -> dt.datetime:
    """Until when the station has looked at what was just asked."""
    return due(LimitedStep.SCREEN, need.category, need.submitted_at)


def promised(need: Need, order: Order | None) -> dt.datetime | None:
    """Until when the step that waits now is done: for the asker's own steps until when it can be done. Two queries."""
    if need.state == NeedState.RETURNED:
        return addable_until(need)
    item = WorkItem.objects.filter(need=need, state__in=UNFINISHED).only("due_at").first()
    return until_of(need, order, item.due_at if item is not None else None)


def until_of(need: Need, order: Order | None, waits_until: dt.datetime | None) -> dt.datetime | None:
    """`waits_until` is when the open item of the need is due. Asks for no row."""
    if order is not None and order.state == OrderState.PAUSED:
        return None
    if order is not None and need.state == NeedState.SERVED and order.state == OrderState.DONE:
        return order.rate_until
    if order is not None and order.due_at is not None and need.state == NeedState.IN_HAND and order.team_id:
        return order.due_at
    return waits_until


def promise_words(need: Need, order: Order | None, until: dt.datetime | None) -> str:
    """The promise in one sentence; empty where nothing waits. What is late is said to be late."""
    if until is None:
        return ""
    at = {"time": moment(until)}
    if need.state == NeedState.RETURNED:
        return _("Please add it until %(time)s; after that it is put aside, and you can ask again.") % at
    if need.state == NeedState.SERVED:
        return _("You can say how it was until %(time)s.") % at
    if until < timezone.now():
        return _("It should have been done by %(time)s. It is late: the unit above knows, and you can urge it.") % at
    if order is not None and order.team_id and need.state == NeedState.IN_HAND:
        return _("Done by %(time)s at the latest.") % at
    return _("You hear of the next step by %(time)s at the latest.") % at
