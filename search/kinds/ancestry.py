"""Units above a unit, and what of the page tree an event touches: for kinds whose rows belong to units."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Q
from wagtail.models import Page

from cms.models import ContentPage
from common.models import OutboxMessage
from organisations.models import Unit, Venue
from search.kinds.naming import NAMED, pages_naming

# Of the unit events, those that change what is above or below; the others change the unit's own words.
_TREE_EVENTS = {"organisations.unit_moved", "organisations.unit_merged"}
_SUBTREE_EVENTS = {"cms.page_moved", "search.subtree_changed"}


def paths_above(path: str) -> list[str]:
    """The paths from the root down to this one, itself included."""
    return [path[:end] for end in range(Unit.steplen, len(path) + 1, Unit.steplen)]


def add_unit_codes(rows: Iterable[Any]) -> None:
    """Gives each row `unit_codes`: its unit's code and those of the units above, in one query."""
    rows = list(rows)
    wanted = {path for row in rows for path in paths_above(row.unit.path)}
    codes = dict(Unit.objects.filter(path__in=wanted).values_list("path", "code"))
    for row in rows:
        row.unit_codes = tuple(codes[path] for path in paths_above(row.unit.path) if path in codes)


def below_units(codes: Sequence[str], lookup: str = "unit__path") -> Q:
    """Rows of these units and of all units below them."""
    condition = Q(pk__in=[])
    for path in Unit.objects.filter(code__in=codes).values_list("path", flat=True):
        condition |= Q(**{f"{lookup}__startswith": path})
    return condition


def rows_of_unit(message: OutboxMessage) -> Q | None:
    """The rows of a unit that has changed; where it has moved, those of the units below too."""
    if _model(message.object_type) is not Unit:
        return None
    if message.event not in _TREE_EVENTS:
        return Q(unit_id=message.object_id)
    path = Unit.objects.filter(pk=message.object_id).values_list("path", flat=True).first()
    return Q(unit__path__startswith=path) if path else None


def pages_affected(message: OutboxMessage) -> Q | None:
    """The pages that an event changes: one, or all below where a page or a unit has moved."""
    model = _model(message.object_type)
    if model is Unit:
        return rows_of_unit(message)
    if model is Venue:
        return Q(pk__in=_pages_naming_venue(message.object_id))
    if model in NAMED:
        # A row that is about to go names them itself: afterwards nobody points to it.
        return Q(pk__in=message.data.get("pages") or pages_naming(model, message.object_id))
    if model is None or not issubclass(model, Page):
        return None
    if message.event in _SUBTREE_EVENTS:
        path = Page.objects.filter(pk=message.object_id).values_list("path", flat=True).first()
        return Q(path__startswith=path) if path else None
    return Q(pk=message.object_id)


def _pages_naming_venue(venue: str) -> list[int]:
    """Its own page, the routes that stop there, the lectures held there."""
    found: set[int] = set()
    for lookup in ("venuepage__venue", "routepage__stops__venue", "lecturepage__sessions__venue"):
        found.update(ContentPage.objects.filter(**{lookup: venue}).values_list("pk", flat=True))
    return sorted(found)


def _model(label: str) -> Any:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None
