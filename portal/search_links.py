"""The addresses on the page of results: each a whole question of its own, so that no script is needed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from search.query import Query
from search.results import Facet, Result

SHOWN_AT_ONCE = 6
SORT_LABELS: dict[str, str | Promise] = {
    "relevance": _("best match"),
    "newest": _("newest first"),
    "oldest": _("oldest first"),
}


@dataclass(frozen=True)
class Link:
    """A label, where it leads, and whether that is what is shown now."""

    label: str | Promise
    url: str
    count: int | None = None
    is_current: bool = False


@dataclass(frozen=True)
class FacetLinks:
    """A facet as links: the first few, and the rest behind a fold."""

    label: str
    shown: tuple[Link, ...]
    folded: tuple[Link, ...]


class SearchLinks:
    """All links of one page of results."""

    def __init__(self, query: Query, result: Result, address: str) -> None:
        self.query = query
        self.result = result
        self.address = address

    def url(self, **changes: object) -> str:
        """The present question with some answers changed; the page begins again at the first."""
        asked: dict[str, object] = {"q": self.query.text, **self.query.chosen, "sort": self.query.sort}
        asked |= changes
        if asked["sort"] == "relevance":
            del asked["sort"]
        if asked.get("page") in (None, 1):
            asked.pop("page", None)
        asked = {name: value for name, value in asked.items() if value}
        return f"{self.address}?{urlencode(asked, doseq=True)}"

    def _toggled(self, name: str, value: str) -> str:
        chosen = self.query.chosen.get(name, ())
        kept = tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)
        return self.url(**{name: kept})

    def _links(self, facet: Facet) -> Iterator[Link]:
        for value in facet.values:
            yield Link(value.label, self._toggled(facet.name, value.value), value.count, value.chosen)

    @cached_property
    def kinds(self) -> tuple[Link, ...]:
        """One kind at a time, and all of them first."""
        facet = self.result.facet("kind")
        if facet is None:
            return ()
        every = Link(_("All"), self.url(kind=()), None, not self.query.kinds)
        each = (Link(v.label, self.url(kind=(v.value,)), v.count, v.chosen) for v in facet.values)
        return (every, *each)

    @cached_property
    def facets(self) -> tuple[FacetLinks, ...]:
        """The facets beside the kind; values that find nothing are hidden, chosen ones never."""
        found = []
        for facet in self.result.facets:
            if facet.name in ("kind", "state"):
                continue
            links = [link for link in self._links(facet) if link.count or link.is_current]
            ordered = sorted(links, key=lambda link: not link.is_current)
            if ordered:
                found.append(FacetLinks(facet.label, tuple(ordered[:SHOWN_AT_ONCE]), tuple(ordered[SHOWN_AT_ONCE:])))
        return tuple(found)

    @cached_property
    def chips(self) -> tuple[Link, ...]:
        """What is chosen, each with the address that takes it away."""
        return tuple(
            link
            for facet in self.result.facets
            if facet.name != "kind"
            for link in self._links(facet)
            if link.is_current
        )

    @cached_property
    def sorts(self) -> tuple[Link, ...]:
        return tuple(
            Link(label, self.url(sort=sort), None, sort == self.query.sort) for sort, label in SORT_LABELS.items()
        )

    @property
    def words_alone(self) -> str:
        """The same words with nothing chosen: the way out where choices have left nothing."""
        return self.url(kind=(), unit=(), topic=(), year=(), state=())

    @property
    def clear(self) -> str:
        return self.url(unit=(), topic=(), year=())


@dataclass(frozen=True)
class PageLinks:
    """Pages of results. Empty addresses: there is none."""

    numbers: tuple[Link, ...]
    previous: str
    following: str
    first_shown: int
    last_shown: int


def page_links(links: SearchLinks, around: int = 2) -> PageLinks:
    """The numbers near the present page, with the first and the last; a gap has no address."""
    page, pages = links.result.page, links.result.pages
    near = sorted({1, pages, *range(max(1, page - around), min(pages, page + around) + 1)})
    numbers: list[Link] = []
    before = 0
    for number in near:
        if number > before + 1:
            numbers.append(Link("…", ""))
        numbers.append(Link(str(number), links.url(page=number), None, number == page))
        before = number
    first = (page - 1) * links.query.size + 1
    return PageLinks(
        tuple(numbers),
        links.url(page=page - 1) if page > 1 else "",
        links.url(page=page + 1) if page < pages else "",
        first,
        first + len(links.result.hits) - 1,
    )
