"""What is said of the library in `tests/search` is said of it again, lying in a cluster."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from search import cluster, lifecycle
from search.engines import connection
from search.engines.elastic import Elastic
from tests.factories.search import County
from tests.search.conftest import build_library
from tests.worlds import world

made_once = world(build_library)


@pytest.fixture(autouse=True)
def search_root(settings: Any, tmp_path: Path, on_elasticsearch: str, monkeypatch: Any) -> Iterator[Path]:
    """Indices of the test's own. A cluster shows what was written within a second; a test does not wait for it."""
    settings.SEARCH_ROOT = str(tmp_path / "search")
    monkeypatch.setattr(Elastic, "refresh", Elastic.settle)
    # Nor is a busy machine a dead cluster.
    monkeypatch.setattr(connection, "DEADLINE", 60)
    monkeypatch.setattr(connection, "reader", connection.writer)
    forget()
    yield Path(settings.SEARCH_ROOT)
    forget()


def forget() -> None:
    """What this process holds of a cluster."""
    cluster._opened.clear()
    cluster._clients.clear()
    connection.breaker.cache_clear()


@pytest.fixture
def library(made_once: tuple[County, Path], search_root: Path) -> County:
    """The five documents, indexed in the cluster."""
    county, _root = made_once
    lifecycle.rebuild()
    return county
