"""The county whose needs are carried by flows, with a public site around it."""

from typing import Any

import pytest
from django.test import Client

from tests.factories import cms as make
from tests.factories.needs import NeedCounty
from tests.worlds import world


class TeamCounty(NeedCounty):
    """As its neighbours', with a home page."""

    def __init__(self) -> None:
        super().__init__()
        make.home(self.centre)


county = world(TeamCounty)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def captain(county: Any) -> Client:
    return signed_in(county.team.captain)
