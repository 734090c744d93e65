"""Orders in hand: what teams have, what is late, what waits for the resident, who asks for more time."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.access import Reader
from common.calendar import is_working_day
from exchange.enums import TEAM_STATES, ExtensionState, OrderState
from exchange.models import Order
from exchange.rules import DISPATCH_ORDER, WATCH_ORDER, WATCHERS
from workflows.desk.due import Clock, clock
from workflows.service_desk.actions import recallable
from workflows.service_desk.forms import ExtensionForm
from workflows.service_desk.listing import one_line
from workflows.service_desk.narrowing import Narrowing

ALL, LATE, ASKED = "", "late", "asked"
BY_STATE = {
    "assigned": OrderState.ASSIGNED,
    "accepted": OrderState.ACCEPTED,
    "scheduled": OrderState.SCHEDULED,
    "in_service": OrderState.IN_SERVICE,
    "paused": OrderState.PAUSED,
    "done": OrderState.DONE,
}
TABS = {
    ALL: gettext_lazy("In hand"),
    LATE: gettext_lazy("Overdue"),
    ASKED: gettext_lazy("More time asked"),
    **{name: state.label for name, state in BY_STATE.items()},
}
SHOWN_STATES = (*TEAM_STATES, OrderState.DONE)


def due_of() -> Case:
    """What the clock of a state runs to: the answer, the rating, else the service."""
    return Case(
        When(state=OrderState.ASSIGNED, then=F("answer_due_at")),
        When(state=OrderState.DONE, then=F("rate_until")),
        default=F("due_at"),
    )


def is_late(now: Any) -> Q:
    """Late by the clock of its state. While the resident is waited for the clock stands still, and nobody must rate."""
    states = Q(state__in=[state for state in TEAM_STATES if state != OrderState.PAUSED])
    return states & (Q(state=OrderState.ASSIGNED, answer_due_at__lt=now) | Q(due_at__lt=now))


ASKS = Q(state__in=TEAM_STATES, extension__state=ExtensionState.ASKED)


def watched(reader: Reader) -> QuerySet[Order]:
    """The orders with a team, or just done, that the person looks after."""
    found: QuerySet[Order] = Order.objects.filter(WATCH_ORDER.filter(reader), state__in=SHOWN_STATES)
    return found


class OrderFilters(Narrowing):
    """The tab, the place, the kind and the words that the address asks for."""

    kept_names = ("is", "unit", "kind", "q", "p")

    def __init__(self, query: QueryDict, reader: Reader) -> None:
        self.now = timezone.now()
        self.search = one_line(query, "q")
        counts = {"late": Count("pk", filter=is_late(self.now)), "asked": Count("pk", filter=ASKS)}
        orders = self._holding(watched(reader)).order_by()
        super().__init__(query, orders, reader.paths(WATCHERS), **counts)
        self.tab = one_line(query, "is") if one_line(query, "is") in TABS else ALL

    @property
    def active(self) -> bool:
        return bool(self.unit or self.kind or self.search or self.tab)

    def _holding(self, orders: QuerySet[Order]) -> QuerySet[Order]:
        if not self.search:
            return orders
        words = Q(need__summary__icontains=self.search) | Q(team__name__icontains=self.search)
        return orders.filter(words | Q(need__code=self.search) | Q(code=self.search))

    def count(self, tab: str) -> int:
        if tab in (LATE, ASKED):
            return sum(heap[tab] for heap in self.fitting)
        states = TEAM_STATES if tab == ALL else (BY_STATE[tab],)
        return sum(heap["many"] for heap in self.fitting if heap["state"] in states)

    def narrow(self, orders: QuerySet[Order]) -> QuerySet[Order]:
        found = self._holding(super().narrow(orders))
        if self.tab == LATE:
            return found.filter(is_late(self.now))
        if self.tab == ASKED:
            return found.filter(ASKS)
        return found.filter(state__in=TEAM_STATES if self.tab == ALL else [BY_STATE[self.tab]])

    def words(self) -> str:
        """The filter as a sentence for the head of an exported file."""
        places = [menu.label for menu in self.menus() if not menu.choices[0].chosen]
        return "；".join([str(TABS[self.tab]), *places, *([self.search] if self.search else [])])


def listed(orders: QuerySet[Order], now: Any) -> QuerySet[Order]:
    """With all that a row shows: what is late first, what waits for the resident last, the next due before others."""
    place = Case(
        When(is_late(now), then=Value(0)),
        When(state=OrderState.PAUSED, then=Value(2)),
        default=Value(1),
        output_field=IntegerField(),
    )
    read = orders.select_related("need__unit", "need__category", "team__unit", "extension")
    found: QuerySet[Order] = read.annotate(clock_due=due_of(), place=place).order_by(
        "place", F("clock_due").asc(nulls_last=True), "-rank", "pk"
    )
    return found


@dataclass(frozen=True)
class Row:
    """One order. `form` answers a team that asks for more time, where the person may answer."""

    order: Order
    clock: Clock | None
    form: ExtensionForm | None
    may_recall: bool


def row(order: Order, reader: Reader, now: Any, sent: ExtensionForm | None = None) -> Row:
    """`sent`: the form about this order that was refused a moment ago."""
    dispatches = DISPATCH_ORDER.check(reader, order)
    extension = getattr(order, "extension", None)
    asks = extension is not None and extension.state == ExtensionState.ASKED and order.state in TEAM_STATES
    form = sent or ExtensionForm(need=order.need, reader=reader, auto_id=f"more{order.pk}_%s")
    return Row(order, _clock(order, now), form if asks and dispatches else None, dispatches and recallable(order))


def _clock(order: Any, now: Any) -> Clock | None:
    if order.clock_due is None:
        return None
    return clock(
        due_at=order.clock_due,
        started_at=order.done_at or order.dispatched_at or order.created,
        now=now,
        is_working=is_working_day,
        paused_since=order.paused_since,
    )


def head() -> list[str]:
    return [
        _("Code"), _("Need"), _("Category"), _("Unit"), _("Team"), _("State"), _("Urgency"), _("Round"), _("Refused"),
        _("Sent at"), _("Answer due"), _("Due"), _("More time asked until"), _("Done at"),
    ]  # fmt: skip


def line(order: Order) -> list[str]:
    """One line of an exported file; nothing personal is in it."""
    extension = getattr(order, "extension", None)
    return [
        order.need.code,
        order.need.summary,
        str(order.need.category or ""),
        order.need.unit.name,
        order.team.name if order.team else "",
        str(order.get_state_display()),
        str(order.need.get_urgency_display()),
        str(order.round),
        str(order.refusals_count),
        *(_moment(at) for at in (order.dispatched_at, order.answer_due_at, order.due_at)),
        _moment(extension.new_due_at if extension else None),
        _moment(order.done_at),
    ]


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
