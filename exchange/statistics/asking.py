"""Which numbers are asked for: a period, a unit with all below it, a category with all below it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from common.access import Reader
from common.errors import Invalid, NotAllowed, NotFound
from exchange.models import Category
from exchange.rules import READ_STATISTICS, STAFF
from organisations.models import Unit

YEARS = range(1900, 2201)


@dataclass(frozen=True)
class Asked:
    """A filter that the reader may use. `unit` None: all units at which the reader is staff."""

    reader: Reader
    first: dt.date
    last: dt.date
    unit: Unit | None = None
    category: Category | None = None

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
        held = self.reader.paths(STAFF)
        return [path for path in held if not any(path != other and path.startswith(other) for other in held)]

    def within(self, prefix: str = "") -> Q:
        """The condition that a need, which `prefix` leads to, lies in the units and the category."""
        units = Q(pk__in=[])
        for path in self.paths:
            units |= Q(**{f"{prefix}unit__path__startswith": path})
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


def ask(params: Mapping[str, Any], reader: Reader) -> Asked:
    """Reads a filter. Without a period: this year so far.

    Raises NotAllowed for who is no staff, NotFound for a unit out of reach as for one that does not exist,
    Invalid with the field at fault.
    """
    if not reader.paths(STAFF):
        raise NotAllowed("exchange.no_statistics", _("Statistics are for the staff of a unit."))
    today = timezone.localdate()
    first = _day(params, "from", today.replace(month=1, day=1))
    last = _day(params, "to", today)
    if last < first:
        raise Invalid("exchange.period", _("The end lies before the beginning."), field="to")
    return Asked(reader, first, last, _unit(params.get("unit"), reader), _category(params.get("category")))


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


def as_code(given: Any) -> str:
    """A code out of an address. NUL, which no database takes, is in none."""
    return str(given).replace("\x00", "")


def _unit(code: Any, reader: Reader) -> Unit | None:
    if not code:
        return None
    unit: Unit | None = Unit.objects.filter(code=as_code(code)).first()
    if unit is None or not READ_STATISTICS.check(reader, unit):
        raise NotFound("exchange.no_unit", _("There is no such unit. Choose one from the list."), field="unit")
    return unit


def _category(code: Any) -> Category | None:
    if not code:
        return None
    found: Category | None = Category.objects.filter(code=as_code(code)).first()
    if found is None:
        raise NotFound(
            "exchange.no_category", _("There is no such category. Choose one from the list."), field="category"
        )
    return found
