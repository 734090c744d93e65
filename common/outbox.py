"""The one door through which effects leave: written with the change, delivered after it.

`publish` writes a row for each consumer inside the caller's transaction. `common.delivery`
delivers what is due, one drainer a consumer at a time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from common.events import Event
from common.models import OutboxMessage

Handler = Callable[[Sequence[OutboxMessage]], None]


@dataclass(frozen=True)
class Consumer:
    """Somebody who wants to hear of events. `handle` gets a batch, oldest first, and may see one twice."""

    name: str
    events: frozenset[str]
    handle: Handler


_consumers: dict[str, Consumer] = {}


def register_consumer(name: str, events: Sequence[str], handle: Handler) -> None:
    """Adds a consumer of the named events; an event name may end in `*`. Called in an app's `ready`."""
    _consumers[name] = Consumer(name, frozenset(events), handle)


def consumers() -> dict[str, Consumer]:
    return dict(_consumers)


def _wants(consumer: Consumer, event_name: str) -> bool:
    return any(
        event_name == wanted or (wanted.endswith("*") and event_name.startswith(wanted[:-1]))
        for wanted in consumer.events
    )


def publish(*events: Event) -> None:
    """Writes the events for every consumer that wants them.

    Raises TransactionManagementError outside a transaction: an effect must commit with its cause.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("Events are published inside the transaction of the change.")
    messages = [
        OutboxMessage(
            consumer=consumer.name,
            event=event.name,
            object_type=event.object_type,
            object_id=event.object_id,
            data=event.data,
        )
        for event in events
        for consumer in _consumers.values()
        if _wants(consumer, event.name)
    ]
    OutboxMessage.objects.bulk_create(messages)
    if messages and settings.OUTBOX_INLINE:
        _deliver_after_commit()


def _deliver_after_commit() -> None:
    """Once a transaction. `robust`: the change is committed, so whatever happens now is no error of it."""
    from common.delivery import drain_inline  # It reads the consumers from here.

    waiting = transaction.get_connection().run_on_commit
    if all(function is not drain_inline for _, function, *_ in waiting):
        transaction.on_commit(drain_inline, robust=True)
