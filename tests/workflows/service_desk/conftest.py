"""The county whose needs are carried by flows, and a browser of each person's own."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.factories.needs import NeedCounty
from tests.worlds import world

county = world(NeedCounty)


@pytest.fixture
def as_(county: NeedCounty) -> Callable[[Any], Client]:
    """Signs a person in, with the right to enter the admin that posts give."""
    from organisations.services.rights import sync_all  # reason: the county is made without its groups

    sync_all()

    def sign_in(person: Any) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in
