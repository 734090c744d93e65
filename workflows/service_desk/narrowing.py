"""Lists of orders narrowed by place and category: only what occurs is offered, and it is counted in one statement."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Aggregate, Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Substr
from django.http import QueryDict
from django.utils.translation import gettext as _

from exchange.models import Category, Order
from organisations.models import Unit
from workflows.desk.filters import Choice, Menu
from workflows.service_desk.listing import one_line


class Narrowing:
    """The place and the kind that an address asks for. What does not occur is left out, never an error.

    `orders`: all that the person may see; `paths`: where; `counts`: what else is counted of each heap.
    """

    kept_names: ClassVar[Sequence[str]] = ("unit", "kind", "p")

    def __init__(self, query: QueryDict, orders: QuerySet[Order], paths: Sequence[str], **counts: Aggregate) -> None:
        self.query = query
        self.heaps = _heaps(orders, min((len(path) for path in paths), default=0) + Unit.steplen, counts)
        self.unit = self._given("unit", "place")
        self.kind = self._given("kind", "kind")

    def _given(self, name: str, key: str) -> str:
        value = one_line(self.query, name)
        return value if value and any(heap[key] == value for heap in self.heaps) else ""

    @property
    def fitting(self) -> list[dict[str, Any]]:
        """The heaps of the place and the kind."""
        return [
            heap for heap in self.heaps if self.unit in ("", heap["place"]) and self.kind in ("", heap["kind"])
        ]  # fmt: skip

    def narrow(self, orders: QuerySet[Order]) -> QuerySet[Order]:
        of_kind = {"need__category__path__startswith": self.kind} if self.kind else {}
        return orders.filter(need__unit__path__startswith=self.unit, **of_kind)

    def address(self, **changes: str) -> str:
        """The filters as they stand in an address, with some changed; it ends so that more may follow."""
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in (dict(self.kept) | changes).items() if value})
        return f"{query.urlencode()}&" if query else ""

    @property
    def kept(self) -> list[tuple[str, str]]:
        """For the hidden fields of a form that narrows further."""
        return [(name, one_line(self.query, name)) for name in self.kept_names if one_line(self.query, name)]

    def menus(self) -> list[Menu]:
        """The places and kinds that occur, each as a link of its own."""
        return [
            self._menu("unit", _("Whole area"), "place", "place_name"),
            self._menu("kind", _("All categories"), "kind", "kind_name"),
        ]

    def _menu(self, name: str, everything: str, key: str, words: str) -> Menu:
        values = {str(heap[key]): str(heap[words]) for heap in self.heaps if heap[key]}
        chosen = getattr(self, name)
        choices = [
            Choice(f"?{self.address(**{name: value, 'p': ''})}", label, value == chosen)
            for value, label in [("", everything), *sorted(values.items())]
        ]
        return Menu(name, values.get(chosen, everything), choices)


def _heaps(orders: QuerySet[Order], width: int, counts: dict[str, Aggregate]) -> list[dict[str, Any]]:
    """How many orders there are of each state, place below the reader's own and category. One query."""
    named = orders.annotate(
        place=Substr("need__unit__path", 1, width), kind=Substr("need__category__path", 1, Category.steplen)
    ).annotate(
        place_name=Subquery(Unit.objects.filter(path=OuterRef("place")).values("name")[:1]),
        kind_name=Subquery(Category.objects.filter(path=OuterRef("kind")).values("name")[:1]),
    )
    rows = named.values("state", "place", "kind", "place_name", "kind_name").annotate(many=Count("pk"), **counts)
    return [dict(row) for row in rows]
