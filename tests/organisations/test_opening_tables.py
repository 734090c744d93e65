"""Opening hours at their edges: midnight, minutes, adjusted days, venues that begin and end, and what visitors read."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from common.models import CalendarDay
from organisations.enums import DayType
from organisations.models import Closure, OpeningRule, Venue
from organisations.opening import HORIZON, DayKinds, closure_on, hours_on, next_opening, state_at, states_at, with_hours
from tests.factories.organisations import VenueFactory

DAY = dt.timedelta(days=1)
# May 2026: the 1st to the 5th are free, Saturday the 9th is worked.
WEDNESDAY, LABOUR_DAY, TUESDAY_OFF = dt.date(2026, 4, 29), dt.date(2026, 5, 1), dt.date(2026, 5, 5)
SATURDAY_WORKED, SUNDAY = dt.date(2026, 5, 9), dt.date(2026, 5, 10)

Row = tuple[str, str, str]


def clock(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


def at(day: dt.date, text: str) -> dt.datetime:
    return dt.datetime.combine(day, clock(text), tzinfo=timezone.get_default_timezone())


def venue(*rules: Row, **kwargs: Any) -> Venue:
    made = VenueFactory(**kwargs)
    for day_type, opens, closes in rules:
        OpeningRule.objects.create(
            venue=made,
            day_type=day_type,
            opens=clock(opens) if opens else None,
            closes=clock(closes) if closes else None,
        )
    return made


@pytest.fixture(autouse=True)
def may(db: None) -> None:
    CalendarDay.objects.all().delete()
    for offset in range(5):
        CalendarDay.objects.create(date=LABOUR_DAY + offset * DAY, kind="holiday", name="劳动节")
    CalendarDay.objects.create(date=SATURDAY_WORKED, kind="working", name="劳动节调休")


@pytest.mark.parametrize(
    ("day", "types"),
    [
        (WEDNESDAY, [DayType.WEDNESDAY, DayType.WORKING_DAY, DayType.EVERY_DAY]),
        (LABOUR_DAY, [DayType.HOLIDAY, DayType.FRIDAY, DayType.REST_DAY, DayType.EVERY_DAY]),
        (TUESDAY_OFF, [DayType.HOLIDAY, DayType.TUESDAY, DayType.REST_DAY, DayType.EVERY_DAY]),
        (SATURDAY_WORKED, [DayType.SATURDAY, DayType.WORKING_DAY, DayType.EVERY_DAY]),
        (SUNDAY, [DayType.SUNDAY, DayType.REST_DAY, DayType.EVERY_DAY]),
        (dt.date(2031, 5, 1), [DayType.THURSDAY, DayType.WORKING_DAY, DayType.EVERY_DAY]),  # nobody entered 2031
    ],
)
def test_what_a_day_is(day: dt.date, types: list[DayType]) -> None:
    assert DayKinds.load(day, day).types_of(day) == types


WORKDAYS_ONLY: list[Row] = [("working_day", "08:30", "17:30")]
SHUT_ON_MONDAY: list[Row] = [("every_day", "09:00", "17:00"), ("mon", "", "")]
HOLIDAYS_TOO: list[Row] = [*SHUT_ON_MONDAY, ("holiday", "10:00", "16:00")]
TWO_PARTS: list[Row] = [("every_day", "08:00", "11:30"), ("every_day", "13:30", "17:00")]
LATE: list[Row] = [("every_day", "18:00", "23:59")]
FROM_MIDNIGHT: list[Row] = [("every_day", "00:00", "02:00"), ("every_day", "20:00", "23:59:59")]


@pytest.mark.parametrize(
    ("rules", "day", "time", "is_open"),
    [
        (WORKDAYS_ONLY, WEDNESDAY, "08:29", False),
        (WORKDAYS_ONLY, WEDNESDAY, "08:30", True),
        (WORKDAYS_ONLY, WEDNESDAY, "17:29:59", True),
        (WORKDAYS_ONLY, WEDNESDAY, "17:30", False),
        (WORKDAYS_ONLY, LABOUR_DAY, "10:00", False),
        (WORKDAYS_ONLY, SATURDAY_WORKED, "10:00", True),
        (WORKDAYS_ONLY, SUNDAY, "10:00", False),
        (SHUT_ON_MONDAY, dt.date(2026, 5, 4), "10:00", False),  # a holiday, and a Monday all the same
        (HOLIDAYS_TOO, dt.date(2026, 5, 4), "10:00", True),
        (HOLIDAYS_TOO, LABOUR_DAY, "09:30", False),
        (HOLIDAYS_TOO, dt.date(2026, 5, 11), "10:00", False),
        (TWO_PARTS, WEDNESDAY, "12:00", False),
        (TWO_PARTS, WEDNESDAY, "13:30", True),
        (LATE, WEDNESDAY, "23:58", True),
        (LATE, WEDNESDAY, "23:59", False),
        (FROM_MIDNIGHT, WEDNESDAY, "00:00", True),
        (FROM_MIDNIGHT, WEDNESDAY, "01:59", True),
        (FROM_MIDNIGHT, WEDNESDAY, "02:00", False),
        (FROM_MIDNIGHT, WEDNESDAY, "23:59:58", True),
        ([], WEDNESDAY, "12:00", False),
    ],
)
def test_open_or_closed(rules: list[Row], day: dt.date, time: str, is_open: bool) -> None:
    assert state_at(venue(*rules), at(day, time)).open is is_open


@pytest.mark.parametrize(
    ("rules", "day", "time", "opens"),
    [
        (WORKDAYS_ONLY, WEDNESDAY, "07:00", at(WEDNESDAY, "08:30")),
        (WORKDAYS_ONLY, WEDNESDAY, "08:30", at(WEDNESDAY + DAY, "08:30")),  # after, not at
        (WORKDAYS_ONLY, dt.date(2026, 4, 30), "18:00", at(dt.date(2026, 5, 6), "08:30")),  # over five days
        (WORKDAYS_ONLY, dt.date(2026, 5, 8), "18:00", at(SATURDAY_WORKED, "08:30")),
        (WORKDAYS_ONLY, SATURDAY_WORKED, "18:00", at(dt.date(2026, 5, 11), "08:30")),
        (HOLIDAYS_TOO, dt.date(2026, 5, 5), "16:00", at(dt.date(2026, 5, 6), "09:00")),
        (TWO_PARTS, WEDNESDAY, "12:00", at(WEDNESDAY, "13:30")),
        (FROM_MIDNIGHT, WEDNESDAY, "21:00", at(WEDNESDAY + DAY, "00:00")),
        ([("every_day", "", "")], WEDNESDAY, "12:00", None),
        ([], WEDNESDAY, "12:00", None),
    ],
)
def test_the_next_opening(rules: list[Row], day: dt.date, time: str, opens: dt.datetime | None) -> None:
    assert next_opening(venue(*rules), at(day, time)) == opens


@pytest.mark.parametrize(("days", "found"), [(HORIZON - 1, True), (HORIZON, False)])
def test_how_far_is_looked_ahead(days: int, found: bool) -> None:
    shut = venue(("every_day", "09:00", "17:00"))
    Closure.objects.create(venue=shut, valid_from=WEDNESDAY, valid_to=WEDNESDAY + days * DAY, reason="大修")
    opens = next_opening(shut, at(WEDNESDAY, "08:00"))
    assert opens == (at(WEDNESDAY + HORIZON * DAY, "09:00") if found else None)


@pytest.mark.parametrize(
    ("dates", "day", "reason"),
    [
        ({"valid_from": WEDNESDAY}, WEDNESDAY - DAY, "还未启用"),
        ({"valid_from": WEDNESDAY}, WEDNESDAY, None),
        ({"valid_to": WEDNESDAY}, WEDNESDAY, None),
        ({"valid_to": WEDNESDAY}, WEDNESDAY + DAY, "已停用"),
    ],
)
def test_a_venue_says_when_it_is_no_venue(dates: dict[str, dt.date], day: dt.date, reason: str | None) -> None:
    one = venue(("every_day", "09:00", "17:00"), **dates)
    with override("zh-hans"):
        assert closure_on(one, day) == reason
        state = state_at(one, at(day, "12:00"))
    assert (state.open, state.reason) == ((True, "") if reason is None else (False, reason))


@pytest.mark.parametrize(
    ("first", "last", "closed"),
    [(0, 0, [0]), (0, 1, [0, 1]), (1, None, [1, 2, 3]), (-5, -1, []), (4, 9, [])],
)
def test_a_closure_holds_from_its_first_day_to_its_last(first: int, last: int | None, closed: list[int]) -> None:
    one = venue(("every_day", "09:00", "17:00"))
    last_day = None if last is None else WEDNESDAY + last * DAY
    Closure.objects.create(venue=one, valid_from=WEDNESDAY + first * DAY, valid_to=last_day, reason="布展")
    assert [offset for offset in range(4) if not hours_on(one, WEDNESDAY + offset * DAY)] == closed


def test_the_closure_s_own_words_are_what_visitors_read() -> None:
    one = venue(("every_day", "09:00", "17:00"))
    Closure.objects.create(venue=one, valid_from=WEDNESDAY, valid_to=WEDNESDAY, reason="停电检修")
    state = state_at(one, at(WEDNESDAY, "10:00"))
    assert (state.reason, state.opens_at) == ("停电检修", at(WEDNESDAY + DAY, "09:00"))


@pytest.mark.parametrize(
    ("time", "words"), [("07:00", "还没到开放时间"), ("12:00", "还没到开放时间"), ("17:00", "今天已结束开放")]
)
def test_words_for_visitors(time: str, words: str) -> None:
    with override("zh-hans"):
        assert state_at(venue(*TWO_PARTS), at(WEDNESDAY, time)).reason == words
        assert state_at(venue(), at(WEDNESDAY, time)).reason == "今天不开放"


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_asks_once_for_the_calendar_and_gives_each_its_own_state(
    number: int, django_assert_num_queries: Any
) -> None:
    open_ones = [venue(("every_day", "09:00", "17:00")) for _ in range(number)]
    shut_ones = [venue(*SHUT_ON_MONDAY, ("wed", "", "")) for _ in range(number)]
    with django_assert_num_queries(4):
        states = states_at(with_hours(Venue.objects.all()), at(WEDNESDAY, "12:00"))
    assert {row.pk for row in open_ones} == {pk for pk, state in states.items() if state.open}
    assert {row.pk for row in shut_ones} == {pk for pk, state in states.items() if not state.open}
