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
        return self.as_sql(
            compiler,
            connection,
            template="(%(function)s(%(expressions)s) / 3600000000)",
            function="django_timestamp_diff",
            **context,
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="FLOOR(EXTRACT(EPOCH FROM (%(expressions)s)) / 3600)::integer",
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
