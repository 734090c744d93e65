"""The county whose programs ask."""

from pathlib import Path
from typing import Any

import pytest

from tests.factories.api import ApiCounty, Caller


@pytest.fixture(autouse=True)
def _own_index(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_ROOT = str(tmp_path / "search")


@pytest.fixture
def county(db: None) -> ApiCounty:
    return ApiCounty()


@pytest.fixture
def anonymous() -> Caller:
    return Caller()
