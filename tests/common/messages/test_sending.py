"""Handing over: what fails waits longer each time, is given up in the end, and holds up nothing else."""

import datetime as dt
from typing import Any

import pytest

from accounts.models import User
from common.messages import services
from common.messages.digests import join_due
from common.messages.enums import State
from common.messages.models import Digest, OutgoingMessage, QuietHours
from common.messages.sending import LEASE, send_due
from common.messages.services import Recipient
from common.messages.timing import MOST_ATTEMPTS, pause
from common.models import AuditEntry, CalendarDay, OutboxMessage
from tests.common.messages.conftest import TOLD, VALUES, ZHOU, Gateway, local
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loud")]
NOW = local(2, "10:00")
SECOND = dt.timedelta(seconds=1)


def say(*people: Recipient, at: dt.datetime = NOW, **values: Any) -> list[OutgoingMessage]:
    about = CalendarDay.objects.get_or_create(date=dt.date(2031, 1, 1), kind="holiday")[0]
    rows = services.send(TOLD.code, to=people or [ZHOU], values={**VALUES, **values}, about=about)
    OutgoingMessage.objects.filter(pk__in=[row.pk for row in rows], digest=False).update(next_try=at, state="waiting")
    return rows


def fresh(row: OutgoingMessage) -> OutgoingMessage:
    return OutgoingMessage.objects.get(pk=row.pk)


def crowd(many: int) -> list[Recipient]:
    return [Recipient(f"p{number}", phone=f"138{number:08d}") for number in range(many)]


def test_it_is_tried_again_later_and_later_then_given_up(gateway: Gateway) -> None:
    gateway.answers = [(503, {"error": "busy"})]
    (row,) = say()
    at = NOW
    for number in range(1, MOST_ATTEMPTS + 1):
        assert send_due(at - SECOND).failed == 0
        assert send_due(at).failed == 1
        row = fresh(row)
        assert (row.attempts, row.next_try) == (number, at + pause(number))
        assert row.state == (State.GIVEN_UP if number == MOST_ATTEMPTS else State.FAILED)
        assert "503" in row.error
        at = row.next_try
    assert send_due(at + dt.timedelta(days=30)).failed == 0
    assert len(gateway.posts) == MOST_ATTEMPTS
    assert {post["key"] for post in gateway.posts} == {row.key}


def test_it_arrives_once_the_gateway_is_back(gateway: Gateway) -> None:
    gateway.answers = [(503, {}), (200, {"ok": True})]
    (row,) = say()
    send_due(NOW)
    assert send_due(NOW + pause(1)).sent == 1
    row = fresh(row)
    assert (row.state, row.error, row.via, row.attempts) == (State.SENT, "", "http", 2)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ((200, {"ok": True}), State.SENT),
        ((202, b""), State.SENT),
        ((200, b"<html>thanks</html>"), State.SENT),
        ((200, {"ok": False, "error": "no such number 13812341234", "retry": False}), State.GIVEN_UP),
        ((200, {"ok": False, "error": "busy"}), State.FAILED),
        ((400, {"error": "empty text"}), State.GIVEN_UP),
        ((422, b"\xff\xfe"), State.GIVEN_UP),
        ((401, b"bad signature"), State.FAILED),
        ((429, b""), State.FAILED),
        ((302, b""), State.FAILED),
        ((500, b""), State.FAILED),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_a_gateway_answers(gateway: Gateway, answer: tuple[int, Any], state: State) -> None:
    gateway.answers = [answer]
    (row,) = say()
    send_due(NOW)
    row = fresh(row)
    assert row.state == state
    assert "13812341234" not in row.error
    # No redirect is followed.
    assert [post["path"] for post in gateway.posts] == ["/sms"]


def test_one_that_is_refused_holds_up_no_other(gateway: Gateway) -> None:
    gateway.answers = [(422, {}), (422, {}), (422, {}), (200, {})]
    rows = say(*crowd(5))
    done = send_due(NOW)
    assert (done.sent, done.failed) == (2, 3)
    assert [fresh(row).state for row in rows] == ["given_up"] * 3 + ["sent"] * 2


def test_a_gateway_that_is_down_is_not_asked_for_each(gateway: Gateway, settings: Any) -> None:
    gateway.answers = [(503, {})]
    settings.MESSAGE_ADAPTERS = {"sms": "http", "mail": "file", "group": "off"}
    rows = say(*crowd(25))
    (mail,) = say(Recipient("qian", mail="qian@example.org"))
    done = send_due(NOW)
    assert (len(gateway.posts), done.failed, done.sent) == (2, 2, 1)
    assert fresh(mail).state == State.SENT
    states = [(row.state, row.attempts) for row in map(fresh, rows)]
    assert states[:2] == [("failed", 1)] * 2
    assert set(states[2:]) == {("waiting", 0)}
    # All come to their turn.
    gateway.answers = [(200, {})]
    assert send_due(NOW + pause(1)).sent == 25
    assert len({post["key"] for post in gateway.posts}) == 25


