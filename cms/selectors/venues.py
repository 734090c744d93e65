"""Venues as visitors meet them: open or not, until when, and the page to read more."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.dates import chinese_day, clock, weekday
from cms.models import LecturePage, LectureSession, RoutePage, VenuePage
from cms.selectors.shelf import Shelf
from organisations.models import Dated, Venue
from organisations.opening import DayKinds, Hours, OpenState, hours_on, state_at, with_hours
from organisations.selectors import today

WEEK = 7


@dataclass(frozen=True)
class VenueNow:
    """A venue at a moment. `page` is given only when visitors may read it."""

    venue: Venue
    page: VenuePage | None
    state: OpenState

    @property
    def is_open(self) -> bool:
        return self.state.open

    @property
    def until(self) -> dt.time | None:
        return timezone.localtime(self.state.until).time() if self.state.until else None

    @property
    def opens_at(self) -> dt.datetime | None:
        return timezone.localtime(self.state.opens_at) if self.state.opens_at else None

    @property
    def label(self) -> str:
        """现在开着 · 到 20:30, or 已关 · 明天 8:30 开."""
        if self.until is not None:
            return _("Open now, until %(time)s") % {"time": clock(self.until)}
        if self.opens_at is None:
            return _("Closed")
        named = {"day": day_word(self.opens_at.date()), "time": clock(self.opens_at.time())}
        return _("Closed, opens %(day)s %(time)s") % named


def day_word(day: dt.date) -> str:
    """今天, 明天, or 11月28日 周六."""
    ahead = (day - today()).days
    if ahead in (0, 1):
        return _("today") if ahead == 0 else _("tomorrow")
    return f"{chinese_day(day)} {weekday(day)}"


def venues_in(unit_path: str) -> QuerySet[Venue]:
    """Venues in use today that a unit, or one below it, owns or shares, with what opening needs."""
    owned = Q(owner__path__startswith=unit_path) | Q(
        pk__in=Venue.sharing_units.through.objects.filter(unit__path__startswith=unit_path).values("venue_id")
    )
    return with_hours(Venue.objects.filter(Dated.on(today()), owned).order_by("name", "pk"))


def venues_now(venues: Iterable[Venue], shelf: Shelf, at: dt.datetime | None = None) -> list[VenueNow]:
    """Each venue at a moment; two queries (calendar, pages) whatever their number."""
    at = at or timezone.now()
    found = list(venues)
    kinds = DayKinds.ahead_of(at)
    pages = {page.venue_id: page for page in shelf.pages(VenuePage).defer_streamfields().filter(venue__in=found)}
    return [VenueNow(venue, pages.get(venue.pk), state_at(venue, at, kinds)) for venue in found]


@dataclass(frozen=True)
class DayLine:
    """One day of a venue's week."""

    day: dt.date
    hours: list[Hours]

    @property
    def weekday(self) -> str:
        return weekday(self.day)

    @property
    def is_today(self) -> bool:
        return self.day == today()

    @property
    def label(self) -> str:
        return hours_label(self.hours) or _("Closed")


def hours_label(hours: list[Hours]) -> str:
    """8:30—11:30、13:30—17:00."""
    return "、".join(f"{clock(opens)}—{clock(closes)}" for opens, closes in hours)


def sessions_to_come(shelf: Shelf, limit: int, **where: Any) -> list[LectureSession]:
    """Sessions of public programmes that have not begun, soonest first."""
    sessions = LectureSession.objects.filter(
        page__in=shelf.pages(LecturePage).values("pk"), starts_at__gte=timezone.now(), **where
    )
    return list(sessions.select_related("page", "page__unit", "venue").order_by("starts_at", "pk")[:limit])


def venue_context(page: VenuePage) -> dict[str, Any]:
    shelf = Shelf()
    venue = with_hours(Venue.objects.filter(pk=page.venue_id)).get()
    at, first = timezone.now(), today()
    kinds = DayKinds.ahead_of(at)
    days = [first + dt.timedelta(days=ahead) for ahead in range(WEEK)]
    return {
        "now": VenueNow(venue, page, state_at(venue, at, kinds)),
        "week": [DayLine(day, hours_on(venue, day, kinds)) for day in days],
        "spaces": list(venue.spaces.all()),
        "closures": [c for c in venue.closures.all() if c.valid_to is None or c.valid_to >= first],
        "sessions": sessions_to_come(shelf, 3, venue=venue),
        "routes": list(shelf.items(RoutePage).filter(stops__venue=venue).distinct()[:6]),
    }
