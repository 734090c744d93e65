"""A route on a day: when one arrives where, what is closed then, and two ways out.

Times are walked through from the usual start: stay, way, stay, way. A stop is open when the venue
is open on arrival, opens later when it opens later that day, and is closed otherwise.
"""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.dates import clock, weekday
from organisations.models import Venue
from organisations.opening import DayKinds, Hours, hours_on, with_hours
from organisations.selectors import today

if TYPE_CHECKING:
    from cms.models import RoutePage, RouteStop

HORIZON = 30
OPEN, OPENS_LATER, CLOSED = "open", "opens_later", "closed"
WHOLE_DAY = dt.timedelta(hours=23, minutes=30)


@dataclass(frozen=True)
class PlanLine:
    """One stop on the day."""

    stop: "RouteStop"
    number: int
    arrives: dt.datetime
    leaves: dt.datetime
    hours: list[Hours]

    @property
    def state(self) -> str:
        if any(opens <= self.arrives.time() < closes for opens, closes in self.hours):
            return OPEN
        return OPENS_LATER if self.opens_at else CLOSED

    @property
    def opens_at(self) -> dt.time | None:
        """When it opens after the arrival; None when it is open then, or opens no more."""
        now = self.arrives.time()
        if any(opens <= now < closes for opens, closes in self.hours):
            return None
        return next((opens for opens, _closes in self.hours if opens > now), None)

    @property
    def label(self) -> str:
        """全天开放, 开放到 17:00, 周一 17:30 后开放, 周一闭馆 or 周一这时已关."""
        day = weekday(self.arrives.date())
        if self.opens_at:
            return _("%(day)s: opens at %(time)s") % {"day": day, "time": clock(self.opens_at)}
        if self.state == CLOSED:
            if self.hours:
                return _("%(day)s: closed by then") % {"day": day}
            return _("%(day)s: closed all day") % {"day": day}
        closes = next(closes for opens, closes in self.hours if opens <= self.arrives.time() < closes)
        if len(self.hours) == 1 and _span(self.hours[0]) >= WHOLE_DAY:
            return _("Open all day")
        return _("Open until %(time)s") % {"time": clock(closes)}


def _span(hours: Hours) -> dt.timedelta:
    opens, closes = (dt.timedelta(hours=time.hour, minutes=time.minute) for time in hours)
    return closes - opens


@dataclass(frozen=True)
class RoutePlan:
    """All stops on the day. `other_day` and `open_only` are the ways out of a day with conflicts."""

    day: dt.date
    lines: list[PlanLine]
    leaves_at: dt.datetime
    other_day: dt.date | None = None
    open_only: "RoutePlan | None" = None

    @property
    def conflicts(self) -> list[PlanLine]:
        return [line for line in self.lines if line.state != OPEN]

    @property
    def is_clear(self) -> bool:
        return not self.conflicts

    @property
    def finishes_at(self) -> dt.datetime:
        return self.lines[-1].leaves if self.lines else self.leaves_at

    @property
    def minutes(self) -> int:
        return int((self.finishes_at - self.leaves_at).total_seconds() // 60)

    @property
    def metres(self) -> int:
        return sum(line.stop.way_metres for line in self.lines[1:])


class _Timetable:
    """The route's stops with their venues' hours, read once: three queries whatever the number of stops."""

    def __init__(self, route: "RoutePage", day: dt.date) -> None:
        self.starts_at = route.starts_at
        self.stops = route.ordered_stops()
        venues = with_hours(Venue.objects.filter(pk__in={stop.venue_id for stop in self.stops}))
        self.venues = {venue.pk: venue for venue in venues}
        self.kinds = DayKinds.load(day - dt.timedelta(days=HORIZON), day + dt.timedelta(days=HORIZON))

    def walk(self, day: dt.date, stops: list["RouteStop"]) -> RoutePlan:
        start = dt.datetime.combine(day, self.starts_at, tzinfo=timezone.get_current_timezone())
        lines: list[PlanLine] = []
        moment = start
        for stop in stops:
            arrives = moment + dt.timedelta(minutes=stop.way_minutes if lines else 0)
            moment = arrives + dt.timedelta(minutes=stop.stay_minutes)
            hours = hours_on(self.venues[stop.venue_id], arrives.date(), self.kinds)
            lines.append(PlanLine(stop, stop.number, arrives, moment, hours))
        return RoutePlan(day, lines, start)

    def nearest_clear_day(self, day: dt.date) -> dt.date | None:
        """The closest day from today on, the later of two equally close, on which all is open."""
        first = today()
        for away in range(1, HORIZON + 1):
            for other in (day + dt.timedelta(days=away), day - dt.timedelta(days=away)):
                if other >= first and self.walk(other, self.stops).is_clear:
                    return other
        return None

    def open_only(self, day: dt.date) -> RoutePlan | None:
        """Only what is open: leaving out a stop moves the later ones forward, so it is walked until it holds."""
        stops = self.stops
        while stops:
            plan = self.walk(day, stops)
            if plan.is_clear:
                return plan
            blocked = plan.conflicts[0].stop
            stops = [stop for stop in stops if stop is not blocked]
        return None


def plan_of(route: "RoutePage", day: dt.date) -> RoutePlan:
    table = _Timetable(route, day)
    plan = table.walk(day, table.stops)
    if plan.is_clear:
        return plan
    return RoutePlan(day, plan.lines, plan.leaves_at, table.nearest_clear_day(day), table.open_only(day))


def route_context(route: "RoutePage", request: HttpRequest) -> dict[str, Any]:
    day, error = chosen_day(request.GET.get("day", ""))
    return {"stops": route.ordered_stops(), "day": day, "day_error": error, "plan": route.plan_for(day)}


def chosen_day(text: str) -> tuple[dt.date, str]:
    """The day asked for, or today with a sentence why not that day."""
    if not text:
        return today(), ""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return today(), _("This is not a date. Today is shown; write it as 2026-11-28.")
    if day < today():
        return today(), _("This day is over. Today is shown instead.")
    if day > today() + dt.timedelta(days=366):
        return today(), _("Opening hours are known for a year. Today is shown instead.")
    return day, ""
