import pytest

from tests.cms.rights_site import RightsSite


@pytest.fixture
def site(db: None) -> RightsSite:
    return RightsSite()
