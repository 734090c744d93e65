"""A route drawn as a sketch: pins in their true order and bearing, in a frame of its own. Never a boundary."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

WIDTH, HEIGHT = 640, 560
# Room around the pins, so that names and the scale fit.
LEFT, RIGHT, TOP, BOTTOM = 110, 110, 90, 110
METRES_A_DEGREE = 111_320.0
NICE = (100, 200, 500, 1000, 2000, 5000, 10_000, 20_000)


@dataclass(frozen=True)
class Pin:
    """A stop on the sketch; its name stands to the left of the pin when there is more room there."""

    number: int
    name: str
    x: float
    y: float
    name_left: bool

    @property
    def name_x(self) -> float:
        return self.x - 24 if self.name_left else self.x + 24


@dataclass(frozen=True)
class Sketch:
    """`path` is an SVG path through all pins; `scale_metres` 0 where places are unknown."""

    pins: tuple[Pin, ...]
    path: str
    scale_metres: int
    scale_width: float
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def scale_kilometres(self) -> str:
        return f"{self.scale_metres / 1000:g}"


def sketch(stops: Sequence[Any]) -> Sketch:
    """Pins by latitude and longitude where every stop has them, else along a winding line."""
    places = [(stop.venue.longitude, stop.venue.latitude) for stop in stops]
    if places and all(x is not None and y is not None for x, y in places) and len(set(places)) > 1:
        points, metres, width = _projected([(float(x), float(y)) for x, y in places])
    else:
        points, metres, width = _winding(len(places)), 0, 0.0
    pins = tuple(
        Pin(number, str(stop), round(x, 1), round(y, 1), x > WIDTH / 2)
        for number, (stop, (x, y)) in enumerate(zip(stops, points, strict=True), 1)
    )
    return Sketch(pins, _through(points), metres, round(width, 1))


def _projected(places: list[tuple[float, float]]) -> tuple[list[tuple[float, float]], int, float]:
    middle = math.radians(sum(y for _, y in places) / len(places))
    flat = [(x * math.cos(middle) * METRES_A_DEGREE, -y * METRES_A_DEGREE) for x, y in places]
    left, top = min(x for x, _ in flat), min(y for _, y in flat)
    wide, high = max(x for x, _ in flat) - left, max(y for _, y in flat) - top
    scale = min((WIDTH - LEFT - RIGHT) / max(wide, 1), (HEIGHT - TOP - BOTTOM) / max(high, 1))
    shift_x = LEFT + (WIDTH - LEFT - RIGHT - wide * scale) / 2
    shift_y = TOP + (HEIGHT - TOP - BOTTOM - high * scale) / 2
    points = [(shift_x + (x - left) * scale, shift_y + (y - top) * scale) for x, y in flat]
    metres = max((nice for nice in NICE if nice * scale <= 160), default=NICE[0])
    return _apart(points), metres, metres * scale


def _apart(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Pins closer than their own size are pushed apart, downwards: a sketch may do that."""
    placed: list[tuple[float, float]] = []
    for x, y in points:
        while any(math.hypot(x - a, y - b) < 40 for a, b in placed) and y < HEIGHT - 60:
            y += 14
        placed.append((x, y))
    return placed


def _winding(count: int) -> list[tuple[float, float]]:
    step = (HEIGHT - TOP - BOTTOM) / max(count - 1, 1)
    return [(WIDTH / 2 + math.sin(index * 1.4 + 0.6) * 150, TOP + index * step) for index in range(count)]


def _through(points: list[tuple[float, float]]) -> str:
    """A soft line through the points: quadratic curves that bend aside of the straight way."""
    if not points:
        return ""
    path = f"M{points[0][0]:.1f},{points[0][1]:.1f}"
    for index, ((ax, ay), (bx, by)) in enumerate(pairwise(points)):
        bend = 0.16 if index % 2 else -0.16
        cx, cy = (ax + bx) / 2 - (by - ay) * bend, (ay + by) / 2 + (bx - ax) * bend
        path += f" Q{cx:.1f},{cy:.1f} {bx:.1f},{by:.1f}"
    return path
