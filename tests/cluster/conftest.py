"""Three nodes for the whole run; each test finds all of them alive."""

from collections.abc import Iterator

import pytest

from tests.cluster.nodes import Cluster
from tests.elastic import client, remove_indices


@pytest.fixture(scope="session")
def three_nodes() -> Iterator[Cluster]:
    made = Cluster()
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture
def cluster(three_nodes: Cluster) -> Iterator[Cluster]:
    three_nodes.whole()
    yield three_nodes
    with client(three_nodes.living) as connected:
        remove_indices(connected, "linli-test")
