"""An Elasticsearch for the tests marked `elasticsearch`: the one that ELASTICSEARCH_URL names.

Several runs and workers may share it: each test's indices have a prefix of their own and go with the test.
"""

import os
import uuid
from collections.abc import Iterator
from typing import Any

import pytest


def client(address: str) -> Any:
    """One that waits as long as a busy machine needs."""
    from elasticsearch import Elasticsearch

    return Elasticsearch(address.split(","), request_timeout=30, retry_on_timeout=True, max_retries=3)


def remove_indices(elasticsearch: Any, prefix: str) -> None:
    # By name: the server refuses to delete by pattern.
    for name in elasticsearch.indices.get(index=f"{prefix}*", features=["aliases"]):
        elasticsearch.options(ignore_status=404).indices.delete(index=name)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Without a server the marked tests are skipped, in one line; where changes are judged that is a failure."""
    if item.get_closest_marker("elasticsearch") and not os.environ.get("ELASTICSEARCH_URL"):
        pytest.skip("No Elasticsearch: run scripts/on_elasticsearch.sh .venv/bin/pytest …")


@pytest.fixture(scope="session")
def elasticsearch_server() -> str:
    """The server's address. Only for tests marked `elasticsearch`."""
    return os.environ["ELASTICSEARCH_URL"]


@pytest.fixture
def on_elasticsearch(elasticsearch_server: str, settings: Any) -> Iterator[str]:
    """The library lies in the server during the test; the prefix of its indices."""
    prefix = f"linli-test-{uuid.uuid4().hex[:12]}"
    settings.ELASTICSEARCH_URL = elasticsearch_server
    settings.ELASTICSEARCH_INDEX = prefix
    yield prefix
    with client(elasticsearch_server) as connected:
        remove_indices(connected, prefix)
