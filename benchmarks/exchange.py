"""What dispatch and statistics cost in a county of full size, side by side in one run.

Run through `make bench-exchange`, which makes the county first. Nothing of it is kept: what a batch writes is
rolled back. Each figure stands beside a plain query that reads the same rows.
"""

import os
import statistics
import time
from collections.abc import Callable
from typing import Any

from benchmarks import screens
from benchmarks.county_size import code, set_up

ROUNDS = int(os.environ.get("ROUNDS", "5"))
BATCH = 2000
PAGE = 50


def seconds(call: Callable[[], Any], rounds: int = ROUNDS) -> list[float]:
    """Wall-clock seconds of each round after one that warms up."""
    call()
    found = []
    for _round in range(rounds):
        start = time.perf_counter()
        call()
        found.append(time.perf_counter() - start)
    return sorted(found)


def show(name: str, found: list[float], aim: float | None = None) -> None:
    said = f"  aim {aim * 1000:.0f} ms" if aim else ""
    print(f"  {name:<52}{statistics.median(found) * 1000:9.0f} ms, worst {found[-1] * 1000:7.0f} ms{said}", flush=True)


def batch(actor: Any, unit: Any) -> None:
    from django.db import transaction

    from exchange.batch import matrix, reading, solving
    from exchange.batch.proposing import proposal_make
    from exchange.suggesting import Field

    reading.MOST_ORDERS = BATCH
    from exchange.batch import proposing

    proposing.MOST_ORDERS = BATCH
    kept: dict[str, Any] = {}

    def make() -> None:
        with transaction.atomic():
            kept["proposal"] = proposal_make(unit=unit, actor=actor)
            transaction.set_rollback(True)

    def read() -> None:
        kept["orders"] = list(reading.waiting_below(unit)[:BATCH])
        kept["known"] = Field.read(kept["orders"])

    def plain() -> None:
        list(reading.waiting_below(unit)[:BATCH].values_list())

    show("plain query of the orders alone", seconds(plain))
    show("read orders and teams", seconds(read))
    show("build the matrix", seconds(lambda: kept.update(matrix=matrix.build(kept["orders"], kept["known"]))))
    problem = kept["matrix"].problem
    show("solve", seconds(lambda: kept.update(solution=solving.solve(problem))))
    show("all of it, with its lines written", seconds(make), 5.0)
    made, teams = kept["proposal"], len(kept["known"].teams)
    print(f"  {made.considered} orders × {teams} teams, {len(problem.rows):,} pairs, room {problem.room.sum()}")
    print(f"  placed {made.placed} of at most {made.placed_bound}, points {made.points} of at most {made.points_bound}")


def numbers(reader: Any, unit: Any) -> None:
    import datetime as dt

    from django.utils import timezone

    from exchange import statistics as counted
    from exchange.models import Need, Order

    today = dt.date.today()  # noqa: DTZ011
    asked = counted.ask({"from": str(today - dt.timedelta(days=365)), "to": str(today), "unit": unit.code}, reader)
    begun = timezone.now() - dt.timedelta(days=365)

    def plain() -> None:
        Need.objects.filter(submitted_at__gte=begun).count()
        Order.objects.filter(done_at__gte=begun).count()

    show("plain counts of a year's needs and orders", seconds(plain))
    show("needs and supply, category × town, a year", seconds(lambda: counted.needs_and_supply(asked)), 1.0)
    every = [counted.PASS, *counted.passes("town")]
    show("both tables of the page in one, a year", seconds(lambda: counted.count(asked, every)), 1.0)
    for by in ("", "town", "kind", "team", "month"):
        show(f"indicators by {by or 'nothing'}, a year", seconds(lambda by=by: counted.indicators(asked, by)), 1.0)


def board(reader: Any, unit: Any) -> None:
    from exchange.board import free_orders
    from exchange.models import Order

    def page() -> list[int]:
        return [order.pk for order in free_orders(reader, unit)[:PAGE] if order.need.unit and order.need.category]

    keys = page()
    show("plain query of the same fifty by their keys", seconds(lambda: list(Order.objects.filter(pk__in=keys))))
    show("first page of the board", seconds(page), 0.3)
    show("how many there are", seconds(lambda: free_orders(reader, unit).count()), 0.3)


def main() -> None:
    from django.db import connection

    from accounts.models import User
    from organisations.models import Unit
    from organisations.selectors import reader_for

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    actor = User.objects.get(username="bench-dispatcher")
    reader, unit = reader_for(actor), Unit.objects.get(code=code("u", 0))
    for title, part in (("Dispatch in a batch", lambda: batch(actor, unit)),
                        ("Statistics", lambda: numbers(reader, unit)),
                        ("Dispatch board", lambda: board(reader, unit)),
                        ("", lambda: screens.main(ROUNDS))):  # fmt: skip
        print(title)
        part()


if __name__ == "__main__":
    set_up()
    main()
