"""A county whose needs have their flows, and a browser without a browser for each of its staff."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from tests.factories.needs import NeedCounty
from tests.worlds import world

county = world(NeedCounty)


@pytest.fixture
def sign_in(db: Any) -> Callable[[Any], Client]:
    """A client for a person who may enter the admin."""

    def client_of(person: Any) -> Client:
        person.user_permissions.add(Permission.objects.get(codename="access_admin"))
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return client_of
