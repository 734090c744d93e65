"""Narrowing a list by what stands in the address: search, kind, unit, step, due, and the order by due time."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.desk.person import Heap
from workflows.enums import EVERY_STEP, ServiceStep
from workflows.models import WorkItem

LONGEST_SEARCH = 100
# The kind of what is about no page.
NEED = "need"
# Filters by time: what is late, due today, due until Sunday.
LATE, TODAY, WEEK = "late", "today", "week"
DUE = {LATE: gettext_lazy("Overdue"), TODAY: gettext_lazy("Due today"), WEEK: gettext_lazy("Due this week")}


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Menu:
    """One filter with the values that occur in the list."""

    name: str
    label: str
    choices: list[Choice]

    @property
    def chosen(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.chosen]


def _numbers(values: Iterable[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal() and len(value) < 10]


class Filters:
    """What the address asks for. Unknown and broken values are left out, never an error."""

    def __init__(self, query: QueryDict) -> None:
        self.search = query.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
        self.kinds: list[int | str] = [*_numbers(query.getlist("kind"))]
        if NEED in query.getlist("kind"):
            self.kinds.append(NEED)
        self.units = _numbers(query.getlist("unit"))
        self.steps = [step for step in query.getlist("step") if step in dict(EVERY_STEP)]
        self.due = [name for name in DUE if name in query.getlist("due")]
        self.latest_first = query.get("sort") == "-due"

    @property
    def active(self) -> bool:
        return bool(self.search or self.kinds or self.units or self.steps or self.due)

    @property
    def address(self) -> str:
        """The filter and the order as they stand in an address, always written the same way."""
        query = QueryDict(mutable=True)
        if self.search:
            query["q"] = self.search
        for name, values in (("kind", self.kinds), ("unit", self.units), ("step", self.steps), ("due", self.due)):
            query.setlist(name, sorted({str(value) for value in values}))
        if self.latest_first:
            query["sort"] = "-due"
        return query.urlencode()

    def count_in(self, heaps: Iterable[Heap]) -> int | None:
        """How many items fit, from what was counted already; None where only the rows know."""
        if self.search or self.due:
            return None
        return sum(
            heap.many
            for heap in heaps
            if (not self.kinds or _kind_of(heap) in self.kinds)
            and (not self.units or heap.unit in self.units)
            and (not self.steps or heap.step in self.steps)
        )

    def narrow(self, items: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
        query = Q()
        if self.search:
            query &= Q(title__icontains=self.search) | Q(unit__name__icontains=self.search)
        if self.kinds:
            pages = Q(page__content_type__in=[kind for kind in self.kinds if kind != NEED])
            query &= pages | Q(need__isnull=False) if NEED in self.kinds else pages
        if self.units:
            query &= Q(unit__in=self.units)
        if self.steps:
            query &= Q(step__in=self.steps)
        if self.due:
            query &= _due_between(self.due, timezone.now())
        return items.filter(query)

    def order(self, items: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
        return items.order_by("-due_at", "-pk") if self.latest_first else items.order_by("due_at", "pk")

    def menus(self, heaps: Iterable[Heap], *, by_time: bool = True) -> list[Menu]:
        """The menus for a list, from what occurs in the whole of it; time narrows what is still to be done."""
        kinds: dict[int | str, str] = {}
        units: dict[int, str] = {}
        steps: set[str] = set()
        for heap in heaps:
            kind = _kind_of(heap)
            if kind:
                kinds[kind] = _("need") if heap.kind is None else kind_name(ContentType.objects.get_for_id(heap.kind))
            units[heap.unit] = heap.unit_name
            steps.add(heap.step)
        ordered = [(step, str(label)) for step, label in EVERY_STEP if step in steps]
        found = [
            _menu("kind", _("Kind"), sorted(kinds.items(), key=lambda kind: kind[1]), self.kinds),
            _menu("unit", _("Unit"), sorted(units.items(), key=lambda unit: unit[1]), self.units),
            _menu("step", _("Step"), ordered, self.steps),
        ]
        if by_time or self.due:
            found.append(_menu("due", _("Time"), [(name, str(label)) for name, label in DUE.items()], self.due))
        return found

    def words(self, menus: Iterable[Menu]) -> str:
        """The filter as a sentence for the head of an exported file."""
        chosen = [(menu.label, "、".join(choice.label for choice in menu.chosen)) for menu in menus if menu.chosen]
        if self.search:
            chosen.insert(0, (_("Search"), self.search))
        return "；".join(_("%(name)s: %(value)s") % {"name": name, "value": value} for name, value in chosen) or _(
            "everything"
        )


def _kind_of(heap: Heap) -> int | str | None:
    return NEED if heap.step in ServiceStep.values else heap.kind


def _due_between(names: Iterable[str], now: dt.datetime) -> Q:
    """Due in any of the named spans; the days end at midnight here."""
    day = timezone.localtime(now).date()
    ends = {TODAY: day, WEEK: day + dt.timedelta(days=6 - day.weekday())}
    query = Q(pk__in=[])
    for name in names:
        if name == LATE:
            query |= Q(due_at__lt=now)
        else:
            end = timezone.make_aware(dt.datetime.combine(ends[name] + dt.timedelta(days=1), dt.time()))
            query |= Q(due_at__gte=now, due_at__lt=end)
    return query


def kind_name(content_type: ContentType) -> str:
    model = content_type.model_class()
    return str(capfirst(model._meta.verbose_name)) if model else content_type.model


def _menu(name: str, label: str, choices: Iterable[tuple[Any, str]], chosen: list[Any]) -> Menu:
    return Menu(name, label, [Choice(str(value), text, value in chosen) for value, text in choices])
