"""What each reason weighs, from plain values: no database is asked how well a team fits."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from django.utils import timezone, translation

from exchange.models import Category, Need, Order
from exchange.reasons import WORDS, Reason
from exchange.suggesting import Field, Suggestion, cells_of, fit, kilometres, obstacles, suggest, word_of
from organisations.models import Unit
from volunteers.models import Team

NOON = dt.datetime(2026, 12, 3, 12, tzinfo=timezone.get_default_timezone())


def unit(pk: int, path: str, place: tuple[float, float] | None = None) -> Unit:
    latitude, longitude = place or (None, None)
    return Unit(pk=pk, path=path, name=f"单位{pk}", latitude=latitude, longitude=longitude)


TOWN = unit(1, "00010001", (31.87, 120.55))
STATION = unit(2, "000100010001", (31.87, 120.55))
ELSEWHERE = unit(3, "00010002", (31.87, 120.60))
CATEGORY = Category(pk=1, path="00010001", name="水电")


def team(pk: int = 1, at: Unit = TOWN, capacity: int = 4) -> Team:
    return Team(pk=pk, name=f"队{pk}", unit=at, weekly_capacity=capacity)


def order(pk: int = 1, **need: Any) -> Order:
    return Order(pk=pk, need=Need(**{"unit": STATION, "category": CATEGORY, **need}))


def known(*teams: Team, **changes: Any) -> Field:
    values: dict[str, Any] = {
        "teams": list(teams),
        "skills": {each.pk: ["0001"] for each in teams},
        "areas": {},
        "load": Counter(),
        "busy": {},
        "paired": set(),
        "ratings": {},
    }
    return Field(**values | changes)


def judged(one: Team, asked: Order | None = None, **changes: Any) -> Suggestion:
    found = fit(asked or order(), one, known(one, **changes))
    assert found is not None
    return found


def reason(found: Suggestion, code: str) -> Reason:
    return next(each for each in found.reasons if each.code == code)


def test_a_team_about_which_all_is_well_has_all_points() -> None:
    found = judged(
        team(),
        order(wanted_from=NOON),
        paired={frozenset({TOWN.pk, STATION.pk})},
        ratings={1: (4.8, 12)},
    )
    assert found.points == 100
    assert [each.code for each in found.reasons] == ["skill", "area", "free", "load", "near", "paired", "rated"]
    assert {each.sign for each in found.reasons} == {"+"}
    assert found.cells == 5


@pytest.mark.parametrize(
    ("skills", "category", "does"),
    [
        (["0001"], CATEGORY, True),
        (["00010001"], CATEGORY, True),
        (["0002", "0001"], CATEGORY, True),
        (["000100010001"], CATEGORY, False),
        (["0002"], CATEGORY, False),
        ([], CATEGORY, False),
        (["0001"], None, False),
    ],
)
def test_what_a_team_does_with_all_below_it(skills: list[str], category: Category | None, does: bool) -> None:
    one = team()
    assert (fit(order(category=category), one, known(one, skills={1: skills})) is not None) is does


@pytest.mark.parametrize(
    ("areas", "at", "sign"),
    [
        ([], TOWN, "+"),
        ([], STATION, "+"),
        ([], ELSEWHERE, "-"),
        (["00010002"], TOWN, "-"),
        (["00010002", "00010001"], ELSEWHERE, "+"),
        (["0001"], ELSEWHERE, "+"),
        (["0001000100010001"], TOWN, "-"),
    ],
)
def test_the_area_is_its_own_unit_unless_it_names_others(areas: list[str], at: Unit, sign: str) -> None:
    found = judged(team(at=at), areas={1: areas} if areas else {})
    assert reason(found, "area").sign == sign


HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("wanted_from", "wanted_to", "busy", "free"),
    [
        (NOON, NOON + HOUR, (NOON - HOUR, NOON), True),
        (NOON, NOON + HOUR, (NOON + HOUR, NOON + 2 * HOUR), True),
        (NOON, NOON + HOUR, (NOON - HOUR, NOON + dt.timedelta(minutes=1)), False),
        (NOON, NOON + HOUR, (NOON, NOON + HOUR), False),
        (NOON, NOON + 3 * HOUR, (NOON + HOUR, NOON + 2 * HOUR), False),
        # Without an end an hour is kept free.
        (NOON, None, (NOON + dt.timedelta(minutes=59), NOON + 2 * HOUR), False),
        (NOON, None, (NOON + HOUR, NOON + 2 * HOUR), True),
        # No time was asked for: nobody is busy then.
        (None, None, (NOON, NOON + HOUR), True),
    ],
)
def test_who_is_busy_then_is_not_suggested(
    wanted_from: dt.datetime | None, wanted_to: dt.datetime | None, busy: tuple[dt.datetime, dt.datetime], free: bool
) -> None:
    one, asked = team(), order(wanted_from=wanted_from, wanted_to=wanted_to)
    found = fit(asked, one, known(one, busy={1: [busy]}))
    assert (found is not None) is free
    if found is not None:
        assert reason(found, "free").sign == ("+" if wanted_from else "0")


@pytest.mark.parametrize(
    ("running", "capacity", "points", "sign"),
    [(0, 4, 12, "+"), (1, 4, 9, "+"), (2, 4, 6, "+"), (3, 4, 3, "+"), (4, 4, 0, "-"), (9, 4, 0, "-"),
     (0, 1, 12, "+"), (1, 1, 0, "-"), (100, 200, 6, "+")],
)  # fmt: skip
def test_room_counts_in_the_share_that_is_left(running: int, capacity: int, points: int, sign: str) -> None:
    free = judged(team(capacity=capacity)).points
    found = judged(team(capacity=capacity), load=Counter({1: running}))
    assert free - found.points == 12 - points
    load = reason(found, "load")
    assert (load.sign, load.said) == (sign, {"running": running, "capacity": capacity})


@pytest.mark.parametrize(
    ("longitude", "points", "sign", "km"),
    [
        (120.55, 8, "+", 1),
        (120.56, 8, "+", 1),
        (120.58, 8, "+", 3),
        (120.60, 7, "+", 5),
        (120.64, 4, "+", 8),
        (120.65, 4, "-", 9),
        (120.70, 1, "-", 14),
        (120.72, 0, "-", 16),
        (121.55, 0, "-", 94),
    ],
)
def test_near_counts_less_the_farther_it_is(longitude: float, points: int, sign: str, km: int) -> None:
    near = judged(team(at=unit(1, "00010001", (31.87, 120.55)))).points
    found = judged(team(at=unit(1, "00010001", (31.87, longitude))))
    assert near - found.points == 8 - points
    away = reason(found, "near")
    assert (away.sign, away.said) == (sign, {"km": km})


@pytest.mark.parametrize("place", [None, (None, 120.5), (31.8, None)])
def test_without_a_place_nothing_is_said_of_the_distance(place: Any) -> None:
    found = judged(team(at=unit(1, "00010001", place)))
    assert reason(found, "near") == Reason("near", "0")


@pytest.mark.parametrize(
    ("mean", "count", "points", "sign"),
    [(5.0, 2, 2, "0"), (0.0, 0, 2, "0"), (4.0, 3, 5, "+"), (3.99, 3, 0, "-"), (5.0, 3, 5, "+"), (1.0, 500, 0, "-")],
)
def test_ratings_count_from_three_on(mean: float, count: int, points: int, sign: str) -> None:
    without = judged(team()).points
    found = judged(team(), ratings={1: (mean, count)})
    assert found.points - without == points - 2
    assert reason(found, "rated").sign == sign


@pytest.mark.parametrize("pair", [{TOWN.pk, STATION.pk}, {TOWN.pk, ELSEWHERE.pk}, {STATION.pk}])
def test_a_pairing_counts_whichever_side_entered_it(pair: set[int]) -> None:
    found = judged(team(), paired={frozenset(pair)})
    paired = pair == {TOWN.pk, STATION.pk}
    assert reason(found, "paired").sign == ("+" if paired else "0")
    assert found.points - judged(team()).points == (5 if paired else 0)


def test_who_refused_this_order_is_left_out_of_it_alone() -> None:
    one, other = team(1), team(2)
    field = known(one, other, refused={(1, 1)})
    assert [each.team.pk for each in suggest(order(1), field)] == [2]
    assert [each.team.pk for each in suggest(order(2), field)] == [1, 2]


@pytest.mark.parametrize(
    ("changes", "against"),
    [
        ({}, []),
        ({"skills": {}}, ["skill"]),
        ({"refused": {(1, 1)}}, ["refused"]),
        ({"busy": {1: [(NOON, NOON + HOUR)]}}, ["free"]),
        ({"skills": {}, "busy": {1: [(NOON, NOON + HOUR)]}, "refused": {(1, 1)}}, ["skill", "free", "refused"]),
        # Of another order, or another team.
        ({"refused": {(2, 1), (1, 2)}}, []),
        ({"busy": {2: [(NOON, NOON + HOUR)]}}, []),
    ],
)
def test_why_a_team_is_not_suggested_is_said(changes: dict[str, Any], against: list[str]) -> None:
    one, asked = team(), order(wanted_from=NOON)
    field = known(one, **changes)
    assert [each.code for each in obstacles(asked, one, field)] == against
    assert {each.sign for each in obstacles(asked, one, field)} <= {"-"}
    assert (fit(asked, one, field) is None) is bool(against)


def test_the_best_come_first_and_equal_ones_by_their_key() -> None:
    teams = [team(pk) for pk in (3, 1, 2)] + [team(4, capacity=1)]
    field = known(*teams, load=Counter({1: 2, 4: 1}))
    assert [each.team.pk for each in suggest(order(), field)] == [2, 3, 1, 4]
    assert [each.team.pk for each in suggest(order(), field, most=2)] == [2, 3]


@pytest.mark.parametrize(
    ("points", "cells", "word"),
    [(-5, 1, "勉强"), (0, 1, "勉强"), (1, 1, "勉强"), (20, 1, "勉强"), (21, 2, "勉强"), (40, 2, "勉强"),
     (41, 3, "可以"), (60, 3, "可以"), (61, 4, "合适"), (80, 4, "合适"),
     (81, 5, "很合适"), (100, 5, "很合适"), (140, 5, "很合适")],
)  # fmt: skip
def test_points_are_shown_as_cells_and_a_word(points: int, cells: int, word: str) -> None:
    with translation.override("zh-hans"):
        assert (cells_of(points), word_of(points)) == (cells, word)


@pytest.mark.parametrize(("code", "sign"), WORDS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_reason_is_said_in_words(code: str, sign: str, language: str) -> None:
    with translation.override(language):
        text = Reason(code, sign, {"running": 2, "capacity": 3, "km": 7}).text
    assert text
    assert "%" not in text
    assert text.isascii() is (language == "en")


@pytest.mark.parametrize(
    ("first", "second", "away"),
    [
        ((0, 0), (0, 1), 111.19),
        ((0, 0), (1, 0), 111.19),
        ((60, 0), (60, 1), 55.60),
        ((0, 179.5), (0, -179.5), 111.19),
        ((90, 0), (-90, 0), 20015.09),
        ((31.87, 120.55), (31.87, 120.55), 0.0),
    ],
)
def test_distances_of_places_that_are_known(
    first: tuple[float, float], second: tuple[float, float], away: float
) -> None:
    for begin, end in ((first, second), (second, first)):
        found = kilometres(unit(1, "0001", begin), unit(2, "0002", end))
        assert found == pytest.approx(away, abs=0.01)
