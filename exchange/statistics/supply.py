"""Needs against supply: what is asked for in each category and town, what of it was served, and who serves it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from exchange.models import Category, TeamService
from exchange.statistics import groups
from exchange.statistics.asking import Asked
from exchange.statistics.counting import Counted, Pass, count
from exchange.statistics.groups import KIND, NONE, TOWN, Group
from exchange.statistics.measures import MEASURES, TEAMS
from organisations.models import Unit
from volunteers.enums import TeamState
from volunteers.models import Team

COUNTED = ("needs", "served", "unmet")
SHOWN = (*COUNTED, TEAMS)


@dataclass(frozen=True)
class SupplyCell:
    """The four numbers of a category in a town; `params(measure)` leads to the list behind each."""

    needs: int = 0
    served: int = 0
    unmet: int = 0
    teams: int = 0
    address: dict[str, str] = field(default_factory=dict)

    def params(self, measure: str) -> dict[str, str]:
        return {**self.address, "measure": measure}


@dataclass(frozen=True)
class SupplyTable:
    """Categories down, towns across."""

    asked: Asked
    kinds: list[Group]
    towns: list[Group]
    cells: dict[tuple[Any, Any], SupplyCell]

    def row(self, kind: Group) -> list[SupplyCell]:
        return [self.cells[kind.key, town.key] for town in self.towns]

    def sum(self, *, kind: Group | None = None, town: Group | None = None) -> SupplyCell:
        """A category in all towns, a town in all categories, or everything. Of needs alone: a team serves several."""
        cells = [
            cell
            for (kind_key, town_key), cell in self.cells.items()
            if (kind is None or kind.key == kind_key) and (town is None or town.key == town_key)
        ]
        counts = {name: sum(getattr(cell, name) for cell in cells) for name in COUNTED}
        named = {KIND: kind.code} if kind else {TOWN: town.code} if town else {}
        return SupplyCell(**counts, address={**self.asked.params, **named})


# Needs by category and town at once.
PASS = Pass(COUNTED, KIND, across=TOWN)


def needs_and_supply(asked: Asked, counted: Counted | None = None) -> SupplyTable:
    """One query, whatever the size of the county; none where `PASS` was `counted` before."""
    found = (counted or count(asked, [PASS])).cells
    kinds = groups.groups(asked, KIND, {kind for kind, _town in found})
    towns = groups.groups(asked, TOWN, {town for _kind, town in found})
    by_kind = {kind.key: _does(asked, kind.key) for kind in kinds}
    by_town = {town.key: _serves(asked, town.key) for town in towns}
    cells = {
        (kind.key, town.key): SupplyCell(
            **found.get((kind.key, town.key), {}),
            teams=len(by_kind[kind.key] & by_town[town.key]),
            address={**asked.params, KIND: kind.code, TOWN: town.code},
        )
        for kind in kinds
        for town in towns
    }
    return SupplyTable(asked, kinds, towns, cells)


# --- who serves -------------------------------------------------------------------------------


def _ways(asked: Asked, by: str, path: str) -> tuple[bool, list[str]]:
    """Whether what lies below a group counts to it, and the paths from the root to it."""
    steplen = Unit.steplen if by == TOWN else Category.steplen
    above = [path[:end] for end in range(steplen, len(path) + 1, steplen)]
    return len(path) >= groups.depth(asked, by) * steplen, above


def _meeting(pairs: list[tuple[int, str]], path: str, whole: bool, above: list[str]) -> set[int]:
    over = set(above)
    return {team for team, served in pairs if served in over or (whole and served.startswith(path))}


def _does(asked: Asked, path: str | None) -> set[int]:
    return set() if path is None else _meeting(asked.trees.skills, path, *_ways(asked, KIND, path))


def _serves(asked: Asked, path: str) -> set[int]:
    return _meeting(asked.trees.places, path, *_ways(asked, TOWN, path))


def teams_serving(asked: Asked, params: Mapping[str, Any]) -> QuerySet[Team]:
    """The list behind the number of teams: active ones that do something of the category somewhere in the town."""
    found = Team.objects.filter(state=TeamState.ACTIVE)
    if params.get(KIND) == NONE:
        return found.none()
    if params.get(KIND):
        path = groups.path_named(asked, KIND, params[KIND])
        does = TeamService.objects.filter(_meets("category__path", path, *_ways(asked, KIND, path)))
        found = found.filter(Exists(does.filter(team=OuterRef("pk"))))
    if params.get(TOWN):
        path = groups.path_named(asked, TOWN, params[TOWN])
        ways = _ways(asked, TOWN, path)
        areas = Team.areas.through.objects.filter(team=OuterRef("pk"))
        chosen = Q(Exists(areas.filter(_meets("unit__path", path, *ways))))
        found = found.filter(chosen | (~Q(Exists(areas)) & _meets("unit__path", path, *ways)))
    return found.order_by("name", "pk")


def _meets(lookup: str, path: str, whole: bool, above: list[str]) -> Q:
    condition = Q(**{f"{lookup}__in": above})
    return condition | Q(**{f"{lookup}__startswith": path}) if whole else condition


def heads() -> dict[str, str]:
    """What the four numbers are called, and with them how they count."""
    return {**{name: str(MEASURES[name].words) for name in COUNTED}, TEAMS: _("teams serving")}


def definitions() -> list[tuple[str, str]]:
    said = heads()
    return [
        (said["needs"], _("Needs submitted in the period, without those rejected, joined to another, cancelled by"
                          " the asker or expired.")),
        (said["served"], _("Those of them that were served.")),
        (said["unmet"], _("Those of them that were not, also those that wait for the asker or were withdrawn.")),
        (said["teams"], _("Active teams today that do something of the category somewhere in the area.")),
    ]  # fmt: skip
