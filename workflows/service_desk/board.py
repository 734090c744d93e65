"""What the dispatch board lists: the orders that no team has, narrowed, with whose turn it is and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict
from django.utils import timezone

from common.access import Reader
from exchange.board import free_orders
from exchange.enums import NeedState, OrderState
from exchange.models import Category, NeedChange, Order
from exchange.services.dispatch import DISPATCHES
from workflows.desk.due import Clock
from workflows.desk.rows import item_clock
from workflows.enums import UNFINISHED
from workflows.models import WorkItem
from workflows.service_desk.listing import one_line
from workflows.service_desk.narrowing import Narrowing

ON_A_PAGE = 25
# What stands in the address for each of the two tabs.
TABS = {"": OrderState.WAITING, "pool": OrderState.POOLED}
# Tints of the widest categories, by their place in the tree: a tint never stands alone, the tag always says the word.
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


class BoardFilters(Narrowing):
    """The tab, the place and the kind that the address asks for."""

    kept_names = ("in", "unit", "kind", "p")

    def __init__(self, query: QueryDict, reader: Reader) -> None:
        super().__init__(query, free_orders(reader).order_by(), reader.paths(DISPATCHES))
        self.tab = one_line(query, "in") if one_line(query, "in") in TABS else ""

    @property
    def active(self) -> bool:
        return bool(self.unit or self.kind)

    def counts(self) -> dict[str, int]:
        """How many orders each tab holds under the same place and kind."""
        return {tab: sum(heap["many"] for heap in self.fitting if heap["state"] == TABS[tab]) for tab in TABS}

    def narrow(self, orders: QuerySet[Order]) -> QuerySet[Order]:
        return super().narrow(orders).filter(state=TABS[self.tab])


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
