"""People at the desk: a small county, and a browser without a browser for each person."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from viewflow.workflow.models import Task

from tests.factories.workflows import ReviewCounty, decide, item_of
from tests.worlds import world
from workflows.models import WorkItem
from workflows.services import queue

county = world(ReviewCounty)


@pytest.fixture
def sign_in(county: ReviewCounty) -> Callable[[Any], Client]:
    """A client for a person who may enter the admin."""

    def client_of(person: Any) -> Client:
        person.user_permissions.add(Permission.objects.get(codename="access_admin"))
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return client_of


@pytest.fixture
def claimed(county: ReviewCounty) -> Callable[..., WorkItem]:
    """A page at its final review, claimed by the final reviewer (or left open)."""

    def make(title: str = "每月一封家书", *, owned: bool = True) -> WorkItem:
        page = county.submitted(title=title)
        decide(page, county.first)
        decide(page, county.second)
        item = item_of(page)
        return queue.claim(item, actor=county.final) if owned else item

    return make


@pytest.fixture
def copied(db: Any) -> Callable[..., WorkItem]:
    """Another row like an item, for lists: far cheaper than a page that is handed in, and never decided."""

    def make(item: WorkItem, **values: Any) -> WorkItem:
        task = Task.objects.get(pk=item.task_id)
        task.pk = task.id = None
        task.save()
        names = (
            "process_id",
            "page_id",
            "title",
            "step",
            "role",
            "unit_id",
            "sender_id",
            "owner_id",
            "state",
            "due_at",
        )
        same = {name: getattr(item, name) for name in names}
        return WorkItem.objects.create(**{**same, **values}, task=task)

    return make
