# ruff: noqa: DTZ001 a cell of a sheet knows no zone
"""Days and hours as people write them."""

import datetime as dt
import time

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from exchange.intake.moments import EPOCH, number, read_slot

NOW = dt.datetime(2026, 11, 28, 10, 0, tzinfo=timezone.get_default_timezone())  # a Saturday


def said(value: object) -> str:
    slot = read_slot(value, NOW)
    if slot is None:
        return ""
    start, end = slot
    return f"{start:%Y-%m-%d %H:%M}" + (f"–{end:%m-%d %H:%M}" if end else "")


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("12月3日下午3点", "2026-12-03 15:00"),
        ("2026/12/3 15:00", "2026-12-03 15:00"),
        ("2026-12-03T15:00", "2026-12-03 15:00"),
        ("2026-12-03 15:00:00", "2026-12-03 15:00"),
        ("２０２６年１２月３日　１５：００", "2026-12-03 15:00"),
        ("2026年12月3日下午3点半", "2026-12-03 15:30"),
        ("二〇二六年十二月三日上午九点", "2026-12-03 09:00"),
        ("12月3号15点", "2026-12-03 15:00"),
        ("12.3 晚上7:30", "2026-12-03 19:30"),
        ("12月3日下午三点二十", "2026-12-03 15:20"),
        ("后天上午九点一刻", "2026-11-30 09:15"),
        ("12月3日中午12点", "2026-12-03 12:00"),
        ("12月3日中午1点", "2026-12-03 13:00"),
        ("明晚七点", "2026-11-29 19:00"),
        ("下周三下午2点", "2026-12-02 14:00"),
        ("12月3日14:00-16:00", "2026-12-03 14:00–12-03 16:00"),
        ("12月3日下午2点到4点", "2026-12-03 14:00–12-03 16:00"),
        ("明天9-11点", "2026-11-29 09:00–11-29 11:00"),
        ("12-3 下午2:30-4:30", "2026-12-03 14:30–12-03 16:30"),
        ("12月3日9点到下午2点", "2026-12-03 09:00–12-03 14:00"),
        ("12月3日", "2026-12-03 08:30–12-03 17:30"),
        ("20261203", "2026-12-03 08:30–12-03 17:30"),
        ("周日上午", "2026-11-29 08:30–11-29 11:30"),
        ("12月3日 晚上", "2026-12-03 18:30–12-03 20:30"),
        (dt.datetime(2026, 12, 3, 15), "2026-12-03 15:00"),
        (dt.datetime(2026, 12, 3), "2026-12-03 08:30–12-03 17:30"),
        (dt.date(2026, 12, 3), "2026-12-03 08:30–12-03 17:30"),
        (46359.625, "2026-12-03 15:00"),
        ("46359.625", "2026-12-03 15:00"),
        (46359, "2026-12-03 08:30–12-03 17:30"),
        # From one day to another: both count.
        ("12月3日至12月5日", "2026-12-03 08:30–12-05 17:30"),
        ("12月3日-5日", "2026-12-03 08:30–12-05 17:30"),
        ("12月3号到5号", "2026-12-03 08:30–12-05 17:30"),
        ("12/3-12/5", "2026-12-03 08:30–12-05 17:30"),
        ("2026-12-03至2026-12-05", "2026-12-03 08:30–12-05 17:30"),
        ("12月3日（周四）—12月5日", "2026-12-03 08:30–12-05 17:30"),
        ("下周一到下周三", "2026-11-30 08:30–12-02 17:30"),
        ("12月3日-5日上午", "2026-12-03 08:30–12-05 11:30"),
        ("12月3日-5日 9:00-11:00", "2026-12-03 09:00–12-05 11:00"),
        ("12月3日-5日 9:00", "2026-12-03 09:00–12-05 17:30"),
        ("12月30日到1月2日", "2026-12-30 08:30–01-02 17:30"),
        # Numbers that count something are no days.
        ("周六上午9点，约1.5小时", "2026-11-28 09:00"),
        ("周日上午，3-4人", "2026-11-29 08:30–11-29 11:30"),
        ("12月3日上午，2-3 位老人", "2026-12-03 08:30–12-03 11:30"),
        # Half a day may stand behind the hour, and the first hours of a day are no noon.
        ("12月10日 9:00 PM", "2026-12-10 21:00"),
        ("3:00 pm 12/10", "2026-12-10 15:00"),
        ("12/10 9:00am-11:00am", "2026-12-10 09:00–12-10 11:00"),
        ("12/10 1:00pm-3:00", "2026-12-10 13:00–12-10 15:00"),
        ("12月3日凌晨12点", "2026-12-03 00:00"),
        ("12/3 12:15 AM", "2026-12-03 00:15"),
        ("12/3 12:15 PM", "2026-12-03 12:15"),
        ("12月3日半夜11点", "2026-12-03 23:00"),
        # Without a year: what has just passed has passed, what is long past comes next year.
        ("11月20日", "2026-11-20 08:30–11-20 17:30"),
        ("1月5日", "2027-01-05 08:30–01-05 17:30"),
    ],
)
def test_what_is_meant(value: object, meant: str) -> None:
    assert said(value) == meant


