"""When a venue is open: pure functions over its rules, its closures and the working calendar.

Of the rules that speak of a day the most particular kind wins alone:
closure, public holiday, name of the weekday, working day or day off, every day.
Times are the county's own. Lists load the calendar once (`DayKinds.load`) and prefetch
(`with_hours`): no query a venue.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from common.models import CalendarDay
from organisations.enums import DayType
from organisations.models import Venue

Hours = tuple[dt.time, dt.time]

WEEKDAYS = (
    DayType.MONDAY,
    DayType.TUESDAY,
    DayType.WEDNESDAY,
    DayType.THURSDAY,
    DayType.FRIDAY,
    DayType.SATURDAY,
    DayType.SUNDAY,
)
SATURDAY = 5

# How far ahead the next opening is looked for. A venue closed for longer has no next opening.
HORIZON = 45


@dataclass(frozen=True)
class DayKinds:
    """The days that differ from their weekday, as far as the calendar knows them."""

    special: Mapping[dt.date, str] = field(default_factory=dict)

    @classmethod
    def load(cls, first: dt.date, last: dt.date) -> "DayKinds":
        """One query for all days from the first to the last, included."""
        return cls(dict(CalendarDay.objects.filter(date__range=(first, last)).values_list("date", "kind")))

    @classmethod
    def ahead_of(cls, at: dt.datetime) -> "DayKinds":
        day = timezone.localtime(at).date()
        return cls.load(day, day + dt.timedelta(days=HORIZON))

    def types_of(self, day: dt.date) -> list[DayType]:
        """What the day is, the most particular first."""
        kind = self.special.get(day)
        rests = kind == CalendarDay.Kind.HOLIDAY or (kind is None and day.weekday() >= SATURDAY)
        types = [WEEKDAYS[day.weekday()], DayType.REST_DAY if rests else DayType.WORKING_DAY, DayType.EVERY_DAY]
        return [DayType.HOLIDAY, *types] if kind == CalendarDay.Kind.HOLIDAY else types


@dataclass(frozen=True)
class OpenState:
    """Whether a venue is open, until when; or when it opens next (None: not within HORIZON days), and why not."""

    open: bool
    until: dt.datetime | None = None
    opens_at: dt.datetime | None = None
    reason: str = ""


def with_hours(venues: QuerySet[Venue]) -> QuerySet[Venue]:
    """The venues with what this module reads, in two further queries whatever their number."""
    return venues.prefetch_related("opening_rules", "closures")


def closure_on(venue: Venue, day: dt.date) -> str | None:
    """Why the venue is closed on a day, whatever its rules say; None if it is not."""
    if not venue.holds_on(day):
        return _("No longer in use") if venue.valid_from <= day else _("Not open yet")
    return next((closure.reason for closure in venue.closures.all() if closure.holds_on(day)), None)


def hours_on(venue: Venue, day: dt.date, kinds: DayKinds | None = None) -> list[Hours]:
    """From when to when the venue is open on a day, in order, overlapping times joined; empty: closed."""
    if closure_on(venue, day) is not None:
        return []
    kinds = kinds or DayKinds.load(day, day)
    rules = list(venue.opening_rules.all())
    for day_type in kinds.types_of(day):
        speaking = [rule for rule in rules if rule.day_type == day_type]
        if speaking:
            return _joined((rule.opens, rule.closes) for rule in speaking if rule.opens and rule.closes)
    return []


def _joined(spans: Iterable[tuple[Any, Any]]) -> list[Hours]:
    found: list[Hours] = []
    for opens, closes in sorted(spans):
        if found and opens <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], closes))
        else:
            found.append((opens, closes))
    return found


def _moment(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, tzinfo=timezone.get_current_timezone())


def state_at(venue: Venue, at: dt.datetime, kinds: DayKinds | None = None) -> OpenState:
    """Open or closed at a moment. The closing minute is closed: 17:00 means until 17:00."""
    local = timezone.localtime(at)
    day = local.date()
    kinds = kinds or DayKinds.ahead_of(at)
    today = hours_on(venue, day, kinds)
    for opens, closes in today:
        if opens <= local.time() < closes:
            return OpenState(open=True, until=_moment(day, closes))
    reason = closure_on(venue, day) or ""
    return OpenState(open=False, opens_at=next_opening(venue, at, kinds), reason=reason or _why(today, local.time()))


def _why(today: list[Hours], now: dt.time) -> str:
    if not today:
        return _("Closed today")
    return _("Between opening hours") if now < today[-1][0] else _("Closed for today")


def next_opening(venue: Venue, at: dt.datetime, kinds: DayKinds | None = None) -> dt.datetime | None:
    """The next moment after `at` at which the venue opens; None: not within HORIZON days."""
    local = timezone.localtime(at)
    kinds = kinds or DayKinds.ahead_of(at)
    for ahead in range(HORIZON + 1):
        day = local.date() + dt.timedelta(days=ahead)
        for opens, _closes in hours_on(venue, day, kinds):
            if _moment(day, opens) > local:
                return _moment(day, opens)
    return None


def states_at(venues: Iterable[Venue], at: dt.datetime) -> dict[int, OpenState]:
    """The state of each venue by its primary key; one query for the calendar. Prefetch with `with_hours`."""
    kinds = DayKinds.ahead_of(at)
    return {venue.pk: state_at(venue, at, kinds) for venue in venues}
