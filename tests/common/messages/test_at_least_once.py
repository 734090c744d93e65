"""A worker that dies between the gateway and the record, and two workers at the same moment."""

import datetime as dt
import os
import signal
import subprocess
import sys
from typing import Any

import pytest
from django.utils import timezone

from common.messages import services
from common.messages.enums import State
from common.messages.models import OutgoingMessage, QuietHours
from common.messages.sending import LEASE, send_due
from common.messages.services import Recipient
from common.models import CalendarDay
from tests.common.messages.conftest import TOLD, VALUES, Gateway
from tests.common.test_crash import ROOT, database_url
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def say(many: int) -> list[OutgoingMessage]:
    QuietHours.objects.all().delete()
    about = CalendarDay.objects.get_or_create(date=dt.date(2031, 1, 1), kind="holiday")[0]
    people = [Recipient(f"p{number}", phone=f"138{number:08d}") for number in range(many)]
    return services.send(TOLD.code, to=people, values=VALUES, about=about)


def test_a_worker_killed_after_the_gateway_took_it_sends_once_more_with_the_same_key(gateway: Gateway) -> None:
    (row,) = say(1)
    environment = {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    command = [sys.executable, "-m", "tests.common.messages.crash_delivery", gateway.url]
    worker = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    # The gateway has the whole message when the worker dies; its answer reaches nobody.
    gateway.before = lambda: os.kill(worker.pid, signal.SIGKILL)
    worker.communicate(timeout=60)
    assert worker.returncode == -signal.SIGKILL
    gateway.before = lambda: None
    row.refresh_from_db()
    assert (row.state, row.attempts, len(gateway.posts)) == (State.WAITING, 1, 1)
    assert send_due().sent == 0, "Its lease still runs."
    assert send_due(timezone.now() + LEASE).sent == 1
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.SENT, 2)
    assert [post["key"] for post in gateway.posts] == [row.key] * 2


@pytest.mark.postgresql
@pytest.mark.parametrize("round_", range(int(os.environ.get("RACES", "2"))))
def test_two_workers_at_once_send_each_message_once(gateway: Gateway, round_: int) -> None:
    rows = say(40)
    results: list[Any] = at_once(send_due, send_due, send_due)
    assert [each for each in results if isinstance(each, BaseException)] == []
    assert sum(each.sent for each in results) == 40
    assert sorted(post["key"] for post in gateway.posts) == sorted(row.key for row in rows)
    assert set(OutgoingMessage.objects.values_list("state", "attempts")) == {(State.SENT, 1)}
    # Each had its share: nobody waited for another's rows.
    assert sum(1 for each in results if each.sent) > 1


@pytest.mark.postgresql
def test_two_who_handle_one_event_at_once_write_one_message() -> None:
    about = CalendarDay.objects.create(date=dt.date(2031, 1, 1), kind="holiday")

    def once() -> list[OutgoingMessage]:
        person = Recipient("zhou", phone="13812341234")
        return services.send(TOLD.code, to=[person], values=VALUES, about=about, source=7)

    assert [each for each in at_once(*[once] * 4) if isinstance(each, BaseException)] == []
    assert OutgoingMessage.objects.count() == 1
