"""The county whose needs are carried by flows, and its site."""

from typing import Any

import pytest
from django.core.cache import cache

from tests.factories.needs import NeedCounty
from tests.worlds import world

county = world(NeedCounty)


@pytest.fixture(autouse=True)
def _no_tries_yet(db: Any) -> None:
    cache.clear()
