"""The assignment itself, without a database: against every possible one where they can be counted."""

import itertools
import random

import numpy as np
import pytest

from exchange.batch.matrix import load_points
from exchange.batch.solving import Problem, Solution, solve


def problem(
    cells: dict[tuple[int, int], int],
    *,
    capacity: list[int],
    orders: int,
    rank: list[int] | None = None,
    times: dict[int, tuple[int, int]] | None = None,
    running: list[int] | None = None,
) -> Problem:
    times = times or {}

    def ints(values: list[int]) -> np.ndarray:
        return np.array(values, dtype=np.int64)

    return Problem(
        ints([row for row, _ in cells]),
        ints([column for _, column in cells]),
        ints(list(cells.values())),
        ints(rank or [1] * orders),
        ints([times.get(order, (0, 0))[0] for order in range(orders)]),
        ints([times.get(order, (0, 0))[1] for order in range(orders)]),
        ints(running or [0] * len(capacity)),
        ints(capacity),
        load_points,
    )


def teams(given: Problem, solution: Solution) -> list[int | None]:
    return [int(given.columns[pair]) if pair >= 0 else None for pair in solution.pairs]


def value(given: Problem, chosen: list[int | None]) -> tuple[int, int] | None:
    """Rank placed and points of an assignment, counted one by one; None where it may not be."""
    points = {(int(r), int(c)): int(p) for r, c, p in zip(given.rows, given.columns, given.points, strict=True)}
    had, total, ranks, taken = given.running.tolist(), 0, 0, {}
    for order, team in enumerate(chosen):
        if team is None:
            continue
        if (order, team) not in points or had[team] >= given.capacity[team]:
            return None
        start, end = int(given.starts[order]), int(given.ends[order])
        if any(start < until and begun < end for begun, until in taken.get(team, [])):
            return None
        taken.setdefault(team, []).append((start, end))
        full = np.array([given.capacity[team]])
        lost = load_points(np.array([had[team]]), full) - load_points(given.running[[team]], full)
        total, ranks = total + points[order, team] + int(lost[0]), ranks + int(given.rank[order])
        had[team] += 1
    return ranks, total


def best(given: Problem) -> tuple[int, int]:
    width = [None, *range(len(given.capacity))]
    every = itertools.product(width, repeat=len(given.rank))
    return max(found for chosen in every if (found := value(given, list(chosen))) is not None)


def at_random(seed: int, *, timed: bool) -> Problem:
    chance = random.Random(seed)
    orders, width = chance.randint(1, 5), chance.randint(1, 3)
    cells = {
        (order, team): chance.randint(35, 100)
        for order in range(orders)
        for team in range(width)
        if chance.random() < 0.7
    }
    times = {order: (start, start + 2) for order in range(orders) if timed and (start := chance.randint(1, 5))}
    capacity = [chance.randint(1, 3) for _ in range(width)]
    return problem(
        cells,
        capacity=capacity,
        orders=orders,
        rank=[chance.randint(1, 3) for _ in range(orders)],
        times=times,
        running=[chance.randint(0, size) for size in capacity],
    )


@pytest.mark.parametrize("seed", range(60))
def test_without_times_nothing_is_better(seed: int) -> None:
    given = at_random(seed, timed=False)
    solution = solve(given)
    assert value(given, teams(given, solution)) == best(given)
    assert solution.optimal


@pytest.mark.parametrize("seed", range(60))
def test_with_times_it_is_allowed_and_never_above_its_bound(seed: int) -> None:
    given = at_random(seed, timed=True)
    solution = solve(given)
    reached = value(given, teams(given, solution))
    assert reached is not None
    assert reached[1] == solution.points
    assert solution.placed <= solution.placed_bound
    if solution.optimal:
        assert reached == best(given)


def test_with_times_the_best_is_nearly_always_found() -> None:
    found = sum(
        value(given, teams(given, solve(given))) == best(given)
        for given in (at_random(seed, timed=True) for seed in range(100))
    )
    assert found >= 90


def test_no_points_make_up_for_an_order_that_is_left() -> None:
    given = problem({(0, 0): 100, (1, 0): 40, (0, 1): 36}, capacity=[1, 1], orders=2)
    assert teams(given, solve(given)) == [1, 0]


def test_what_is_urgent_goes_first_where_there_is_room_for_one() -> None:
    given = problem({(0, 0): 100, (1, 0): 36}, capacity=[1], orders=2, rank=[1, 2])
    assert teams(given, solve(given)) == [None, 0]


def test_a_team_takes_as_many_as_it_has_room_for() -> None:
    given = problem({(order, 0): 50 for order in range(5)}, capacity=[4], orders=5, running=[1])
    solution = solve(given)
    assert (solution.placed, solution.placed_bound) == (3, 3)


def test_equal_teams_share() -> None:
    """Each further order is worth less to a team, so that two alike get two each."""
    given = problem({(order, team): 50 for order in range(4) for team in range(2)}, capacity=[4, 4], orders=4)
    assert sorted(team for team in teams(given, solve(given)) if team is not None) == [0, 0, 1, 1]


@pytest.mark.parametrize(("second", "placed"), [((10, 12), 1), ((11, 13), 1), ((12, 14), 2), ((0, 0), 2)])
def test_a_team_is_at_one_place_at_a_time(second: tuple[int, int], placed: int) -> None:
    given = problem({(0, 0): 50, (1, 0): 60}, capacity=[2], orders=2, times={0: (10, 12), 1: second})
    solution = solve(given)
    assert solution.placed == placed
    assert solution.optimal is (placed == 2)


def test_who_collides_goes_to_the_next_best() -> None:
    cells = {(0, 0): 90, (1, 0): 80, (0, 1): 50, (1, 1): 60}
    given = problem(cells, capacity=[2, 2], orders=2, times={0: (10, 12), 1: (11, 13)})
    assert teams(given, solve(given)) == [0, 1]


def test_many_at_one_hour_for_few_teams_end_one_in_each() -> None:
    cells = {(order, team): 40 + team for order in range(12) for team in range(4)}
    given = problem(cells, capacity=[9] * 4, orders=12, times=dict.fromkeys(range(12), (10, 12)))
    solution = solve(given)
    assert sorted(team for team in teams(given, solution) if team is not None) == [0, 1, 2, 3]


def test_the_same_problem_gives_the_same_solution() -> None:
    given = at_random(7, timed=True)
    assert solve(given).pairs.tolist() == solve(given).pairs.tolist()


def test_nobody_can_do_anything() -> None:
    solution = solve(problem({}, capacity=[1], orders=3))
    assert (solution.placed, solution.points, solution.optimal) == (0, 0, True)
