"""The list of needs, narrowed by what stands in the address."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from exchange.enums import Channel, NeedState, Urgency
from exchange.models import Need
from exchange.rules import STAFF
from exchange.statistics import Node, Trees, ask, group_words, measure_of, needs_counted
from workflows.desk.filters import LONGEST_SEARCH, Choice, Menu
from workflows.enums import UNFINISHED
from workflows.models import WorkItem

OVERDUE = "overdue"
MOST_EXPORTED = 5000


def one_line(query: QueryDict, name: str) -> str:
    return query.get(name, "").replace("\x00", "").strip()[:LONGEST_SEARCH]


def _day(text: str) -> dt.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def whole_number(text: str) -> int | None:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else None


def chosen_of(rows: Iterable[Any], text: str) -> Any:
    """The row of this key, if it is one of these."""
    return next((row for row in rows if row.pk == whole_number(text)), None)


# What leads from a number to the needs that it counts.
COUNTED = ("measure", "kind", "town", "month", "unit", "category", "from", "to")


class NeedFilters:
    """What the address asks for. Unknown and broken values are left out, never an error.

    An address that names a number (`measure`) asks for exactly the needs that it counts; then a broken value is one
    of `exchange.statistics`, as all needs instead of these would be a lie.
    """

    def __init__(self, query: QueryDict, trees: Trees) -> None:
        self.trees = trees
        self.units = trees.below(STAFF)
        self.search = one_line(query, "q")
        self.states = [state for state in query.getlist("state") if state in NeedState.values]
        self.channel = one_line(query, "channel") if one_line(query, "channel") in Channel.values else ""
        number = whole_number(one_line(query, "urgency"))
        self.urgency = number if number in Urgency.values else None
        self.overdue = one_line(query, OVERDUE) == "1"
        self.counted = {name: one_line(query, name) for name in COUNTED if one_line(query, name)}
        if "measure" not in self.counted:
            self.counted = {}
        self.category = self._chosen(trees.kinds, query, "category")
        self.unit = self._chosen(self.units, query, "unit")
        self.since, self.until = (
            (None, None) if self.counted else (_day(one_line(query, "from")), _day(one_line(query, "to")))
        )

    def _chosen(self, rows: Iterable[Node], query: QueryDict, name: str) -> Node | None:
        return None if self.counted else next((row for row in rows if row.code == one_line(query, name)), None)

    @property
    def active(self) -> bool:
        chosen = (
            self.search, self.states, self.channel, self.urgency, self.category, self.unit, self.since, self.counted,
        )  # fmt: skip
        return any(chosen) or self.until is not None or self.overdue

    def narrow(self, needs: QuerySet[Need]) -> QuerySet[Need]:
        query = needs_counted(self.counted, self.trees.reader, self.trees) if self.counted else Q()
        if self.search:
            query &= Q(public_text__icontains=self.search) | Q(summary__icontains=self.search) | Q(code=self.search)
        if self.states:
            query &= Q(state__in=self.states)
        if self.channel:
            query &= Q(channel=self.channel)
        if self.urgency is not None:
            query &= Q(urgency=self.urgency)
        if self.category is not None:
            query &= Q(category__path__startswith=self.category.path)
        if self.unit is not None:
            query &= Q(unit__path__startswith=self.unit.path)
        if self.overdue:
            late = WorkItem.objects.filter(need=OuterRef("pk"), state__in=UNFINISHED, due_at__lt=timezone.now())
            query &= Q(Exists(late))
        return needs.filter(query & self._days())

    def _days(self) -> Q:
        """From the first day's beginning to the last day's end, here."""
        query = Q()
        if self.since is not None:
            query &= Q(submitted_at__gte=timezone.make_aware(dt.datetime.combine(self.since, dt.time())))
        if self.until is not None and self.until < dt.date.max:
            after = dt.datetime.combine(self.until + dt.timedelta(days=1), dt.time())
            query &= Q(submitted_at__lt=timezone.make_aware(after))
        return query

    def menus(self) -> list[Menu]:
        found = [_menu("state", _("State"), NeedState.choices, self.states)]
        if not self.counted:
            kinds = [(each.code, self.trees.way(each)) for each in self.trees.kinds]
            units = [(unit.code, unit.name) for unit in self.units]
            found.append(_menu("category", _("Category"), kinds, [self.category.code] if self.category else []))
            found.append(_menu("unit", _("Unit"), units, [self.unit.code] if self.unit else []))
        found.append(_menu("channel", _("Channel"), Channel.choices, [self.channel]))
        found.append(_menu("urgency", _("Urgency"), Urgency.choices, [self.urgency]))
        return found

    def counted_words(self) -> list[tuple[str, str]]:
        """Which number the list stands behind: what, and which."""
        if not self.counted:
            return []
        asked = ask(self.counted, self.trees.reader, self.trees)
        told = [(_("Counted as"), str(measure_of(self.counted).words)), *asked.words()]
        return told + group_words(self.counted, self.trees)

    def words(self) -> str:
        """The filter as a sentence for the head of an exported file."""
        chosen = [(menu.label, "、".join(choice.label for choice in menu.chosen)) for menu in self.menus()]
        chosen += [
            *self.counted_words(),
            (_("Search"), self.search),
            (_("Since"), str(self.since or "")),
            (_("Until"), str(self.until or "")),
            (_("Time"), _("Overdue") if self.overdue else ""),
        ]
        told = [_("%(name)s: %(value)s") % {"name": name, "value": value} for name, value in chosen if value]
        return "；".join(told) or _("everything")


def _menu(name: str, label: str, choices: Iterable[tuple[Any, Any]], chosen: list[Any]) -> Menu:
    return Menu(name, label, [Choice(str(value), str(text), value in chosen) for value, text in choices])


def with_due(needs: QuerySet[Need]) -> QuerySet[Need]:
    """With all that a row shows; when the waiting step is due and since when it waits come in the same statement."""
    waiting = WorkItem.objects.filter(need=OuterRef("pk"), state__in=UNFINISHED).order_by("pk")
    return needs.select_related("unit", "category").annotate(
        item_due=Subquery(waiting.values("due_at")[:1]),
        item_since=Subquery(waiting.values("created")[:1]),
        item_step=Subquery(waiting.values("step")[:1]),
    )
