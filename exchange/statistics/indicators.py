"""Times and shares, each with its definition, by unit, category, team or month: never by person."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.errors import Invalid
from exchange.models import Order
from exchange.statistics import groups
from exchange.statistics.asking import Asked
from exchange.statistics.counting import Counted, Pass, Timed, count
from exchange.statistics.groups import BY, TEAM, WHOLE, Group
from exchange.statistics.measures import MEASURES
from exchange.statistics.medians import median

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
        _("share refused"),
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


TIMED = {each.base: Timed(each.base, each.begins, each.ends) for each in INDICATORS if not each.hit}
# All that orders say of themselves, read at once.
ORDERS = (
    "accepted", "dispatched", "refused", "done", "on_time", "over", "rated", "satisfied", "over_first", "reopened",
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
    """For each group the value of each indicator, and for all of them together.

    A time that groups by team do not have is not there.
    """

    asked: Asked
    by: str
    groups: list[Group]
    values: dict[tuple[Any, str], Value]
    totals: dict[str, Value] = field(default_factory=dict)

    def value(self, group: Group, indicator: Indicator) -> Value | None:
        return self.values.get((group.key, indicator.name))


def passes(by: str) -> list[Pass]:
    """What must be read for a report: needs screened, orders, and first orders beside their needs."""
    if by not in BY:
        raise Invalid("exchange.by", _("Choose what the numbers are broken down by."), field="by")
    found = [Pass(ORDERS, by, timed=TIMED["accepted"])]
    alone = ("dispatched_first",) if by == TEAM else ("dispatched_first", "screened")
    return found + [Pass((name,), by, timed=TIMED[name]) for name in alone]


def indicators(asked: Asked, by: str = WHOLE, counted: Counted | None = None) -> Report:
    """One query, none where its `passes` were `counted` before; one more for groups by team.

    Invalid for a grouping that is none.
    """
    found = counted or count(asked, passes(by))
    shown = groups.groups(asked, by, found.keys)
    told = [one for one in INDICATORS if by != TEAM or MEASURES[one.base].model is Order]
    values = {
        (group.key, indicator.name): _value({**asked.params, **({by: group.code} if by else {})}, group.key,
                                            indicator, found)
        for group in shown
        for indicator in told
    }  # fmt: skip
    total = found.total()
    return Report(asked, by, shown, values, {each.name: _value(asked.params, None, each, total) for each in told})


def _value(address: dict[str, str], key: Any, indicator: Indicator, counted: Counted) -> Value:
    of = counted.counts.get((key, indicator.base), 0)
    if indicator.hit:
        return Value(of, counted.counts.get((key, indicator.hit), 0), None, address, indicator.base, indicator.hit)
    return Value(of, None, median(counted.hours.get((key, indicator.base), [])), address, indicator.base)
