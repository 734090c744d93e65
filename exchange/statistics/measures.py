"""Which rows a number counts. The same condition counts them and lists them, so that the two cannot differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.access import Reader
from common.errors import NotFound
from exchange.enums import NeedState, OrderState
from exchange.models import Need, Order
from exchange.services.followup import SATISFIED
from exchange.statistics.asking import Asked, ask
from exchange.statistics.groups import month_of, named
from exchange.statistics.trees import Trees

SERVED = (NeedState.SERVED, NeedState.CLOSED)
# Asked for and not served: also what waits for the asker or was withdrawn. What was rejected, joined to another,
# cancelled by the asker or has expired is nobody's need any more.
UNMET = (
    NeedState.SUBMITTED,
    NeedState.RETURNED,
    NeedState.DELIBERATION,
    NeedState.ACCEPTED,
    NeedState.IN_HAND,
    NeedState.WITHDRAWN,
)
OVER = Q(state__in=[OrderState.RATED, OrderState.UNRATED])


TEAMS = "teams"


@dataclass(frozen=True)
class Measure:
    """Rows of `model` whose `date` lies in the period and that fulfil `where`."""

    model: type[Need] | type[Order]
    date: str
    where: Q
    words: str | Promise

    @property
    def prefix(self) -> str:
        """Leads from a row to its need."""
        return "" if self.model is Need else "need__"

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """All rows that count, in no order."""
        found: QuerySet[Any] = self.model.objects.filter(asked.during(self.date), asked.within(self.prefix), self.where)
        return found.order_by()


# The few needs of a second round, looked up as a whole: asked for one by one they cost the database half a second.
_SECOND = Q(need__in=Order.objects.filter(round=2).order_by().values("need"))

MEASURES: dict[str, Measure] = {
    "needs": Measure(Need, "submitted_at", Q(state__in=[*SERVED, *UNMET]), _("asked for")),
    "served": Measure(Need, "submitted_at", Q(state__in=SERVED), _("served")),
    "unmet": Measure(Need, "submitted_at", Q(state__in=UNMET), _("unmet")),
    # A clock that was set back counts for nothing.
    "screened": Measure(Need, "screened_at", Q(screened_at__gte=F("submitted_at")), _("needs screened")),
    "dispatched_first": Measure(
        Order, "dispatched_at", Q(round=1, dispatched_at__gte=F("need__screened_at")), _("orders dispatched first")
    ),
    "accepted": Measure(Order, "accepted_at", Q(accepted_at__gte=F("dispatched_at")), _("orders accepted")),
    "dispatched": Measure(Order, "dispatched_at", Q(), _("orders dispatched")),
    "refused": Measure(Order, "dispatched_at", Q(refusals_count__gt=0), _("orders refused at least once")),
    "done": Measure(Order, "done_at", Q(due_at__isnull=False), _("orders done that had a day")),
    "on_time": Measure(Order, "done_at", Q(done_at__lte=F("due_at")), _("orders done in time")),
    "over": Measure(Order, "done_at", OVER, _("orders whose rating is over")),
    "rated": Measure(Order, "done_at", Q(state=OrderState.RATED), _("orders rated")),
    "satisfied": Measure(
        Order, "done_at", Q(state=OrderState.RATED, rating__score__gte=SATISFIED), _("orders with 4 or 5 of 5")
    ),
    "over_first": Measure(Order, "done_at", OVER & Q(round=1), _("first orders whose rating is over")),
    "reopened": Measure(Order, "done_at", OVER & Q(round=1) & _SECOND, _("first orders opened once more")),
}  # fmt: skip


def cell_rows(params: Mapping[str, Any], reader: Reader, trees: Trees | None = None) -> QuerySet[Any]:
    """The list behind a number: needs, orders, or for `teams` the teams. `params` are those of the cell.

    One query for the names in the address, none where `trees` were read before. Raises what `ask` raises, and
    NotFound for a name that is none.
    """
    from exchange.statistics.supply import teams_serving

    asked = ask(params, reader, trees)
    if params.get("measure") == TEAMS:
        return teams_serving(asked, params)
    measure = measure_of(params)
    return measure.rows(asked).filter(named(params, asked, measure.prefix), month_of(params, measure.date))


def measure_of(params: Mapping[str, Any]) -> Measure:
    """What an address counts. NotFound where it names nothing that is counted."""
    measure = MEASURES.get(str(params.get("measure")))
    if measure is None:
        raise NotFound("exchange.no_measure", gettext("There is no such number. Go back to the table."))
    return measure


def needs_counted(params: Mapping[str, Any], reader: Reader, trees: Trees) -> Q:
    """The condition of the needs behind a number, for a list that has one of its own. Raises as `cell_rows` does."""
    measure = measure_of(params)
    if measure.model is not Need:
        raise NotFound("exchange.no_measure", gettext("There is no such number. Go back to the table."))
    asked = ask(params, reader, trees)
    return (
        asked.during(measure.date)
        & asked.within()
        & measure.where
        & named(params, asked, "")
        & month_of(params, measure.date)
    )