@pytest.mark.parametrize(
    "value",
    [
        "尽快",
        "随便",
        "",
        "下午3点",
        "2月30日",
        "13月3日",
        "12月3日25点",
        "12月3日三四十点",
        12,
        99999.5,
        True,
        "138001380",
        "尽快，1-2天内",
        "2-3天",
        "大概1.5小时",
        "一次2-3个小时",
        # Midnight of which day? Better asked once more than guessed.
        "12月3日晚上12点",
        "12月3日夜里1点",
        "12月3日半夜12点",
        "12月3日晚上11点到1点",
        "12月5日到12月3日",
        "12月5日到32日",
        "12月初",
        "周末",
        "国庆节",
        "27/1/5",
        "2026-12-03 24:00",
    ],
)
def test_what_says_no_time_is_none(value: object) -> None:
    assert read_slot(value, NOW) is None


@pytest.mark.parametrize(
    ("text", "value"), [("3", 3), ("三", 3), ("十", 10), ("十二", 12), ("二十", 20), ("二十一", 21), ("两", 2)]
)
def test_numerals(text: str, value: int) -> None:
    assert number(text) == value


days = st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2035, 1, 1)).map(
    lambda each: each.replace(second=0, microsecond=0)
)


@given(day=days.filter(lambda each: each.hour or each.minute))
def test_a_moment_is_the_same_however_it_is_written(day: dt.datetime) -> None:
    serial = (day - EPOCH) / dt.timedelta(days=1)
    part = "下午" if day.hour >= 12 else "上午"
    written = (
        serial,
        str(serial),
        day,
        f"{day:%Y/%m/%d %H:%M}",
        f"{day:%Y}年{day.month}月{day.day}日{day:%H:%M}",
        f"{day:%Y.}{day.month}.{day.day} {part}{day.hour - 12 if day.hour > 12 else day.hour}:{day:%M}",
    )
    assert {read_slot(each, NOW) for each in written} == {(timezone.make_aware(day), None)}


@pytest.mark.parametrize(
    "text", ["12月3日" + " " * 2000 + "至", "12月3日" + "-" * 2000, "12月" * 1000, "(周四)" * 500, "12月3日至" * 400]
)
def test_a_cell_full_of_nonsense_costs_no_time(text: str) -> None:
    begin = time.process_time()
    read_slot(text, NOW)
    assert time.process_time() - begin < 0.1


@given(text=st.text(alphabet="0123456789年月日点半刻上下午周明天-/:. 一二三十", max_size=20))
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    slot = read_slot(text, NOW)
    assert slot is None or timezone.is_aware(slot[0])
