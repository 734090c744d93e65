"""The outbox on bad days: a poison message, a busy drainer, a consumer that is down, years of retries."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.utils import timezone

from common.consumers import Consumer, consumers, wants
from common.delivery import BATCH, GIVE_UP_AFTER, LONGEST_PAUSE, drain, pause
from common.locks import try_lock
from common.models import OutboxMessage
from tests.factories.common import OutboxMessageFactory, only_consumer

pytestmark = pytest.mark.django_db


class Counting:
    """A consumer that fails for some objects and keeps whom it served."""

    def __init__(self, *bad: str) -> None:
        self.bad, self.served = set(bad), list[str]()

    def __call__(self, batch: Sequence[OutboxMessage]) -> None:
        if self.bad & {message.object_id for message in batch}:
            raise ValueError("毒" * 5000)
        self.served += [message.object_id for message in batch]


@pytest.mark.parametrize(
    ("wanted", "event", "hears"),
    [
        ("things.changed", "things.changed", True),
        ("things.changed", "things.changed_twice", False),
        ("things.*", "things.changed", True),
        ("things.*", "thing.changed", False),
        ("*", "anything.at_all", True),
        ("things.c*", "things.changed", True),
        ("", "things.changed", False),
    ],
)
def test_who_hears_of_what(wanted: str, event: str, hears: bool) -> None:
    assert wants(Consumer("notes", frozenset({wanted}), Counting()), event) is hears


def test_the_list_of_consumers_is_a_copy() -> None:
    with only_consumer(Counting()):
        consumers().clear()
        assert set(consumers()) == {"notes"}


def test_pauses_double_until_the_hour_and_never_shrink() -> None:
    pauses = [pause(attempts) for attempts in range(1, 200)]
    assert pauses[:5] == [timedelta(seconds=seconds) for seconds in (1, 2, 4, 8, 16)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE == timedelta(hours=1)


@pytest.mark.parametrize("others", [1, 3, BATCH + 5])
def test_a_poison_message_harms_nothing_but_itself(others: int) -> None:
    poison = OutboxMessageFactory.create(object_id="poison")
    OutboxMessageFactory.create_batch(others)
    notes = Counting("poison")
    with only_consumer(notes):
        done = drain()
    assert (done.done, done.failed, len(notes.served)) == (others, 1, others)
    poison.refresh_from_db()
    assert poison.attempts == 1
    assert len(poison.error) == 2000
    assert poison.error.startswith("ValueError: 毒")
    assert OutboxMessage.objects.count() == 1


def test_a_message_is_tried_at_its_time_and_not_before() -> None:
    OutboxMessageFactory.create(object_id="poison")
    notes, now = Counting("poison"), timezone.now() + timedelta(seconds=1)
    tries = []
    with only_consumer(notes):
        for second in range(16):
            before = OutboxMessage.objects.get().attempts
            drain(at=now + timedelta(seconds=second))
            if OutboxMessage.objects.get().attempts > before:
                tries.append(second)
    assert tries == [0, 1, 3, 7, 15]


def test_once_the_cause_is_gone_all_is_delivered_in_order() -> None:
    for number in range(3):
        OutboxMessageFactory.create(object_id="same", data={"number": number})
    notes, now = Counting("same"), timezone.now() + timedelta(seconds=1)
    with only_consumer(notes):
        drain(at=now)
        assert sorted(OutboxMessage.objects.values_list("attempts", flat=True)) == [0, 0, 1]
        notes.bad.clear()
        assert drain(at=now + timedelta(minutes=1)).done == 3
    assert not OutboxMessage.objects.exists()


def test_a_consumer_that_is_down_is_asked_a_few_times_and_not_for_each() -> None:
    OutboxMessageFactory.create_batch(40)
    asked = []

    def down(batch: Sequence[OutboxMessage]) -> None:
        asked.append(len(batch))
        raise ConnectionError("no route")

    with only_consumer(down):
        done = drain()
    assert asked == [40, *[1] * GIVE_UP_AFTER]
    assert (done.done, done.failed) == (0, 40)
    assert set(OutboxMessage.objects.values_list("attempts", flat=True)) == {1}


def test_years_of_retries_do_not_overflow() -> None:
    OutboxMessageFactory.create(object_id="poison", attempts=30_000)
    with only_consumer(Counting("poison")):
        drain()
    assert OutboxMessage.objects.get().attempts == 30_000


def test_a_busy_consumer_is_left_and_the_others_are_served() -> None:
    OutboxMessageFactory.create(consumer="notes")
    OutboxMessageFactory.create(consumer="mail")
    notes, mail = Counting(), Counting()
    with only_consumer(notes):
        from common.outbox import register_consumer

        register_consumer("mail", ["things.*"], mail)
        with try_lock("outbox-notes"):
            done = drain()
        assert (done.busy, done.done, notes.served, len(mail.served)) == ({"notes"}, 1, [], 1)
        assert drain().done == 1


@pytest.mark.parametrize("number", [1, 3])
def test_a_batch_costs_the_same_however_long(number: int, django_assert_max_num_queries: object) -> None:
    OutboxMessageFactory.create_batch(number)
    with only_consumer(Counting()), django_assert_max_num_queries(8):  # type: ignore[operator]
        assert drain().done == number
