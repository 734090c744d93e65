"""Medians that any of our databases can count: how many rows took how many whole hours, then the middle one.

Calendar time from stored moments, nights and days off included: what a resident waits. Working time would have to
be counted row by row outside the database.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Func, IntegerField


class WholeHours(Func):
    """The whole hours from the second moment to the first."""

    output_field = IntegerField()
    arity = 2

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # By what SQLite knows itself: Django's own difference of times calls Python for every row.
        ends, begins = (self._seconds(compiler.compile(each)) for each in self.get_source_expressions())
        (end, end_rest, end_params), (begin, begin_rest, begin_params) = ends, begins
        sql = f"(({end} - {begin} - ({end_rest} < {begin_rest})) / 3600)"
        return sql, (*end_params, *begin_params, *end_params, *begin_params)

    @staticmethod
    def _seconds(compiled: Any) -> tuple[str, str, tuple[Any, ...]]:
        """The whole seconds of a stored moment, what follows them as text, and the parameters of either."""
        sql, params = compiled
        return f"CAST(STRFTIME('%%s', SUBSTR({sql}, 1, 19)) AS INTEGER)", f"SUBSTR({sql}, 20)", tuple(params)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="FLOOR(DATE_PART('epoch', %(expressions)s) / 3600)::integer",
            arg_joiner=" - ",
            **context,
        )


def median(counts: Iterable[tuple[int, int]]) -> float | None:
    """The median of values given as (value, how often), such as 4.0, or 4.5 between two; None without any."""
    found = sorted(counts)
    total = sum(often for _value, often in found)
    if not total:
        return None
    low, high = _at(found, (total - 1) // 2), _at(found, total // 2)
    return (low + high) / 2


def _at(counts: list[tuple[int, int]], place: int) -> int:
    for value, often in counts:
        if place < often:
            return value
        place -= often
    raise IndexError(place)
