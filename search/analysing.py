"""Cutting documents into tokens on every processor: most of what building an index costs."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context

from search.analysis.segment import segmenter
from search.documents import Source, entry
from search.engines.base import Entry

AT_ONCE = 200
# Fewer documents are cut here: other processes need a second to read the dictionary.
WORTHWHILE = 4000


def entries(sources: Iterable[Source], own_words: frozenset[str], *, expected: int) -> Iterator[Entry]:
    """The entries of the sources, in their order. `expected` is about how many there are."""
    processes = os.cpu_count() or 1
    if processes == 1 or expected < WORTHWHILE:
        cutter = segmenter(own_words)
        return (entry(source, cutter) for source in sources)
    return _side_by_side(iter(sources), own_words, processes)


def _side_by_side(sources: Iterator[Source], own_words: frozenset[str], processes: int) -> Iterator[Entry]:
    # Started anew, not forked: this process may hold threads and connections.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        running: deque[Future[list[Entry]]] = deque()
        while True:
            some = list(islice(sources, AT_ONCE))
            if some:
                running.append(pool.submit(_cut, some, own_words))
            if not running:
                return
            if not some or len(running) > 2 * processes:
                yield from running.popleft().result()


def _cut(sources: list[Source], own_words: frozenset[str]) -> list[Entry]:
    cutter = segmenter(own_words)
    return [entry(source, cutter) for source in sources]
