"""Where a cluster's index lies: an index for each generation, and two aliases that name the ones in use.

Aliases move in one step, so a reader finds the old index or the new one and never none. What changes
during a rebuild is noted in the cluster as well, since any host may write.
"""

import os
import threading
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import timezone
from elastic_transport import ObjectApiResponse
from elasticsearch import Elasticsearch, helpers
from elasticsearch.dsl import Index, Keyword, Mapping

from search.engines import connection
from search.engines.connection import guarded
from search.engines.elastic import REACH, SHAPE, Elastic

NAME = "elasticsearch"

_clients: dict[tuple[int, str], tuple[Elasticsearch, Elasticsearch]] = {}
_opened: dict[tuple[int, str, str], Elastic] = {}
_opening = threading.Lock()


def _pair() -> tuple[Elasticsearch, Elasticsearch]:
    """A client for questions and one for writing: by process, since a forked child must not share sockets."""
    hosts, trusted = settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_CA
    with _opening:
        key = (os.getpid(), hosts)
        if key not in _clients:
            _clients[key] = (connection.reader(hosts, trusted), connection.writer(hosts, trusted))
        return _clients[key]


def _alias(pointer: str) -> str:
    return f"{settings.ELASTICSEARCH_INDEX}-{pointer.lower()}"


def pointed(pointer: str) -> str:
    """The index that an alias names. Asked at each question: another host may have moved it."""
    client, _writer = _pair()

    def ask() -> str:
        with guarded():
            found = client.options(ignore_status=404).indices.get_alias(name=_alias(pointer))
        return min(
            (name for name, about in found.items() if isinstance(about, dict) and "aliases" in about), default=""
        )

    return connection.breaker(settings.ELASTICSEARCH_URL).call(ask)


def _ok(answer: ObjectApiResponse[Any]) -> bool:
    return answer.meta.status < 400


def opened(name: str) -> Elastic:
    key = (os.getpid(), settings.ELASTICSEARCH_URL, name)
    held = _opened.get(key)
    if held is None:
        held = reopened(name)
        with _opening:
            _opened.clear()
            _opened[key] = held
    return held


def forget(name: str) -> None:
    """Drops what this process knows of a generation."""
    _opened.pop((os.getpid(), settings.ELASTICSEARCH_URL, name), None)


def reopened(name: str) -> Elastic:
    client, writer = _pair()
    return Elastic(client, name, writer=writer, breaker=connection.breaker(settings.ELASTICSEARCH_URL))


def create(own_words: Iterable[str]) -> Elastic:
    _client, writer = _pair()
    name = f"{settings.ELASTICSEARCH_INDEX}-{timezone.now():%Y%m%d-%H%M%S-%f}-{SHAPE}"
    shards, replicas = settings.ELASTICSEARCH_SHARDS, settings.ELASTICSEARCH_REPLICAS
    return Elastic.create(writer, name, own_words, shards=shards, replicas=replicas)


def point(pointers: dict[str, str]) -> None:
    _client, writer = _pair()
    actions = []
    for pointer, name in pointers.items():
        before = pointed(pointer)
        if before:
            actions.append({"remove": {"index": before, "alias": _alias(pointer)}})
        if name:
            actions.append({"add": {"index": name, "alias": _alias(pointer)}})
    with guarded():
        writer.indices.update_aliases(actions=actions)


def forget_others(kept: set[str]) -> list[str]:
    _client, writer = _pair()
    with guarded():
        found = writer.indices.get(index=f"{settings.ELASTICSEARCH_INDEX}-2*", features=["aliases"])
        dead = sorted(name for name in found if name not in kept)
        for name in dead:
            writer.options(ignore_status=404).indices.delete(index=name)
    return dead


def _journal() -> str:
    return f"{settings.ELASTICSEARCH_INDEX}-journal"


def clear_notes() -> None:
    _client, writer = _pair()
    with guarded():
        writer.options(ignore_status=404).indices.delete(index=_journal())
        made = Index(_journal(), using=writer)
        made.settings(number_of_shards=1, number_of_replicas=settings.ELASTICSEARCH_REPLICAS, max_result_window=REACH)
        mapping = Mapping()
        mapping.meta("dynamic", "strict")
        mapping.field("key", Keyword())
        made.mapping(mapping)
        made.create()


def note(keys: Iterable[str]) -> None:
    _client, writer = _pair()
    with guarded():
        helpers.bulk(
            writer, ({"_index": _journal(), "_id": key, "key": key} for key in keys), refresh=True, chunk_size=1000
        )


def take_notes() -> list[str]:
    _client, writer = _pair()
    with guarded():
        hits = writer.search(index=_journal(), size=REACH, source=False)["hits"]["hits"]
        keys = [hit["_id"] for hit in hits]
        gone = ({"_op_type": "delete", "_index": _journal(), "_id": key} for key in keys)
        helpers.bulk(writer, gone, refresh=True, chunk_size=1000, raise_on_error=False)
    return keys
