"""What numbers are broken down by: the units or categories one step below what was asked for, teams, months."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Substr, TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import Invalid, NotFound
from exchange.models import Category
from exchange.statistics.asking import YEARS, Asked, as_code, midnight
from organisations.models import Unit
from volunteers.models import Team

WHOLE, TOWN, KIND, TEAM, MONTH = "", "town", "kind", "team", "month"
BY = (WHOLE, TOWN, KIND, TEAM, MONTH)
# Below the root lie the towns.
TOWNS = 2
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
    """What the database groups by; `prefix` leads to the need, `date` is the time that counts."""
    if by == TOWN:
        return Substr(f"{prefix}unit__path", 1, depth(asked, by) * Unit.steplen)
    if by == KIND:
        return Substr(f"{prefix}category__path", 1, depth(asked, by) * Category.steplen)
    if by == MONTH:
        return TruncMonth(date, tzinfo=timezone.get_default_timezone())
    return F("team_id")


def condition(asked: Asked, by: str, path: str | None, prefix: str) -> Q:
    """The rows of a group of a tree. One that lies less deep than the others is only what lies at itself."""
    lookup, steplen = (
        (f"{prefix}unit__path", Unit.steplen) if by == TOWN else (f"{prefix}category__path", Category.steplen)
    )
    if path is None:
        return Q(**{f"{lookup}__isnull": True})
    whole = len(path) >= depth(asked, by) * steplen
    return Q(**{f"{lookup}__startswith" if whole else lookup: path})


def groups(asked: Asked, by: str, keys: set[Any]) -> list[Group]:
    """The groups with their names, in order. Units and categories without a row come too: nothing is a number.

    At most one query. `keys` are those that the database found.
    """
    if by == WHOLE:
        return [Group(None, "", _("all"))]
    if by == TEAM:
        teams = Team.objects.filter(pk__in=keys).only("code", "name").order_by("name", "pk")
        return [Group(team.pk, team.code, team.name) for team in teams]
    if by == MONTH:
        days = sorted({key.date() if isinstance(key, dt.datetime) else key for key in keys})
        return [Group(day, f"{day:%Y-%m}", f"{day:%Y-%m}") for day in days]
    found = [Group(row.path, row.code, str(row)) for row in _tree(asked, by) if _shown(asked, by, row, keys)]
    return [*found, Group(None, NONE, _("without a category"))] if by == KIND and None in keys else found


def _tree(asked: Asked, by: str) -> Any:
    rows: Any = Category.objects.all() if by == KIND else Unit.objects.all()
    within = Q() if by == TOWN else Q(path__startswith=asked.category.path if asked.category else "")
    if by == TOWN:
        within = Q(pk__in=[])
        for path in asked.paths:
            # A unit above the towns is a group of its own; of a post below, the group is cut to the same depth.
            within |= Q(path__startswith=path) | Q(path=path[: depth(asked, by) * Unit.steplen])
    return rows.filter(within, depth__lte=depth(asked, by)).order_by("path")


def _shown(asked: Asked, by: str, row: Any, keys: set[Any]) -> bool:
    return row.depth == depth(asked, by) or row.path in keys


def named(params: Mapping[str, Any], asked: Asked, prefix: str) -> Q:
    """The condition that the groups named in an address make together. NotFound for a name that is none."""
    found = Q()
    if params.get(TOWN):
        found &= condition(asked, TOWN, path_named(asked, TOWN, params[TOWN]), prefix)
    if params.get(KIND):
        path = None if params[KIND] == NONE else path_named(asked, KIND, params[KIND])
        found &= condition(asked, KIND, path, prefix)
    if params.get(TEAM):
        found &= Q(team__code=as_code(params[TEAM]))
    return found


def path_named(asked: Asked, by: str, code: Any) -> str:
    """Where a unit or category named in an address lies. NotFound for one that is no group here."""
    path: str | None = _tree(asked, by).filter(code=as_code(code)).values_list("path", flat=True).first()
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
