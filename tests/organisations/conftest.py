import pytest

from tests.factories.organisations import County


@pytest.fixture
def county(db: None) -> County:
    return County()
