"""Working time over year ends, closed weeks and years that nobody entered; what the commands say of it."""

import datetime as dt
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from common import calendar
from common.calendar import (
    WorkingDays,
    add_working_time,
    arrival,
    is_holiday,
    is_working_day,
    next_working_day,
    working_hours_between,
    working_time_between,
)
from common.checks import check_calendar
from common.holidays import days_of, known_years
from common.models import CalendarDay, OfficeHours
from tests.factories.common import CalendarDayFactory

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2025-12-31 10:00", 1, "2026-01-04 10:00"),  # three days off, then a worked Sunday
        ("2025-12-31 17:30", 1, "2026-01-04 17:30"),
        ("2025-12-31 17:31", 1, "2026-01-05 08:30"),
        ("2025-12-31 23:59", 0, "2026-01-04 08:30"),
        ("2026-01-01 00:00", 2, "2026-01-06 08:30"),
        ("2024-12-31 09:00", 1, "2025-01-02 09:00"),
        ("2024-02-28 09:00", 1, "2024-02-29 09:00"),  # a leap day is a Thursday like others
        ("2024-02-29 09:00", 1, "2024-03-01 09:00"),
        ("2026-12-31 10:00", 1, "2027-01-01 10:00"),  # nobody entered 2027: a Friday
        ("2026-12-30 10:00", 5, "2027-01-06 10:00"),
    ],
)
def test_a_limit_goes_on_in_the_new_year(start: str, days: int, end: str) -> None:
    assert add_working_time(moment(start), WorkingDays(days)) == moment(end)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2025-12-31 17:00", "2026-01-04 09:00", 1),
        ("2026-01-01 00:00", "2026-01-03 23:59", 0),
        ("2025-12-31 00:00", "2026-01-05 00:00", 18),
        ("2026-03-09 08:30", "2026-03-09 17:30", 9),
        ("2026-03-09 00:00", "2026-03-10 00:00", 9),
        ("2026-03-09 17:30", "2026-03-10 08:30", 0),
        ("2026-03-09 12:00", "2026-03-09 12:00", 0),
        ("2026-01-04 09:00", "2025-12-31 17:00", -1),
    ],
)
def test_how_long_was_worked_between(start: str, end: str, hours: float) -> None:
    assert working_hours_between(moment(start), moment(end)) == hours
    assert working_time_between(moment(end), moment(start)) == -dt.timedelta(hours=hours)


@pytest.mark.parametrize(
    ("at", "arrives"),
    [
        ("2026-03-09 08:29", "2026-03-09 08:30"),
        ("2026-03-09 08:30", "2026-03-09 08:30"),
        ("2026-03-09 12:15", "2026-03-09 12:15"),
        ("2026-03-09 17:30", "2026-03-09 17:30"),
        ("2026-03-09 17:31", "2026-03-10 08:30"),
        ("2026-02-15 10:00", "2026-02-24 08:30"),
        ("2026-02-14 10:00", "2026-02-14 10:00"),
        ("2026-09-25 10:00", "2026-09-28 08:30"),  # mid-autumn
    ],
)
def test_when_something_has_arrived(at: str, arrives: str) -> None:
    assert arrival(moment(at)) == moment(arrives)


def test_the_county_s_day_counts_not_the_server_s() -> None:
    at = dt.datetime(2026, 3, 13, 16, 30, tzinfo=dt.UTC)  # Saturday 00:30 in the county
    assert arrival(at) == moment("2026-03-16 08:30")
    assert add_working_time(at, dt.timedelta(hours=1)) == moment("2026-03-16 09:30")


def test_a_month_of_flood_duty_is_worked_through() -> None:
    """县里的值班: staff enter every weekend of a month as worked."""
    first = dt.date(2027, 7, 1)
    days = [first + dt.timedelta(days=ahead) for ahead in range(31)]
    for day in days:
        if day.isoweekday() > 5:
            CalendarDayFactory.create(date=day, kind=CalendarDay.Kind.WORKING, name="防汛")
    assert all(is_working_day(day) for day in days)
    assert not any(is_holiday(day) for day in days)
    assert add_working_time(moment("2027-07-01 10:00"), WorkingDays(30)) == moment("2027-07-31 10:00")


