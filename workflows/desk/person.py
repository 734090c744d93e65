"""Who sits at the desk: read once a request, since the side bar and the page both ask."""

from typing import Any

from django.db.models import Count, Value
from django.http import HttpRequest

from organisations.models import Dated, Post
from organisations.selectors import reader_of, today
from workflows import selectors
from workflows.models import WorkItem


def counts_of(request: HttpRequest) -> dict[str, int]:
    """How long each queue is: the figures of the tabs, the side bar and the greeting are one.

    The very queries behind the lists, counted in one statement.
    """
    kept: dict[str, int] | None = getattr(request, "desk_counts", None)
    if kept is None:
        kept = _count(request)
        request.desk_counts = kept  # type: ignore[attr-defined]
    return kept


def _count(request: HttpRequest) -> dict[str, int]:
    reader = reader_of(request)
    found = dict.fromkeys(selectors.TABS, 0)
    each = [
        WorkItem.objects.filter(pk__in=queue(reader, request.user).order_by().values("pk"))
        .annotate(queue=Value(name))
        .values("queue")
        .annotate(many=Count("pk"))
        .order_by()
        for name, queue in selectors.TABS.items()
    ]
    for row in each[0].union(*each[1:], all=True):
        found[row["queue"]] = row["many"]
    return found


def place_of(user: Any) -> str:
    """The unit that a person works for: the highest of the posts held today."""
    held = Post.objects.filter(Dated.on(today()), person_id=user.pk)
    unit = held.order_by("unit__depth", "unit__path").values_list("unit__name", "unit__short_name").first()
    return (unit[1] or unit[0]) if unit else ""
