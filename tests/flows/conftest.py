"""The county that the stories are told in."""

import pytest

from tests.factories.workflows import ReviewCounty


@pytest.fixture
def county(db: None) -> ReviewCounty:
    return ReviewCounty()
