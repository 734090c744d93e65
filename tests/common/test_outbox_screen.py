"""The outbox in the admin: words and moments rather than codes, and what "try again" answers."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from common import outbox
from common.models import OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.common import OutboxMessageFactory, only_consumer

LATER = dt.timedelta(hours=1)


@pytest.fixture
def operator(db: None) -> Client:
    user = UserFactory(is_staff=True)
    user.user_permissions.add(
        Permission.objects.get(codename="access_admin"), Permission.objects.get(codename="change_outboxmessage")
    )
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def said(client: Client) -> str:
    answer = client.post("/admin/outbox/retry/", follow=True)
    return " ".join(str(message) for message in answer.context["messages"])


def takes(_messages: Any) -> None:
    """A consumer that is well."""


def fails(_messages: Any) -> None:
    raise ConnectionError("no route")


@pytest.mark.once
def test_a_row_names_its_object_and_when_it_is_tried_next(operator: Client) -> None:
    moment = dt.datetime(2030, 5, 5, 23, 8, 9, tzinfo=dt.UTC)
    OutboxMessageFactory(failed=True, object_type="accounts.user", object_id="77", next_try=moment)
    page = operator.get("/admin/outbox/").content.decode()
    assert "用户 77" in page
    # A moment that lies ahead is not "just now".
    assert "2030-05-06 07:08:09" in page
    assert "刚刚" not in page


@pytest.mark.once
@pytest.mark.parametrize(
    ("handle", "inline", "words", "left"),
    [
        (takes, True, "已送到", 0),
        (fails, True, "还有 2 条没送到", 2),
        # Nobody waits for what goes outside: the worker takes it.
        (takes, False, "已交给后台", 2),
        (fails, False, "已交给后台", 2),
    ],
)
def test_try_again_says_what_became_of_it(operator: Client, handle: Any, inline: bool, words: str, left: int) -> None:
    OutboxMessageFactory.create_batch(2, failed=True, next_try=timezone.now() + LATER)
    with only_consumer(handle):
        outbox.register_consumer("notes", ["things.*"], handle, inline=inline)
        assert words in said(operator)
    assert OutboxMessage.objects.filter(consumer="notes").count() == left
