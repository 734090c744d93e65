"""Answers from the database while the index is out of reach: slower, newest first, without facets."""

import json
import re
from collections.abc import Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.constants import LOOKUP_SEP
from django.db.models.functions import Cast, Coalesce
from wagtail.fields import StreamField

from common.access import Reader
from search.analysis.normalise import to_traditional
from search.analysis.segment import segmenter
from search.confirm import Rights
from search.highlight import marked, snippet
from search.plan import as_typed, make_plan
from search.query import Query
from search.registry import Kind, kinds
from search.results import Hit, Result

# What may as well stand in the key of a block or in an escaped letter: looked for in plain columns alone.
_KEY = re.compile(r"[0-9a-fu-]+", re.IGNORECASE)


def find(query: Query, reader: Reader) -> Result:
    """As `search.services.find`, by comparing letters: no pinyin, no relaxing, and `degraded` is true."""
    plan = make_plan(query.text, segmenter(), as_typed)
    if query.text and not plan.words and not plan.excluded:
        return Result(total=0, hits=(), degraded=True)  # nothing but punctuation was typed
    rights = Rights(reader)
    found = [(kind, _rows(kind, rights, plan.words, plan.excluded, query)) for kind in kinds()]
    hits: list[Hit] = []
    total = 0
    start = (query.page - 1) * query.size
    for kind, rows in found:
        matching = rows.count()
        offset = max(0, start - total)
        room = query.size - len(hits)
        if room and offset < matching:
            hits += _hits(kind, list(rows[offset : offset + room].values_list("pk", flat=True)), rights, plan.words)
        total += matching
    pages = max(1, -(-total // query.size))
    return Result(total, tuple(hits), degraded=True, page=query.page, pages=pages, words=plan.words)


def _rows(kind: Kind, rights: Rights, words: Sequence[str], excluded: Sequence[str], query: Query) -> QuerySet[Any]:
    # A column of another type of page is empty: without a text nothing could be refused.
    empty = Value("", output_field=TextField())
    texts = [Coalesce(Cast(F(column), TextField()), empty) for column in kind.columns]
    columns = {f"text_{number}": text for number, text in enumerate(texts)}
    rows: QuerySet[Any] = rights.rows(kind).annotate(**columns)
    for name, values in query.chosen.items():
        rows = rows.filter(kind.narrow(name, values))
    plain = [name for name, column in zip(columns, kind.columns, strict=True) if not _is_stream(rows.model, column)]
    holding = [_holds(word, plain if _KEY.fullmatch(word) else list(columns)) for word in words]
    without = [~_holds(word, plain if _KEY.fullmatch(word) else list(columns)) for word in excluded]
    rows = rows.filter(reduce(and_, [*holding, *without], Q()))
    return rows.order_by("pk" if query.sort == "oldest" else "-pk")


def _is_stream(model: Any, column: str) -> bool:
    """Whether a lookup ends in blocks, which are stored with keys that nobody wrote."""
    found = model
    for name in column.split(LOOKUP_SEP):
        field = found._meta.get_field(name)
        found = field.related_model
    return isinstance(field, StreamField)


def _holds(word: str, columns: Sequence[str]) -> Q:
    # SQLite keeps JSON with every Chinese character escaped.
    spellings = {word, to_traditional(word), json.dumps(word)[1:-1], json.dumps(to_traditional(word))[1:-1]}
    return reduce(or_, (Q(**{f"{column}__icontains": text}) for column in columns for text in sorted(spellings)))


def _hits(kind: Kind, pks: Sequence[Any], rights: Rights, words: Sequence[str]) -> list[Hit]:
    cards = {row.pk: kind.card(row) for row in rights.rows(kind).filter(pk__in=pks)}
    documents = {row.pk: kind.document(row) for row in kind.load(kind.queryset().filter(pk__in=pks))}
    return [
        Hit(
            kind=card.kind,
            object_id=str(pk),
            title=card.title,
            title_html=marked(card.title, words),
            snippet_html=snippet(document.text, words),
            url=card.url,
            date=document.date,
            unit_name=card.unit_name,
            kind_label=str(card.kind_label),
            topic=card.topic,
            draft=card.draft,
            edit_url=card.edit_url,
        )
        for pk in pks
        if pk in cards and pk in documents
        for card, document in [(cards[pk], documents[pk])]
    ]
