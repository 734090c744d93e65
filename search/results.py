"""What the library answers: plain values, ready to be shown or sent."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Hit:
    """One found row. `title_html` and `snippet_html` are escaped, with `<mark>` around what matched.

    `kind` is a value of the facet "kind", `object_id` the row's primary key, `url` its public address
    (empty while it has none), `edit_url` where staff change it, `exact` whether it holds all the words,
    `draft` whether it is not public.
    """

    kind: str
    object_id: str
    title: str
    title_html: SafeString
    snippet_html: SafeString
    url: str
    date: dt.date | None
    unit_name: str
    kind_label: str
    topic: str = ""
    draft: bool = False
    exact: bool = True
    edit_url: str = ""


@dataclass(frozen=True)
class FacetValue:
    """A value to filter by, how many rows it would leave, whether it is chosen, and how deep it hangs."""

    value: str
    label: str
    count: int
    chosen: bool = False
    depth: int = 0


@dataclass(frozen=True)
class Facet:
    """A group of values. `name` is kind, unit, topic, year or state."""

    name: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True)
class Result:
    """A page of hits.

    `total` and `facets` count the rows that hold all the words and that the reader may see. Where these
    are fewer than ten, `relaxed` is true and rows holding some of the words follow (`Hit.exact` is
    false). `degraded`: the index is out of reach and the database answered, without facets.
    `words` are the words that were looked for, pinyin already resolved.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...] = ()
    relaxed: bool = False
    degraded: bool = False
    page: int = 1
    pages: int = 1
    words: tuple[str, ...] = field(default_factory=tuple)

    def facet(self, name: str) -> Facet | None:
        return next((facet for facet in self.facets if facet.name == name), None)


@dataclass(frozen=True)
class Suggestion:
    """What the typed letters may become: a word to search for (`query`) or a row to open (`url`)."""

    label: str
    query: str = ""
    url: str = ""
    kind_label: str = ""
    count: int = 0
