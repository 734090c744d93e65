"""Days and hours as people write them."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from exchange.intake.moments import EPOCH, number, read_slot

NOW = timezone.make_aware(dt.datetime(2026, 11, 28, 10, 0))  # a Saturday


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


@given(text=st.text(alphabet="0123456789年月日点半刻上下午周明天-/:. 一二三十", max_size=20))
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    slot = read_slot(text, NOW)
    assert slot is None or timezone.is_aware(slot[0])
