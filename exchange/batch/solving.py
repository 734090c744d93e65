"""The best assignment of orders to teams that take several, no team twice at a time.

Without times this is the assignment problem: a team is as many columns as it has room, each with the points for
room that are left when it already has the ones before. It is solved exactly. What counts is first that as much
as possible of what is urgent is placed, then the points.

Times make it harder than any known method solves exactly in seconds, so: solve without them, which no solution
can exceed; where a team got two orders for one hour, keep the better ones, forbid the others this team, and
solve again, some rounds; then keep what is left in order and place the rest beside it. `Solution.bound` says
what could at most be reached, so that a person sees how far it is from the best.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

ROUNDS = 3


@dataclass(frozen=True)
class Problem:
    """The pairs that may be (`rows`, `columns`, `points`), each order's rank and time, each team's load and room.

    `load_points(running, capacity)` is the part of the points that shrinks with each further order of a team.
    An order without a time begins and ends at 0.
    """

    rows: Integers
    columns: Integers
    points: Integers
    rank: Integers
    starts: Integers
    ends: Integers
    running: Integers
    capacity: Integers
    load_points: Callable[[Integers, Integers], Integers]

    @property
    def room(self) -> Integers:
        found: Integers = np.maximum(self.capacity - self.running, 0)
        return found

    @property
    def worth_of_placing(self) -> int:
        """More than all points together: no points make up for an order that is left."""
        return int(self.points.max(initial=0) + 1) * (len(self.rank) + 1)


@dataclass(frozen=True)
class Solution:
    """For each order the number of its pair in the problem, or -1; what was reached and what could be at most."""

    pairs: Integers
    points: int
    placed: int
    points_bound: int
    placed_bound: int

    @property
    def optimal(self) -> bool:
        """Whether nothing better is possible. False says only that it is not proven."""
        return (self.placed, self.points) == (self.placed_bound, self.points_bound)


def solve(problem: Problem) -> Solution:
    """The same problem gives the same solution."""
    banned = np.zeros(len(problem.rows), dtype=bool)
    kept = np.full(len(problem.rank), -1, dtype=np.int64)
    pairs = _match(problem, ~banned, kept)
    bound = pairs
    for _round in range(ROUNDS):
        losing = _losing(problem, pairs)
        if not len(losing):
            break
        banned[pairs[losing]] = True
        pairs = _match(problem, ~banned, kept)
    pairs = _settle(problem, pairs)
    return Solution(pairs, _points(problem, pairs), _count(pairs), _points(problem, bound), _count(bound))


def _settle(problem: Problem, pairs: Integers) -> Integers:
    """Keeps what collides with nothing and places the rest beside it, until nothing collides."""
    while len(losing := _losing(problem, pairs)):
        kept = pairs.copy()
        kept[losing] = -1
        pairs = _match(problem, _beside(problem, kept), kept)
    if _count(pairs) < len(problem.rank):
        # What was forbidden on the way may be possible by now.
        again = _match(problem, _beside(problem, pairs), pairs)
        return again if not len(_losing(problem, again)) else pairs
    return pairs


def _count(pairs: Integers) -> int:
    return int((pairs >= 0).sum())


def _points(problem: Problem, pairs: Integers) -> int:
    """The points of a solution, each further order of a team counted with the load it then has."""
    chosen = pairs[pairs >= 0]
    given = np.bincount(problem.columns[chosen], minlength=len(problem.capacity))
    total = int(problem.points[chosen].sum())
    for extra in range(1, int(given.max(initial=0))):
        has = given > extra
        total += int(_lost(problem, problem.running, extra)[has].sum())
    return total


def _lost(problem: Problem, running: Integers, extra: Integers | int) -> Integers:
    """How many points less a team's next order gets when it has `extra` more than were counted."""
    return problem.load_points(problem.running + extra, problem.capacity) - problem.load_points(
        running, problem.capacity
    )


