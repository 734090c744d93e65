"""The one door through which effects leave: written with the change, delivered after it.

`publish` writes a row for each consumer inside the caller's transaction. `common.delivery`
delivers what is due, one drainer a consumer at a time.
"""

from django.conf import settings
from django.db import transaction

from common.consumers import Consumer, Handler, _consumers, consumers, register_consumer, wants
from common.delivery import Drained, drain, drain_inline
from common.events import Event
from common.models import OutboxMessage

__all__ = ["Consumer", "Drained", "Handler", "_consumers", "consumers", "drain", "publish", "register_consumer"]


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
        if wants(consumer, event.name)
    ]
    OutboxMessage.objects.bulk_create(messages)
    if messages and settings.OUTBOX_INLINE:
        _deliver_after_commit()


def _deliver_after_commit() -> None:
    """Once a transaction. `robust`: the change is committed, so whatever happens now is no error of it."""
    waiting = transaction.get_connection().run_on_commit
    if all(function is not drain_inline for _, function, *_ in waiting):
        transaction.on_commit(drain_inline, robust=True)
