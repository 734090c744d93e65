"""What numbers are broken down by: the units or categories one step below what was asked for, teams, months."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Q, Value, When
from django.db.models.functions import Cast, Substr
from django.utils.translation import gettext as _

from common.errors import Invalid, NotFound
from exchange.models import Category
from exchange.statistics.asking import YEARS, Asked, midnight
from exchange.statistics.trees import Node, Trees
from organisations.models import Unit
from volunteers.models import Team

WHOLE, TOWN, KIND, TEAM, MONTH = "", "town", "kind", "team", "month"
BY = (WHOLE, TOWN, KIND, TEAM, MONTH)
# Below the root lie the towns.
TOWNS = 2
# By month.
MOST_YEARS = 10
# What stands in an address for needs that have no category yet.
NONE = "-"


@dataclass(frozen=True)
class Group:
    """A part of the numbers: how the database names it, how an address does, and what people call it."""

    key: Any
    code: str
    name: str


def depth(asked: Asked, by: str) -> int:
    """How deep in its tree a group lies: a step below what was asked for, units at least at the towns."""
    if by == KIND:
        return asked.category.depth + 1 if asked.category else 1
    return max(TOWNS, asked.unit.depth + 1) if asked.unit else TOWNS


def expression(asked: Asked, by: str, prefix: str, date: str) -> Any:
    """What the database groups by, as text; `prefix` leads to the need, `date` is the time that counts."""
    if by == TOWN:
        return Substr("unit__path", 1, depth(asked, by) * Unit.steplen)
    if by == KIND:
        return Substr(f"{prefix}category__path", 1, depth(asked, by) * Category.steplen)
    if by == MONTH:
        # By the first moments of months: no database asks a calendar for every row then.
        known = [
            When(**{f"{date}__lt": midnight(following)}, then=Value(f"{first:%Y-%m}"))
            for first, following in months(asked)
        ]
        return Case(*known, output_field=CharField())
    if by == TEAM:
        return Cast("team_id", CharField())
    return Cast(Value(None), CharField())


def months(asked: Asked) -> Iterator[tuple[dt.date, dt.date]]:
    """The first days of each month of the period, and of the month that follows. Invalid where they are too many."""
    if asked.last.year - asked.first.year > MOST_YEARS:
        words = _("By month, at most ten years can be counted: choose a later beginning.")
        raise Invalid("exchange.months", words, field="from")
    first = asked.first.replace(day=1)
    while first <= asked.last:
        following = (first + dt.timedelta(days=32)).replace(day=1)
        yield first, following
        first = following


def key_of(by: str, text: str | None) -> Any:
    """The key of a group from what the database says."""
    if by == MONTH and text:
        return dt.date.fromisoformat(f"{text}-01")
    return int(text) if by == TEAM and text else text


def condition(asked: Asked, by: str, path: str | None, prefix: str) -> Q:
    """The rows of a group of a tree. One that lies less deep than the others is only what lies at itself."""
    lookup, steplen = ("unit__path", Unit.steplen) if by == TOWN else (f"{prefix}category__path", Category.steplen)
    if path is None:
        return Q(**{f"{lookup}__isnull": True})
    whole = len(path) >= depth(asked, by) * steplen
    return Q(**{f"{lookup}__startswith" if whole else lookup: path})


def groups(asked: Asked, by: str, keys: set[Any]) -> list[Group]:
    """The groups with their names, in order. Units and categories without a row come too: nothing is a number.

    A query for teams alone. `keys` are those that the database found.
    """
    if by == WHOLE:
        return [Group(None, "", _("all"))]
    if by == TEAM:
        teams = Team.objects.filter(pk__in=keys).only("code", "name").order_by("name", "pk")
        return [Group(team.pk, team.code, team.name) for team in teams]
    if by == MONTH:
        return [Group(day, f"{day:%Y-%m}", f"{day:%Y-%m}") for day in sorted(keys)]
    shown = [node for node in _tree(asked, by) if node.path in keys or _alone(asked, by, node)]
    found = [Group(node.path, node.code, node.label) for node in shown]
    return [*found, Group(None, NONE, _("without a category"))] if by == KIND and None in keys else found


def _tree(asked: Asked, by: str) -> list[Node]:
    """What may be a group: in reach, and no deeper than groups lie."""
    if by == KIND:
        below = asked.category.path if asked.category else ""
        return [node for node in asked.trees.kinds if node.path.startswith(below) and node.depth <= depth(asked, by)]
    # A unit above the towns is a group of its own; of a post below, the group is cut to the same depth.
    cut = {path[: depth(asked, by) * Unit.steplen] for path in asked.paths}
    nodes = (node for node in asked.trees.units if node.depth <= depth(asked, by))
    return [node for node in nodes if node.path in cut or node.path.startswith(tuple(asked.paths))]


def _alone(asked: Asked, by: str, node: Node) -> bool:
    """Whether it is a group even without a row: what has ended is not."""
    return node.depth == depth(asked, by) and node.holds


def named(params: Mapping[str, Any], asked: Asked, prefix: str) -> Q:
    """The condition that the groups named in an address make together. NotFound for a name that is none."""
    found = Q()
    if params.get(TOWN):
        found &= condition(asked, TOWN, path_named(asked, TOWN, params[TOWN]), prefix)
    if params.get(KIND):
        path = None if params[KIND] == NONE else path_named(asked, KIND, params[KIND])
        found &= condition(asked, KIND, path, prefix)
    if params.get(TEAM):
        found &= Q(team__code=str(params[TEAM]).replace("\x00", ""))
    return found


def group_words(params: Mapping[str, Any], trees: Trees) -> list[tuple[str, str]]:
    """The groups named in an address: what, and which. Of a name that is none, the name."""
    units = {unit.code: unit.label for unit in trees.units}
    kinds = {kind.code: trees.way(kind) for kind in trees.kinds} | {NONE: _("without a category")}
    heads: tuple[tuple[str, str, dict[str, str]], ...] = (
        (TOWN, _("Area"), units),
        (KIND, _("Category"), kinds),
        (MONTH, _("Month"), {}),
    )
    return [(head, names.get(params[by], params[by])) for by, head, names in heads if params.get(by)]


def path_named(asked: Asked, by: str, code: Any) -> str:
    """Where a unit or category named in an address lies. NotFound for one that is no group here."""
    path = next((node.path for node in _tree(asked, by) if node.code == code), None)
    if path is None:
        raise NotFound("exchange.no_group", _("There is nothing of this name here. Go back to the table."))
    return path


def month_of(params: Mapping[str, Any], date: str) -> Q:
    """The condition that a time lies in the month named in an address."""
    given = params.get(MONTH)
    if not given:
        return Q()
    try:
        first = dt.date.fromisoformat(f"{given}-01")
        if first.year not in YEARS:
            raise ValueError(given)
    except ValueError as problem:
        raise Invalid("exchange.month", _("Write the month like 2026-05."), field=MONTH) from problem
    following = (first + dt.timedelta(days=32)).replace(day=1)
    return Q(**{f"{date}__gte": midnight(first), f"{date}__lt": midnight(following)})
