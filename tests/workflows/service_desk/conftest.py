"""The county whose needs are carried by flows, and a browser for each person."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from cms import rights
from tests.factories.needs import NeedCounty
from tests.worlds import world

county = world(NeedCounty)


@pytest.fixture
def as_(county: NeedCounty) -> Callable[[Any], Client]:
    """Signs a person in, with the right to enter the admin that posts give."""
    cache.clear()
    rights.sync()

    def sign_in(person: Any) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
