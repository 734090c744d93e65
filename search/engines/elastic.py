"""The engine of a cluster: Elasticsearch 8, asked for nothing that its smallest distribution lacks.

It gets the tokens that the embedded engine gets and is asked the same questions, so that equal documents
score alike. Texts stay out of its `_source`: a document is always written whole, never updated in parts.
"""

import base64
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch, helpers
from elasticsearch.dsl import Index, Keyword, Long, Text
from elasticsearch.dsl import Mapping as Fields

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
from search.engines.connection import Breaker, guarded
from search.frequencies import Frequencies

SHAPE = shape_hash("elasticsearch 8")
# What is known of the index as a whole, in a document that no reader's tokens open.
META = "~meta"
MOST_BUCKETS = 10_000
PAGE = 5_000
BULK_DOCUMENTS, BULK_BYTES = 500, 5_000_000
# `from` and `size` reach so far; the site's own pages end at a thousand.
REACH = 100_000
_SPECIAL = re.compile(r'[.?+*|{}\[\]()"\\#@&<>~]')

Body = dict[str, Any]


def fields() -> Fields:
    """What every index of the library holds. Tokens arrive ready: nothing is analysed in the server."""
    mapping = Fields()
    mapping.meta("dynamic", "strict")
    mapping.meta("_source", includes=["payload"])
    mapping.field("key", Keyword())
    for name in (*KEYWORDS, *LISTS):
        mapping.field(name, Keyword())
    for name in TEXTS:
        positioned = Text(analyzer="whitespace", index_options="positions")
        mapping.field(name, positioned if name in POSITIONED else Text(analyzer="whitespace", index_options="freqs"))
    for name in NUMBERS:
        mapping.field(name, Long())
    mapping.field("payload", Text(index=False))
    return mapping


