"""The last look before anything is shown: the rows themselves, under the access rule, in the database."""

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from common.access import Reader, Rule
from search.engines.base import Row
from search.registry import Card, Kind, kind_of, kinds

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Confirmed:
    """A row that exists and that the reader may see, with the text and date that were indexed."""

    key: str
    pk: str
    card: Card
    text: str
    date: date | None


def reader_tokens(reader: Reader) -> frozenset[str]:
    """The reader's tokens under the rule of each kind."""
    return frozenset().union(*(kind.tokens(kind.rule.reader_tokens(reader)) for kind in kinds()))


class Rights:
    """The access rules as conditions for one reader, each worked out once."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._conditions: dict[int, Q] = {}

    def of(self, kind: Kind) -> Q:
        rule: Rule = kind.rule
        if id(rule) not in self._conditions:
            self._conditions[id(rule)] = rule.filter(self.reader)
        return self._conditions[id(rule)]

    def rows(self, kind: Kind) -> Any:
        """The kind's rows that the reader may see."""
        return kind.queryset().filter(self.of(kind)).distinct()


def confirm(rows: Iterable[Row], reader: Reader) -> list[Confirmed]:
    """The rows that stand the look, in their order; the others are left out and logged."""
    rows = list(rows)
    cards = cards_of([row.key for row in rows], reader)
    refused = [row.key for row in rows if row.key not in cards]
    if refused:
        log.warning("The index showed rows that the reader may not see or that are gone: %s", " ".join(refused))
    return [_confirmed(row, cards[row.key]) for row in rows if row.key in cards]


def cards_of(keys: Sequence[str], reader: Reader) -> dict[str, Card]:
    """The cards of those rows that exist and that the reader may see: one query a kind."""
    rights = Rights(reader)
    wanted: dict[str, list[str]] = {}
    for key in keys:
        found = kind_of(key)
        if found:
            wanted.setdefault(found[0].name, []).append(found[1])
    return {
        kind.key(row.pk): kind.card(row)
        for kind in kinds()
        if kind.name in wanted
        for row in rights.rows(kind).filter(pk__in=wanted[kind.name])
    }


def _confirmed(row: Row, card: Card) -> Confirmed:
    stored = json.loads(row.payload)
    day = date.fromisoformat(stored["date"]) if stored["date"] else None
    return Confirmed(row.key, row.key.partition(":")[2], card, stored["text"], day)
