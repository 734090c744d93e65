"""An empty folder for the index of each test, and a county on demand."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search import lifecycle
from tests.factories.search import County


@pytest.fixture(autouse=True)
def search_root(settings: Any, tmp_path: Path) -> Path:
    settings.SEARCH_ROOT = str(tmp_path / "search")
    return Path(settings.SEARCH_ROOT)


@pytest.fixture
def county(db: None) -> County:
    return County()


@pytest.fixture
def library(county: County) -> County:
    """The five documents, indexed."""
    county.documents()
    lifecycle.rebuild()
    return county


@pytest.fixture
def connection_queries(db: None) -> Any:
    """Counts the queries of a block."""
    return lambda: CaptureQueriesContext(connection)
