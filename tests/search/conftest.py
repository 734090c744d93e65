"""An empty folder for the index of each test, a county on demand, and one with documents."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from search import lifecycle
from tests.factories.search import County
from tests.worlds import world


@pytest.fixture(autouse=True)
def search_root(settings: Any, tmp_path: Path) -> Path:
    settings.SEARCH_ROOT = str(tmp_path / "search")
    return Path(settings.SEARCH_ROOT)


FOLDER = tempfile.TemporaryDirectory(prefix="linli-library-")


def build_library() -> tuple[County, Path]:
    """The five documents, and where their index is."""
    root = Path(FOLDER.name) / "search"
    shutil.rmtree(root, ignore_errors=True)
    county = County()
    county.documents()
    with override_settings(SEARCH_ROOT=str(root)):
        lifecycle.rebuild()
    return county, root


county = world(County)
made_once = world(build_library)


@pytest.fixture
def library(made_once: tuple[County, Path], search_root: Path) -> County:
    """The five documents, indexed: each test has a copy of the index, and rolls back what it writes."""
    county, root = made_once
    shutil.copytree(root, search_root)
    return county


@pytest.fixture
def connection_queries(db: None) -> Any:
    """Counts the queries of a block."""
    return lambda: CaptureQueriesContext(connection)
