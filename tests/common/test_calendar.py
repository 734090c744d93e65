"""Working time over the real calendars of 2025 and 2026, adjusted Saturdays and Sundays included."""

import datetime as dt
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.checks import Warning
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from common import calendar
from common.calendar import (
    WorkingDays,
    add_working_time,
    is_holiday,
    is_working_day,
    remaining,
    working_hours_between,
)
from common.checks import check_calendar
from common.holidays import enter_year
from common.models import CalendarDay, OfficeHours
from tests.factories.common import CalendarDayFactory

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    "day",
    ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10", "2025-01-26", "2025-10-11"],
)
def test_adjusted_weekend_days_are_worked(day: str) -> None:
    date = dt.date.fromisoformat(day)
    assert date.isoweekday() > 5
    assert is_working_day(date)


@pytest.mark.parametrize(
    ("day", "working", "holiday"),
    [
        ("2026-02-16", False, True),  # Monday in the Spring Festival
        ("2026-02-15", False, True),  # its Sunday
        ("2026-03-07", False, False),  # an ordinary Saturday
        ("2026-03-09", True, False),
        ("2025-10-08", False, True),
        ("2031-10-01", True, False),  # nobody entered 2031
    ],
)
def test_kinds_of_day(day: str, working: bool, holiday: bool) -> None:
    date = dt.date.fromisoformat(day)
    assert (is_working_day(date), is_holiday(date)) == (working, holiday)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-03-09 10:00", 0, "2026-03-09 10:00"),
        ("2026-03-09 10:00", 1, "2026-03-10 10:00"),
        ("2026-03-13 15:00", 1, "2026-03-16 15:00"),  # over a weekend
        ("2026-03-13 17:30", 1, "2026-03-16 17:30"),  # at closing time still today
        ("2026-03-13 20:00", 0, "2026-03-16 08:30"),  # Friday evening arrives on Monday
        ("2026-03-13 20:00", 1, "2026-03-17 08:30"),
        ("2026-03-14 11:00", 2, "2026-03-18 08:30"),  # Saturday
        ("2026-03-09 06:00", 1, "2026-03-10 08:30"),  # before opening
        ("2026-02-13 16:00", 1, "2026-02-14 16:00"),  # the worked Saturday counts
        ("2026-02-14 16:00", 1, "2026-02-24 16:00"),  # then the whole festival
        ("2026-02-27 09:00", 2, "2026-03-02 09:00"),  # 02-28 is worked
        ("2026-09-19 09:00", 1, "2026-09-21 08:30"),  # Saturday off, Sunday worked: arrives on Sunday
        ("2026-09-30 16:00", 3, "2026-10-10 16:00"),
        ("2025-01-27 16:00", 5, "2025-02-10 16:00"),  # 02-05..07, the worked Saturday 02-08, Monday
        ("2025-12-31 10:00", 2, "2026-01-05 10:00"),  # 01-04 is worked
    ],
)
def test_limits_in_working_days(start: str, days: int, end: str) -> None:
    assert add_working_time(moment(start), WorkingDays(days)) == moment(end)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-09 10:00", 0, "2026-03-09 10:00"),
        ("2026-03-09 10:00", 4, "2026-03-09 14:00"),
        ("2026-03-09 10:00", 7.5, "2026-03-09 17:30"),  # used up at closing: ends there
        ("2026-03-09 10:00", 8, "2026-03-10 09:00"),
        ("2026-03-13 17:00", 1, "2026-03-16 09:00"),
        ("2026-03-13 19:00", 2, "2026-03-16 10:30"),
        ("2026-03-14 12:00", 9, "2026-03-16 17:30"),
        ("2026-03-09 10:00", 30, "2026-03-12 13:00"),
        ("2026-02-14 17:00", 1, "2026-02-24 09:00"),
        ("2026-09-30 17:00", 10, "2026-10-09 09:00"),  # half an hour, the 8th, half an hour
    ],
)
def test_limits_in_working_hours(start: str, hours: float, end: str) -> None:
    assert add_working_time(moment(start), dt.timedelta(hours=hours)) == moment(end)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-03-09 10:00", "2026-03-09 12:00", 2),
        ("2026-03-13 16:30", "2026-03-16 09:30", 2),
        ("2026-03-14 00:00", "2026-03-15 23:59", 0),
        ("2026-02-14 17:30", "2026-02-24 08:30", 0),
        ("2026-02-14 08:30", "2026-02-24 17:30", 18),
        ("2026-03-09 12:00", "2026-03-09 10:00", -2),
    ],
)
def test_working_hours_between(start: str, end: str, hours: float) -> None:
    assert working_hours_between(moment(start), moment(end)) == hours


