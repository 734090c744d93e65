"""The points of `suggesting.fit` for every order with every team at once.

The weights and thresholds are those of `suggesting`; a test compares the two cell by cell. Only the pairs that
may be are computed: some hundred thousand of two and a half million.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from exchange import suggesting as worth
from exchange.batch.reading import moments, slots
from exchange.batch.solving import Flags, Floats, Integers, Problem
from exchange.models import Category, Order
from exchange.suggesting import Field
from organisations.models import Unit
from volunteers.models import Team


@dataclass(frozen=True)
class Matrix:
    """The pairs that may be, as rows (orders), columns (teams) and points; `problem` is what is solved."""

    orders: Sequence[Order]
    teams: Sequence[Team]
    problem: Problem

    def points(self, row: int, column: int) -> int | None:
        """What `fit` gives this order with this team; None where it may not be."""
        at = np.nonzero((self.problem.rows == row) & (self.problem.columns == column))[0]
        return int(self.problem.points[at[0]]) if len(at) else None


def build(orders: Sequence[Order], known: Field) -> Matrix:
    """Reads nothing: `orders` carry need, unit and category, `known` all else."""
    teams, capacity = known.teams, np.array([team.weekly_capacity for team in known.teams], dtype=np.int64)
    running = np.array([known.load[team.pk] for team in teams], dtype=np.int64)
    starts, ends = slots([order.need for order in orders])
    rows, columns = np.nonzero(_may(orders, known, starts, ends))
    points = (
        worth.SKILL
        + worth.AREA * _areas(orders, known)[rows, columns]
        + np.where(starts == ends, worth.FREE_THEN // 2, worth.FREE_THEN)[rows]
        + load_points(running, capacity)[columns]
        + _near(orders, teams, rows, columns)
        + worth.PAIRED * _paired(orders, known)[rows, columns]
        + _rated(known)[columns]
    ).astype(np.int64)
    rank = np.array([order.rank for order in orders], dtype=np.int64)
    problem = Problem(rows, columns, points, rank, starts, ends, running, capacity, load_points)
    return Matrix(orders, teams, problem)


def load_points(running: Integers, capacity: Integers) -> Integers:
    """What is left of the points for room when a team has so many orders running."""
    room = np.maximum(capacity - running, 0)
    found: Integers = np.rint(worth.LOAD * room / capacity).astype(np.int64)
    return found


def _may(orders: Sequence[Order], known: Field, starts: Integers, ends: Integers) -> Flags:
    """Which team does it, is free then and has not refused it."""
    paths, at = _distinct([order.need.category.path if order.need.category else "" for order in orders])
    may = _under(paths, known.teams, known.skills, Category.steplen)[at]
    column = {team.pk: number for number, team in enumerate(known.teams)}
    for team_id, taken in known.busy.items():
        if team_id in column:
            begins, until = moments(taken)
            # A time of 0 to 0 lies before every other: what has no time is never taken.
            may[:, column[team_id]] &= ~((begins < ends[:, None]) & (starts[:, None] < until)).any(axis=1)
    row = {order.pk: number for number, order in enumerate(orders)}
    for order_id, team_id in known.refused:
        if team_id in column:
            may[row[order_id], column[team_id]] = False
    return may


def _areas(orders: Sequence[Order], known: Field) -> Flags:
    served = {team.pk: known.areas.get(team.pk) or [team.unit.path] for team in known.teams}
    paths, at = _distinct([order.need.unit.path for order in orders])
    return _under(paths, known.teams, served, Unit.steplen)[at]


def _distinct(values: Sequence[str]) -> tuple[list[str], Integers]:
    """Each value once, and where each of the given ones lies among them."""
    number: dict[str, int] = {}
    at = [number.setdefault(value, len(number)) for value in values]
    return list(number), np.array(at, dtype=np.int64)


def _under(paths: Sequence[str], teams: Sequence[Team], served: Mapping[int, list[str]], steplen: int) -> Flags:
    """Whether each path lies at or below one that a team serves: looked up by each of its beginnings."""
    columns: dict[str, list[int]] = {}
    for column, team in enumerate(teams):
        for path in served.get(team.pk, ()):
            columns.setdefault(path, []).append(column)
    found = np.zeros((len(paths), len(teams)), dtype=bool)
    for row, path in enumerate(paths):
        for end in range(steplen, len(path) + 1, steplen):
            found[row, columns.get(path[:end], [])] = True
    return found


def _near(orders: Sequence[Order], teams: Sequence[Team], rows: Integers, columns: Integers) -> Integers:
    away = _kilometres(
        _places([order.need.unit for order in orders])[rows], _places([team.unit for team in teams])[columns]
    )
    share = np.maximum(0.0, 1 - (away - worth.NEAR_KM) / (worth.FAR_KM - worth.NEAR_KM))
    points = np.where(away <= worth.NEAR_KM, worth.NEAR, np.rint(worth.NEAR * share))
    found: Integers = np.where(np.isnan(away), 0, points).astype(np.int64)
    return found


def _places(units: Sequence[Unit]) -> Floats:
    """Latitude and longitude in radians; not a number where a unit has no place."""
    found = [
        (np.nan if unit.latitude is None else unit.latitude, np.nan if unit.longitude is None else unit.longitude)
        for unit in units
    ]
    return np.radians(np.array(found, dtype=np.float64).reshape(-1, 2))


def _kilometres(first: Floats, second: Floats) -> Floats:
    """`suggesting.kilometres` for many pairs."""
    lat1, lon1, lat2, lon2 = first[:, 0], first[:, 1], second[:, 0], second[:, 1]
    a = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    found: Floats = 2 * 6371.0 * np.arcsin(np.sqrt(a))
    return found


def _paired(orders: Sequence[Order], known: Field) -> Flags:
    column: dict[int, list[int]] = {}
    for number, team in enumerate(known.teams):
        column.setdefault(team.unit_id, []).append(number)
    row: dict[int, list[int]] = {}
    for number, order in enumerate(orders):
        row.setdefault(order.need.unit_id, []).append(number)
    found = np.zeros((len(orders), len(known.teams)), dtype=bool)
    for pair in known.paired:
        first, second = pair
        for asking, helping in ((first, second), (second, first)):
            if asking in row and helping in column:
                found[np.ix_(row[asking], column[helping])] = True
    return found


def _rated(known: Field) -> Integers:
    found = []
    for team in known.teams:
        mean, count = known.ratings.get(team.pk, (0.0, 0))
        known_good = worth.RATED if mean >= worth.GOOD_RATING else 0
        found.append(worth.RATED // 2 if count < worth.LEAST_RATINGS else known_good)
    return np.array(found, dtype=np.int64)
