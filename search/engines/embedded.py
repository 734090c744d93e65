"""The engine inside the process: a tantivy index in a folder. No server, one writer at a time.

Known traps of the library that this module keeps from everybody else: a limit of zero and a phrase of
one word panic (a BaseException); equal scores come in an order that changes with merges; a reader sees
no commit until it reloads; a writer that keeps its index open leaks files.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import tantivy

from search.engines.base import (
    KEYWORDS,
    LISTS,
    NUMBERS,
    POSITIONED,
    SEPARATOR,
    TEXTS,
    AnyOf,
    Ask,
    Condition,
    EngineUnavailable,
    Entry,
    Found,
    NeedsRebuild,
    Order,
    Row,
    shape_hash,
)
from search.frequencies import Frequencies

SHAPE = shape_hash(f"tantivy {version('tantivy')}")
META = "linli.json"
FREQUENCIES = "frequencies.bin"
HEAP_BYTES = 50_000_000
# Fetched beyond the page, so that a block of equal scores can be ordered by key.
MARGIN = 50
WIDE_MARGIN = 550
MOST_BUCKETS = 10_000
# More than any index holds: the library wants a number.
ALL = 100_000_000

_Query = tantivy.Query
_Occur = tantivy.Occur


@contextmanager
def guarded() -> Iterator[None]:
    """Turns whatever the library throws, panics included, into EngineUnavailable."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, EngineUnavailable):
        raise
    except BaseException as error:
        raise EngineUnavailable(f"{type(error).__name__}: {error}") from error


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for name in KEYWORDS:
        builder.add_text_field(name, tokenizer_name="raw", fast=True, index_option="basic")
    for name in LISTS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in TEXTS:
        option = "position" if name in POSITIONED else "freq"
        builder.add_text_field(name, tokenizer_name="tokens", index_option=option)
    for name in NUMBERS:
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_bytes_field("payload", stored=True, indexed=False)
    return builder.build()


def _open(folder: Path, *, create: bool = False) -> Any:
    if not create and not tantivy.Index.exists(str(folder)):
        raise EngineUnavailable(f"No index in {folder.name}.")
    index = tantivy.Index(_schema(), path=str(folder), reuse=not create)
    spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("tokens", spaces)
    return index


