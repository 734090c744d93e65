"""What can be found: one descriptor for each kind of row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from common.access import Rule, rule_for
from common.models import OutboxMessage
from search.documents import Document

__all__ = ["Card", "Document", "Kind", "Text", "kind_labels", "kind_of", "kinds", "register", "unregister"]

Text = Any  # str, or a translation that waits for its language


@dataclass(frozen=True)
class Card:
    """What a hit shows besides its text: read from the row at the moment of asking."""

    title: str
    kind: str
    kind_label: Text
    unit_name: str = ""
    topic: str = ""
    url: str = ""
    edit_url: str = ""
    draft: bool = False


@dataclass(frozen=True)
class Kind:
    """A searchable kind of rows.

    - `queryset`: all rows that may be indexed, whatever their state: rights decide who finds them.
    - `access`: who finds its rows, where that is not who may read the model.
    - `load`: given some of these rows, the same with all that `document` needs, in few queries.
    - `document`, `card`: a row as text, and as a line of results. `card` gets rows of `queryset`.
    - `url`: the row's address; also what a suggestion opens.
    - `affected`: the rows of `queryset` that an event changes; None for an event of no concern.
    - `columns`: lookups that the database is searched by while there is no index.
    - `narrow`: a chosen facet value as a condition on `queryset`, for the same case.
    - `labels`: the values that the facet "kind" takes, and what they are called.
    """

    name: str
    label: Text
    model: type[Model]
    queryset: Callable[[], QuerySet[Any]]
    document: Callable[[Any], Document]
    card: Callable[[Any], Card]
    url: Callable[[Any], str]
    affected: Callable[[OutboxMessage], Q | None]
    columns: tuple[str, ...]
    narrow: Callable[[str, Sequence[str]], Q]
    labels: Callable[[], Mapping[str, Text]]
    facets: tuple[str, ...] = ("kind",)
    sorts: tuple[str, ...] = ("relevance", "newest", "oldest")
    suggest: str = "title"
    load: Callable[[QuerySet[Any]], Iterable[Any]] = iter
    access: Rule | None = None

    @property
    def rule(self) -> Rule:
        """Who finds its rows; KeyError where nobody has said so."""
        return self.access or rule_for(self.model)

    def key(self, pk: object) -> str:
        return f"{self.name}:{pk}"

    def tokens(self, tokens: Iterable[str]) -> frozenset[str]:
        """Access tokens of this kind alone: equal words of two rules must never open each other's rows."""
        return frozenset(f"{self.name}|{token}" for token in tokens)


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Adds a kind. Called in an app's `ready`."""
    _kinds[kind.name] = kind


def unregister(name: str) -> None:
    """Takes a kind back: for tests, and for projects that leave one out."""
    _kinds.pop(name, None)


def kinds() -> tuple[Kind, ...]:
    return tuple(_kinds.values())


def kind_of(key: str) -> tuple[Kind, str] | None:
    """The kind and primary key that an index key names; None for a kind that is gone."""
    name, _colon, pk = key.partition(":")
    kind = _kinds.get(name)
    return (kind, pk) if kind else None


def kind_labels() -> dict[str, Text]:
    return {value: label for kind in kinds() for value, label in kind.labels().items()}
