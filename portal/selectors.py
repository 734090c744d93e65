"""Reads of the site's own screens that no page gives."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from wagtail.models import Page

from cms.models import ContentPage, UnitPage
from cms.rules import PUBLISHED
from cms.selectors.shelf import Shelf
from cms.selectors.units import in_subtree
from common.access import ANONYMOUS
from organisations.enums import UnitKind
from organisations.models import Unit
from organisations.selectors import today
from portal.kinds import DOORS
from portal.preferences import preferences_of


@dataclass(frozen=True)
class Scope:
    """For where the site is shown. `unit` is None for the whole county; `url` leads to the unit's page."""

    unit: Unit | None = None
    url: str = ""


def scope_of(request: HttpRequest) -> Scope:
    """The unit that the visitor chose, if it still exists; read once a request."""
    found: Scope | None = getattr(request, "_scope", None)
    if found is None:
        found = _scope(request)
        request._scope = found  # type: ignore[attr-defined]
    return found


def _scope(request: HttpRequest) -> Scope:
    code = preferences_of(request).unit
    unit = Unit.objects.filter(code=code).first() if code else None
    if unit is None or not unit.holds_on(today()):
        return Scope()
    page = UnitPage.objects.filter(PUBLISHED.filter(ANONYMOUS), unit=unit).first()
    return Scope(unit, page.get_url(request) or "" if page else "")


def pages_of_my_unit(request: HttpRequest, most: int = 4) -> list[Any]:
    """The latest pages of the chosen unit and those below it."""
    unit = scope_of(request).unit
    if unit is None:
        return []
    return list(in_subtree(Shelf().items(ContentPage), unit.path)[:most])


def doors_of(sections: Any, most: int) -> list[Any]:
    """The sections that the home page opens first: only such as exist."""
    by_kind = {section.shows: section for section in reversed(list(sections))}
    return [by_kind[kind] for kind in DOORS if kind in by_kind][:most]


@dataclass(frozen=True)
class UnitBranch:
    """A public unit page and those right below it."""

    page: UnitPage
    below: tuple[UnitPage, ...]


def unit_branches() -> list[UnitBranch]:
    """All public unit pages, two steps deep, in one query.

    A centre that others stand below is no branch, and neither is the one page that all stand below: those below are.
    """
    rows = list(
        UnitPage.objects.filter(PUBLISHED.filter(ANONYMOUS)).select_related("unit", "unit__level").order_by("path")
    )
    top = min((row.depth for row in rows), default=0)
    heads = [row for row in rows if row.depth == top and _stands_over(row, rows)]
    branches: list[tuple[UnitPage, list[UnitPage]]] = []
    for row in rows:
        if row in heads:
            continue
        below_head = any(row.path.startswith(head.path) for head in heads)
        below_last = bool(branches) and row.path.startswith(branches[-1][0].path)
        if row.depth > top + below_head and below_last:
            branches[-1][1].append(row)
        else:
            # Where the page above is not public: better a branch of its own than below a neighbour.
            branches.append((row, []))
    return [UnitBranch(page, tuple(below)) for page, below in branches]


def _stands_over(row: UnitPage, rows: list[UnitPage]) -> bool:
    below = sum(other.path.startswith(row.path) for other in rows) - 1
    return below > 0 and (row.unit.kind == UnitKind.CENTRE or below == len(rows) - 1)


@dataclass(frozen=True)
class UnitGroup:
    """Branches of one sort, under the words that say which."""

    label: str
    branches: tuple[UnitBranch, ...]


# Nobody lives there: whoever looks for the own village does not look among these.
_SERVES_ALL = (UnitKind.DEPARTMENT, UnitKind.ASSESSOR)


def unit_groups() -> list[UnitGroup]:
    """Places apart from what serves the whole county: one looks for a village, or for a field of service."""
    by_kind = unit_branches()
    sorts = [
        (gettext("Towns and streets"), lambda kind: kind not in (UnitKind.BRANCH, *_SERVES_ALL)),
        (gettext("Branch centres"), lambda kind: kind == UnitKind.BRANCH),
        (gettext("Departments and teams"), lambda kind: kind in _SERVES_ALL),
    ]
    groups = [UnitGroup(label, tuple(one for one in by_kind if fits(one.page.unit.kind))) for label, fits in sorts]
    return [group for group in groups if group.branches]


def public_page(pk: int) -> Page | None:
    """A page that everybody may read, as its own type; None for all others."""
    page = Page.objects.filter(PUBLISHED.filter(ANONYMOUS), pk=pk).first()
    return page.specific if page else None
