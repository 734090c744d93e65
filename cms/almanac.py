"""The day as a wall calendar tells it: weekday, lunar date, solar term, festival."""

import datetime as dt
from dataclasses import dataclass

from cms.dates import chinese_day, weekday

# Of the solar calendar's days only those that are kept here: the library knows the whole world's.
SOLAR_FESTIVALS = {"元旦节", "妇女节", "植树节", "劳动节", "青年节", "儿童节", "建党节", "建军节", "教师节", "国庆节"}


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
    festivals = [*lunar.getFestivals(), *(name for name in solar.getFestivals() if name in SOLAR_FESTIVALS)]
    return Almanac(
        date=day,
        day_label=chinese_day(day),
        weekday=weekday(day),
        lunar=f"{lunar.getMonthInChinese()}月{lunar.getDayInChinese()}",
        solar_term=lunar.getJieQi(),
        festival=festivals[0] if festivals else "",
    )
