"""A route as a sketch: pins in their order and bearing, within the frame, wherever the stops lie."""

import itertools
import math
import re
from types import SimpleNamespace
from typing import Any

import pytest

from portal.sketch import BOTTOM, HEIGHT, LEFT, NICE, RIGHT, TOP, WIDTH, Sketch, sketch

LONGITUDE, LATITUDE = 120.55, 31.87
DEGREE = 111_320.0


class Stop(SimpleNamespace):
    def __str__(self) -> str:
        return str(self.name)


def stops(*places: tuple[Any, Any]) -> list[Stop]:
    return [Stop(name=f"第{n}站", venue=SimpleNamespace(longitude=x, latitude=y)) for n, (x, y) in enumerate(places, 1)]


def metres(east: float, north: float) -> tuple[float, float]:
    """A place so many metres from the middle of the village."""
    return LONGITUDE + east / (DEGREE * math.cos(math.radians(LATITUDE))), LATITUDE + north / DEGREE


def places(found: Sketch) -> list[tuple[float, float]]:
    return [(pin.x, pin.y) for pin in found.pins]


ROUTES = {
    "one": [metres(0, 0)],
    "two": [metres(0, 0), metres(900, 500)],
    "east_west": [metres(0, 0), metres(2000, 0), metres(4000, 0)],
    "north_south": [metres(0, 0), metres(0, 3000)],
    "county": [metres(0, 0), metres(18_000, -4000), metres(-9000, 22_000), metres(500, 600)],
    "unknown": [(None, None), (None, None), (None, None)],
    "half_known": [metres(0, 0), (None, None)],
    "same_place": [metres(0, 0), metres(0, 0), metres(0, 0)],
    "crowd": [metres(0, 0), *(metres(5000 + n, 3000) for n in range(6))],
}


@pytest.mark.parametrize("name", ROUTES)
def test_every_pin_is_in_the_frame_in_its_order_with_its_name(name: str) -> None:
    found = sketch(stops(*ROUTES[name]))
    assert [(pin.number, pin.name) for pin in found.pins] == [
        (number, f"第{number}站") for number in range(1, len(ROUTES[name]) + 1)
    ]
    for x, y in places(found):
        assert 0 < x < WIDTH
        assert 0 < y < HEIGHT


@pytest.mark.parametrize("name", ROUTES)
def test_no_two_pins_hide_each_other(name: str) -> None:
    found = places(sketch(stops(*ROUTES[name])))
    for (ax, ay), (bx, by) in itertools.combinations(found, 2):
        assert math.hypot(ax - bx, ay - by) >= 39.8


@pytest.mark.parametrize(("east", "north"), [(1000, 0), (0, 1000), (-1000, 0), (0, -1000), (800, 600), (-500, 900)])
def test_north_is_up_and_east_is_right(east: float, north: float) -> None:
    (ax, ay), (bx, by) = places(sketch(stops(metres(0, 0), metres(east, north))))
    assert math.isclose(math.atan2(ay - by, bx - ax), math.atan2(north, east), abs_tol=0.01)


@pytest.mark.parametrize("size", [300, 900, 4000, 30_000])
def test_the_scale_is_a_round_number_and_true(size: float) -> None:
    found = sketch(stops(metres(0, 0), metres(size, 0)))
    (ax, _ay), (bx, _by) = places(found)
    assert found.scale_metres in NICE
    assert found.scale_width <= 160
    assert found.scale_width / found.scale_metres == pytest.approx((bx - ax) / size, rel=0.02)


@pytest.mark.parametrize("name", ["one", "unknown", "half_known", "same_place"])
def test_without_places_there_is_a_line_and_no_scale(name: str) -> None:
    found = sketch(stops(*ROUTES[name]))
    assert (found.scale_metres, found.scale_width) == (0, 0)
    heights = [y for _x, y in places(found)]
    assert heights == sorted(heights)


def test_the_way_goes_through_every_pin() -> None:
    found = sketch(stops(*ROUTES["county"]))
    ends = re.findall(r"(?:M| )(-?[\d.]+),(-?[\d.]+)(?= Q|$)", found.path)
    assert [(float(x), float(y)) for x, y in ends] == places(found)
    assert found.path.count("Q") == len(found.pins) - 1


def test_a_route_without_stops_is_an_empty_sketch() -> None:
    found = sketch([])
    assert (found.pins, found.path, found.scale_metres) == ((), "", 0)


def test_a_name_stands_where_there_is_room() -> None:
    for pin in sketch(stops(*ROUTES["county"])).pins:
        assert pin.name_left is (pin.x > WIDTH / 2)
        assert pin.name_x == (pin.x - 24 if pin.x > WIDTH / 2 else pin.x + 24)


def test_the_drawing_fills_its_room_and_no_more() -> None:
    found = places(sketch(stops(metres(0, 0), metres(3000, 0), metres(3000, 3000))))
    xs, ys = [x for x, _y in found], [y for _x, y in found]
    assert (min(xs), max(xs)) >= (LEFT, 0)
    assert max(xs) <= WIDTH - RIGHT + 0.1
    assert min(ys) >= TOP - 0.1
    assert max(ys) <= HEIGHT - BOTTOM + 0.1
    assert max(max(xs) - min(xs) - (WIDTH - LEFT - RIGHT), max(ys) - min(ys) - (HEIGHT - TOP - BOTTOM)) >= -0.2


@pytest.mark.parametrize(("scale", "words"), [(100, "0.1"), (500, "0.5"), (1000, "1"), (20_000, "20")])
def test_the_scale_is_said_in_kilometres(scale: int, words: str) -> None:
    assert Sketch((), "", scale, 1.0).scale_kilometres == words
