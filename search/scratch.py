"""An index of its own for a file of documents: to see how well questions are answered, without a site."""

import json
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from search import folders
from search.analysing import entries
from search.analysis.normalise import storable
from search.answering import answer, ask
from search.documents import Document, Source
from search.engines.base import Engine, EngineUnavailable, Entry
from search.engines.connection import writer
from search.engines.elastic import Elastic
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
            yield {name: storable(str(found[name] if name == fields[0] else found.get(name) or "")) for name in fields}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotReadable(f"{file.name}:{number}: {error!r}") from error


@contextmanager
def index(engine: str, documents: Iterable[Mapping[str, str]]) -> Iterator[Engine]:
    """A new index of documents with `id`, `title` and `body`, gone afterwards. `engine`: embedded or elasticsearch."""
    sources = [Source(row["id"], Document(title=row["title"], text=row["body"]), EVERYONE) for row in documents]
    with filled(engine, entries(sources, frozenset(), expected=len(sources)), len(sources)) as opened:
        yield opened


@contextmanager
def filled(engine: str, made: Iterable[Entry], expected: int) -> Iterator[Engine]:
    """A new index of these entries, gone afterwards. Their texts are cut by no own words."""
    tally = Tally(expected)
    with _empty(engine) as opened:
        opened.write(tally.passing(made))
        opened.keep(tally.result())
        opened.settle()
        yield opened


@contextmanager
def _empty(engine: str) -> Iterator[Engine]:
    if engine == folders.NAME:
        with tempfile.TemporaryDirectory(prefix="linli-search-") as folder:
            yield Embedded.create(Path(folder) / "index", ())
        return
    if not settings.ELASTICSEARCH_URL:
        raise EngineUnavailable("ELASTICSEARCH_URL names no cluster.")
    name = f"{settings.ELASTICSEARCH_INDEX}-scratch-{uuid.uuid4().hex[:12]}"
    client = writer(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_CA)
    try:
        yield Elastic.create(client, name, (), shards=settings.ELASTICSEARCH_SHARDS)
    finally:
        client.options(ignore_status=404).indices.delete(index=name)


def ids(engine: Engine, text: str, top: int) -> list[str]:
    """The keys of the best documents for a text: all that hold its words, then, up to `top`, others."""
    question = ask(engine, text, EVERYONE, {})
    if text.strip() and question.plan.empty:
        return []
    return [row.key for row in answer(question, order="relevance", offset=0, limit=top, enough=top).rows]
