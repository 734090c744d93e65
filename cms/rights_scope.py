"""How far a person's own units reach in the trees of pages and of collections, found once a request."""

from typing import Any

from django.core.cache import cache
from django.db.models import Q
from wagtail.models import Page

from cms.models import HomePage, UnitPage
from common.access import NOBODY, InScope, Reader
from organisations.models import Unit
from organisations.rules import STAFF_ROLES
from organisations.selectors import reader_of

BELOW = InScope(*STAFF_ROLES, lookup="unit__path")
# Every page of the admin asks for the menu: what stands at the top of the site seldom changes.
KEEP, TOPS = 60, "cms.site_tops"


class Reach:
    """The topmost pages and collections of the units where somebody holds a post. Superusers reach everything."""

    def __init__(self, reader: Reader, *, everything: bool = False) -> None:
        self.everything = everything
        self.pages: list[str] = []
        self.collections: list[str] = []
        if not everything:
            pages = UnitPage.objects.filter(BELOW.filter(reader)).values_list("path", flat=True)
            homes = HomePage.objects.filter(BELOW.filter(reader)).values_list("path", flat=True)
            units = Unit.objects.filter(InScope(*STAFF_ROLES, lookup="path").filter(reader))
            self.pages = topmost([*pages, *homes])
            self.collections = topmost(units.exclude(collection=None).values_list("collection__path", flat=True))

    def holds_page(self, page: Page) -> bool:
        return self.everything or any(page.path.startswith(path) for path in self.pages)

    def holds_the_site(self) -> bool:
        """Whether nothing of the site is anybody else's."""
        return self.everything or all(map(self.holds_page, Page.objects.filter(depth=2)))

    def leads_to(self, page: Page) -> bool:
        """Whether the page stands above one of the own: it may be passed through."""
        return any(path.startswith(page.path) for path in self.pages)

    def page_query(self) -> Q:
        return self._query("path", self.pages)

    def way_query(self) -> Q:
        """The own pages and those above them."""
        above = {path[:end] for path in self.pages for end in range(Page.steplen, len(path), Page.steplen)}
        return self.page_query() | Q(path__in=above)

    def collection_query(self) -> Q:
        return self._query("collection__path", self.collections)

    def _query(self, lookup: str, paths: list[str]) -> Q:
        if self.everything:
            return ~NOBODY
        query = NOBODY
        for path in paths:
            query |= Q(**{f"{lookup}__startswith": path})
        return query


def topmost(paths: Any) -> list[str]:
    """The paths that have none of the others above them."""
    found: list[str] = []
    for path in sorted(paths):
        if not found or not path.startswith(found[-1]):
            found.append(path)
    return found


def reach_of(request: Any) -> Reach:
    kept = getattr(request, "linli_reach", None)
    if kept is None or kept[0] != request.user.pk:
        kept = (request.user.pk, Reach(reader_of(request), everything=request.user.is_superuser))
        request.linli_reach = kept
    reach: Reach = kept[1]
    return reach


def _tops() -> list[str]:
    """The paths of the units whose pages stand at the top of the site; an empty one for a page of no unit."""
    top = Page.objects.filter(depth=2)
    found = [path for model in (HomePage, UnitPage) for path in _unit_paths(model.objects.filter(pk__in=top))]
    return [*found, *([""] * (top.count() - len(found)))]


def _unit_paths(pages: Any) -> Any:
    return pages.values_list("unit__path", flat=True)


def offers_the_site(request: Any) -> bool:
    """As `Reach.holds_the_site`, for menus: without a query, up to a minute late. What is opened is asked anew."""
    held = reader_of(request).paths(STAFF_ROLES)
    tops: list[str] = cache.get_or_set(TOPS, _tops, KEEP) or []
    return request.user.is_superuser or all(path.startswith(tuple(held)) for path in tops)
