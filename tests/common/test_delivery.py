"""The outbox: at least once, in order for one object, never held up by another."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from common.delivery import drain, pause, try_again
from common.events import Event
from common.locks import try_lock
from common.models import OutboxMessage
from common.outbox import publish
from tests.factories.common import OutboxMessageFactory, only_consumer

pytestmark = pytest.mark.django_db


class Notes:
    """A consumer that keeps what it was told and fails for the objects it is told to."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.bad: set[str] = set()
        self.calls = 0

    def __call__(self, batch: Sequence[OutboxMessage]) -> None:
        self.calls += 1
        for message in batch:
            if message.object_id in self.bad:
                raise ConnectionError("no route")
        self.seen += [message.object_id for message in batch]


@pytest.mark.django_db(transaction=True)
def test_publish_outside_a_transaction_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        publish(Event("things.changed", "things.thing", "1"))


def test_publish_writes_a_row_for_each_consumer_that_wants_it() -> None:
    notes = Notes()
    with only_consumer(notes, "things.*"):
        publish(Event("things.changed", "things.thing", "1", {"a": 1}), Event("other.changed", "x.y", "2"))
        assert list(OutboxMessage.objects.values_list("consumer", "event", "object_id", "data")) == [
            ("notes", "things.changed", "1", {"a": 1})
        ]


def test_drain_delivers_oldest_first_and_removes() -> None:
    OutboxMessageFactory.create(object_id="1")
    OutboxMessageFactory.create(object_id="2")
    OutboxMessageFactory.create(object_id="3", next_try=timezone.now() + timedelta(hours=1))
    with only_consumer(notes := Notes()):
        drained = drain()
    assert (notes.seen, drained.done, drained.failed) == (["1", "2"], 2, 0)
    assert [m.object_id for m in OutboxMessage.objects.all()] == ["3"]


def test_limit_bounds_what_one_call_takes() -> None:
    OutboxMessageFactory.create_batch(5)
    with only_consumer(Notes()):
        assert drain(limit=2).done == 2
        assert OutboxMessage.objects.count() == 3


def test_a_bad_row_holds_back_only_later_rows_of_its_object() -> None:
    for object_id in ("good", "bad", "bad", "other"):
        OutboxMessageFactory.create(object_id=object_id)
    notes = Notes()
    notes.bad = {"bad"}
    with only_consumer(notes):
        drained = drain()
        assert (notes.seen, drained.done, drained.failed) == (["good", "other"], 2, 1)
        first, second = OutboxMessage.objects.all()
        assert (first.attempts, first.error) == (1, "ConnectionError: no route")
        assert (second.attempts, second.error) == (0, "")
        # The later row is due, but must not overtake.
        notes.bad = set()
        drain(at=first.next_try - timedelta(milliseconds=1))
        assert notes.seen == ["good", "other"]
        drain(at=first.next_try)
        assert notes.seen == ["good", "other", "bad", "bad"]
    assert not OutboxMessage.objects.exists()


def test_a_waiting_row_of_one_consumer_does_not_hold_back_another() -> None:
    OutboxMessageFactory.create(
        consumer="elsewhere", object_id="1", attempts=2, next_try=timezone.now() + timedelta(hours=1)
    )
    OutboxMessageFactory.create(object_id="1")
    with only_consumer(notes := Notes()):
        drain()
    assert notes.seen == ["1"]


def test_when_all_fail_the_consumer_is_not_asked_for_each() -> None:
    OutboxMessageFactory.create_batch(40, object_type="down")
    notes = Notes()
    notes.bad = set(OutboxMessage.objects.values_list("object_id", flat=True))
    with only_consumer(notes):
        drained = drain()
    assert (drained.failed, notes.calls) == (40, 6)
    assert set(OutboxMessage.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 1), (2, 2), (3, 4), (12, 2048), (13, 3600), (60, 3600)])
def test_pauses_grow_up_to_an_hour(attempts: int, seconds: int) -> None:
    assert pause(attempts) == timedelta(seconds=seconds)


def test_failures_grow_the_pause_and_keep_the_error() -> None:
    message = OutboxMessageFactory.create(attempts=4)
    notes = Notes()
    notes.bad = {message.object_id}
    at = timezone.now()
    with only_consumer(notes):
        drain(at=at)
    message.refresh_from_db()
    assert (message.attempts, message.next_try - at) == (5, timedelta(seconds=16))


def test_try_again_makes_failed_rows_due_and_delivers() -> None:
    later = timezone.now() + timedelta(hours=1)
    OutboxMessageFactory.create_batch(2, failed=True, next_try=later)
    with only_consumer(notes := Notes()):
        assert try_again(OutboxMessage.objects.all()) == 2
    assert len(notes.seen) == 2


def test_one_drainer_a_consumer_at_a_time() -> None:
    OutboxMessageFactory.create()
    with only_consumer(notes := Notes()), try_lock("outbox-notes") as got:
        assert got
        assert drain().busy == {"notes"}
    assert notes.seen == []


def test_a_handler_that_publishes_and_drains_does_not_enter_itself() -> None:
    inner = []

    def handle(batch: Sequence[OutboxMessage]) -> None:
        inner.append(drain().busy)

    OutboxMessageFactory.create()
    with only_consumer(handle):
        assert drain().done == 1
    assert inner == [{"notes"}]


def test_unknown_consumer_is_an_error() -> None:
    with pytest.raises(KeyError):
        drain("nobody")


@pytest.mark.django_db(transaction=True)
def test_inline_delivery_runs_once_after_the_commit(settings: Settings) -> None:
    settings.OUTBOX_INLINE = True
    with only_consumer(notes := Notes()):
        with transaction.atomic():
            publish(Event("things.changed", "things.thing", "1"))
            publish(Event("things.changed", "things.thing", "2"))
            assert (notes.seen, len(transaction.get_connection().run_on_commit)) == ([], 1)
        assert (notes.seen, notes.calls) == (["1", "2"], 1)


@pytest.mark.django_db(transaction=True)
def test_inline_delivery_never_raises_and_leaves_the_row(settings: Settings) -> None:
    settings.OUTBOX_INLINE = True
    notes = Notes()
    notes.bad = {"1"}
    with only_consumer(notes):
        with transaction.atomic():
            publish(Event("things.changed", "things.thing", "1"))
        assert OutboxMessage.objects.get().attempts == 1


@pytest.mark.django_db(transaction=True)
def test_rolled_back_changes_deliver_nothing(settings: Settings) -> None:
    settings.OUTBOX_INLINE = True
    with only_consumer(notes := Notes()):
        with transaction.atomic():
            publish(Event("things.changed", "things.thing", "1"))
            transaction.set_rollback(True)
        assert (notes.seen, OutboxMessage.objects.count()) == ([], 0)