def test_the_end_of_a_limit_is_its_length_away() -> None:
    for hours in (1, 9, 20, 63):
        for start in ("2026-02-13 16:00", "2026-03-14 12:00", "2026-10-10 20:00"):
            end = add_working_time(moment(start), dt.timedelta(hours=hours))
            assert working_hours_between(moment(start), end) == hours


def test_remaining_is_negative_once_overdue() -> None:
    due = moment("2026-03-13 17:00")
    assert remaining(due, moment("2026-03-13 16:00")) == dt.timedelta(hours=1)
    assert remaining(due, moment("2026-03-16 09:00")) == -dt.timedelta(hours=1)


def test_moments_in_another_zone_mean_the_same() -> None:
    utc = dt.datetime(2026, 3, 13, 7, 0, tzinfo=dt.UTC)  # 15:00 in Shanghai
    assert add_working_time(utc, WorkingDays(1)) == moment("2026-03-16 15:00")


@pytest.mark.parametrize("amount", [WorkingDays(-1), -dt.timedelta(hours=1)])
def test_negative_limits_are_refused(amount: WorkingDays | dt.timedelta) -> None:
    with pytest.raises(ValueError, match="negative"):
        add_working_time(moment("2026-03-09 10:00"), amount)


def test_naive_moments_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        add_working_time(dt.datetime(2026, 3, 9, 10), WorkingDays(1))  # noqa: DTZ001


def test_days_and_hours_are_data() -> None:
    assert add_working_time(moment("2027-03-09 10:00"), WorkingDays(1)) == moment("2027-03-10 10:00")
    CalendarDayFactory.create(date=dt.date(2027, 3, 10))
    assert add_working_time(moment("2027-03-09 10:00"), WorkingDays(1)) == moment("2027-03-11 10:00")
    OfficeHours.objects.create(opens=dt.time(9), closes=dt.time(17))
    assert add_working_time(moment("2027-03-08 16:00"), dt.timedelta(hours=2)) == moment("2027-03-09 10:00")


def test_queues_do_not_query_for_each_row(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        for day in range(1, 28):
            add_working_time(moment(f"2026-03-{day:02} 10:00"), WorkingDays(1))


def test_other_processes_see_a_change_after_a_minute() -> None:
    day = dt.date(2027, 3, 10)
    with time_machine.travel(0, tick=False):
        assert is_working_day(day)
        CalendarDay.objects.bulk_create([CalendarDay(date=day, kind="holiday")])  # sends no signal
        assert is_working_day(day)
    calendar._known.until = 0
    assert not is_working_day(day)


def test_entering_a_year_keeps_what_staff_entered() -> None:
    CalendarDay.objects.filter(date__year=2026).delete()
    CalendarDayFactory.create(date=dt.date(2026, 10, 8), name="县里加放")
    CalendarDayFactory.create(date=dt.date(2026, 10, 1), kind="working", name="值班")
    assert enter_year(2026) == 38
    assert enter_year(2026) == 0
    assert CalendarDay.objects.get(date="2026-10-01").name == "值班"


def test_import_command_says_what_to_do_for_an_unknown_year() -> None:
    with pytest.raises(CommandError, match="2031"):
        call_command("import_calendar", "2031")
    out = StringIO()
    call_command("import_calendar", "2026", stdout=out)
    assert "2026" in out.getvalue()


@pytest.mark.parametrize(
    ("today", "year"), [("2026-11-30", None), ("2026-12-01", 2027), ("2027-01-02", 2027), ("2026-03-01", None)]
)
def test_a_missing_year_is_reported_from_december_on(today: str, year: int | None) -> None:
    date = dt.date.fromisoformat(today)
    assert calendar.missing_year(date) == year
    found = check_calendar(databases=["default"], today=date)
    assert [type(message) for message in found] == ([Warning] if year else [])
    if year:
        assert str(year) in found[0].msg
        CalendarDayFactory.create(date=dt.date(year, 1, 1))
        assert check_calendar(databases=["default"], today=date) == []
