"""Who hears of events: registered by packages, read by the outbox."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from common.models import OutboxMessage

Handler = Callable[[Sequence[OutboxMessage]], None]


@dataclass(frozen=True)
class Consumer:
    """Somebody who wants to hear of events. `handle` gets a batch, oldest first, and may see one twice.

    `inline` is False for one that talks to the outside: no visitor waits for it, the worker delivers.
    """

    name: str
    events: frozenset[str]
    handle: Handler
    inline: bool = True


_consumers: dict[str, Consumer] = {}


def register_consumer(name: str, events: Sequence[str], handle: Handler, *, inline: bool = True) -> None:
    """Adds a consumer of the named events; an event name may end in `*`. Called in an app's `ready`."""
    _consumers[name] = Consumer(name, frozenset(events), handle, inline)


def consumers() -> dict[str, Consumer]:
    return dict(_consumers)


def wants(consumer: Consumer, event_name: str) -> bool:
    return any(
        event_name == wanted or (wanted.endswith("*") and event_name.startswith(wanted[:-1]))
        for wanted in consumer.events
    )
