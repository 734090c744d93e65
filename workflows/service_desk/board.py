"""What the dispatch board lists: the orders that no team has, narrowed, with whose turn it is and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from common.access import Reader
from exchange.board import free_orders
from exchange.enums import NeedState, OrderState
from exchange.models import Category, NeedChange, Order
from exchange.services.dispatch import DISPATCHES
from organisations.models import Unit
from workflows.desk.due import Clock
from workflows.desk.filters import Choice, Menu
from workflows.desk.rows import item_clock
from workflows.enums import UNFINISHED
from workflows.models import WorkItem
from workflows.service_desk.listing import one_line

ON_A_PAGE = 25
# What stands in the address for each of the two tabs.
TABS = {"": OrderState.WAITING, "pool": OrderState.POOLED}
KEPT = ("in", "unit", "kind", "p")
# Tints of the platforms, by their place in the tree: a tint never stands alone, the tag always says the word.
HUES = ("dan", "tian", "gui", "qing", "zhu", "ou")


@dataclass(frozen=True)
class Card:
    """One order of the list. `owner` is who has claimed its item, `mine` where that is the reader."""

    order: Order
    number: int
    item: WorkItem | None
    clock: Clock | None
    owner: str
    mine: bool

    @property
    def hue(self) -> str:
        return hue_of(self.order.need.category)


def hue_of(category: Category | None) -> str:
    if category is None:
        return "tian"
    return HUES[int(category.path[: Category.steplen], 36) % len(HUES)]


class BoardFilters:
    """The tab, the place and the kind that the address asks for. What does not occur is left out, never an error."""

    def __init__(self, query: QueryDict, reader: Reader) -> None:
        self.query = query
        self.heaps = _heaps(reader)
        self.tab = one_line(query, "in") if one_line(query, "in") in TABS else ""
        self.unit = self._given("unit", "place")
        self.kind = self._given("kind", "kind")

    def _given(self, name: str, key: str) -> str:
        value = one_line(self.query, name)
        return value if value and any(heap[key] == value for heap in self.heaps) else ""

    @property
    def active(self) -> bool:
        return bool(self.unit or self.kind)

    def counts(self) -> dict[str, int]:
        """How many orders each tab holds under the same place and kind."""
        return {
            tab: sum(heap["many"] for heap in self.heaps if heap["state"] == state and self._fits(heap))
            for tab, state in TABS.items()
        }

    def _fits(self, heap: dict[str, Any]) -> bool:
        return self.unit in ("", heap["place"]) and self.kind in ("", heap["kind"])

    def narrow(self, orders: QuerySet[Order]) -> QuerySet[Order]:
        return orders.filter(
            state=TABS[self.tab], need__unit__path__startswith=self.unit, **_kinds_below(self.kind)
        )  # fmt: skip

    def address(self, **changes: str) -> str:
        """The filters as they stand in an address, with some changed; it ends so that more may follow."""
        given = {name: one_line(self.query, name) for name in KEPT} | changes
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in given.items() if value})
        return f"{query.urlencode()}&" if query else ""

    @property
    def kept(self) -> list[tuple[str, str]]:
        """For the hidden fields of a form that narrows further."""
        return [(name, one_line(self.query, name)) for name in KEPT if one_line(self.query, name)]

    def menus(self) -> list[Menu]:
        """The places and kinds that occur, each as a link of its own."""
        return [
            self._menu("unit", _("Whole area"), "place", "place_name"),
            self._menu("kind", _("All platforms"), "kind", "kind_name"),
        ]

    def _menu(self, name: str, everything: str, key: str, words: str) -> Menu:
        values = {str(heap[key]): str(heap[words]) for heap in self.heaps if heap[key]}
        chosen = getattr(self, name)
        choices = [
            Choice(f"?{self.address(**{name: value, 'p': ''})}", label, value == chosen)
            for value, label in [("", everything), *sorted(values.items())]
        ]
        return Menu(name, values.get(chosen, everything), choices)


def _kinds_below(path: str) -> dict[str, str]:
    return {"need__category__path__startswith": path} if path else {}


def _heaps(reader: Reader) -> list[dict[str, Any]]:
    """How many free orders there are of each state, place below the reader's own and platform. One query."""
    paths = reader.paths(DISPATCHES)
    width = min((len(path) for path in paths), default=0) + Unit.steplen
    found = free_orders(reader).order_by()
    named = found.annotate(
        place=Substr("need__unit__path", 1, width), kind=Substr("need__category__path", 1, Category.steplen)
    ).annotate(
        place_name=Subquery(Unit.objects.filter(path=OuterRef("place")).values("name")[:1]),
        kind_name=Subquery(Category.objects.filter(path=OuterRef("kind")).values("name")[:1]),
    )
    rows = named.values("state", "place", "kind", "place_name", "kind_name").annotate(many=Count("pk"))
    return [dict(row) for row in rows]


def with_turns(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Free orders with the item that waits for each and who has claimed it, the most urgent and next due first."""
    open_item = Q(need__work_items__state__in=UNFINISHED)
    accepted = NeedChange.objects.filter(need=OuterRef("need"), to_state=NeedState.ACCEPTED).order_by("-pk")
    found: Any = orders.annotate(
        turn=FilteredRelation("need__work_items", condition=open_item),
        accepted_because=Subquery(accepted.values("reason")[:1]),
    )
    related = ("need__category", "need__unit", "need__entered_by", "turn__owner", "turn__unit")
    ordered: QuerySet[Order] = found.select_related(*related).order_by(
        "-rank", F("turn__due_at").asc(nulls_last=True), "pk"
    )
    return ordered


def cards(orders: Iterable[Order], *, first: int, user: Any) -> list[Card]:
    """`first`: the number of the first of them in the whole list."""
    return [card(order, number=first + at, user=user) for at, order in enumerate(orders)]


def card(order: Order, *, number: int = 0, user: Any) -> Card:
    """Of an order read `with_turns`."""
    item: WorkItem | None = getattr(order, "turn", None)
    owner = item.owner if item is not None else None
    return Card(
        order=order,
        number=number,
        item=item,
        clock=item_clock(item, timezone.now()) if item is not None else None,
        owner=owner.masked_name if owner is not None else "",
        mine=owner is not None and owner.pk == user.pk,
    )
