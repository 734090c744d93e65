"""Working time: which days are worked, and when a limit ends.

Rules, in the county's time zone:
- Time counts on working days between the office hours (`OfficeHours`: 8:30 to 17:30 unless staff
  changed it), without a break at noon.
- What arrives outside of that arrives at the next opening.
- A limit of n working days ends n working days later at the same time of day: Friday 15:00 and
  one day is Monday 15:00; Friday 20:00 and one day is Tuesday 8:30, since it arrives on Monday.
- A limit of working hours is used up hour by hour; one that is used up at closing time ends then,
  not at the next opening.
- A day without a `CalendarDay` is worked from Monday to Friday.
"""

import datetime as dt
import time
from dataclasses import dataclass, field

from django.utils import timezone

from common.models import CalendarDay, OfficeHours

# Processes that did not make the change see it after this many seconds.
KEEP = 60.0
DAY = dt.timedelta(days=1)
# Nobody's calendar is closed for longer: an endless search means wrong data.
LONGEST_CLOSURE = 366


@dataclass(frozen=True)
class WorkingDays:
    """A limit counted in working days."""

    days: int


@dataclass
class _Known:
    """What this process has read: each year once, the hours once."""

    until: float = 0.0
    years: dict[int, dict[dt.date, str]] = field(default_factory=dict)
    hours: tuple[dt.time, dt.time] | None = None


_known = _Known()


def forget() -> None:
    """Drops what was read. Called when a day or the hours change in this process."""
    global _known
    _known = _Known(until=time.monotonic() + KEEP)


def _fresh() -> _Known:
    if time.monotonic() >= _known.until:
        forget()
    return _known


def _kind(day: dt.date) -> str | None:
    years = _fresh().years
    if day.year not in years:
        years[day.year] = dict(CalendarDay.objects.filter(date__year=day.year).values_list("date", "kind"))
    return years[day.year].get(day)


def office_hours() -> tuple[dt.time, dt.time]:
    """When the office opens and closes."""
    known = _fresh()
    if known.hours is None:
        row = OfficeHours.objects.first() or OfficeHours()
        known.hours = (row.opens, row.closes)
    return known.hours


def is_working_day(day: dt.date) -> bool:
    """Whether the office works: holidays and worked weekends are counted as they are entered."""
    kind = _kind(day)
    return day.isoweekday() <= 5 if kind is None else kind == CalendarDay.Kind.WORKING


def is_holiday(day: dt.date) -> bool:
    """Whether the day belongs to a public holiday; an ordinary weekend does not."""
    return _kind(day) == CalendarDay.Kind.HOLIDAY


def year_is_entered(year: int) -> bool:
    """Whether anybody entered days for the year; without, only weekends are free."""
    _kind(dt.date(year, 1, 1))
    return bool(_fresh().years.get(year))


def missing_year(today: dt.date) -> int | None:
    """The year whose days are overdue: this one, and from December on the next; None where all is well."""
    for year in [today.year, today.year + 1] if today.month == 12 else [today.year]:
        if not year_is_entered(year):
            return year
    return None


def _local(moment: dt.datetime) -> dt.datetime:
    if timezone.is_naive(moment):
        raise ValueError("Working time needs moments with a time zone.")
    return moment.astimezone(timezone.get_default_timezone())


def _at(day: dt.date, clock: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, clock, timezone.get_default_timezone())


def next_working_day(day: dt.date) -> dt.date:
    """The first working day after the day."""
    for _ in range(LONGEST_CLOSURE):
        day += DAY
        if is_working_day(day):
            return day
    raise ValueError(f"The calendar has no working day in the year before {day}.")


def arrival(moment: dt.datetime) -> dt.datetime:
    """The moment itself within working time, else the next opening."""
    moment = _local(moment)
    opens, closes = office_hours()
    day = moment.date()
    if is_working_day(day):
        if moment <= _at(day, opens):
            return _at(day, opens)
        if moment <= _at(day, closes):
            return moment
    return _at(next_working_day(day), opens)


def add_working_time(start: dt.datetime, amount: dt.timedelta | WorkingDays) -> dt.datetime:
    """When a limit that begins at `start` ends: see the rules above. ValueError for a negative limit."""
    begins = arrival(start)
    if isinstance(amount, WorkingDays):
        if amount.days < 0:
            raise ValueError("A limit cannot be negative.")
        day = begins.date()
        for _ in range(amount.days):
            day = next_working_day(day)
        return _at(day, begins.time())
    if amount < dt.timedelta():
        raise ValueError("A limit cannot be negative.")
    closes = office_hours()[1]
    while amount > (left := _at(begins.date(), closes) - begins):
        amount -= left
        begins = arrival(_at(begins.date() + DAY, dt.time()))
    return begins + amount


def working_time_between(start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    """The working time from `start` to `end`; negative where `end` is the earlier."""
    start, end = _local(start), _local(end)
    if end < start:
        return -working_time_between(end, start)
    opens, closes = office_hours()
    total = dt.timedelta()
    day = start.date()
    while day <= end.date():
        if is_working_day(day):
            total += max(min(end, _at(day, closes)) - max(start, _at(day, opens)), dt.timedelta())
        day += DAY
    return total


def working_hours_between(start: dt.datetime, end: dt.datetime) -> float:
    """The same in hours, for counts and charts."""
    return working_time_between(start, end) / dt.timedelta(hours=1)


def remaining(due: dt.datetime, at: dt.datetime | None = None) -> dt.timedelta:
    """The working time left until `due`; negative once it is overdue."""
    return working_time_between(at or timezone.now(), due)
