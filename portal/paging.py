"""A page of a list, with what `components/pagination` shows."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from portal.search_links import Link


def paged(request: HttpRequest, rows: QuerySet[Any], size: int = 20) -> dict[str, Any]:
    """`rows` of the wanted page, with the addresses of its neighbours. Past the end is the last. Two queries."""
    paginator = Paginator(rows, size)
    page = paginator.get_page(request.GET.get("page"))
    kept = {name: value for name, value in request.GET.items() if name != "page"}

    def url(number: int) -> str:
        return "?" + urlencode({**kept, "page": number})

    around = paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    numbers = [
        Link(str(each), url(each) if isinstance(each, int) else "", None, each == page.number) for each in around
    ]
    return {
        "rows": list(page.object_list),
        "total": paginator.count,
        "numbers": numbers,
        "previous_url": url(page.number - 1) if page.has_previous() else "",
        "next_url": url(page.number + 1) if page.has_next() else "",
        "first": page.start_index(),
        "last": page.end_index(),
    }
