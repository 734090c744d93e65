"""The day as a wall calendar tells it: weekday, lunar date, solar term, festival."""

import datetime as dt
from dataclasses import dataclass

from cms.dates import chinese_day, weekday


@dataclass(frozen=True)
class Almanac:
    date: dt.date
    day_label: str
    weekday: str
    lunar: str
    solar_term: str
    festival: str


def almanac_of(day: dt.date) -> Almanac:
    """The names are Chinese in every language: they are names."""
    from lunar_python import Solar

    solar = Solar.fromYmd(day.year, day.month, day.day)
    lunar = solar.getLunar()
    festivals = [*lunar.getFestivals(), *solar.getFestivals()]
    return Almanac(
        date=day,
        day_label=chinese_day(day),
        weekday=weekday(day),
        lunar=f"{lunar.getMonthInChinese()}月{lunar.getDayInChinese()}",
        solar_term=lunar.getJieQi(),
        festival=festivals[0] if festivals else "",
    )
