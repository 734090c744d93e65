"""Building an index beside the one in use, taking its place, and going back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import Invalid
from search import consistency
from search.analysing import entries
from search.documents import Source
from search.engines.base import Engine, EngineUnavailable
from search.entries import ROWS_AT_ONCE, pks_of, read
from search.frequencies import Tally
from search.generations import (
    CURRENT,
    FORMER,
    create,
    forget_others,
    point,
    pointed,
    rebuilding,
    reopened,
    store,
    take_notes,
    writing,
)
from search.models import IndexState, Term
from search.registry import Kind, kinds
from search.sync import rewrite

# Says how far a rebuild is: what is read, how many are done, how many there are.
Progress = Callable[[Kind, int, int], None]


@dataclass(frozen=True)
class Built:
    """A finished rebuild: its folder, how many documents it holds, how many changed meanwhile."""

    generation: str
    documents: int
    replayed: int


def rebuild(progress: Progress = lambda kind, done, total: None) -> Built:
    """A new index from all rows, put in place in one step; the one before is kept for `go_back`.

    What changes meanwhile is noted by the outbox's handler and read again before the swap, under the
    write lock: nothing is lost and no reader meets an empty index. Raises Conflict while another runs.
    """
    with rebuilding():
        started = timezone.now()
        engine = create(Term.objects.values_list("word", flat=True))
        documents = _fill(engine, progress)
        replayed = _replay(engine)
        with writing():
            replayed += _replay(engine)
            point(engine.name, former=pointed(CURRENT))
        forget_others()
        _remember(engine, documents, started)
    return Built(engine.name, documents, replayed)


def go_back() -> str:
    """Makes the former index the current one, brought up to date first; the name of the one now in use."""
    with rebuilding(), writing():
        name, replaced = pointed(FORMER), pointed(CURRENT)
        if not name:
            raise Invalid("search_no_former", _("There is no former index to go back to."))
        try:
            engine = reopened(name)
        except EngineUnavailable as error:
            text = _("The former index cannot be used by this version. Rebuild instead.")
            raise Invalid("search_former_unusable", text) from error
        consistency.repair(engine, consistency.compare(engine))
        point(name, former=replaced)
        _remember(engine, engine.documents(), timezone.now())
    return name


def _fill(engine: Engine, progress: Progress) -> int:
    """Writes every row into a new index, and counts how rare the tokens are on the way."""
    rows = {kind: pks_of(kind) for kind in kinds()}
    expected = sum(map(len, rows.values()))
    tally = Tally(expected)
    engine.write(tally.passing(entries(_sources(rows, progress), engine.own_words, expected=expected)))
    engine.keep(tally.result())
    engine.settle()
    return tally.passed


def _sources(rows: Mapping[Kind, Sequence[Any]], progress: Progress) -> Iterator[Source]:
    for kind, pks in rows.items():
        for start in range(0, len(pks), ROWS_AT_ONCE):
            some = pks[start : start + ROWS_AT_ONCE]
            yield from read(kind, some)
            progress(kind, start + len(some), len(pks))


def _replay(engine: Engine) -> int:
    keys = take_notes()
    if keys:
        rewrite(engine, keys)
    return len(keys)


def _remember(engine: Engine, documents: int, started: datetime) -> None:
    IndexState.objects.update_or_create(
        name=store().NAME,
        defaults={
            "generation": engine.name,
            "former": pointed(FORMER),
            "documents": documents,
            "own_words": sorted(engine.own_words),
            "built_at": started,
        },
    )
