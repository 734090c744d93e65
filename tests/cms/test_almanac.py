"""What the wall calendar says: solar terms, lunar dates, and the days that are kept here."""

import datetime as dt

import pytest

from cms.almanac import almanac_of


@pytest.mark.parametrize(
    ("day", "lunar", "solar_term", "festival"),
    [
        (dt.date(2026, 11, 22), "十月十四", "小雪", ""),
        (dt.date(2026, 2, 17), "正月初一", "", "春节"),
        (dt.date(2026, 10, 1), "八月廿一", "", "国庆节"),
        (dt.date(2026, 11, 26), "十月十八", "", ""),  # a holiday elsewhere
        (dt.date(2026, 12, 25), "冬月十七", "", ""),
    ],
)
def test_the_day_as_it_is_kept_here(day: dt.date, lunar: str, solar_term: str, festival: str) -> None:
    found = almanac_of(day)
    assert (found.lunar, found.solar_term, found.festival) == (lunar, solar_term, festival)