def test_a_switched_off_channel_is_shown_and_not_lost(settings: Any) -> None:
    (row,) = say()
    settings.MESSAGE_ADAPTERS = {"sms": "off", "mail": "off", "group": "off"}
    send_due(NOW)
    assert (fresh(row).state, fresh(row).error) == (State.FAILED, "Unreachable: This channel is switched off.")


def test_a_try_that_falls_into_quiet_hours_is_held_until_their_end(gateway: Gateway) -> None:
    (row,) = say(at=local(2, "21:59"))
    QuietHours.objects.create(channel="sms")
    assert send_due(local(2, "22:01")).held == 1
    row = fresh(row)
    assert (row.state, row.next_try, row.attempts) == (State.HELD, local(3, "07:30"), 0)
    assert send_due(local(3, "07:29")).sent == 0
    assert send_due(local(3, "07:30")).sent == 1
    assert len(gateway.posts) == 1


def test_more_than_one_handful_leaves_in_one_round(gateway: Gateway) -> None:
    say(*crowd(23))
    assert send_due(NOW).sent == 23


def test_staff_try_again_what_was_given_up_with_its_former_key(gateway: Gateway) -> None:
    (row, sent) = say(*crowd(2))
    OutgoingMessage.objects.filter(pk=row.pk).update(state=State.GIVEN_UP, attempts=8)
    OutgoingMessage.objects.filter(pk=sent.pk).update(state=State.SENT)
    OutboxMessage.objects.all().delete()
    actor: User = UserFactory()
    assert services.try_again(messages=OutgoingMessage.objects.all(), actor=actor) == 1
    assert [m.object_id for m in OutboxMessage.objects.all()] == [str(row.pk)]
    assert AuditEntry.objects.get(action="outgoing.retried").actor_id == actor.pk
    send_due()
    assert fresh(row).state == State.SENT
    assert [post["key"] for post in gateway.posts] == [row.key]


def test_what_was_erased_is_not_tried_again(gateway: Gateway) -> None:
    (row,) = say()
    services.forget(object_type=row.object_type, object_ids=[row.object_id])
    assert services.try_again(messages=OutgoingMessage.objects.all(), actor=None) == 0


def test_a_row_in_hand_is_left_alone_until_its_lease_ends(gateway: Gateway) -> None:
    from common.messages.sending import Sent, due, take

    (row,) = say()
    # A worker that takes it and is never heard of again.
    assert [mine.pk for mine in take(due(NOW), NOW, Sent())] == [row.pk]
    assert send_due(NOW + LEASE - SECOND).sent == 0
    assert send_due(NOW + LEASE).sent == 1
    assert fresh(row).attempts == 2


# --- digests ------------------------------------------------------------------------------------


@pytest.fixture
def digest() -> Digest:
    return Digest.objects.create(name="早晚", kinds=[TOLD.code], times="17:30")


def held(*people: Recipient, **values: Any) -> list[OutgoingMessage]:
    rows = say(*people, **values)
    OutgoingMessage.objects.filter(pk__in=[row.pk for row in rows]).update(next_try=local(2, "17:30"))
    return rows


def test_several_to_one_person_become_one(gateway: Gateway, digest: Digest) -> None:
    first, second = held(ZHOU, code="a1"), held(ZHOU, code="b2")
    (other,) = held(Recipient("li", phone="13912345678"), code="c3")
    assert send_due(local(2, "17:29")).sent == 0
    assert join_due(local(2, "17:29")) == 0
    assert join_due(local(2, "17:30")) == 1
    assert join_due(local(2, "17:30")) == 0
    assert send_due(local(2, "17:30")).sent == 2
    said = {post["phone"]: post["text"] for post in gateway.posts}
    assert said == {
        "13812341234": "您有2条消息：您的需求a1已由水电维修队接单；您的需求b2已由水电维修队接单。",
        "13912345678": "您的需求c3已由水电维修队接单。",
    }
    joined = [fresh(row) for row in (*first, *second)]
    assert {row.state for row in joined} == {State.JOINED}
    assert {row.joined_to.masked for row in joined if row.joined_to} == {"138****1234"}
    assert fresh(other).joined_to is None


def test_one_person_on_two_channels_is_told_twice(digest: Digest, settings: Any) -> None:
    (sms,) = held(ZHOU)
    settings.MESSAGE_ADAPTERS = {"sms": "off", "mail": "file", "group": "off"}
    (mail,) = held(ZHOU)
    settings.MESSAGE_ADAPTERS = {"sms": "file", "mail": "file", "group": "off"}
    assert join_due(local(2, "17:30")) == 0
    assert send_due(local(2, "17:30")).sent == 2
    assert (fresh(sms).state, fresh(mail).state) == (State.SENT, State.SENT)
