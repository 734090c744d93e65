"""What the numbers stand beside: units and categories with their names, and which team serves what and where.

All of it in one statement, as plain values: a county has thousands of units, and a page names a hundred of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Case, CharField, F, Q, QuerySet, Value, When

from common.access import Reader
from exchange.models import Category, TeamService
from exchange.rules import STAFF
from organisations.models import Dated, Unit
from organisations.selectors import today
from volunteers.enums import TeamState
from volunteers.models import Team

UNIT, KIND, SKILL, PLACE, OWN = "unit", "kind", "skill", "place", "own"
ACTIVE = Q(team__state=TeamState.ACTIVE)
# In the order in which they are read.
COLUMNS = ("what", "number", "path", "code", "name", "short", "holds")
EMPTY = Value("", CharField())


@dataclass(frozen=True)
class Node:
    """A unit or a category. `holds`: it is there today; units that have ended keep their numbers."""

    pk: int
    path: str
    code: str
    name: str
    label: str
    holds: bool = True

    @property
    def depth(self) -> int:
        return len(self.path) // int(Unit.steplen)

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True)
class Trees:
    """The units that staff may read with those above them, all categories, and pairs of a team and a path."""

    reader: Reader
    units: list[Node] = field(default_factory=list)
    kinds: list[Node] = field(default_factory=list)
    skills: list[tuple[int, str]] = field(default_factory=list)
    places: list[tuple[int, str]] = field(default_factory=list)

    def below(self, roles: Iterable[str]) -> list[Node]:
        """The units of today where the reader holds one of the roles, or above which."""
        held = tuple(self.reader.paths(roles))
        return [unit for unit in self.units if unit.holds and unit.path.startswith(held)]

    def way(self, kind: Node) -> str:
        """The names on the way down to a category, as a table may write it."""
        names = {each.path: each.name for each in self.kinds}
        ends = range(Category.steplen, len(kind.path) + 1, Category.steplen)
        return "/".join(names[kind.path[:end]] for end in ends if kind.path[:end] in names)

    @classmethod
    def read(cls, reader: Reader, *, teams: bool = True) -> "Trees":
        """One query. Without `teams` nobody serves anything."""
        found, own = cls(reader), list[tuple[int, str]]()
        for what, number, path, code, name, short, holds in _rows(reader, teams=teams):
            if what in (UNIT, KIND):
                nodes = found.units if what == UNIT else found.kinds
                nodes.append(Node(number, path, code, name, short or name, bool(holds)))
            else:
                {SKILL: found.skills, PLACE: found.places, OWN: own}[what].append((number, path))
        for each in (found.units, found.kinds):
            each.sort(key=lambda node: node.path)
        chosen = {team for team, _path in found.places}
        # A team without areas of its own serves where its unit is.
        found.places.extend(pair for pair in own if pair[0] not in chosen)
        return found


def _rows(reader: Reader, *, teams: bool) -> Iterator[tuple[Any, ...]]:
    parts = [_named(UNIT, Unit.objects.filter(_units(reader)), F("short_name"), Dated.on(today()))]
    parts.append(_named(KIND, Category.objects.all(), EMPTY, Q(pk__isnull=False)))
    if teams:
        parts.append(_pairs(SKILL, TeamService.objects.filter(ACTIVE), "team_id", "category__path"))
        parts.append(_pairs(PLACE, Team.areas.through.objects.filter(ACTIVE), "team_id", "unit__path"))
        parts.append(_pairs(OWN, Team.objects.filter(state=TeamState.ACTIVE), "pk", "unit__path"))
    return iter(parts[0].union(*parts[1:], all=True))


def _units(reader: Reader) -> Q:
    found = Q(pk__in=[])
    for path in reader.paths(STAFF):
        above = [path[:end] for end in range(Unit.steplen, len(path), Unit.steplen)]
        found |= Q(path__startswith=path) | Q(path__in=above)
    return found


def _named(what: str, rows: QuerySet[Any], short: Any, held: Q) -> QuerySet[Any]:
    holds = Case(When(held, then=True), default=False, output_field=BooleanField())
    return _columns(what, rows, "pk", "path", F("code"), F("name"), short, holds)


def _pairs(what: str, rows: QuerySet[Any], team: str, path: str) -> QuerySet[Any]:
    return _columns(what, rows, team, path, EMPTY, EMPTY, EMPTY, Value(True))


def _columns(what: str, rows: QuerySet[Any], number: str, path: str, *others: Any) -> QuerySet[Any]:
    given = zip(COLUMNS, (Value(what, CharField()), F(number), F(path), *others), strict=True)
    # Names of their own: a field of the model may be called like a column.
    named = rows.order_by().annotate(**{f"column_{name}": value for name, value in given})
    found: QuerySet[Any] = named.values_list(*(f"column_{name}" for name in COLUMNS))
    return found
