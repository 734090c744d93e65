"""Which numbers are asked for: a period, a unit with all below it, a category with all below it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from common.access import Reader
from common.errors import Invalid, NotAllowed, NotFound
from exchange.rules import READ_STATISTICS, WATCHERS
from exchange.statistics.trees import Node, Trees

YEARS = range(1900, 2201)


@dataclass(frozen=True)
class Asked:
    """A filter that the reader may use. `unit` None: all units whose numbers the reader may see."""

    reader: Reader
    first: dt.date
    last: dt.date
    unit: Node | None = None
    category: Node | None = None
    trees: Trees = field(default_factory=lambda: Trees(Reader()), compare=False, repr=False)

    @property
    def params(self) -> dict[str, str]:
        """As it stands in an address; `ask` reads it back."""
        found = {"from": self.first.isoformat(), "to": self.last.isoformat()}
        if self.unit is not None:
            found["unit"] = self.unit.code
        if self.category is not None:
            found["category"] = self.category.code
        return found

    @property
    def paths(self) -> list[str]:
        """The units that are asked about, none below another."""
        if self.unit is not None:
            return [self.unit.path]
        held = self.reader.paths(WATCHERS)
        return [path for path in held if not any(path != other and path.startswith(other) for other in held)]

    def within(self, prefix: str = "") -> Q:
        """The condition that a row lies in the units, and the need that `prefix` leads to in the category.

        An order lies where its need does: its unit is the need's.
        """
        units = Q(pk__in=[])
        for path in self.paths:
            units |= Q(unit__path__startswith=path)
        if self.category is None:
            return units
        return units & Q(**{f"{prefix}category__path__startswith": self.category.path})

    def during(self, field: str) -> Q:
        """The condition that a time lies in the period, whole days in the county's time zone."""
        return Q(**{f"{field}__gte": midnight(self.first), f"{field}__lt": midnight(self.last + dt.timedelta(days=1))})

    def words(self) -> list[tuple[str, str]]:
        """The filter as it is written above a table: what, and which."""
        return [
            (_("Period"), _("%(first)s to %(last)s") % {"first": self.first, "last": self.last}),
            (_("Unit"), self.unit.name if self.unit else _("all that you may see")),
            (_("Category"), self.category.name if self.category else _("all")),
        ]


def midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def ask(params: Mapping[str, Any], reader: Reader, trees: Trees | None = None) -> Asked:
    """Reads a filter. Without a period: this year so far. One query, none where `trees` were read before.

    Raises NotAllowed for who may see no numbers, NotFound for a unit out of reach as for one that does not exist,
    Invalid with the field at fault.
    """
    if not reader.paths(WATCHERS):
        raise NotAllowed("exchange.no_statistics", _("Statistics are for those who direct, dispatch or audit a unit."))
    today = timezone.localdate()
    first = _day(params, "from", today.replace(month=1, day=1))
    last = _day(params, "to", today)
    if last < first:
        raise Invalid("exchange.period", _("The end lies before the beginning."), field="to")
    known = trees or Trees.read(reader)
    return Asked(reader, first, last, _unit(params.get("unit"), known), _category(params.get("category"), known), known)


def _day(params: Mapping[str, Any], name: str, otherwise: dt.date) -> dt.date:
    given = str(params.get(name) or "").strip()
    if not given:
        return otherwise
    try:
        found = dt.date.fromisoformat(given)
        # The day after it must still be one that a calendar and a database have.
        if found.year not in YEARS:
            raise ValueError(given)
        return found
    except ValueError as problem:
        raise Invalid("exchange.day", _("Write the day like 2026-05-01."), field=name) from problem


def _unit(code: Any, trees: Trees) -> Node | None:
    if not code:
        return None
    unit = next((unit for unit in trees.units if unit.code == code), None)
    if unit is None or not READ_STATISTICS.check(trees.reader, unit):
        raise NotFound("exchange.no_unit", _("There is no such unit. Choose one from the list."), field="unit")
    return unit


def _category(code: Any, trees: Trees) -> Node | None:
    if not code:
        return None
    found = next((kind for kind in trees.kinds if kind.code == code), None)
    if found is None:
        raise NotFound(
            "exchange.no_category", _("There is no such category. Choose one from the list."), field="category"
        )
    return found
