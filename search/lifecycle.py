"""Building an index beside the one in use, taking its place, and going back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import Invalid
from search import consistency
from search.analysis.segment import Segmenter, segmenter
from search.engines.base import EngineUnavailable, Entry
from search.engines.embedded import Embedded
from search.entries import ROWS_AT_ONCE, entry, pks_of, read
from search.generations import (
    CURRENT,
    FORMER,
    create,
    forget_others,
    point,
    pointed,
    rebuilding,
    root,
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
        documents = 0

        def entries() -> Iterator[Entry]:
            nonlocal documents
            cutter = segmenter(engine.own_words)
            for kind in kinds():
                for made in _entries(kind, cutter, progress):
                    documents += 1
                    yield made

        engine.write(entries())
        replayed = _replay(engine)
        with writing():
            replayed += _replay(engine)
            point(engine.folder.name, former=pointed(CURRENT))
        forget_others()
        _remember(engine, documents, started)
    return Built(engine.folder.name, documents, replayed)


def go_back() -> str:
    """Makes the former index the current one, brought up to date first; the name of the one now in use."""
    with rebuilding(), writing():
        name, replaced = pointed(FORMER), pointed(CURRENT)
        if not name:
            raise Invalid("search_no_former", _("There is no former index to go back to."))
        try:
            engine = Embedded(root() / name)
        except EngineUnavailable as error:
            text = _("The former index cannot be used by this version. Rebuild instead.")
            raise Invalid("search_former_unusable", text) from error
        consistency.repair(engine, consistency.compare(engine))
        point(name, former=replaced)
        _remember(engine, consistency.count(engine), timezone.now())
    return name


def _entries(kind: Kind, cutter: Segmenter, progress: Progress) -> Iterator[Entry]:
    pks = pks_of(kind)
    for start in range(0, len(pks), ROWS_AT_ONCE):
        some = pks[start : start + ROWS_AT_ONCE]
        for source in read(kind, some):
            yield entry(source, cutter)
        progress(kind, start + len(some), len(pks))


def _replay(engine: Embedded) -> int:
    keys = take_notes()
    if keys:
        rewrite(engine, keys)
    return len(keys)


def _remember(engine: Embedded, documents: int, started: datetime) -> None:
    IndexState.objects.update_or_create(
        name=IndexState.EMBEDDED,
        defaults={
            "generation": engine.folder.name,
            "former": pointed(FORMER),
            "documents": documents,
            "own_words": sorted(engine.own_words),
            "built_at": started,
        },
    )
