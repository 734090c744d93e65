"""Quiet hours, digests and pauses on the county's clock, which knows no summer time."""

import datetime as dt

import pytest
from django.utils import timezone

from common.messages import timing
from common.messages.models import Digest, QuietHours, read_times
from tests.common.messages.conftest import local


def hours(begins: str, ends: str, channel: str = "sms") -> QuietHours:
    return QuietHours(channel=channel, begins=dt.time.fromisoformat(begins), ends=dt.time.fromisoformat(ends))


NIGHT = hours("22:00", "07:30")
NOON = hours("12:00", "14:00")


@pytest.mark.parametrize(
    ("rules", "at", "loud"),
    [
        ([NIGHT], local(2, "21:59"), local(2, "21:59")),
        ([NIGHT], local(2, "22:00"), local(3, "07:30")),
        ([NIGHT], local(2, "23:59"), local(3, "07:30")),
        ([NIGHT], local(3, "00:00"), local(3, "07:30")),
        ([NIGHT], local(3, "07:29"), local(3, "07:30")),
        ([NIGHT], local(3, "07:30"), local(3, "07:30")),
        ([NOON], local(2, "12:30"), local(2, "14:00")),
        ([NOON], local(2, "14:00"), local(2, "14:00")),
        ([NIGHT, NOON], local(2, "13:00"), local(2, "14:00")),
        # One row ends inside another.
        ([NIGHT, hours("07:00", "09:00")], local(2, "23:00"), local(3, "09:00")),
        # The end of the month.
        ([NIGHT], local(31, "23:00"), local(31, "07:30") + dt.timedelta(days=1)),
        # Another channel is not concerned.
        ([hours("00:00", "23:59", "mail")], local(2, "13:00"), local(2, "13:00")),
        # Rows that leave no minute of the day let it go rather than hold it for ever.
        ([hours("00:00", "12:00"), hours("12:00", "00:00")], local(2, "13:00"), local(2, "13:00")),
        ([], local(2, "03:00"), local(2, "03:00")),
    ],
)
def test_the_first_loud_moment(rules: list[QuietHours], at: dt.datetime, loud: dt.datetime) -> None:
    assert timing.first_loud("sms", at, rules) == loud


@pytest.mark.parametrize("day", ["2026-03-08", "2026-03-29", "2026-10-25"])
def test_a_night_is_as_long_as_any_other(day: str) -> None:
    """The days on which others change their clocks."""
    evening = timezone.make_aware(dt.datetime.fromisoformat(f"{day}T22:00"))
    took = timing.first_loud("sms", evening, [NIGHT]) - evening
    assert took == dt.timedelta(hours=9, minutes=30)


@pytest.mark.parametrize(
    ("at", "leaves"),
    [
        (local(2, "06:00"), local(2, "08:30")),
        (local(2, "08:30"), local(2, "17:30")),
        (local(2, "17:29"), local(2, "17:30")),
        (local(2, "17:30"), local(3, "08:30")),
        (local(31, "18:00"), local(31, "08:30") + dt.timedelta(days=1)),
    ],
)
def test_a_digest_leaves_at_its_next_time(at: dt.datetime, leaves: dt.datetime) -> None:
    digests = [Digest(kinds=["a"], times="17:30 08:30"), Digest(kinds=["a"], times="03:00", active=False)]
    assert timing.next_digest("a", at, digests) == leaves
    assert timing.next_digest("b", at, digests) is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [("8:30", "08:30"), ("17:30 8:30 17:30", "08:30 17:30"), ("08：30，17:30", "08:30 17:30")],
)
def test_times_as_people_type_them(typed: str, read: str) -> None:
    digest = Digest(name="早晚", times=typed)
    digest.clean()
    assert digest.times == read


@pytest.mark.parametrize("typed", ["", " ", "25:00", "早上", "8", "08:61"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError) as refused:
        Digest(name="早晚", times=typed).clean()
    assert list(refused.value.message_dict) == ["times"]
    if typed.strip():
        with pytest.raises(ValueError, match=r"."):
            read_times(typed)


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 30), (2, 120), (3, 480), (4, 1920), (5, 7680), (6, 21600), (8, 21600), (500, 21600)]
)
def test_pauses_grow_up_to_six_hours(attempts: int, seconds: int) -> None:
    assert timing.pause(attempts) == dt.timedelta(seconds=seconds)


def test_all_tries_of_a_message_lie_within_a_day() -> None:
    tries = sum((timing.pause(n) for n in range(1, timing.MOST_ATTEMPTS)), dt.timedelta())
    assert dt.timedelta(hours=12) < tries < dt.timedelta(days=1)
