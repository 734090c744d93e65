"""Who sits at the desk: read once a request, since the side bar and the page both ask."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast
from django.http import HttpRequest

from organisations.models import Dated, Post
from organisations.selectors import reader_of, today
from workflows import selectors
from workflows.models import Notification, WorkItem

# A line under the mark on every page of the admin: a new post may show there a little later.
KEEP = 300
NOTICES = "notices"
# What the filters know of an item.
ALIKE = ("page__content_type", "unit", "unit__name", "step")


@dataclass(frozen=True)
class Heap:
    """Items of one queue that are alike in all that the filters know."""

    queue: str
    kind: int | None
    unit: int
    unit_name: str
    step: str
    many: int


def heaps_of(request: HttpRequest) -> list[Heap]:
    """The very queries behind the lists, counted by what they can be filtered by. One statement for all tabs."""
    kept: list[Heap] | None = getattr(request, "desk_heaps", None)
    if kept is None:
        reader = reader_of(request)
        each = [_heaps(name, queue(reader, request.user)) for name, queue in selectors.TABS.items()]
        kept = [Heap(*row) for row in each[0].union(*each[1:], _unread(request.user), all=True)]
        request.desk_heaps = kept  # type: ignore[attr-defined]
    return kept


def _heaps(name: str, items: QuerySet[WorkItem]) -> Any:
    # The list's own joins and order would split the groups: only its rows are taken.
    rows = WorkItem.objects.filter(pk__in=items.order_by().values("pk")).order_by()
    counted = rows.annotate(queue=Value(name)).values("queue", *ALIKE).annotate(many=Count("pk"))
    return counted.values_list("queue", *ALIKE, "many")


def _unread(user: Any) -> Any:
    """The person's unread notices in the shape of a heap, so that the bell costs no statement of its own."""
    unread = Notification.objects.filter(person_id=user.pk, read_at=None).order_by()
    shaped = unread.annotate(
        queue=Value(NOTICES),
        kind=Cast(Value(None), IntegerField()),
        unit=F("person_id"),
        unit_name=Value(""),
        step=Value(""),
    )
    names = ("queue", "kind", "unit", "unit_name", "step")
    return shaped.values(*names).annotate(many=Count("pk")).values_list(*names, "many")


def unread_of(request: HttpRequest) -> int:
    return sum(heap.many for heap in heaps_of(request) if heap.queue == NOTICES)


def counts_of(request: HttpRequest) -> dict[str, int]:
    """How long each queue is: the figures of the tabs, the side bar and the greeting are one."""
    found = dict.fromkeys(selectors.TABS, 0)
    for heap in heaps_of(request):
        if heap.queue in found:
            found[heap.queue] += heap.many
    return found


def place_of(user: Any) -> str:
    """The unit that a person works for: the highest of the posts held today."""
    key = f"desk-place-{user.pk}"
    place: str | None = cache.get(key)
    if place is None:
        held = Post.objects.filter(Dated.on(today()), person_id=user.pk)
        unit = held.order_by("unit__depth", "unit__path").values_list("unit__name", "unit__short_name").first()
        place = (unit[1] or unit[0]) if unit else ""
        cache.set(key, place, KEEP)
    return place
