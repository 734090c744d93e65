"""Dates and lengths in the words of the site: 11月28日, 3 小时 20 分, 4.2 公里."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from organisations.selectors import today


def chinese_day(day: dt.date) -> str:
    """11月28日; the year only when it is not this one."""
    if day.year == today().year:
        return _("%(month)s-%(day)s") % {"month": day.month, "day": day.day}
    return full_day(day)


def full_day(day: dt.date) -> str:
    """2022年3月28日."""
    return _("%(year)s-%(month)s-%(day)s") % {"year": day.year, "month": day.month, "day": day.day}


def weekday(day: dt.date) -> str:
    """周六."""
    names = (
        pgettext("short weekday", "Mon"),
        pgettext("short weekday", "Tue"),
        pgettext("short weekday", "Wed"),
        pgettext("short weekday", "Thu"),
        pgettext("short weekday", "Fri"),
        pgettext("short weekday", "Sat"),
        pgettext("short weekday", "Sun"),
    )
    return names[day.weekday()]


def clock(time: dt.time) -> str:
    """8:30."""
    return f"{time.hour}:{time.minute:02d}"


def length_of_time(minutes: int) -> str:
    """3 小时 20 分."""
    hours, rest = divmod(minutes, 60)
    words = []
    if hours:
        words.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
    if rest or not hours:
        words.append(ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest})
    return " ".join(words)


def length_of_way(metres: int) -> str:
    """800 米, 4.2 公里."""
    if metres < 1000:
        return ngettext("%(count)d metre", "%(count)d metres", metres) % {"count": metres}
    return _("%(count)s km") % {"count": f"{metres / 1000:.1f}".removesuffix(".0")}
