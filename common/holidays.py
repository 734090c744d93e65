"""The state's holidays and worked weekends, from a package that knows them until its year ends."""

import datetime as dt
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from common.errors import NotFound
from common.models import CalendarDay

Day = tuple[dt.date, str, str]  # date, kind, name


def known_years() -> list[int]:
    """The years that the package knows."""
    from chinese_calendar import constants  # Only needed where days are entered.

    return sorted({day.year for day in constants.holidays})


def days_of(year: int) -> list[Day]:
    """Every day of the year that the State Council took out of its weekday's order; empty where unknown."""
    from chinese_calendar import constants

    names = {holiday.value: holiday.chinese for holiday in constants.Holiday}
    found = [
        (day, kind, names.get(name, name))
        for table, kind in ((constants.holidays, "holiday"), (constants.workdays, "working"))
        for day, name in table.items()
        if day.year == year
    ]
    return sorted(found)


def enter_year(year: int, model: type[Model] = CalendarDay) -> int:
    """Enters the days of a year; those already there stay as staff left them. How many were new.

    NotFound for a year that the package does not know: staff enter it by hand.
    """
    days = days_of(year)
    if not days:
        raise NotFound(
            "calendar_year_unknown",
            _("Nobody has published the holidays of %(year)s here yet. Enter them in the admin under Calendar days.")
            % {"year": year},
        )
    rows: Any = model._default_manager
    there = set(rows.filter(date__year=year).values_list("date", flat=True))
    new = [model(date=day, kind=kind, name=name) for day, kind, name in days if day not in there]
    rows.bulk_create(new)
    return len(new)
