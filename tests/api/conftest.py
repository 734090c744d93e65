"""The county whose programs ask."""

from pathlib import Path
from typing import Any

import pytest

from tests.factories.api import ApiCounty, Caller
from tests.worlds import world


@pytest.fixture(autouse=True)
def _own_index(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_ROOT = str(tmp_path / "search")


county = world(ApiCounty)


@pytest.fixture
def anonymous() -> Caller:
    return Caller()
