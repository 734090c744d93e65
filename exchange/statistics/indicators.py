"""Times and shares, each with its definition, by unit, category, team or month: never by person."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.errors import Invalid
from exchange.models import Order
from exchange.statistics import groups
from exchange.statistics.asking import Asked
from exchange.statistics.groups import BY, TEAM, WHOLE, Group
from exchange.statistics.measures import MEASURES, Measure
from exchange.statistics.medians import WholeHours, median

# A share or a median of fewer says more about single people than about the work.
LEAST = 3


@dataclass(frozen=True)
class Indicator:
    """A share `hit` of `base`, or the median time between two moments of the rows of `base`."""

    name: str
    title: str | Promise
    definition: str | Promise
    base: str
    hit: str = ""
    begins: str = ""
    ends: str = ""


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "screening",
        _("time to screening"),
        _("Median of the whole hours from submission to the end of the screening, nights and days off included, of"
          " the needs screened in the period."),
        "screened", begins="submitted_at", ends="screened_at",
    ),
    Indicator(
        "dispatch",
        _("time to dispatch"),
        _("Median of the whole hours from the end of the screening to the first dispatch, nights and days off"
          " included, of the first orders dispatched in the period."),
        "dispatched_first", begins="need__screened_at", ends="dispatched_at",
    ),
    Indicator(
        "answer",
        _("time to acceptance"),
        _("Median of the whole hours from the first dispatch to the acceptance by a team, refusals between and"
          " nights and days off included, of the orders accepted in the period."),
        "accepted", begins="dispatched_at", ends="accepted_at",
    ),
    Indicator(
        "on_time",
        _("on time"),
        _("Of the orders done in the period: those done before they were due, granted extensions included."),
        "done", "on_time",
    ),
    Indicator(
        "refused",
        _("refused"),
        _("Of the orders dispatched in the period: those that a team refused at least once."),
        "dispatched", "refused",
    ),
    Indicator(
        "reopened",
        _("opened once more"),
        _("Of the first orders done in the period whose rating is over: those whose need was opened once more."),
        "over_first", "reopened",
    ),
    Indicator(
        "rated",
        _("share rated"),
        _("Of the orders done in the period whose rating is over: those that were rated. Whoever said nothing has"
          " not rated."),
        "over", "rated",
    ),
    Indicator(
        "satisfied",
        _("satisfied"),
        _("Of the orders done in the period and rated: those with 4 or 5 of 5. What was not rated counts for"
          " nothing, neither good nor bad."),
        "rated", "satisfied",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Value:
    """`count` of `of`, or the median `hours` of `of`. Fewer than three: too few to say."""

    of: int = 0
    count: int | None = None
    hours: float | None = None
    address: dict[str, str] = field(default_factory=dict)
    base: str = ""
    hit: str = ""

    @property
    def too_few(self) -> bool:
        return self.of < LEAST

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where there are too few, or for a time."""
        return None if self.count is None or self.too_few else self.count / self.of

    @property
    def median(self) -> float | None:
        return None if self.too_few else self.hours

    def params(self, *, of: bool = False) -> dict[str, str]:
        """Leads to the list behind the number, or behind what it is a share of."""
        return {**self.address, "measure": self.base if of or not self.hit else self.hit}


@dataclass(frozen=True)
class Report:
    """For each group the value of each indicator. A time that groups by team do not have is not there."""

    asked: Asked
    by: str
    groups: list[Group]
    values: dict[tuple[Any, str], Value]

    def value(self, group: Group, indicator: Indicator) -> Value | None:
        return self.values.get((group.key, indicator.name))


Counts = dict[tuple[Any, str], int]
Hours = dict[tuple[Any, str], list[tuple[int, int]]]


def indicators(asked: Asked, by: str = WHOLE) -> Report:
    """At most seven queries. Invalid for a grouping that is none."""
    if by not in BY:
        raise Invalid("exchange.by", _("Choose what the numbers are broken down by."), field="by")
    counts, hours = _counts(asked, by), _hours(asked, by)
    found = groups.groups(asked, by, {key for key, _name in [*counts, *hours]})
    values = {
        (group.key, indicator.name): _value(asked, by, group, indicator, counts, hours)
        for group in found
        for indicator in INDICATORS
        if by != TEAM or MEASURES[indicator.base].model is Order
    }
    return Report(asked, by, found, values)


def _value(asked: Asked, by: str, group: Group, indicator: Indicator, counts: Counts, hours: Hours) -> Value:
    address = {**asked.params, **({by: group.code} if by else {})}
    if indicator.hit:
        of, count = counts.get((group.key, indicator.base), 0), counts.get((group.key, indicator.hit), 0)
        return Value(of, count, None, address, indicator.base, indicator.hit)
    taken = hours.get((group.key, indicator.name), [])
    return Value(sum(often for _hours, often in taken), None, median(taken), address, indicator.base)


def _grouped(measure: Measure, asked: Asked, by: str) -> tuple[Any, list[str]]:
    rows = measure.rows(asked)
    if by == WHOLE:
        return rows, []
    if by == TEAM:
        rows = rows.filter(team__isnull=False)
    return rows.annotate(group=groups.expression(asked, by, measure.prefix, measure.date)), ["group"]


def _key(by: str, row: dict[str, Any]) -> Any:
    key: Any = row.get("group")
    return key.date() if by == groups.MONTH else key


def _counts(asked: Asked, by: str) -> Counts:
    """One query for each date that shares are counted by, all its measures at once."""
    names: dict[str, set[str]] = defaultdict(set)
    for indicator in INDICATORS:
        if indicator.hit:
            names[MEASURES[indicator.base].date] |= {indicator.base, indicator.hit}
    found: Counts = {}
    for date, measures in names.items():
        rows, group = _grouped(Measure(Order, date, MEASURES["dispatched"].where), asked, by)
        # Names of their own: a measure may be called like a field.
        counted = {f"n_{name}": Count("pk", filter=MEASURES[name].where or None) for name in sorted(measures)}
        answer = list(rows.values(*group).annotate(**counted)) if group else [rows.aggregate(**counted)]
        for row in answer:
            found |= {(_key(by, row), name): row[f"n_{name}"] for name in measures}
    return found


def _hours(asked: Asked, by: str) -> Hours:
    """One query for each time: how many took how many whole hours."""
    found: Hours = defaultdict(list)
    for indicator in INDICATORS:
        measure = MEASURES[indicator.base]
        if indicator.hit or (by == TEAM and measure.model is not Order):
            continue
        rows, group = _grouped(measure, asked, by)
        rows = rows.annotate(hours=WholeHours(F(indicator.ends), F(indicator.begins)))
        for row in rows.values(*group, "hours").annotate(often=Count("pk")):
            found[_key(by, row), indicator.name].append((row["hours"], row["often"]))
    return found
