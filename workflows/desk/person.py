"""Who sits at the desk: read once a request, since the side bar and the page both ask."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest

from organisations.models import Dated, Post
from organisations.selectors import reader_of, today
from workflows import selectors
from workflows.models import Notification, QueueColumns, SavedFilter, WorkItem

# A line under the mark on every page of the admin: a new post may show there a little later.
KEEP = 300
NOTICES, SAVED, COLUMNS = "notices", "saved", "columns"
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
        also = (_unread(request.user), *_arranged(request.user))
        kept = [Heap(*row) for row in each[0].union(*each[1:], *also, all=True)]
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


def _arranged(user: Any) -> tuple[Any, Any]:
    """The person's saved filters and columns, in the shape of heaps for the same reason."""
    names = ("queue", "kind", "unit", "unit_name", "step", "many")
    nothing = {"kind": Cast(Value(None), IntegerField()), "many": Value(0)}
    saved = SavedFilter.objects.filter(person_id=user.pk).order_by()
    saved = saved.annotate(
        queue=Value(SAVED),
        unit=F("pk"),
        unit_name=F("name"),
        step=Concat("tab", Value("?"), "query", output_field=TextField()),
        **nothing,
    )
    columns = QueueColumns.objects.filter(person_id=user.pk).order_by()
    columns = columns.annotate(queue=Value(COLUMNS), unit=F("pk"), unit_name=F("names"), step=Value(""), **nothing)
    return saved.values_list(*names), columns.values_list(*names)


@dataclass(frozen=True)
class Saved:
    """A filter that the person has named. `query` is that of the address."""

    pk: int
    name: str
    tab: str
    query: str


def saved_of(request: HttpRequest, tab: str) -> list[Saved]:
    """The person's filters of one queue, in the order they were saved."""
    heaps = [heap for heap in heaps_of(request) if heap.queue == SAVED]
    found = [Saved(heap.unit, heap.unit_name, *heap.step.split("?", 1)) for heap in heaps]
    return sorted((each for each in found if each.tab == tab), key=lambda each: each.pk)


def columns_of(request: HttpRequest) -> list[str]:
    """The columns that the person wants; empty where nothing was chosen."""
    heap = next((heap for heap in heaps_of(request) if heap.queue == COLUMNS), None)
    return heap.unit_name.split(",") if heap else []


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
