"""The same twenty thousand documents in both engines, written in different orders."""

from collections.abc import Iterator

import pytest

from search.engines.base import Engine
from search.scratch import filled
from tests.factories.library import sources

DOCUMENTS = 20_000
Both = tuple[Engine, Engine]


@pytest.fixture(scope="session")
def both(elasticsearch: str) -> Iterator[Both]:
    """The embedded engine and the cluster's, freshly built."""
    made = list(sources(DOCUMENTS))
    with filled("embedded", made) as one, filled("elasticsearch", made[::-1]) as other:
        yield one, other