class Embedded:
    """An opened folder. Opening one made by other code raises EngineUnavailable."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.name
        with guarded():
            if not (folder / META).exists():
                raise NeedsRebuild(f"{folder.name} is gone.")
            meta = json.loads((folder / META).read_text(encoding="utf-8"))
            if meta["shape"] != SHAPE:
                raise NeedsRebuild(f"{folder.name} was made by another version: rebuild it.")
            self.own_words = frozenset(meta["own_words"])
            counted = folder / FREQUENCIES
            self.frequencies = Frequencies.unpack(counted.read_bytes()) if counted.exists() else Frequencies()
            self._index = _open(folder)
            self._schema = self._index.schema
            self.refresh()

    @classmethod
    def create(cls, folder: Path, own_words: Iterable[str]) -> "Embedded":
        """An empty index in a new folder; the words that its texts are cut by are kept with it."""
        with guarded():
            folder.mkdir(parents=True)
            _open(folder, create=True)
            meta = {"shape": SHAPE, "own_words": sorted(own_words)}
            (folder / META).write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")
        return cls(folder)

    def refresh(self) -> None:
        """Makes the last commit of whatever process visible. Call before each question."""
        with guarded():
            self._index.reload()
            self._searcher = self._index.searcher()

    settle = refresh

    def keep(self, frequencies: Frequencies) -> None:
        """Keeps what was counted with the index. Before it is used: who has it open does not see this."""
        with guarded():
            (self.folder / FREQUENCIES).write_bytes(frequencies.pack())
            self.frequencies = frequencies

    def frequency(self, field: str, token: str) -> int:
        with guarded():
            return int(self._searcher.doc_freq(field, token))

    def documents(self) -> int:
        with guarded():
            return int(self._searcher.num_docs)

    def search(self, ask: Ask, *, order: Order = "relevance", offset: int = 0, limit: int = 10) -> Found:
        with guarded():
            if order == "relevance" and ask.ranks:
                total, ranked = self._by_score(self._query(ask), offset, max(limit, 1))
            else:
                direction = tantivy.Order.Asc if order == "oldest" else tantivy.Order.Desc
                found = self._searcher.search(
                    self._query(ask), max(limit, 1), offset=offset, order_by_field="sortkey", order=direction
                )
                total, ranked = found.count, [(0.0, address) for _value, address in found.hits]
            documents = [(score, self._searcher.doc(address)) for score, address in ranked[: max(limit, 0)]]
            return Found(total, tuple(Row(doc["key"][0], doc["payload"][0], score) for score, doc in documents))

    def count(self, ask: Ask) -> int:
        with guarded():
            return int(self._searcher.search(self._query(ask), 1).count)

    def facets(self, ask: Ask, names: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
        with guarded():
            chosen = [name for name in names if name in ask.filters]
            counted = self._buckets(self._query(ask), [name for name in names if name not in chosen])
            for name in chosen:
                counted |= self._buckets(self._query(ask, without_filter=name), [name])
            return {name: counted[name] for name in names}

    def values(self, name: str, prefix: str, tokens: frozenset[str], limit: int) -> list[tuple[str, int]]:
        with guarded():
            return list(self._searcher.terms_with_prefix(name, prefix, self._any_value("perm", tokens), limit))

    def stamps(self) -> dict[str, str]:
        with guarded():
            # Without a filter the dictionary also names the terms of deleted documents.
            found = self._searcher.terms_with_prefix("stamp", "", _Query.all_query(), ALL)
        pairs = (value.partition(SEPARATOR) for value, _count in found)
        return {key: stamp for key, _separator, stamp in pairs}

    def write(self, entries: Iterable[Entry], deleted: Iterable[str] = ()) -> None:
        # Opened anew each time and dropped: a kept one would leave dead files behind.
        with guarded():
            writer = _open(self.folder).writer(HEAP_BYTES, 1)
            try:
                for key in deleted:
                    writer.delete_documents_by_term("key", key)
                for entry in entries:
                    writer.delete_documents_by_term("key", entry.key)
                    writer.add_document(_document(entry))
                writer.commit()
            except BaseException:
                writer.rollback()
                raise
            finally:
                writer.wait_merging_threads()

    def _by_score(self, query: Any, offset: int, limit: int) -> tuple[int, list[tuple[float, Any]]]:
        """The total, and scores with addresses, ordered by score and then key."""
        cut = offset + limit
        found = self._searcher.search(query, cut + MARGIN)
        if len(found.hits) == cut + MARGIN and found.hits[-1][0] == found.hits[cut - 1][0]:
            found = self._searcher.search(query, cut + WIDE_MARGIN)
        scores = [score for score, _address in found.hits]
        tied = {score for score, after in pairwise(scores) if score == after}
        ranked = [
            (-score, self._searcher.doc(address)["key"][0] if score in tied else "", place, address)
            for place, (score, address) in enumerate(found.hits)
        ]
        ranked.sort(key=lambda hit: hit[:3])
        return found.count, [(-negative, address) for negative, _key, _place, address in ranked[offset:cut]]

    def _buckets(self, query: Any, names: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
        if not names:
            return {}
        wanted = {name: {"terms": {"field": name, "size": MOST_BUCKETS}} for name in names}
        answer = self._searcher.aggregate(query, wanted)
        pairs = {
            name: [(bucket["key"], int(bucket["doc_count"])) for bucket in answer[name]["buckets"]] for name in names
        }
        return {name: sorted(found, key=lambda pair: (-pair[1], pair[0])) for name, found in pairs.items()}

    def _query(self, ask: Ask, *, without_filter: str = "") -> Any:
        required = [self._condition(condition) for condition in ask.must]
        required.append(self._any_value("perm", ask.tokens))
        required += [self._any_value(name, vals) for name, vals in ask.filters.items() if name != without_filter]
        clauses = [(_Occur.Must, _Query.const_score_query(query, 0.0)) for query in required]
        clauses += [(_Occur.MustNot, self._condition(phrase)) for phrase in ask.without]
        clauses += [
            (_Occur.Should, _Query.boost_query(_Query.term_query(self._schema, w.field, w.token, "freq"), w.boost))
            for w in ask.scored
        ]
        clauses += [
            (_Occur.Should, _Query.const_score_query(self._condition(lift.condition), lift.boost)) for lift in ask.lifts
        ]
        return _Query.boolean_query(clauses, minimum_number_should_match=1 if ask.ranks and not ask.must else 0)

    def _condition(self, condition: Condition) -> Any:
        if isinstance(condition, AnyOf):
            return _Query.boolean_query([(_Occur.Should, self._condition(phrase)) for phrase in condition.phrases])
        if len(condition.tokens) == 1:
            return _Query.term_query(self._schema, condition.field, condition.tokens[0], "basic")
        return _Query.phrase_query(self._schema, condition.field, list(condition.tokens))

    def _any_value(self, name: str, values: Iterable[str]) -> Any:
        return _Query.term_set_query(self._schema, name, sorted(values))


def _document(entry: Entry) -> Any:
    document = tantivy.Document()
    document.add_text("key", entry.key)
    for name in KEYWORDS:
        for value in entry.keywords.get(name, ()):
            document.add_text(name, value)
    for name in LISTS:
        for value in entry.lists.get(name, ()):
            document.add_text(name, value)
    for name in TEXTS:
        document.add_text(name, entry.texts[name])
    for name in NUMBERS:
        document.add_integer(name, entry.numbers[name])
    document.add_bytes("payload", entry.payload)
    return document
