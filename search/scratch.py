"""An index of its own for a file of documents: to see how well questions are answered, without a site."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from search.analysing import entries
from search.answering import answer, ask
from search.documents import Document, Source
from search.engines.base import Engine, Entry
from search.engines.embedded import Embedded
from search.frequencies import Tally

EVERYONE = frozenset({"public"})


class NotReadable(ValueError):
    """A line that is no JSON object with the fields that are needed."""


def lines(file: IO[str], *fields: str) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines; the first of the fields must be there, others are empty where missing."""
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
            yield {fields[0]: str(found[fields[0]]), **{name: str(found.get(name) or "") for name in fields[1:]}}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotReadable(f"{file.name}:{number}: {error!r}") from error


@contextmanager
def index(engine: str, documents: Iterable[Mapping[str, str]]) -> Iterator[Engine]:
    """A new index of documents with `id`, `title` and `body`, gone afterwards. `engine`: embedded or elasticsearch."""
    sources = [Source(row["id"], Document(title=row["title"], text=row["body"]), EVERYONE) for row in documents]
    with tempfile.TemporaryDirectory(prefix="linli-search-") as folder:
        opened = Embedded.create(Path(folder) / "index", ())
        tally = Tally(len(sources))

        def counted() -> Iterator[Entry]:
            for made in entries(sources, opened.own_words, expected=len(sources)):
                if tally.wants(made.key):
                    tally.add(made.texts)
                yield made

        opened.write(counted())
        opened.keep(tally.result())
        opened.refresh()
        yield opened


def ids(engine: Engine, text: str, top: int) -> list[str]:
    """The keys of the best documents for a text: all that hold its words, then, up to `top`, others."""
    question = ask(engine, text, EVERYONE, {})
    if text and question.plan.empty:
        return []
    return [row.key for row in answer(question, order="relevance", offset=0, limit=top, enough=top).rows]
