"""Rows to sources: read in few queries, with what they say and who may read them."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q

from search.documents import Source
from search.registry import Kind

ROWS_AT_ONCE = 200


def read(kind: Kind, pks: Sequence[object]) -> Iterator[Source]:
    """The rows with these primary keys that still exist, a few queries for each two hundred."""
    for start in range(0, len(pks), ROWS_AT_ONCE):
        rows = list(kind.load(kind.queryset().filter(pk__in=pks[start : start + ROWS_AT_ONCE])))
        kind.rule.prepare(rows)
        for row in rows:
            yield Source(kind.key(row.pk), kind.document(row), kind.tokens(kind.rule.tokens(row)), kind.suggest)


def pks_of(kind: Kind, condition: Q | None = None) -> list[Any]:
    """The primary keys of all rows, or of those under a condition, in order."""
    rows = kind.queryset() if condition is None else kind.queryset().filter(condition)
    return list(rows.order_by("pk").values_list("pk", flat=True).distinct())
