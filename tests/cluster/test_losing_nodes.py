"""A node that dies takes no acknowledged write with it, and no search with an error."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from elasticsearch import Elasticsearch, helpers

from tests.cluster.load import Busy
from tests.cluster.nodes import Cluster, Node, until
from tests.elastic import client

pytestmark = pytest.mark.cluster

CHUNK = 100


@pytest.fixture
def writer(cluster: Cluster) -> Iterator[Elasticsearch]:
    statuses = (429, 502, 503, 504)
    hosts = cluster.hosts.split(",")
    with Elasticsearch(
        hosts, request_timeout=20, max_retries=3, retry_on_timeout=True, retry_on_status=statuses
    ) as made:
        yield made


@pytest.fixture
def reader(cluster: Cluster) -> Iterator[Elasticsearch]:
    hosts = cluster.hosts.split(",")
    with Elasticsearch(hosts, request_timeout=0.6, max_retries=2, retry_on_timeout=True) as made:
        yield made


@pytest.fixture
def index(cluster: Cluster) -> str:
    """Three shards with a copy each."""
    name = f"linli-test-{uuid.uuid4().hex[:8]}"
    shape = {"number_of_shards": 3, "number_of_replicas": 1}
    with client(cluster.hosts) as asking:
        asking.indices.create(index=name, settings=shape, mappings={"properties": {"n": {"type": "long"}}})
    cluster.whole()
    return name


def chunks(writer: Elasticsearch, index: str, acknowledged: set[str]) -> Callable[[int], None]:
    """Writes the n-th hundred documents; a chunk that failed is tried again, as the outbox does."""

    def write(number: int) -> None:
        ids = [f"{len(acknowledged)}-{number}-{place}" for place in range(CHUNK)]
        about = {"_index": index, "version": number + 1, "version_type": "external_gte"}
        helpers.bulk(writer, ({"_id": key, "n": number, **about} for key in ids))
        acknowledged.update(ids)

    return write


def searches(reader: Elasticsearch, index: str) -> Callable[[int], None]:
    def search(number: int) -> None:
        query = {"range": {"n": {"gte": number % 7}}}
        found = reader.search(index=index, query=query, track_total_hits=True, search_type="dfs_query_then_fetch")
        assert found["_shards"]["total"] == 3

    return search


def test_three_nodes_share_the_shards(cluster: Cluster, index: str) -> None:
    health = cluster.health()
    assert (health["number_of_nodes"], health["status"]) == (3, "green")
    assert cluster.master is not cluster.follower
    with client(cluster.hosts) as asking:
        placed = asking.cat.shards(index=index, format="json")
    # A shard and its copy are never on one node.
    places = sorted((shard["shard"], shard["node"]) for shard in placed)
    assert len(set(places)) == 6


@pytest.mark.parametrize("which", ["follower", "master"])
def test_a_killed_node_loses_no_acknowledged_write_and_no_search(
    cluster: Cluster, index: str, writer: Elasticsearch, reader: Elasticsearch, which: str
) -> None:
    acknowledged: set[str] = set()
    with Busy(chunks(writer, index, acknowledged)) as writing, Busy(searches(reader, index), pause=0.05) as searching:
        writing.more(3)
        searching.more(10)
        victim: Node = getattr(cluster, which)
        cluster.kill(victim)
        writing.more(5)
        searching.more(40)
    assert searching.problems == []
    assert len(writing.problems) <= 1
    assert cluster.master is not victim
    assert held(cluster, index) >= acknowledged
    assert len(acknowledged) >= 5 * CHUNK


def held(cluster: Cluster, index: str) -> set[str]:
    """The ids of all documents that the nodes left alive hold."""
    with client(cluster.hosts) as asking:
        until(lambda: asking.indices.refresh(index=index)["_shards"]["failed"] == 0, "a refresh")
        found: Any = helpers.scan(asking, index=index, query={"_source": False, "query": {"match_all": {}}})
        return {hit["_id"] for hit in found}
