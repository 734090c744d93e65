"""Dates as one says them: 11月28日 周六 14:00, the year only when it is not this one."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def _chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _local(value: dt.date | dt.datetime) -> dt.date:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def day(value: dt.date | dt.datetime) -> str:
    """11月28日; 2025年11月28日 when it is not of this year."""
    date = _local(value)
    with_year = date.year != timezone.localdate().year
    if _chinese():
        return f"{date.year}年{date.month}月{date.day}日" if with_year else f"{date.month}月{date.day}日"
    return date_format(date, "j M Y" if with_year else "j M")


def full_day(value: dt.date | dt.datetime) -> str:
    """2026年11月28日: where the year must be read, as on papers."""
    date = _local(value)
    return f"{date.year}年{date.month}月{date.day}日" if _chinese() else date_format(date, "j F Y")


def weekday(value: dt.date | dt.datetime) -> str:
    date = _local(value)
    return WEEKDAYS[date.weekday()] if _chinese() else date_format(date, "D")


def clock(value: dt.datetime | dt.time) -> str:
    """14:00, in the county's time."""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value:%H:%M}"


def moment(value: dt.datetime) -> str:
    """11月28日 周六 14:00."""
    return f"{day(value)} {weekday(value)} {clock(value)}"


def spoken_clock(value: dt.datetime | dt.time) -> str:
    """上午 9 点半: how elder mode tells the time."""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    if not _chinese():
        return f"{value:%H:%M}"
    part = gettext("morning") if value.hour < 12 else gettext("afternoon") if value.hour < 18 else gettext("evening")
    hour = value.hour if value.hour <= 12 else value.hour - 12
    minute = {0: "点", 30: "点半"}.get(value.minute, f"点 {value.minute} 分")
    return f"{part} {hour} {minute}"
