"""One county for the tests of reviews."""

import pytest

from tests.workflows.town import Town


@pytest.fixture
def town(db: None) -> Town:
    return Town()