def _match(problem: Problem, may: Flags, kept: Integers) -> Integers:
    """The best full solution among the pairs that may be, with those of `kept` fixed; times left out of account."""
    taken = np.bincount(problem.columns[kept[kept >= 0]], minlength=len(problem.capacity))
    cells = np.nonzero(may & (kept[problem.rows] < 0))[0]
    columns = problem.columns[cells]
    copies = np.minimum(problem.room - taken, np.bincount(columns, minlength=len(taken)))
    repeats = copies[columns]
    cell = np.repeat(cells, repeats)
    if not len(cell):
        return kept
    copy = np.arange(len(cell)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    team = problem.columns[cell]
    load = problem.load_points(problem.running[team] + taken[team] + copy, problem.capacity[team])
    gain = (
        problem.worth_of_placing * problem.rank[problem.rows[cell]]
        + problem.points[cell]
        + load
        - problem.load_points(problem.running[team], problem.capacity[team])
    )
    first = np.cumsum(copies) - copies
    found = _matching(problem.rows[cell], first[team] + copy, gain, len(problem.rank), int(copies.sum()))
    pairs = kept.copy()
    pairs[problem.rows[cell[found]]] = cell[found]
    return pairs


def _matching(rows: Integers, columns: Integers, gain: Integers, height: int, width: int) -> Integers:
    """Which of the given entries make the greatest gain, one in a row and one in a column at most.

    Every row has a column of its own besides, which stands for being left: then a full matching always exists.
    """
    # Here, since half a second at the start of every process is too much for what a few pages need.
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    most = int(gain.max()) + 1
    every = np.arange(height)
    weights = np.concatenate([most - gain, np.full(height, most)]).astype(np.float64)
    shape = (height, width + height)
    at = (np.concatenate([rows, every]), np.concatenate([columns, width + every]))
    graph = csr_array((weights, at), shape=shape)
    matched, chosen = min_weight_full_bipartite_matching(graph)
    column_of = np.full(height, -1, dtype=np.int64)
    column_of[matched] = chosen
    found: Integers = np.nonzero(column_of[rows] == columns)[0]
    return found


def _losing(problem: Problem, pairs: Integers) -> Integers:
    """The orders that must leave their team, so that none is at two places at once: the least that can be lost."""
    with_time = np.nonzero((pairs >= 0) & (problem.starts < problem.ends))[0]
    team = problem.columns[pairs[with_time]]
    order = np.lexsort((problem.ends[with_time], team))
    with_time, team = with_time[order], team[order]
    losing: list[int] = []
    for group in np.split(with_time, np.nonzero(np.diff(team))[0] + 1):
        if len(group) > 1:
            losing += _outside_best(problem, group.tolist(), pairs)
    return np.array(losing, dtype=np.int64)


def _outside_best(problem: Problem, group: list[int], pairs: Integers) -> list[int]:
    """Which of one team's orders, sorted by their ends, are not in the best set without two at once.

    Weighted interval scheduling: the best up to an end either leaves the last one out, or takes it together with
    the best of what ends before it begins.
    """
    best: list[tuple[int, tuple[int, ...]]] = [(0, ())]
    for order in group:
        before = next(
            number for number in range(len(best) - 1, -1, -1)
            if number == 0 or problem.ends[group[number - 1]] <= problem.starts[order]
        )  # fmt: skip
        value = problem.worth_of_placing * int(problem.rank[order]) + int(problem.points[pairs[order]])
        taking = (best[before][0] + value, (*best[before][1], order))
        best.append(max(best[-1], taking, key=lambda each: each[0]))
    return [order for order in group if order not in best[-1][1]]


def _beside(problem: Problem, kept: Integers) -> Flags:
    """The pairs whose order can be served by the team beside what it keeps."""
    may = np.ones(len(problem.rows), dtype=bool)
    by_team: dict[int, list[int]] = {}
    for order in np.nonzero((kept >= 0) & (problem.starts < problem.ends))[0].tolist():
        by_team.setdefault(int(problem.columns[kept[order]]), []).append(order)
    cells = np.argsort(problem.columns, kind="stable")
    edges = np.searchsorted(problem.columns[cells], np.arange(len(problem.capacity) + 1))
    for team, orders in by_team.items():
        own = cells[edges[team] : edges[team + 1]]
        asking = problem.rows[own]
        taken = (problem.starts[asking][:, None] < problem.ends[orders]) & (
            problem.starts[orders] < problem.ends[asking][:, None]
        )
        may[own[taken.any(axis=1)]] = False
    return may
