"""Opening hours as a table of cases: which rule wins on which day, and what a visitor is told."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from common.models import CalendarDay
from organisations.enums import DayType
from organisations.models import Closure, OpeningRule, Venue
from organisations.opening import DayKinds, hours_on, next_opening, state_at, states_at, with_hours
from tests.factories.organisations import County, VenueFactory

# The first week of October 2026, as the state adjusts it.
MON, SAT, SUN = dt.date(2026, 9, 28), dt.date(2026, 9, 26), dt.date(2026, 9, 27)
NATIONAL_DAY = dt.date(2026, 10, 1)
WORKED_SATURDAY = dt.date(2026, 10, 10)


def time(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


def at(day: dt.date, text: str) -> dt.datetime:
    return dt.datetime.combine(day, time(text), tzinfo=timezone.get_default_timezone())


def venue(*rules: tuple[Any, ...], **kwargs: Any) -> Venue:
    made = VenueFactory(**kwargs)
    for day_type, *times in rules:
        opens, closes = (time(text) for text in times) if times else (None, None)
        OpeningRule.objects.create(venue=made, day_type=day_type, opens=opens, closes=closes)
    return made


@pytest.fixture(autouse=True)
def calendar(db: None) -> None:
    CalendarDay.objects.all().delete()
    for offset in range(7):
        CalendarDay.objects.create(
            date=NATIONAL_DAY + dt.timedelta(days=offset), kind=CalendarDay.Kind.HOLIDAY, name="国庆节"
        )
    CalendarDay.objects.create(date=WORKED_SATURDAY, kind=CalendarDay.Kind.WORKING, name="国庆节调休")


@pytest.fixture
def school_field(county: County) -> Venue:
    """Mornings and evenings on school days, all day when there is no school."""
    return venue(
        (DayType.WORKING_DAY, "05:30", "07:00"),
        (DayType.WORKING_DAY, "18:00", "21:00"),
        (DayType.REST_DAY, "06:00", "21:00"),
        (DayType.HOLIDAY, "08:00", "18:00"),
        name="学校操场",
        owner=county.shangang,
    )


@pytest.fixture
def museum(county: County) -> Venue:
    return venue((DayType.EVERY_DAY, "09:00", "17:00"), (DayType.MONDAY,), name="博物馆", owner=county.centre)


@pytest.mark.parametrize(
    ("day", "clock", "is_open"),
    [
        (MON, "05:29", False),
        (MON, "05:30", True),
        (MON, "06:59", True),
        (MON, "07:00", False),
        (MON, "12:00", False),
        (MON, "18:00", True),
        (MON, "21:00", False),
        (SAT, "12:00", True),
        (SUN, "12:00", True),
        (NATIONAL_DAY, "07:00", False),
        (NATIONAL_DAY, "12:00", True),
        (NATIONAL_DAY + dt.timedelta(days=2), "12:00", True),  # a Saturday within the holiday
        (WORKED_SATURDAY, "12:00", False),
        (WORKED_SATURDAY, "06:00", True),
        (WORKED_SATURDAY + dt.timedelta(days=1), "12:00", True),
    ],
)
def test_a_school_field(school_field: Venue, day: dt.date, clock: str, is_open: bool) -> None:
    assert state_at(school_field, at(day, clock)).open is is_open


@pytest.mark.parametrize(
    ("rules", "day", "hours"),
    [
        ([], MON, []),
        ([(DayType.EVERY_DAY, "09:00", "17:00")], MON, [("09:00", "17:00")]),
        ([(DayType.EVERY_DAY, "09:00", "17:00"), (DayType.MONDAY,)], MON, []),
        ([(DayType.EVERY_DAY, "09:00", "17:00"), (DayType.MONDAY,)], SUN, [("09:00", "17:00")]),
        # A holiday Monday: closed still, unless a rule speaks of holidays.
        ([(DayType.EVERY_DAY, "09:00", "17:00"), (DayType.THURSDAY,)], NATIONAL_DAY, []),
        (
            [(DayType.THURSDAY,), (DayType.HOLIDAY, "10:00", "16:00")],
            NATIONAL_DAY,
            [("10:00", "16:00")],
        ),
        # Without a rule of its own a holiday is a day off.
        ([(DayType.REST_DAY, "10:00", "12:00"), (DayType.WORKING_DAY, "08:00", "09:00")], NATIONAL_DAY,
         [("10:00", "12:00")]),
        # The name of a weekday wins over what kind of day it is, worked or not.
        ([(DayType.SATURDAY, "13:00", "15:00"), (DayType.WORKING_DAY, "08:00", "09:00")], WORKED_SATURDAY,
         [("13:00", "15:00")]),
        ([(DayType.WORKING_DAY, "08:00", "09:00")], SAT, []),
        # Times that touch or overlap are one.
        (
            [(DayType.EVERY_DAY, "13:00", "17:00"), (DayType.EVERY_DAY, "09:00", "12:00"),
             (DayType.EVERY_DAY, "11:00", "13:00")],
            MON,
            [("09:00", "17:00")],
        ),
        ([(DayType.EVERY_DAY, "13:00", "17:00"), (DayType.EVERY_DAY, "09:00", "12:00")], MON,
         [("09:00", "12:00"), ("13:00", "17:00")]),
    ],
)  # fmt: skip
def test_the_most_particular_rule_wins(
    county: County, rules: list[tuple[Any, ...]], day: dt.date, hours: list[tuple[str, str]]
) -> None:
    assert hours_on(venue(*rules, owner=county.centre), day) == [(time(a), time(b)) for a, b in hours]


def test_an_open_venue_says_until_when(museum: Venue) -> None:
    state = state_at(museum, at(SUN, "10:00"))
    assert (state.open, state.until, state.opens_at, state.reason) == (True, at(SUN, "17:00"), None, "")


@pytest.mark.parametrize(
    ("day", "clock", "opens", "reason"),
    [
        (SUN, "08:00", at(SUN, "09:00"), "Between opening hours"),
        (SUN, "17:00", at(MON + dt.timedelta(days=1), "09:00"), "Closed for today"),
        (MON, "12:00", at(MON + dt.timedelta(days=1), "09:00"), "Closed today"),
    ],
)
def test_a_closed_venue_says_why_and_when_it_opens(
    museum: Venue, day: dt.date, clock: str, opens: dt.datetime, reason: str
) -> None:
    with override("en"):
        state = state_at(museum, at(day, clock))
    assert (state.open, state.opens_at, state.reason) == (False, opens, reason)


def test_a_closure_wins_over_every_rule_and_gives_its_reason(museum: Venue) -> None:
    tuesday = MON + dt.timedelta(days=1)
    Closure.objects.create(venue=museum, valid_from=MON, valid_to=tuesday, reason="布展")
    state = state_at(museum, at(tuesday, "10:00"))
    assert (state.open, state.reason) == (False, "布展")
    assert state.opens_at == at(tuesday + dt.timedelta(days=1), "09:00")


def test_a_closure_without_end_has_no_next_opening(museum: Venue) -> None:
    Closure.objects.create(venue=museum, valid_from=SUN, reason="改建")
    assert next_opening(museum, at(SUN, "08:00")) is None


@pytest.mark.parametrize("dates", [{"valid_to": SAT}, {"valid_from": MON}])
def test_a_venue_out_of_use_is_closed(museum: Venue, dates: dict[str, dt.date]) -> None:
    Venue.objects.filter(pk=museum.pk).update(**dates)
    museum.refresh_from_db()
    assert not state_at(museum, at(SUN, "12:00")).open


def test_moments_in_other_time_zones_are_the_county_s(museum: Venue) -> None:
    assert state_at(museum, dt.datetime(2026, 9, 27, 1, 30, tzinfo=dt.UTC)).open
    assert not state_at(museum, dt.datetime(2026, 9, 27, 9, 0, tzinfo=dt.UTC)).open


@pytest.mark.parametrize("number", [1, 3])
def test_lists_take_four_queries_whatever_their_length(
    county: County, number: int, django_assert_num_queries: Any
) -> None:
    made = [venue((DayType.EVERY_DAY, "09:00", "17:00"), owner=county.centre) for _ in range(number)]
    with django_assert_num_queries(4):
        states = states_at(with_hours(Venue.objects.all()), at(MON, "07:00"))
    assert set(states) == {row.pk for row in made}
    assert {state.opens_at for state in states.values()} == {at(MON, "09:00")}


def test_day_kinds_without_a_calendar_follow_the_weekday() -> None:
    assert DayKinds().types_of(SAT) == [DayType.SATURDAY, DayType.REST_DAY, DayType.EVERY_DAY]
    assert DayKinds().types_of(MON) == [DayType.MONDAY, DayType.WORKING_DAY, DayType.EVERY_DAY]
