"""Dates, covers, tags: the small things that templates are written with."""

import datetime as dt
from types import SimpleNamespace

import pytest
import time_machine
from django.utils import timezone, translation

from portal import dates
from portal.covers import drawn_cover
from portal.kinds import DOORS, LOOKS, look_of
from portal.selectors import doors_of
from portal.templatetags import portal_tags as tags

WHEN = dt.datetime(2026, 11, 28, 6, 30, tzinfo=dt.UTC)


@time_machine.travel("2026-11-22 12:00+08:00")
@pytest.mark.parametrize(
    ("language", "expected"), [("zh-hans", ("11月28日", "周六", "14:30")), ("en", ("28 Nov", "Sat", "14:30"))]
)
def test_dates_are_said_as_people_say_them(language: str, expected: tuple[str, str, str]) -> None:
    with translation.override(language):
        assert (dates.day(WHEN), dates.weekday(WHEN), dates.clock(WHEN)) == expected


@time_machine.travel("2026-11-22 12:00+08:00")
def test_the_year_is_said_only_when_it_is_another() -> None:
    with translation.override("zh-hans"):
        assert dates.day(dt.date(2025, 1, 2)) == "2025年1月2日"
        assert dates.full_day(dt.date(2026, 1, 2)) == "2026年1月2日"
        assert dates.moment(WHEN) == "11月28日 周六 14:30"


@pytest.mark.parametrize(
    ("time", "spoken"),
    [((9, 30), "上午 9 点半"), ((14, 0), "下午 2 点"), ((19, 15), "晚上 7 点 15 分"), ((12, 0), "下午 12 点")],
)
def test_elder_mode_tells_the_time_aloud(time: tuple[int, int], spoken: str) -> None:
    with translation.override("zh-hans"):
        assert dates.spoken_clock(dt.time(*time)) == spoken
        local = dt.datetime(2026, 11, 28, *time, tzinfo=timezone.get_default_timezone())
        assert dates.spoken_clock(local) == spoken


def test_a_row_keeps_its_drawing_and_rows_differ() -> None:
    assert drawn_cover("fan", 4) == drawn_cover("fan", 4)
    assert len({drawn_cover("fan", seed).classes for seed in range(6)}) == 6


@pytest.mark.parametrize(
    ("slug", "title", "drawing"),
    [
        ("fan", "每月一封家书", "letterbox"),
        ("fan", "春天", "fan"),
        ("../etc", "", "village"),
        ("fan", "操场开放", "field"),
    ],
)
def test_the_title_chooses_before_the_topic(slug: str, title: str, drawing: str) -> None:
    assert drawn_cover(slug, 1, title).src.endswith(f"cover-{drawing}.svg")


def test_characters_are_never_mirrored() -> None:
    assert all("mirrored" not in drawn_cover("letterbox", seed).classes for seed in range(12))


def test_every_door_has_a_look_and_an_unknown_kind_has_one() -> None:
    assert all(LOOKS[kind].invite for kind in DOORS)
    assert look_of("never heard of").icon


def test_doors_come_in_their_order_and_only_those_that_exist() -> None:
    sections = [SimpleNamespace(shows=kind) for kind in ("casepage", "routepage", "newspage", "newspage")]
    assert [door.shows for door in doors_of(sections, 4)] == ["newspage", "routepage", "casepage"]
    assert len(doors_of(sections, 2)) == 2


@pytest.mark.parametrize(("value", "shown"), [(1286, "1\u2009286"), (0, "0"), (None, ""), ("", "")])
def test_thousands_stand_apart(value: object, shown: str) -> None:
    assert tags.thin(value) == shown


@pytest.mark.parametrize(("metres", "shown"), [(900, "900 米"), (1800, "1.8 公里"), (2000, "2 公里")])
def test_ways_are_measured_in_words(metres: int, shown: str) -> None:
    with translation.override("zh-hans"):
        assert tags.distance(metres) == shown


def test_small_filters() -> None:
    assert tags.tel("0512-5800 0000") == "051258000000"
    assert tags.promise_lines("家门口的事，说一声就有人应。") == ["家门口的事，", "说一声就有人应。"]
    assert tags.promise_lines("一句") == ["一句"]


def test_an_icon_is_hidden_from_readers_unless_it_says_something() -> None:
    assert 'aria-hidden="true"' in tags.icon("x")
    assert 'aria-label="&lt;b&gt;"' in tags.icon("x", "<b>")


def test_every_icon_that_templates_use_is_in_the_sprite() -> None:
    import re
    from pathlib import Path

    root = Path(__file__).resolve().parents[2]
    known = set(re.findall(r'id="([a-z0-9-]+)"', (root / "static/icons/sprite.svg").read_text()))
    used = {
        name
        for template in (root / "templates").rglob("*.html")
        for name in re.findall(r'{% icon "([a-z0-9-]+)"', template.read_text())
    } | {look.icon for look in LOOKS.values()}
    assert used <= known