class Elastic:
    """An index by its name. Opening one that is gone, or that other code made, raises NeedsRebuild."""

    def __init__(
        self, client: Elasticsearch, name: str, *, writer: Elasticsearch | None = None, breaker: Breaker | None = None
    ) -> None:
        self.client = client
        self.writer = writer or client
        self.name = name
        self._call: Callable[[Callable[[], Any]], Any] = breaker.call if breaker else lambda work: work()
        meta = self._call(self._meta)
        if meta["shape"] != SHAPE:
            raise NeedsRebuild(f"{name} was made by another version: rebuild it.")
        self.own_words = frozenset(meta["own_words"])
        self._shards = int(meta["shards"])
        counted = meta.get("frequencies")
        self.frequencies = Frequencies.unpack(base64.b64decode(counted)) if counted else Frequencies()

    @classmethod
    def create(
        cls,
        client: Elasticsearch,
        name: str,
        own_words: Iterable[str],
        *,
        shards: int = 1,
        replicas: int = 0,
        writer: Elasticsearch | None = None,
    ) -> "Elastic":
        """An empty index; the words that its texts are cut by are kept with it."""
        with guarded():
            made = Index(name, using=writer or client)
            made.settings(
                number_of_shards=shards, number_of_replicas=replicas, refresh_interval="1s", max_result_window=REACH
            )
            made.mapping(fields())
            made.create()
            _put_meta(writer or client, name, {"shape": SHAPE, "own_words": sorted(own_words), "shards": shards})
        return cls(client, name, writer=writer)

    def keep(self, frequencies: Frequencies) -> None:
        """Keeps what was counted with the index. Before it is used: who has it open does not see this."""
        packed = base64.b64encode(frequencies.pack()).decode()
        meta = {"shape": SHAPE, "own_words": sorted(self.own_words), "shards": self._shards, "frequencies": packed}
        with guarded():
            _put_meta(self.writer, self.name, meta)
        self.frequencies = frequencies

    def refresh(self) -> None:
        """Readers see what was written within a second by themselves."""

    def settle(self) -> None:
        """Makes all that was written visible at once: after a rebuild, and for tests."""
        with guarded():
            self.writer.indices.refresh(index=self.name)

    def search(self, ask: Ask, *, order: Order = "relevance", offset: int = 0, limit: int = 10) -> Found:
        if order == "relevance" and ask.ranks:
            sort: list[Body] = [{"_score": "desc"}, {"key": "asc"}]
        else:
            sort = [{"sortkey": "asc" if order == "oldest" else "desc"}]
        body = {"query": _query(ask), "sort": sort, "from": offset, "size": max(limit, 0), "_source": ["payload"]}
        answer = self._ask(body | {"track_total_hits": True})
        hits = answer["hits"]["hits"]
        rows = (Row(hit["_id"], hit["_source"]["payload"].encode(), hit.get("_score") or 0.0) for hit in hits)
        return Found(int(answer["hits"]["total"]["value"]), tuple(rows))

    def count(self, ask: Ask) -> int:
        return int(self._ask({"query": _query(ask), "size": 0, "track_total_hits": True})["hits"]["total"]["value"])

    def frequency(self, field: str, token: str) -> int:
        query = {"term": {field: token}}
        return int(self._ask({"query": query, "size": 0, "track_total_hits": True})["hits"]["total"]["value"])

    def documents(self) -> int:
        query = {"exists": {"field": "key"}}
        return int(self._ask({"query": query, "size": 0, "track_total_hits": True})["hits"]["total"]["value"])

    def facets(self, ask: Ask, names: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
        def counted(name: str) -> Body:
            others = [_values(other, values) for other, values in ask.filters.items() if other != name]
            terms = {"terms": {"field": name, "size": MOST_BUCKETS}}
            return {"filter": {"bool": {"filter": others}}, "aggs": {"values": terms}}

        body = {"query": _query(ask, filtered=False), "size": 0, "aggs": {name: counted(name) for name in names}}
        found = self._ask(body)["aggregations"] if names else {}
        pairs = {
            name: [(bucket["key"], int(bucket["doc_count"])) for bucket in found[name]["values"]["buckets"]]
            for name in names
        }
        return {name: sorted(values, key=lambda pair: (-pair[1], pair[0])) for name, values in pairs.items()}

    def values(self, name: str, prefix: str, tokens: frozenset[str], limit: int) -> list[tuple[str, int]]:
        begins = _SPECIAL.sub(r"\\\g<0>", prefix) + ".*"
        order = [{"_count": "desc"}, {"_key": "asc"}]
        terms = {"field": name, "include": begins, "order": order, "size": max(limit, 1)}
        query = {"bool": {"filter": [_values("perm", tokens), {"prefix": {name: prefix}}]}}
        body = {"query": query, "size": 0, "aggs": {"values": {"terms": terms}}}
        buckets = self._ask(body)["aggregations"]["values"]["buckets"]
        return [(bucket["key"], int(bucket["doc_count"])) for bucket in buckets[: max(limit, 0)]]

    def stamps(self) -> dict[str, str]:
        with guarded():
            return dict(self._all_stamps())

    def write(self, entries: Iterable[Entry], deleted: Iterable[str] = ()) -> None:
        """Replaces and removes by key. Not in one commit, but repeatable: what was read later wins."""
        version = time.time_ns() // 1000
        try:
            with guarded():
                self._bulk(self._actions(entries, deleted, version))
        except EngineUnavailable:
            raise
        except Exception as error:
            # A row that cannot be read: the index is not what it should be then.
            raise EngineUnavailable(f"{type(error).__name__}: {error}") from error

    def _bulk(self, actions: Iterator[Body]) -> None:
        sent = helpers.streaming_bulk(
            self.writer, actions, chunk_size=BULK_DOCUMENTS, max_chunk_bytes=BULK_BYTES, raise_on_error=False
        )
        for done, item in sent:
            if not done:
                _check(item)

    def _actions(self, entries: Iterable[Entry], deleted: Iterable[str], version: int) -> Iterator[Body]:
        about = {"_index": self.name, "version": version, "version_type": "external_gte"}
        for key in deleted:
            yield {"_op_type": "delete", "_id": key, **about}
        for entry in entries:
            yield {"_op_type": "index", "_id": entry.key, **about, "_source": _document(entry)}

    def _meta(self) -> Body:
        with guarded():
            found = self.client.get(index=self.name, id=META, source_includes=["payload"])
        meta: Body = json.loads(found["_source"]["payload"])
        return meta

    def _ask(self, body: Body) -> Mapping[str, Any]:
        how: Body = {"search_type": "dfs_query_then_fetch"} if self._shards > 1 else {}

        def search() -> Mapping[str, Any]:
            with guarded():
                answer = self.client.search(index=self.name, **_named(body), **how)
            if answer["timed_out"] or answer["_shards"]["failed"]:
                raise EngineUnavailable(f"{self.name} answered in part only.")
            return dict(answer)

        found: Mapping[str, Any] = self._call(search)
        return found

    def _all_stamps(self) -> Iterator[tuple[str, str]]:
        self.writer.indices.refresh(index=self.name)
        after: list[Any] | None = None
        while True:
            body: Body = {
                "query": {"exists": {"field": "stamp"}},
                "sort": [{"key": "asc"}],
                "size": PAGE,
                "_source": False,
                "docvalue_fields": ["stamp"],
            }
            if after:
                body["search_after"] = after
            hits = self.writer.search(index=self.name, **body)["hits"]["hits"]
            for hit in hits:
                key, _separator, stamp = hit["fields"]["stamp"][0].partition(SEPARATOR)
                yield key, stamp
            if len(hits) < PAGE:
                return
            after = hits[-1]["sort"]


def _put_meta(client: Elasticsearch, name: str, meta: Body) -> None:
    client.index(index=name, id=META, document={"payload": json.dumps(meta, ensure_ascii=False)}, refresh=True)


def _check(item: Mapping[str, Any]) -> None:
    """A version that lost against a later one, and a deletion of what is not there, are as good as done."""
    ((action, result),) = item.items()
    if result["status"] == 409 or (action == "delete" and result["status"] == 404):
        return
    raise EngineUnavailable(f"{action} {result['_id']}: {result.get('error', result['status'])}")


def _named(body: Body) -> Body:
    """The client's names for what the body calls otherwise."""
    names = {"from": "from_", "_source": "source"}
    return {names.get(name, name): value for name, value in body.items()}


def _document(entry: Entry) -> Body:
    return {
        "key": entry.key,
        **{name: list(values) for name, values in entry.keywords.items()},
        **{name: list(values) for name, values in entry.lists.items()},
        **entry.texts,
        **entry.numbers,
        "payload": entry.payload.decode(),
    }


def _query(ask: Ask, *, filtered: bool = True) -> Body:
    needed = [_values("perm", ask.tokens), *(_condition(condition) for condition in ask.must)]
    if filtered:
        needed += [_values(name, values) for name, values in ask.filters.items()]
    better: list[Body] = [{"term": {w.field: {"value": w.token, "boost": w.boost}}} for w in ask.scored]
    better += [{"constant_score": {"filter": _condition(lift.condition), "boost": lift.boost}} for lift in ask.lifts]
    return {
        "bool": {
            "filter": needed,
            "must_not": [_condition(phrase) for phrase in ask.without],
            "should": better,
            "minimum_should_match": 1 if ask.ranks and not ask.must else 0,
        }
    }


def _condition(condition: Condition) -> Body:
    if isinstance(condition, AnyOf):
        return {"bool": {"should": [_condition(p) for p in condition.phrases], "minimum_should_match": 1}}
    if len(condition.tokens) == 1:
        return {"term": {condition.field: condition.tokens[0]}}
    return {"match_phrase": {condition.field: " ".join(condition.tokens)}}


def _values(name: str, values: Iterable[str]) -> Body:
    # In one order, so that equal sets are equal questions to the server's cache.
    return {"terms": {name: sorted(values)}}
