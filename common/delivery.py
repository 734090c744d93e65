"""Delivers the outbox: what is due, oldest first, in batches, one drainer a consumer at a time.

The consumer does its work first and the rows are removed after, so a drainer that dies in
between delivers again: at least once, never less. A row that fails waits 1, 2, 4 … seconds, at
most an hour, and is tried until it succeeds or somebody removes its cause; it holds back later
rows of the same object for the same consumer, and nothing else.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from common.consumers import Consumer, consumers
from common.locks import try_lock
from common.models import OutboxMessage

logger = logging.getLogger(__name__)

BATCH = 100
LONGEST_PAUSE = timedelta(hours=1)
# The consumer as a whole is down when so many rows in a row fail: no need to ask for each.
GIVE_UP_AFTER = 5
ERROR_LENGTH = 2000


@dataclass
class Drained:
    """What a drain did: rows delivered (`done`), rows that failed, consumers that another drainer serves."""

    done: int = 0
    failed: int = 0
    busy: set[str] = field(default_factory=set)


def pause(attempts: int) -> timedelta:
    """How long a row waits after its n-th failure."""
    return min(timedelta(seconds=2 ** min(attempts - 1, 12)), LONGEST_PAUSE)


def due(consumer: str, at: datetime) -> QuerySet[OutboxMessage]:
    """What may be delivered now: nothing that overtakes a waiting row of the same object."""
    waiting = OutboxMessage.objects.filter(
        attempts__gt=0,
        next_try__gt=at,
        consumer=consumer,
        object_type=OuterRef("object_type"),
        object_id=OuterRef("object_id"),
        id__lt=OuterRef("id"),
    )
    return OutboxMessage.objects.filter(~Exists(waiting), consumer=consumer, next_try__lte=at).order_by("id")


def _object(message: OutboxMessage) -> tuple[str, str]:
    return message.object_type, message.object_id


def _deliver(consumer: Consumer, batch: Sequence[OutboxMessage]) -> None:
    consumer.handle(batch)
    OutboxMessage.objects.filter(pk__in=[message.pk for message in batch]).delete()


def _put_off(messages: Sequence[OutboxMessage], problem: Exception, at: datetime | None) -> None:
    """The pause begins when the failure is known: a server that does not answer takes its time."""
    text = f"{type(problem).__name__}: {problem}"[:ERROR_LENGTH]
    for message in messages:
        waits = (at or timezone.now()) + pause(message.attempts + 1)
        # Never over the column's end, however many years a row is retried.
        attempts = F("attempts") + (1 if message.attempts < 30_000 else 0)
        OutboxMessage.objects.filter(pk=message.pk).update(attempts=attempts, next_try=waits, error=text)


def _one_by_one(consumer: Consumer, batch: Sequence[OutboxMessage], at: datetime | None) -> tuple[int, int]:
    """Delivers singly what failed together, so that one bad row doesn't hold the others."""
    delivered, failed, in_a_row = 0, 0, 0
    blocked: set[tuple[str, str]] = set()
    for position, message in enumerate(batch):
        if _object(message) in blocked:
            continue
        try:
            _deliver(consumer, [message])
        except Exception as problem:
            logger.warning("Outbox: %s failed on %s: %s", consumer.name, message.pk, problem)
            blocked.add(_object(message))
            failed, in_a_row = failed + 1, in_a_row + 1
            _put_off([message], problem, at)
            if in_a_row >= GIVE_UP_AFTER and not delivered:
                rest = [later for later in batch[position + 1 :] if _object(later) not in blocked]
                _put_off(rest, problem, at)
                return delivered, failed + len(rest)
        else:
            delivered, in_a_row = delivered + 1, 0
    return delivered, failed


def _drain_one(consumer: Consumer, result: Drained, limit: int, at: datetime | None, stop_at: float | None) -> None:
    taken = 0
    # One moment for the whole drain: what fails in it is not due again before the other consumers had their turn.
    now = at or timezone.now()
    while taken < limit and (stop_at is None or time.monotonic() < stop_at):
        batch = list(due(consumer.name, now)[: min(BATCH, limit - taken)])
        if not batch:
            return
        taken += len(batch)
        try:
            _deliver(consumer, batch)
            delivered, failed = len(batch), 0
        except Exception as problem:
            logger.warning("Outbox: %s failed on a batch of %s: %s", consumer.name, len(batch), problem)
            delivered, failed = _one_by_one(consumer, batch, at)
        result.done += delivered
        result.failed += failed


def drain(
    consumer: str | None = None,
    limit: int = 500,
    at: datetime | None = None,
    *,
    within: timedelta | None = None,
    inline: bool = False,
) -> Drained:
    """Delivers what is due to one consumer or to all, at most `limit` rows for each.

    `within` bounds the time: no batch is begun after it. `inline` leaves out who talks to the outside.
    Never raises for a failing consumer:
    the rows keep the error. KeyError for a consumer that nobody registered.
    """
    result = Drained()
    stop_at = time.monotonic() + within.total_seconds() if within is not None else None
    for one in [consumers()[consumer]] if consumer else consumers().values():
        if inline and not one.inline:
            continue
        with try_lock(f"outbox-{one.name}") as got:
            if got:
                _drain_one(one, result, limit, at, stop_at)
            else:
                result.busy.add(one.name)
    return result


def try_again(messages: QuerySet[OutboxMessage]) -> int:
    """Makes waiting rows due now; the number of rows it made due. Attempts are kept.

    Delivers what stays inside at once: somebody waits for the answer. The rest is the worker's within a second.
    """
    with transaction.atomic():
        changed = messages.filter(attempts__gt=0).update(next_try=timezone.now())
    drain(within=timedelta(seconds=5), inline=True)
    return changed


def drain_inline() -> None:
    """After a commit, in the process of the request: what is quick now need not wait for the worker."""
    try:
        drain(limit=BATCH, within=timedelta(seconds=2), inline=True)
    except DatabaseError as problem:
        logger.warning("Outbox: left to the worker: %s", problem)
