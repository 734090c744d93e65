"""Dates and times as people say them: over midnight, the turn of the year, and in two languages."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import translation

from portal import dates
from portal.templatetags import portal_tags as tags

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def new_years_eve() -> Any:
    with time_machine.travel(dt.datetime(2026, 12, 31, 23, 30, tzinfo=SHANGHAI), tick=False):
        yield


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (dt.date(2026, 12, 31), "12月31日", "31 Dec"),
        (dt.date(2027, 1, 1), "2027年1月1日", "1 Jan 2027"),
        (dt.date(2025, 12, 31), "2025年12月31日", "31 Dec 2025"),
        (dt.date(2024, 2, 29), "2024年2月29日", "29 Feb 2024"),
        # The evening of the 31st in Greenwich is the new year here.
        (dt.datetime(2026, 12, 31, 16, 0, tzinfo=dt.UTC), "2027年1月1日", "1 Jan 2027"),
        (dt.datetime(2026, 12, 31, 15, 59, tzinfo=dt.UTC), "12月31日", "31 Dec"),
        # Without a zone it is taken as it is written.
        (dt.datetime(2026, 12, 31, 16, 0, tzinfo=dt.UTC).replace(tzinfo=None), "12月31日", "31 Dec"),
    ],
)
def test_a_day_has_its_year_when_that_is_another(value: dt.date, chinese: str, english: str) -> None:
    for language, words in (("zh-hans", chinese), ("en", english)):
        with translation.override(language):
            assert dates.day(value) == tags.day(value) == words


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (dt.date(2026, 3, 5), "2026年3月5日", "5 March 2026"),
        (dt.datetime(2026, 3, 4, 16, 0, tzinfo=dt.UTC), "2026年3月5日", "5 March 2026"),
    ],
)
def test_on_paper_the_year_is_always_read(value: dt.date, chinese: str, english: str) -> None:
    for language, words in (("zh-hans", chinese), ("en", english)):
        with translation.override(language):
            assert dates.full_day(value) == tags.full_day(value) == words


@pytest.mark.parametrize(
    ("day", "chinese", "english"),
    [(23, "周一", "Mon"), (24, "周二", "Tue"), (25, "周三", "Wed"), (26, "周四", "Thu"), (27, "周五", "Fri"),
     (28, "周六", "Sat"), (29, "周日", "Sun")],
)  # fmt: skip
def test_weekdays(day: int, chinese: str, english: str) -> None:
    for language, words in (("zh-hans", chinese), ("en", english)):
        with translation.override(language):
            assert dates.weekday(dt.date(2026, 11, day)) == tags.weekday(dt.date(2026, 11, day)) == words


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (dt.time(9, 5), "09:05"),
        (dt.time(0, 0), "00:00"),
        (dt.datetime(2026, 11, 28, 6, 30, tzinfo=dt.UTC), "14:30"),
        (dt.datetime(2026, 11, 28, 6, 30, tzinfo=dt.UTC).replace(tzinfo=None), "06:30"),
    ],
)
def test_the_clock_is_that_of_the_county(value: Any, shown: str) -> None:
    assert dates.clock(value) == tags.clock(value) == shown


@pytest.mark.parametrize(
    ("time", "spoken"),
    [
        (dt.time(0, 0), "上午 0 点"),
        (dt.time(8, 5), "上午 8 点 5 分"),
        (dt.time(11, 59), "上午 11 点 59 分"),
        (dt.time(12, 30), "下午 12 点半"),
        (dt.time(13, 0), "下午 1 点"),
        (dt.time(17, 59), "下午 5 点 59 分"),
        (dt.time(18, 0), "晚上 6 点"),
        (dt.time(23, 30), "晚上 11 点半"),
        (dt.datetime(2026, 11, 28, 6, 30, tzinfo=dt.UTC), "下午 2 点半"),
    ],
)
def test_the_time_is_told_aloud(time: Any, spoken: str) -> None:
    with translation.override("zh-hans"):
        assert dates.spoken_clock(time) == tags.spoken_clock(time) == spoken


@pytest.mark.parametrize("value", [dt.time(14, 5), dt.datetime(2026, 11, 28, 6, 5, tzinfo=dt.UTC)])
def test_in_english_the_time_is_told_in_figures(value: Any) -> None:
    with translation.override("en"):
        assert dates.spoken_clock(value) == "14:05"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_moment_is_day_weekday_and_clock_of_one_place(language: str) -> None:
    """Late on Sunday in Greenwich is Monday morning here, in all three parts."""
    moment = dt.datetime(2026, 11, 22, 17, 0, tzinfo=dt.UTC)
    with translation.override(language):
        assert dates.moment(moment) == ("11月23日 周一 01:00" if language == "zh-hans" else "23 Nov Mon 01:00")


@pytest.mark.parametrize("tag", [tags.day, tags.full_day, tags.weekday, tags.moment, tags.clock, tags.spoken_clock])
@pytest.mark.parametrize("nothing", [None, ""])
def test_what_has_no_date_says_nothing(tag: Any, nothing: Any) -> None:
    assert tag(nothing) == ""
