"""Pages of a list whose length is read together with its rows."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Subquery, Value


class CountingPaginator(Paginator[Any]):
    """Reads a page and the length of the whole list in one statement; a page past the end costs one more.

    The length is counted beside the rows, not over them: what a row shows is looked up for those of the page alone.
    """

    def get_page(self, number: Any) -> Page[Any]:
        wanted = int(number) if str(number).isdecimal() and 0 < len(str(number)) < 7 else 1
        start = (max(wanted, 1) - 1) * self.per_page
        found: Any = self.object_list
        rows = list(found.annotate(whole=_length(found))[start : start + self.per_page])
        if not rows:
            return super().get_page(number)
        self.count = rows[0].whole
        return Page(rows, max(wanted, 1), self)


def _length(found: QuerySet[Any]) -> Subquery:
    keys = found.order_by().values("pk")
    counted = found.model._default_manager.filter(pk__in=keys).order_by().annotate(one=Value(1)).values("one")
    return Subquery(counted.annotate(many=Count("pk")).values("many"))


class CountedPaginator(Paginator[Any]):
    """Pages of a list whose length was counted with something else already."""

    def __init__(self, rows: Any, per_page: int, *, count: int) -> None:
        super().__init__(rows, per_page)
        self.count = count
