"""Addresses that can be read aloud, days and lengths in the words of the site, and the wall calendar."""

import datetime as dt

import pytest
import time_machine
from django.utils.translation import override

from cms.almanac import SOLAR_FESTIVALS, almanac_of
from cms.dates import chinese_day, clock, full_day, length_of_time, length_of_way, weekday
from cms.slugs import LONGEST, is_ascii_slug, pinyin_slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("百家桥村的家书", "bai-jia-qiao-cun-de-jia-shu"),
        ("百家橋村的家書", "bai-jia-qiao-cun-de-jia-shu"),
        ("２０２６年春晚", "2026-nian-chun-wan"),
        ("“好人”张三", "hao-ren-zhang-san"),
        ("A股 & B股", "a-gu-b-gu"),
        ("Café 开张", "cafe-kai-zhang"),
        ("第10期（专刊）", "di-10-qi-zhuan-kan"),
        ("银行行长", "yin-hang-hang-zhang"),
        ("绿色旅行", "lv-se-lv-xing"),
        ("  空格  ", "kong-ge"),
        ("--", ""),
        ("！？…", ""),
        ("😀", ""),
        ("", ""),
    ],
)
def test_a_title_becomes_an_address(text: str, slug: str) -> None:
    assert pinyin_slug(text) == slug
    assert slug == "" or is_ascii_slug(slug)


@pytest.mark.parametrize("text", ["长" * 100, "zhuang" * 30, "百家桥村新时代文明实践站志愿服务队的家书"])
def test_an_address_is_cut_between_syllables(text: str) -> None:
    slug = pinyin_slug(text)
    assert 0 < len(slug) <= LONGEST
    assert not slug.endswith("-")
    assert pinyin_slug(text + "再长一点") == slug


@pytest.mark.parametrize("slug", ["", "家书", "a b", "A", "a/b", "a.b", "a_b", "../x"])
def test_what_is_no_plain_address(slug: str) -> None:
    assert not is_ascii_slug(slug)


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (dt.date(2026, 11, 28), "11月28日"),
        (dt.date(2026, 1, 1), "1月1日"),
        (dt.date(2025, 12, 31), "2025年12月31日"),
        (dt.date(2027, 1, 1), "2027年1月1日"),
    ],
)
def test_a_day_names_its_year_only_when_it_is_another(day: dt.date, label: str) -> None:
    with time_machine.travel(dt.datetime(2026, 6, 1, 4, tzinfo=dt.UTC), tick=False):
        assert chinese_day(day) == label
        assert full_day(day) == f"{day.year}年{day.month}月{day.day}日"


def test_the_week_in_two_signs() -> None:
    monday = dt.date(2026, 11, 23)
    days = [weekday(monday + dt.timedelta(days=n)) for n in range(7)]
    assert days == ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]
    with override("en"):
        assert weekday(monday) == "Mon"


@pytest.mark.parametrize(
    ("time", "shown"), [(dt.time(8, 30), "8:30"), (dt.time(0, 0), "0:00"), (dt.time(23, 5), "23:05")]
)
def test_a_time_of_the_day(time: dt.time, shown: str) -> None:
    assert clock(time) == shown


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [
        (0, "0 分"),
        (1, "1 分"),
        (59, "59 分"),
        (60, "1 小时"),
        (61, "1 小时 1 分"),
        (200, "3 小时 20 分"),
        (1440, "24 小时"),
    ],
)
def test_a_length_of_time(minutes: int, shown: str) -> None:
    assert length_of_time(minutes) == shown


@pytest.mark.parametrize(
    ("metres", "shown"),
    [
        (0, "0 米"),
        (800, "800 米"),
        (999, "999 米"),
        (1000, "1 公里"),
        (1049, "1 公里"),
        (4200, "4.2 公里"),
        (12_000, "12 公里"),
    ],
)
def test_a_length_of_a_way(metres: int, shown: str) -> None:
    assert length_of_way(metres) == shown


@pytest.mark.parametrize(
    ("day", "festival"),
    [
        (dt.date(2026, 1, 1), "元旦节"),
        (dt.date(2026, 3, 3), "元宵节"),
        (dt.date(2026, 3, 8), "妇女节"),
        (dt.date(2026, 5, 1), "劳动节"),
        (dt.date(2026, 6, 19), "端午节"),
        (dt.date(2026, 9, 25), "中秋节"),
        (dt.date(2026, 10, 18), "重阳节"),
        (dt.date(2026, 2, 14), ""),
        (dt.date(2026, 4, 1), ""),
        (dt.date(2026, 10, 31), ""),
    ],
)
def test_the_days_that_are_kept_here(day: dt.date, festival: str) -> None:
    assert almanac_of(day).festival == festival


@pytest.mark.parametrize(
    ("day", "term"),
    [
        (dt.date(2026, 2, 4), "立春"),
        (dt.date(2026, 4, 5), "清明"),
        (dt.date(2026, 6, 21), "夏至"),
        (dt.date(2026, 12, 22), "冬至"),
    ],
)
def test_the_solar_terms(day: dt.date, term: str) -> None:
    found = almanac_of(day)
    assert found.solar_term == term
    assert almanac_of(day + dt.timedelta(days=1)).solar_term == ""


@pytest.mark.parametrize("year", [1990, 2026, 2050])
def test_every_day_of_a_year_has_its_lunar_date(year: int) -> None:
    days = [dt.date(year, 1, 1) + dt.timedelta(days=n) for n in range(0, 365, 7)]
    for found in map(almanac_of, days):
        assert "月" in found.lunar
        assert found.weekday.startswith("周")
        assert found.festival == "" or not found.festival.isascii()


def test_names_stay_chinese_in_every_language() -> None:
    with override("en"):
        found = almanac_of(dt.date(2026, 10, 1))
    assert (found.festival, found.lunar) == ("国庆节", "八月廿一")
    assert found.festival in SOLAR_FESTIVALS