@pytest.mark.parametrize("length", [1, 7, 40])
def test_a_closed_time_is_passed_over_however_long(length: int) -> None:
    first = dt.date(2027, 3, 9)
    CalendarDay.objects.bulk_create(
        CalendarDay(date=first + dt.timedelta(days=ahead), kind="holiday", name="封") for ahead in range(length)
    )
    calendar.forget()
    opens = next_working_day(dt.date(2027, 3, 8))
    assert opens >= first + dt.timedelta(days=length)
    assert opens.isoweekday() <= 5
    assert add_working_time(moment("2027-03-08 17:00"), dt.timedelta(hours=1)).date() == opens


def test_a_calendar_without_a_working_day_is_wrong_and_does_not_run_for_ever() -> None:
    first = dt.date(2027, 1, 1)
    CalendarDay.objects.bulk_create(
        CalendarDay(date=first + dt.timedelta(days=ahead), kind="holiday", name="错") for ahead in range(400)
    )
    calendar.forget()
    with pytest.raises(ValueError, match="no working day"):
        next_working_day(first)


@pytest.mark.parametrize(
    ("opens", "closes", "hours", "end"),
    [
        (dt.time(0), dt.time(23, 59), 10, "2026-03-09 20:00"),
        (dt.time(9), dt.time(9, 30), 1, "2026-03-10 09:30"),
        (dt.time(13), dt.time(17), 4, "2026-03-09 17:00"),
        (dt.time(13), dt.time(17), 4.5, "2026-03-10 13:30"),
    ],
)
def test_the_office_may_open_at_any_hours(opens: dt.time, closes: dt.time, hours: float, end: str) -> None:
    OfficeHours.objects.create(opens=opens, closes=closes)
    start = moment("2026-03-09 10:00") if opens == dt.time(0) else moment("2026-03-09 00:00")
    assert add_working_time(start, dt.timedelta(hours=hours)) == moment(end)


@pytest.mark.parametrize(("opens", "closes"), [(dt.time(17), dt.time(9)), (dt.time(9), dt.time(9))])
def test_an_office_that_closes_before_it_opens_is_refused(opens: dt.time, closes: dt.time) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficeHours.objects.create(opens=opens, closes=closes)


# --- what the package knows, and what the commands say ----------------------------------------------


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_each_known_year_has_its_seven_feasts_and_no_day_twice(year: int) -> None:
    assert year in known_years()
    days = days_of(year)
    assert days == sorted(days)
    assert len({day for day, _kind, _name in days}) == len(days)
    names = {name for _day, kind, name in days if kind == "holiday"}
    assert {"元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆节"} <= names
    # A worked day is one of a weekend: else there were nothing to adjust.
    assert all(day.isoweekday() > 5 for day, kind, _name in days if kind == "working")


def test_of_an_unknown_year_nothing_is_known() -> None:
    assert days_of(1990) == days_of(2999) == []
    assert 2999 not in known_years()


def test_entering_a_year_by_command_counts_at_once_and_only_once() -> None:
    CalendarDay.objects.filter(date__year=2026).delete()
    assert is_working_day(dt.date(2026, 10, 1))
    said = [StringIO(), StringIO()]
    for out in said:
        call_command("import_calendar", "2026", stdout=out)
    assert not is_working_day(dt.date(2026, 10, 1))
    assert len(days_of(2026)) == CalendarDay.objects.filter(date__year=2026).count()
    assert str(len(days_of(2026))) in said[0].getvalue()
    assert "0" in said[1].getvalue()


@pytest.mark.parametrize("year", ["twothousand", ""])
def test_a_year_is_a_number(year: str) -> None:
    with pytest.raises(CommandError):
        call_command("import_calendar", year)


def test_the_check_reads_rows_only_where_a_database_is_named() -> None:
    CalendarDay.objects.all().delete()
    calendar.forget()
    assert check_calendar(databases=None, today=dt.date(2026, 3, 1)) == []
    assert [found.id for found in check_calendar(databases=["default"], today=dt.date(2026, 3, 1))] == ["common.W001"]


def test_one_day_of_a_year_is_enough_to_say_that_it_was_entered() -> None:
    assert calendar.missing_year(dt.date(2026, 12, 1)) == 2027
    CalendarDayFactory.create(date=dt.date(2027, 12, 31))
    assert calendar.missing_year(dt.date(2026, 12, 1)) is None
    assert calendar.missing_year(dt.date(2027, 12, 1)) == 2028
