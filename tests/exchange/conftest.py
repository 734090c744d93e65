import pytest

from tests.factories.exchange import ServiceCounty


@pytest.fixture
def county(db: None) -> ServiceCounty:
    return ServiceCounty()
