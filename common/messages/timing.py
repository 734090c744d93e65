"""When a message may leave: quiet hours, digests, and how long a failed one waits. In the county's time zone."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from common.messages.models import Digest, QuietHours, read_times

DAY = dt.timedelta(days=1)
MOST_ATTEMPTS = 8
FIRST_PAUSE = dt.timedelta(seconds=30)
LONGEST_PAUSE = dt.timedelta(hours=6)


def pause(attempts: int) -> dt.timedelta:
    """After the n-th failure: 30 s, 2 min, 8 min, 32 min, 2 h 8 min, then six hours. Eight take most of a day."""
    times: int = 4 ** min(attempts - 1, 8)
    return min(FIRST_PAUSE * times, LONGEST_PAUSE)


def _on(day: dt.date, time: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, time))


def silence(hours: QuietHours, at: dt.datetime) -> dt.datetime | None:
    """The end of the quiet hours that `at` falls into; None outside of them. The end itself is no longer quiet."""
    local = timezone.localtime(at)
    for day in (local.date() - DAY, local.date()):
        begins = _on(day, hours.begins)
        ends = _on(day if hours.ends > hours.begins else day + DAY, hours.ends)
        if begins <= at < ends:
            return ends
    return None


def first_loud(channel: str, at: dt.datetime, rules: Iterable[QuietHours]) -> dt.datetime:
    """The first moment from `at` on that is in none of the channel's quiet hours."""
    own = [hours for hours in rules if hours.channel == channel]
    moment = at
    # Each step leaves one row of hours; rows that cover the whole day would never let go.
    for _step in range(2 * len(own) + 1):
        ends = [end for hours in own if (end := silence(hours, moment))]
        if not ends:
            return moment
        moment = max(ends)
    return at


def next_digest(kind: str, at: dt.datetime, digests: Iterable[Digest]) -> dt.datetime | None:
    """The next time after `at` that a digest with the kind leaves; None where none holds it."""
    times = [time for digest in digests if digest.active and kind in digest.kinds for time in read_times(digest.times)]
    today = timezone.localtime(at).date()
    coming = (_on(day, time) for day in (today, today + DAY) for time in times)
    return min((moment for moment in coming if moment > at), default=None)
