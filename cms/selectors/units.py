"""What the pages of units show."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from cms.models import ContentPage, SectionPage, UnitPage
from cms.selectors.shelf import Shelf
from cms.selectors.venues import sessions_to_come, venues_in, venues_now
from organisations.enums import UnitKind
from organisations.models import Dated, Unit
from organisations.selectors import today

LATEST = 10
VENUES = 12
SESSIONS = 4


@dataclass(frozen=True)
class LevelCount:
    """How many units of a level there are, in the county's own word for it."""

    label: str
    count: int


def level_counts(unit_path: str) -> list[LevelCount]:
    """The units below a unit that hold today, by level. Departments are no part of the network."""
    units = Unit.objects.filter(Dated.on(today()), path__startswith=unit_path).exclude(path=unit_path)
    rows = (
        units.exclude(kind=UnitKind.DEPARTMENT)
        .order_by("level__order", "level__label")
        .values_list("level__label")
        .annotate(Count("pk"))
    )
    return [LevelCount(label, count) for label, count in rows]


def in_subtree(items: QuerySet[Any], unit_path: str) -> QuerySet[Any]:
    """Pages that the unit, or a unit below it, answers for."""
    return items.filter(unit__path__startswith=unit_path)


def sections_below(shelf: Shelf, page: Any) -> list[SectionPage]:
    """The public columns directly below a page, in the order of the tree."""
    depth = {"path__startswith": page.path, "depth": page.depth + 1}
    return list(shelf.pages(SectionPage).select_related("unit").filter(**depth).order_by("path"))


def unit_context(page: UnitPage) -> dict[str, Any]:
    shelf = Shelf()
    path = page.unit.path
    venues = venues_in(path)
    below = shelf.unit_pages().filter(path__startswith=page.path, depth=page.depth + 1)
    return {
        "units_below": list(below),
        "unit_counts": level_counts(path),
        "latest": list(in_subtree(shelf.items(ContentPage), path)[:LATEST]),
        "venues": venues_now(venues[:VENUES], shelf),
        "venues_total": venues.count(),
        "sections": sections_below(shelf, page),
        "sessions": sessions_to_come(shelf, SESSIONS, page__unit__path__startswith=path),
        "unit_above": shelf.unit_pages().filter(path=page.path[: -page.steplen]).first(),
    }
