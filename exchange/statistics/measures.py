"""Which rows a number counts. The same condition counts them and lists them, so that the two cannot differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

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


@dataclass(frozen=True)
class Measure:
    """Rows of `model` whose `date` lies in the period and that fulfil `where`."""

    model: type[Need] | type[Order]
    date: str
    where: Q

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
    "needs": Measure(Need, "submitted_at", Q(state__in=[*SERVED, *UNMET])),
    "served": Measure(Need, "submitted_at", Q(state__in=SERVED)),
    "unmet": Measure(Need, "submitted_at", Q(state__in=UNMET)),
    # A clock that was set back counts for nothing.
    "screened": Measure(Need, "screened_at", Q(screened_at__gte=F("submitted_at"))),
    "dispatched_first": Measure(
        Order, "dispatched_at", Q(round=1, dispatched_at__gte=F("need__screened_at"))
    ),
    "accepted": Measure(Order, "accepted_at", Q(accepted_at__gte=F("dispatched_at"))),
    "dispatched": Measure(Order, "dispatched_at", Q()),
    "refused": Measure(Order, "dispatched_at", Q(refusals_count__gt=0)),
    "done": Measure(Order, "done_at", Q(due_at__isnull=False)),
    "on_time": Measure(Order, "done_at", Q(done_at__lte=F("due_at"))),
    "over": Measure(Order, "done_at", OVER),
    "rated": Measure(Order, "done_at", Q(state=OrderState.RATED)),
    "satisfied": Measure(Order, "done_at", Q(state=OrderState.RATED, rating__score__gte=SATISFIED)),
    "over_first": Measure(Order, "done_at", OVER & Q(round=1)),
    "reopened": Measure(Order, "done_at", OVER & Q(round=1) & _SECOND),
}  # fmt: skip


def cell_rows(params: Mapping[str, Any], reader: Reader, trees: Trees | None = None) -> QuerySet[Any]:
    """The list behind a number: needs, orders, or for `teams` the teams. `params` are those of the cell.

    One query for the names in the address, none where `trees` were read before. Raises what `ask` raises, and
    NotFound for a name that is none.
    """
    from exchange.statistics.supply import teams_serving

    asked = ask(params, reader, trees)
    if params.get("measure") == "teams":
        return teams_serving(asked, params)
    measure = MEASURES.get(str(params.get("measure")))
    if measure is None:
        raise NotFound("exchange.no_measure", _("There is no such number. Go back to the table."))
    return measure.rows(asked).filter(named(params, asked, measure.prefix), month_of(params, measure.date))
