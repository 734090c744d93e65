"""Due clocks say the time left in words and in four shapes."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from common import calendar
from common.models import CalendarDay
from tests.factories.common import CalendarDayFactory
from workflows.desk.due import (
    CALM,
    LATE,
    PAUSED,
    RING_LENGTH,
    SOON,
    Clock,
    clock,
    day_words,
    length_words,
    moment_words,
    working_days_left,
)

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


# --- lengths -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("span", "chinese", "english"),
    [
        (dt.timedelta(), "1 分钟", "1 minute"),
        (dt.timedelta(seconds=59), "1 分钟", "1 minute"),
        (dt.timedelta(seconds=119), "1 分钟", "1 minute"),
        (dt.timedelta(minutes=2), "2 分钟", "2 minutes"),
        (dt.timedelta(minutes=59, seconds=59), "59 分钟", "59 minutes"),
        (dt.timedelta(hours=1), "1 小时", "1 hour"),
        (dt.timedelta(hours=23, minutes=59), "23 小时", "23 hours"),
        (dt.timedelta(hours=24), "1 天", "1 day"),
        (dt.timedelta(days=400), "400 天", "400 days"),
    ],
)
def test_a_span_is_said_in_its_largest_unit(span: dt.timedelta, chinese: str, english: str) -> None:
    for language, words in (("zh-hans", chinese), ("en", english)):
        with translation.override(language):
            assert length_words(span) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(59, "59 分钟"), (60, "1 小时"), (61, "1 小时 1 分"), (239, "3 小时 59 分"), (240, "4 小时"), (241, "4 小时")],
)
def test_minutes_are_told_beside_few_hours_only(minutes: int, words: str) -> None:
    with translation.override("zh-hans"):
        assert length_words(dt.timedelta(minutes=minutes), exact=True) == words


# --- days ----------------------------------------------------------------------------------------

NEW_YEARS_EVE = dt.datetime(2026, 12, 31, 20, 0, tzinfo=SHANGHAI)  # a Thursday


@pytest.mark.parametrize(
    ("moment", "chinese", "english"),
    [
        (dt.datetime(2026, 12, 31, 0, 0, tzinfo=SHANGHAI), "今天", "today"),
        (dt.datetime(2027, 1, 1, 0, 0, tzinfo=SHANGHAI), "明天", "tomorrow"),
        (dt.datetime(2026, 12, 30, 23, 59, tzinfo=SHANGHAI), "昨天", "yesterday"),
        (dt.datetime(2027, 1, 6, 9, 0, tzinfo=SHANGHAI), "周三", "Wed"),
        (dt.datetime(2026, 12, 25, 9, 0, tzinfo=SHANGHAI), "周五", "Fri"),
        # Seven days off has the weekday of today: only the date tells them apart, and here the year.
        (dt.datetime(2027, 1, 7, 9, 0, tzinfo=SHANGHAI), "2027年1月7日 周四", "2027/1/7 Thu"),
        (dt.datetime(2026, 12, 24, 9, 0, tzinfo=SHANGHAI), "12月24日 周四", "12/24 Thu"),
        # Midnight in Greenwich is the next morning here.
        (dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC), "明天", "tomorrow"),
    ],
)
def test_days_around_the_turn_of_the_year(moment: dt.datetime, chinese: str, english: str) -> None:
    for language, words in (("zh-hans", chinese), ("en", english)):
        with translation.override(language):
            assert day_words(moment, NEW_YEARS_EVE) == words


# --- the shape -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "shape"),
    [
        (dt.timedelta(microseconds=-1), LATE),
        (dt.timedelta(), LATE),
        (dt.timedelta(microseconds=1), SOON),
        (dt.timedelta(hours=23, minutes=59, seconds=59), SOON),
        (dt.timedelta(hours=24), CALM),
    ],
)
def test_the_shape_changes_at_the_very_moment(left: dt.timedelta, shape: str) -> None:
    assert clock_at(NOW + left).shape == shape


@pytest.mark.parametrize("due_at", [at(27, 6, 30), at(27, 11), at(10, 9, month=12)])
def test_a_clock_that_stands_is_neither_late_nor_soon(due_at: dt.datetime) -> None:
    found = clock_at(due_at, paused_since=NOW - dt.timedelta(minutes=5))
    assert (found.shape, found.when, found.dash, found.at) == (PAUSED, "已停 5 分钟", "", due_at)


@pytest.mark.parametrize(
    ("started_at", "share"),
    [
        (NOW - dt.timedelta(hours=10), 0.5),
        (NOW, 1.0),
        # A limit that began in the future, or ended before it began, fills the ring and breaks nothing.
        (NOW + dt.timedelta(hours=5), 1.0),
        (NOW + dt.timedelta(hours=50), 1.0),
    ],
)
def test_the_ring_is_never_more_than_full(started_at: dt.datetime, share: float) -> None:
    found = clock(
        due_at=NOW + dt.timedelta(hours=10), started_at=started_at, now=NOW, is_working=on_weekdays, paused_since=None
    )
    left, whole = map(float, found.dash.split())
    assert whole == pytest.approx(RING_LENGTH, abs=0.05)
    assert left == pytest.approx(share * RING_LENGTH, abs=0.05)


def test_a_late_clock_has_no_ring() -> None:
    assert clock_at(at(27, 9)).dash == ""


# --- the county's calendar -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "due_at", "days"),
    [
        # The spring holiday of 2026: 16 to 22 February are free, the Saturdays 14 and 28 are worked.
        (dt.datetime(2026, 2, 13, 17, tzinfo=SHANGHAI), dt.datetime(2026, 2, 24, 9, tzinfo=SHANGHAI), 3),
        (dt.datetime(2026, 2, 15, 17, tzinfo=SHANGHAI), dt.datetime(2026, 2, 22, 9, tzinfo=SHANGHAI), 0),
        (dt.datetime(2026, 2, 27, 9, tzinfo=SHANGHAI), dt.datetime(2026, 3, 2, 9, tzinfo=SHANGHAI), 2),
    ],
)
def test_days_left_over_a_holiday_are_those_of_the_calendar(
    now: dt.datetime, due_at: dt.datetime, days: int, db: None
) -> None:
    CalendarDay.objects.filter(date__year=2026, date__month__in=[2, 3]).delete()
    for day in range(16, 23):
        CalendarDayFactory(date=dt.date(2026, 2, day), kind=CalendarDay.Kind.HOLIDAY, name="春节")
    for day in (14, 28):
        CalendarDayFactory(date=dt.date(2026, 2, day), kind=CalendarDay.Kind.WORKING, name="调休")
    calendar.forget()
    assert working_days_left(now, due_at, calendar.is_working_day) == days


def test_a_due_time_that_has_passed_leaves_no_days() -> None:
    assert working_days_left(NOW, NOW - dt.timedelta(days=9), on_weekdays) == 0
