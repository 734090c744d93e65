"""The counties that the stories are told in."""

import pytest

from tests.factories.workflows import ReviewCounty
from tests.workflows.town import Town


@pytest.fixture
def county(db: None) -> ReviewCounty:
    return ReviewCounty()


@pytest.fixture
def town(db: None) -> Town:
    return Town()
