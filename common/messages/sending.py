"""Takes what is due and hands it over, each message once as far as anybody can know.

A worker takes a few rows and keeps them by setting their next try to the end of a lease; the adapter is then
called outside of any transaction, so that a slow gateway holds no lock. A worker that dies in between
leaves rows that are due again after the lease: they go out at least once, with the same key.
"""

import datetime as dt
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import override

from common.messages import adapters, timing
from common.messages.adapters import Parcel, Refused
from common.messages.digests import join_due
from common.messages.enums import OPEN, State
from common.messages.kinds import title_of
from common.messages.links import absolute
from common.messages.models import OutgoingMessage, QuietHours
from common.models import OutboxMessage

logger = logging.getLogger(__name__)

TAKEN_AT_ONCE = 10
# Longer than a worker needs for all that it has taken, were each to wait for its timeout.
LEASE = dt.timedelta(minutes=10)
# A channel that fails so often in a row is down: the others of it are not asked for now.
DOWN_AFTER = 2
WITHIN = 20.0


@dataclass
class Sent:
    """What a round did; `down` are the channels that were left alone after failing in a row."""

    sent: int = 0
    failed: int = 0
    held: int = 0
    in_a_row: dict[str, int] = field(default_factory=dict)

    def is_down(self, channel: str) -> bool:
        return self.in_a_row.get(channel, 0) >= DOWN_AFTER


def due(at: dt.datetime) -> QuerySet[OutgoingMessage]:
    return OutgoingMessage.objects.filter(state__in=OPEN, digest=False, next_try__lte=at).order_by("next_try", "pk")


@transaction.atomic
def take(rows: QuerySet[OutgoingMessage], at: dt.datetime, result: Sent) -> list[OutgoingMessage]:
    """Some due rows that no other worker has, kept for the length of a lease. What falls into quiet hours is held."""
    found = list(rows.select_for_update(skip_locked=True)[:TAKEN_AT_ONCE])
    rules = list(QuietHours.objects.all())
    mine = []
    for row in found:
        loud = at if row.urgent else timing.first_loud(row.channel, at, rules)
        if loud > at:
            OutgoingMessage.objects.filter(pk=row.pk).update(state=State.HELD, next_try=loud)
            result.held += 1
        else:
            row.attempts += 1
            mine.append(row)
    keys = [row.pk for row in mine]
    OutgoingMessage.objects.filter(pk__in=keys).update(next_try=at + LEASE, attempts=F("attempts") + 1)
    return mine


def send_due(at: dt.datetime | None = None, *, only: Sequence[int] | None = None) -> Sent:
    """Hands over what is due, or what of it is named, for at most twenty seconds. Never raises for an adapter."""
    result, stop_at = Sent(), time.monotonic() + WITHIN
    now = at or timezone.now()
    while time.monotonic() < stop_at:
        rows = due(now).exclude(channel__in=[c for c in result.in_a_row if result.is_down(c)])
        if only is not None:
            rows = rows.filter(pk__in=only)
        held_before = result.held
        mine = take(rows, now, result)
        if not mine and result.held == held_before:
            return result
        for row in mine:
            _one(row, now, result)
    return result


def _one(row: OutgoingMessage, at: dt.datetime, result: Sent) -> None:
    if result.is_down(row.channel):
        _record(row, state=row.state, attempts=row.attempts - 1, next_try=at + timing.pause(1))
        return
    try:
        adapters.adapter_for(row.channel)(parcel(row))
    except Exception as problem:  # whatever an adapter raises: the others are still to be sent
        result.failed += 1
        refused = isinstance(problem, Refused)
        if not refused:
            result.in_a_row[row.channel] = result.in_a_row.get(row.channel, 0) + 1
        _failed(row, problem, at, for_ever=refused)
    else:
        result.sent += 1
        result.in_a_row[row.channel] = 0
        _record(row, state=State.SENT, sent_at=timezone.now(), via=adapters.chosen(row.channel), error="")


def parcel(row: OutgoingMessage) -> Parcel:
    with override(settings.LANGUAGE_CODE):
        subject = title_of(row.kind)
    return Parcel(
        key=row.key,
        kind=row.kind,
        channel=row.channel,
        address=row.address,
        masked=row.masked,
        subject=subject,
        text=row.text,
        link=absolute(row.link) if row.link else "",
    )


def _failed(row: OutgoingMessage, problem: Exception, at: dt.datetime, *, for_ever: bool) -> None:
    # Gateways repeat the number that they could not reach.
    words = f"{type(problem).__name__}: {problem}".replace(row.address or "\0", row.masked)
    logger.warning("Message %s by %s failed: %s", row.pk, row.channel, words)
    over = for_ever or row.attempts >= timing.MOST_ATTEMPTS
    state = State.GIVEN_UP if over else State.FAILED
    _record(row, state=state, error=words[:300], next_try=at + timing.pause(row.attempts))


def _record(row: OutgoingMessage, **values: object) -> None:
    """Only while it is still to leave: it may have been forgotten, or sent by whoever had it after the lease."""
    OutgoingMessage.objects.filter(pk=row.pk, state__in=OPEN).update(**values)


def deliver(messages: Sequence[OutboxMessage]) -> None:
    """The outbox's consumer: the first try. What fails is the row's own business from then on."""
    send_due(only=[int(message.object_id) for message in messages])


def send_waiting() -> None:
    """The periodic job: digests, what was held, what failed, and what the outbox's consumer did not get to."""
    now = timezone.now()
    join_due(now)
    send_due(now)
