"""Rows of the kernel, and the factories that make a row of each model with an access rule."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import factory
from django.db import models

from common import outbox
from common.models import AuditEntry, CalendarDay, OutboxMessage

# For tests/permissions/test_rules_agree.py: makes rows that lie on both sides of the model's rule.
RowMaker = Callable[[], Sequence[models.Model]]
row_makers: dict[type[models.Model], RowMaker] = {}


def makes_rows(model: type[models.Model]) -> Callable[[RowMaker], RowMaker]:
    """Registers a function that makes several rows of a model, public ones, private ones and others' ones."""

    def register(maker: RowMaker) -> RowMaker:
        row_makers[model] = maker
        return maker

    return register


class OutboxMessageFactory(factory.django.DjangoModelFactory[OutboxMessage]):
    class Meta:
        model = OutboxMessage

    consumer = "notes"
    event = "things.changed"
    object_type = "things.thing"
    object_id = factory.Sequence(str)

    class Params:
        failed = factory.Trait(attempts=3, error="ConnectionError: no route to the engine")


class AuditEntryFactory(factory.django.DjangoModelFactory[AuditEntry]):
    class Meta:
        model = AuditEntry

    action = "things.changed"
    object_type = "things.thing"
    object_id = factory.Sequence(str)
    actor_name = "周桂芳"


class CalendarDayFactory(factory.django.DjangoModelFactory[CalendarDay]):
    class Meta:
        model = CalendarDay

    kind = CalendarDay.Kind.HOLIDAY
    name = "节"


@contextmanager
def only_consumer(handle: Any, *events: str, name: str = "notes") -> Iterator[None]:
    """The consumers of the project give way to one for the time of a test."""
    kept = dict(outbox._consumers)
    outbox._consumers.clear()
    outbox.register_consumer(name, list(events) or ["things.*"], handle)
    try:
        yield
    finally:
        outbox._consumers.clear()
        outbox._consumers.update(kept)
