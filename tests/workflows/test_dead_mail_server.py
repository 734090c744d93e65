"""A mail server that accepts and then says nothing costs a request nothing, and the worker little."""

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from common.delivery import drain, try_again
from common.models import OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.workflows import ReviewCounty, decide
from workflows import notices
from workflows.models import Notification
from workflows.services import content

# Far longer than what is measured below.
TIMEOUT = 1.5
BACKEND = "django.core.mail.backends.smtp.EmailBackend"


class BlackHole:
    """Takes connections and never answers; counts them."""

    def __init__(self) -> None:
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(16)
        self.listener.setblocking(False)
        self.taken: list[socket.socket] = []

    def connections(self) -> int:
        while True:
            try:
                self.taken.append(self.listener.accept()[0])
            except BlockingIOError:
                return len(self.taken)


@pytest.fixture
def hole(settings: Any) -> Iterator[BlackHole]:
    found = BlackHole()
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = BACKEND, TIMEOUT
    settings.EMAIL_HOST, settings.EMAIL_PORT = found.listener.getsockname()
    settings.OUTBOX_INLINE = True
    yield found
    for each in [found.listener, *found.taken]:
        each.close()


@pytest.fixture
def county(transactional_db: None) -> ReviewCounty:
    county = ReviewCounty()
    for person in (county.editor, county.first, county.second, county.director):
        person.email = f"{person.username}@example.cn"
        person.save()
    # Whom Wagtail itself would write to on each submission.
    UserFactory(is_superuser=True, email="root@example.cn")
    return county


def mails() -> Any:
    return OutboxMessage.objects.filter(consumer=notices.BY_MAIL)


def test_no_request_waits_for_it_and_nothing_is_lost(county: ReviewCounty, hole: BlackHole) -> None:
    page = county.draft()
    begun = time.monotonic()
    content.submit(page, actor=county.editor)
    decide(page, county.first)
    # Staff who press "try again" wait for the inside only.
    mails().update(attempts=1)
    assert try_again(OutboxMessage.objects.all()) == mails().count()
    assert time.monotonic() - begun < TIMEOUT
    assert hole.connections() == 0
    assert {each.person for each in Notification.objects.all()} >= {county.first, county.second}
    waiting = mails().count()
    assert waiting >= 2

    # The worker waits instead, for a bounded time, and keeps every mail for later.
    drained = drain(notices.BY_MAIL)
    assert (drained.done, drained.failed) == (0, waiting)
    assert hole.connections() >= 1
    assert {(each.attempts, "timed out" in each.error) for each in mails()} == {(2, True)}
    begun = time.monotonic()
    assert drain(notices.BY_MAIL).failed == 0
    assert time.monotonic() - begun < TIMEOUT
