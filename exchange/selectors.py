"""Reads of needs: what is public, what is found by a receipt, and how a state is followed."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from common.access import Reader
from common.errors import NotFound
from exchange.enums import PUBLIC_STATES, NeedState, ResourceState
from exchange.models import Need, Resource
from exchange.receipts import receipt_hash, tail_hash
from exchange.rules import READ_RESOURCE_CONTACT


def public_needs() -> QuerySet[Need]:
    """Accepted needs, newest first, with nothing but what everybody may read."""
    found: QuerySet[Need] = (
        Need.objects.filter(state__in=PUBLIC_STATES)
        .select_related("unit", "category")
        .only(
            "code",
            "summary",
            "public_text",
            "state",
            "submitted_at",
            "unit__name",
            "unit__short_name",
            "category__name",
        )
    )
    return found


def by_receipt(code: str, tail: str) -> Need:
    """The need of a receipt code and the last four digits of the phone. NotFound says not which of both was wrong."""
    need = (
        Need.objects.select_related("unit", "category", "personal", "master")
        .filter(receipt_hash=receipt_hash(code))
        .first()
    )
    expected = need.personal.tail_hash if need is not None else ""
    given = tail_hash(tail) if tail.isascii() and tail.isdecimal() and len(tail) == 4 else "-"
    if need is None or not expected or not constant_time_compare(expected, given):
        raise NotFound(
            "exchange.no_receipt",
            _("No need has this code with this phone. Look at the receipt, or call the station."),
        )
    return need


# How long a team is kept free where only the beginning was asked for.
USUAL_LENGTH = dt.timedelta(hours=1)


def slot_of(need: Need) -> tuple[dt.datetime | None, dt.datetime | None]:
    """The time that was asked for, if one was: what a team must be free at."""
    if need.wanted_from is None:
        return None, None
    return need.wanted_from, need.wanted_to or need.wanted_from + USUAL_LENGTH


@dataclass(frozen=True)
class Milestone:
    """One step of the line that an asker follows: `at` is None for what is still to come."""

    name: str
    at: Any = None


def followed(need: Need) -> Need:
    """The need whose state counts: a duplicate gets the states of the one that it was joined to."""
    return need.master if need.state == NeedState.DUPLICATE and need.master is not None else need


def milestones(need: Need) -> list[Milestone]:
    """Submitted, screened, dispatched, accepted, scheduled, done, rated: with times, from the rows themselves."""
    order = followed(need).orders.select_related("plan", "rating").order_by("-round").first()
    planned = order.changes.filter(to_state="scheduled").last() if order else None
    rating = getattr(order, "rating", None) if order else None
    return [
        Milestone("submitted", need.submitted_at),
        Milestone("screened", need.screened_at),
        Milestone("dispatched", order.dispatched_at if order else None),
        Milestone("accepted", order.accepted_at if order else None),
        Milestone("scheduled", planned.at if planned else None),
        Milestone("done", order.done_at if order else None),
        Milestone("rated", rating.at if rating else None),
    ]


def listed_resources() -> QuerySet[Resource]:
    """What the register shows to everybody today, newest first. A job gives what is over its state within the hour."""
    found: QuerySet[Resource] = Resource.objects.filter(
        Resource.on(timezone.localdate()), state=ResourceState.LISTED
    ).select_related("unit", "unit__level", "category")
    return found


def may_read_contact(resource: Resource, reader: Reader) -> bool:
    """Whether the reader may ask for the contact; each reading is put on record by `contact_read`."""
    return READ_RESOURCE_CONTACT.check(reader, resource)
