"""Due clocks say the time left in words and in four shapes."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from workflows.desk.due import CALM, LATE, PAUSED, SOON, Clock, clock, moment_words, working_days_left

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2026, 11, 27, 9, 30, tzinfo=SHANGHAI)  # a Friday


def on_weekdays(day: dt.date) -> bool:
    return day.weekday() < 5


def at(day: int, hour: int, minute: int = 0, month: int = 11, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def clock_at(due_at: dt.datetime, paused_since: dt.datetime | None = None) -> Clock:
    with translation.override("zh-hans"):
        return clock(due_at=due_at, started_at=at(25, 9), now=NOW, is_working=on_weekdays, paused_since=paused_since)


@pytest.mark.parametrize(
    ("due_at", "shape", "words", "when"),
    [
        (at(27, 6, 30), LATE, "逾期 3 小时", "应于 今天 6:30"),
        (at(24, 9), LATE, "逾期 3 天", "应于 周二 9:00"),
        (at(27, 9, 30), LATE, "逾期 1 分钟", "应于 今天 9:30"),
        (at(27, 9, 45), SOON, "剩 15 分钟", "今天 9:45"),
        (at(27, 11, 30), SOON, "剩 2 小时", "今天 11:30"),
        (at(27, 12, 10), SOON, "剩 2 小时 40 分", "今天 12:10"),
        (at(27, 17), SOON, "剩 7 小时", "今天 17:00"),
        (at(30, 10), CALM, "剩 1 个工作日", "周一 10:00"),
        (at(8, 10, month=12), CALM, "剩 7 个工作日", "12月8日 周二 10:00"),
        (at(5, 10, month=1, year=2027), CALM, "剩 27 个工作日", "2027年1月5日 周二 10:00"),
    ],
)
def test_clock_words(due_at: dt.datetime, shape: str, words: str, when: str) -> None:
    found = clock_at(due_at)
    assert (found.shape, found.words, found.when) == (shape, words, when)


def test_a_paused_clock_says_since_when() -> None:
    found = clock_at(at(27, 12), paused_since=at(26, 9))
    assert (found.shape, found.words, found.when) == (PAUSED, "等居民补充", "已停 1 天")


def test_the_ring_holds_what_is_left() -> None:
    whole = float(clock_at(at(27, 11, 30)).dash.split()[1])
    assert float(clock_at(at(27, 11, 30)).dash.split()[0]) == pytest.approx(whole * 2 / 50.5, abs=0.1)


@pytest.mark.parametrize(
    ("due_at", "expected"), [(at(27, 18), 0), (at(28, 18), 0), (at(30, 9), 1), (at(4, 9, month=12), 5)]
)
def test_days_off_do_not_count(due_at: dt.datetime, expected: int) -> None:
    assert working_days_left(NOW, due_at, on_weekdays) == expected


def test_yesterday_and_tomorrow_are_said() -> None:
    with translation.override("zh-hans"):
        assert moment_words(at(26, 16, 40), NOW) == "昨天 16:40"
        assert moment_words(at(28, 8, 5), NOW) == "明天 8:05"
