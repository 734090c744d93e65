"""How much time an item has left, as a ring and as words. Four shapes, so that colour is not needed."""

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

LATE, SOON, CALM, PAUSED = "late", "soon", "calm", "paused"
RING_LENGTH = 2 * math.pi * 6.5

WEEKDAYS = [
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
]


@dataclass(frozen=True)
class Clock:
    """`shape` is one of the four; `dash` is what is left of the ring, in units of its path."""

    shape: str
    words: str
    when: str
    at: dt.datetime
    dash: str = ""


def day_words(at: dt.datetime, now: dt.datetime) -> str:
    """The day as people say it: today, tomorrow, a weekday of these two weeks, else the date."""
    day, today = timezone.localtime(at).date(), timezone.localtime(now).date()
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    distance = (day - today).days
    if distance in near:
        return near[distance]
    weekday = str(WEEKDAYS[day.weekday()])
    if -6 <= distance <= 6:
        return weekday
    words = {"year": day.year, "month": day.month, "day": day.day, "weekday": weekday}
    if day.year == today.year:
        return _("%(month)s/%(day)s %(weekday)s") % words
    return _("%(year)s/%(month)s/%(day)s %(weekday)s") % words


def moment_words(at: dt.datetime, now: dt.datetime) -> str:
    """The day and the time: 今天 11:30, 周五 15:00, 11月28日 周六 14:00."""
    return f"{day_words(at, now)} {time_format(timezone.localtime(at), 'G:i')}"


def length_words(span: dt.timedelta, *, exact: bool = False) -> str:
    """A span in minutes below an hour, then hours, then days; `exact` adds minutes to few hours."""
    minutes = max(1, int(span.total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    hours, rest = divmod(minutes, 60)
    if hours >= 24:
        days = hours // 24
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    words = ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    if exact and rest and hours < 4:
        return _("%(hours)s %(minutes)s min") % {"hours": words, "minutes": rest}
    return words


def working_days_left(now: dt.datetime, due: dt.datetime, is_working: Callable[[dt.date], bool]) -> int:
    """Working days from tomorrow to the day it is due, that day included."""
    first, last = timezone.localtime(now).date(), timezone.localtime(due).date()
    return sum(is_working(first + dt.timedelta(days=n)) for n in range(1, (last - first).days + 1))


def clock(
    *,
    due_at: dt.datetime,
    started_at: dt.datetime,
    now: dt.datetime,
    is_working: Callable[[dt.date], bool],
    paused_since: dt.datetime | None = None,
) -> Clock:
    """The clock of one item. Less than a day left is soon, whatever the calendar says."""
    when = moment_words(due_at, now)
    if paused_since is not None:
        stopped = _("stopped for %(time)s") % {"time": length_words(now - paused_since)}
        return Clock(PAUSED, _("waiting for the resident"), stopped, due_at)
    left = due_at - now
    if left <= dt.timedelta(0):
        words = _("overdue by %(time)s") % {"time": length_words(-left)}
        return Clock(LATE, words, _("was due %(when)s") % {"when": when}, due_at)
    share = min(1.0, left / max(due_at - started_at, left))
    dash = f"{share * RING_LENGTH:.1f} {RING_LENGTH:.1f}"
    if left < dt.timedelta(days=1):
        return Clock(SOON, _("%(time)s left") % {"time": length_words(left, exact=True)}, when, due_at, dash)
    days = working_days_left(now, due_at, is_working)
    words = ngettext("%(count)s working day left", "%(count)s working days left", days) % {"count": days}
    return Clock(CALM, words, when, due_at, dash)
