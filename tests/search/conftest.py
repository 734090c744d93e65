"""An empty folder for the index of each test, a county on demand, and one with documents made once a module."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext, override_settings

from search import lifecycle
from tests.factories.search import County


@pytest.fixture(autouse=True)
def search_root(settings: Any, tmp_path: Path) -> Path:
    settings.SEARCH_ROOT = str(tmp_path / "search")
    return Path(settings.SEARCH_ROOT)


@pytest.fixture
def county(db: None) -> County:
    return County()


@pytest.fixture(scope="module")
def made_once(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[tuple[County, Path]]:
    """The five documents and their index, in a transaction that ends with the module."""
    root = tmp_path_factory.mktemp("library") / "search"
    with django_db_blocker.unblock(), override_settings(SEARCH_ROOT=str(root)), transaction.atomic():
        county = County()
        county.documents()
        lifecycle.rebuild()
        with django_db_blocker.block():
            yield county, root
        transaction.set_rollback(True)


@pytest.fixture
def library(made_once: tuple[County, Path], search_root: Path, db: None) -> County:
    """The five documents, indexed: each test has a copy of the index, and rolls back what it writes."""
    county, root = made_once
    shutil.copytree(root, search_root)
    return county


@pytest.fixture
def connection_queries(db: None) -> Any:
    """Counts the queries of a block."""
    return lambda: CaptureQueriesContext(connection)
