"""The same twenty thousand documents in both engines, written in different orders."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.test import override_settings

from search.analysing import entries
from search.engines.base import Engine
from search.scratch import filled
from tests.factories.library import sources

DOCUMENTS = 20_000
Both = tuple[Engine, Engine]


@pytest.fixture(scope="session")
def both(elasticsearch_server: str) -> Iterator[Both]:
    """The embedded engine and the cluster's, freshly built."""
    made = list(entries(sources(DOCUMENTS), frozenset(), expected=DOCUMENTS))
    name = f"linli-test-{uuid.uuid4().hex[:12]}"
    with ExitStack() as stack:
        one = stack.enter_context(filled("embedded", made, DOCUMENTS))
        # Only while it is made: other tests of this process keep their own settings.
        with override_settings(ELASTICSEARCH_URL=elasticsearch_server, ELASTICSEARCH_INDEX=name):
            other = stack.enter_context(filled("elasticsearch", made[::-1], DOCUMENTS))
        yield one, other
