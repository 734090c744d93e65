"""Many numbers in one statement: a pass over a table counts all that its rows say, whole hours among it.

A pass reads a table once, in groups; what it counts is the measures of `measures`, each with its own date and
condition. Times come as how many rows took how many hours, so that a group is as short as it is varied.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast

from exchange.statistics import groups
from exchange.statistics.asking import Asked
from exchange.statistics.groups import MONTH, TEAM
from exchange.statistics.measures import MEASURES
from exchange.statistics.medians import WholeHours

Counts = dict[tuple[Any, str], int]
Hours = dict[tuple[Any, str], list[tuple[int, int]]]
Cells = dict[tuple[Any, Any], dict[str, int]]


@dataclass(frozen=True)
class Timed:
    """The whole hours from one moment to another, of the rows of a measure."""

    measure: str
    begins: str
    ends: str


@dataclass(frozen=True)
class Pass:
    """One reading of a table: what it counts, by which groups. With `across` by two of them at once."""

    counts: tuple[str, ...]
    by: str
    across: str = ""
    timed: Timed | None = None

    @property
    def dates(self) -> list[str]:
        return sorted({MEASURES[name].date for name in self.counts})

    def by_date(self) -> "list[Pass]":
        """One for each of the dates: the rows of a month are others for each."""
        found = []
        for date in self.dates:
            counts = tuple(name for name in self.counts if MEASURES[name].date == date)
            timed = self.timed if self.timed and self.timed.measure in counts else None
            found.append(Pass(counts, self.by, self.across, timed))
        return found

    def rows(self, asked: Asked, number: int, width: int) -> QuerySet[Any]:
        """Rows of: number of the pass, key, key across, hours, as many counts as `width`."""
        measure = MEASURES[self.counts[0]]
        during = Q(pk__in=[])
        for date in self.dates:
            during |= asked.during(date)
        found: QuerySet[Any] = measure.model.objects.filter(during, asked.within(measure.prefix)).order_by()
        if self.by == TEAM:
            found = found.filter(team__isnull=False)
        nothing = Cast(Value(None), CharField())
        hours: Any = Cast(Value(None), IntegerField())
        if self.timed:
            hours = WholeHours(F(self.timed.ends), F(self.timed.begins))
        across = groups.expression(asked, self.across, measure.prefix, measure.date) if self.across else nothing
        key = groups.expression(asked, self.by, measure.prefix, measure.date)
        grouped: QuerySet[Any] = found.values(part=Value(number), key=key, across=across, hours=hours)
        counted: QuerySet[Any] = grouped.annotate(**self._counted(asked, width))
        return counted

    def _counted(self, asked: Asked, width: int) -> dict[str, Any]:
        # Names of their own: a measure may be called like a field. With one date, all rows that are read have it.
        several = len(self.dates) > 1
        found: dict[str, Any] = {}
        for place, name in enumerate(self.counts):
            measure = MEASURES[name]
            only = measure.where & asked.during(measure.date) if several else measure.where
            found[f"n{place}"] = Count("pk", filter=only or None)
        return found | {f"n{place}": Value(0) for place in range(len(self.counts), width)}


@dataclass(frozen=True)
class Counted:
    """What the passes found: `counts` and `hours` by group and measure, `cells` by the groups across."""

    counts: Counts
    hours: Hours
    cells: Cells

    @property
    def keys(self) -> set[Any]:
        """The groups that have anything to count."""
        return {key for (key, _name), many in self.counts.items() if many}

    def total(self) -> "Counted":
        """All groups as one."""
        counts: Counts = defaultdict(int)
        for (_key, name), many in self.counts.items():
            counts[None, name] += many
        hours: Hours = defaultdict(list)
        for (_key, name), found in self.hours.items():
            hours[None, name] += found
        return Counted(counts, hours, {})


def count(asked: Asked, passes: Iterable[Pass]) -> Counted:
    """All the passes in one query."""
    parts = list(_parted(passes))
    width = max(len(part.counts) for part in parts)
    readings = [part.rows(asked, number, width) for number, part in enumerate(parts)]
    found = Counted(defaultdict(int), defaultdict(list), defaultdict(lambda: defaultdict(int)))
    for row in readings[0].union(*readings[1:], all=True) if len(readings) > 1 else readings[0]:
        part = parts[row["part"]]
        key = groups.key_of(part.by, row["key"])
        for place, name in enumerate(part.counts):
            many = row[f"n{place}"]
            if part.across:
                found.cells[key, row["across"]][name] += many
            else:
                found.counts[key, name] += many
            if many and part.timed and part.timed.measure == name:
                found.hours[key, name].append((row["hours"], many))
    return found


def _parted(passes: Iterable[Pass]) -> Iterator[Pass]:
    for each in passes:
        yield from each.by_date() if each.by == MONTH else [each]
