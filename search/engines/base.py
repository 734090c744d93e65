"""What an engine stores and answers, in terms that no engine owns.

Analysis happens before: an engine gets tokens and gives back keys, counts and payloads. It knows
neither people nor models.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from search.analysis import ANALYSIS_VERSION
from search.frequencies import Frequencies

# Whole values, several a document: to filter by and to count.
KEYWORDS = ("perm", "kind", "unit", "topic", "year", "month", "state")
# Whole values that are only walked by prefix.
LISTS = ("lex", "sug", "stamp")
# Tokens joined by spaces; two keep positions, for phrases: bigrams of the text, syllables of the title.
TEXTS = ("all_w", "all_b", "all_u", "title_w", "title_b", "title_s")
PHRASE_FIELD = "all_b"
SOUND_FIELD = "title_s"
POSITIONED = (PHRASE_FIELD, SOUND_FIELD)
NUMBERS = ("date", "sortkey")

# First token of every text, also of an empty one: else engines disagree on averages. Never asked for.
SENTINEL = "\u2042"
# Parts the members of a `lex`, `sug` or `stamp` value.
SEPARATOR = "\x1f"

Order = Literal["relevance", "newest", "oldest"]


def shape_hash(engine_version: str) -> str:
    """Differs whenever an index made by other code could not be read or would hold other tokens."""
    shape = [KEYWORDS, LISTS, TEXTS, POSITIONED, NUMBERS, SENTINEL, ANALYSIS_VERSION, engine_version]
    return hashlib.sha256(json.dumps(shape).encode()).hexdigest()[:8]


class EngineUnavailable(Exception):
    """The index is broken or out of reach."""


class NeedsRebuild(EngineUnavailable):
    """There is no index yet, or it was made by other code: a rebuild reads every row anew."""


@dataclass(frozen=True)
class Entry:
    """A document as every engine gets it: identical strings, whatever the engine."""

    key: str
    keywords: Mapping[str, Sequence[str]]
    lists: Mapping[str, Sequence[str]]
    texts: Mapping[str, str]
    numbers: Mapping[str, int]
    payload: bytes


@dataclass(frozen=True)
class Phrase:
    """Tokens that must stand side by side in a field; a single one must only be there."""

    field: str
    tokens: tuple[str, ...]


@dataclass(frozen=True)
class AnyOf:
    """One of these phrases, at least."""

    phrases: tuple[Phrase, ...]


Condition = Phrase | AnyOf


@dataclass(frozen=True)
class Weighted:
    """A token that raises the score of a document that holds it."""

    field: str
    token: str
    boost: float


@dataclass(frozen=True)
class Lift:
    """A condition that adds a fixed amount to the score of a document that meets it."""

    condition: Condition
    boost: float


@dataclass(frozen=True)
class Ask:
    """A question. Documents must hold all of `must`, none of `without`, one of `tokens` in `perm`,
    and for each filter one of its values; without `must`, one of `scored` and `lifts`, if there are any."""

    tokens: frozenset[str]
    must: tuple[Condition, ...] = ()
    without: tuple[Phrase, ...] = ()
    scored: tuple[Weighted, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lifts: tuple[Lift, ...] = ()

    @property
    def ranks(self) -> bool:
        """Whether anything in it tells better hits from worse."""
        return bool(self.scored or self.lifts)


class Row(NamedTuple):
    """A found document: its key, what was stored with it, and its score (0 where hits are ordered by date)."""

    key: str
    payload: bytes
    score: float = 0.0


@dataclass(frozen=True)
class Found:
    """The total, and a page of rows, in order."""

    total: int
    hits: tuple[Row, ...]


class Engine(Protocol):
    """An open index. Every method raises EngineUnavailable when the index fails."""

    name: str
    own_words: frozenset[str]

    # In how many documents each token stands, counted when the index was built.
    frequencies: Frequencies

    def keep(self, frequencies: Frequencies) -> None:
        """Keeps what was counted with the index, before it is used."""
        ...

    def refresh(self) -> None:
        """Makes the last commit of whatever process visible. Before each question."""
        ...

    def settle(self) -> None:
        """Makes all that was written visible at once."""
        ...

    def frequency(self, field: str, token: str) -> int:
        """In how many documents a token stands now: for an index that began empty and has counted nothing."""
        ...

    def documents(self) -> int:
        """How many documents there are now, whoever may see them."""
        ...

    def search(self, ask: Ask, *, order: Order, offset: int, limit: int) -> Found: ...

    def count(self, ask: Ask) -> int: ...

    def facets(self, ask: Ask, names: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
        """Values and counts of each facet, most first; a facet's own filter does not narrow it."""
        ...

    def values(self, name: str, prefix: str, tokens: frozenset[str], limit: int) -> list[tuple[str, int]]:
        """The values of a list field that begin with the prefix and that most visible documents hold, with
        how many those are."""
        ...

    def stamps(self) -> dict[str, str]:
        """Key to stamp of every document, whoever may see it: for checks, never for a reader."""
        ...

    def write(self, entries: Iterable[Entry], deleted: Iterable[str] = ()) -> None:
        """Replaces the entries by key and removes the deleted keys. Repeating it changes nothing."""
        ...
