"""What somebody asks of the library: a plain value, made by the page, the API or a test."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from search.analysis.normalise import storable

Sort = Literal["relevance", "newest", "oldest"]

SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
MAX_TEXT = 120
MAX_SIZE = 50
# Deeper than this nobody reads, and each page costs more than the one before.
MAX_REACH = 1000
_YEAR = re.compile(r"[1-9][0-9]{3}")


@dataclass(frozen=True)
class Query:
    """Words, chosen facet values, order and page.

    `kinds` are values of the facet "kind" (`newspage`, `briefingpage`, `unit`), `units` public codes
    of units (each with all below it), `topics` slugs, `years` numbers as text, `states` "live" or
    "draft". Several values of one facet widen, several facets narrow.
    `text` knows "a phrase", “一句话” and -without.
    """

    text: str = ""
    kinds: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    sort: Sort = "relevance"
    page: int = 1
    size: int = 10
    states: tuple[str, ...] = ()

    def cleaned(self) -> "Query":
        """The same question within bounds: strange sizes and pages are brought back, not refused.

        Choices that no row can have are left out: databases refuse zero bytes, and words for years.
        """
        size = min(max(self.size, 1), MAX_SIZE)
        last = max(MAX_REACH // size, 1)
        return replace(
            self,
            text=storable(self.text).replace("\x00", " ").strip()[:MAX_TEXT],
            kinds=_possible(self.kinds),
            units=_possible(self.units),
            topics=_possible(self.topics),
            years=tuple(year for year in map(str, self.years) if _YEAR.fullmatch(year)),
            states=_possible(self.states),
            sort=self.sort if self.sort in SORTS else "relevance",
            size=size,
            page=min(max(self.page, 1), last),
        )

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """Facet name to chosen values; facets without a choice are left out."""
        named = {
            "kind": self.kinds,
            "unit": self.units,
            "topic": self.topics,
            "year": self.years,
            "state": self.states,
        }
        return {name: tuple(str(value) for value in values) for name, values in named.items() if values}


def _possible(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value for value in values if "\x00" not in value)
