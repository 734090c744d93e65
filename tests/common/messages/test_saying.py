"""Saying something: one row a person, in the transaction of the change, by the first way that reaches them."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import transaction

from common.delivery import drain, drain_inline
from common.messages import services
from common.messages.enums import State
from common.messages.models import Digest, MessageTemplate, OutgoingMessage, QuietHours
from common.messages.services import Recipient
from common.models import CalendarDay, OutboxMessage
from tests.common.messages.conftest import ALARM, TOLD, VALUES, ZHOU, local

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loud")]
# A phone that no gateway knows, a mail address, and somebody of whom nothing is known.
LI = Recipient("li", phone="13912345678")
QIAN = Recipient("qian", mail="qian@example.org")
NOBODY = Recipient("nobody", phone="0512-58223344")


@pytest.fixture
def about() -> CalendarDay:
    return CalendarDay.objects.create(date=dt.date(2031, 1, 1), kind="holiday")


def say(about: CalendarDay, *people: Recipient, kind: str = TOLD.code, **more: Any) -> list[OutgoingMessage]:
    return services.send(kind, to=people or [ZHOU], values=VALUES, about=about, **more)


def test_a_row_holds_what_was_said_and_nothing_personal_in_the_clear(about: CalendarDay) -> None:
    (row,) = say(about)
    assert (row.channel, row.masked, row.state) == ("sms", "138****1234", State.WAITING)
    assert (row.text, row.address) == ("您的需求k7m2已由水电维修队接单。", "13812341234")
    assert (row.object_type, row.object_id) == ("common.calendarday", str(about.pk))
    stored = str(OutgoingMessage.objects.extra(select={"a": "address", "t": "text"}).values("a", "t", "masked").get())
    assert "13812341234" not in stored
    assert "水电" not in stored
    event = OutboxMessage.objects.get()
    assert (event.consumer, event.object_id) == ("outgoing.deliver", str(row.pk))
    assert "1381" not in str(event.data)


def test_what_is_rolled_back_was_never_said(about: CalendarDay) -> None:
    with transaction.atomic():
        say(about)
        transaction.set_rollback(True)
    assert not OutgoingMessage.objects.exists()
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(
    ("sources", "rows"), [([7, 7, 7], 1), ([7, 8], 2), ([None, None], 2)], ids=["repeat", "two causes", "no cause"]
)
def test_one_cause_is_told_once(about: CalendarDay, sources: list[int | None], rows: int) -> None:
    for source in sources:
        say(about, source=source)
    assert OutgoingMessage.objects.count() == rows
    assert OutboxMessage.objects.count() == rows


def test_a_repeat_reaches_whoever_was_left_out(about: CalendarDay) -> None:
    say(about, source=7)
    assert [row.masked for row in say(about, ZHOU, LI, source=7)] == ["139****5678"]


def test_a_repeat_after_the_number_has_changed_says_nothing_anew(about: CalendarDay) -> None:
    say(about, source=7)
    assert say(about, Recipient("zhou", phone="13700001111"), source=7) == []


@pytest.mark.parametrize(
    ("person", "adapters", "texts", "channel"),
    [
        (ZHOU, {}, {}, "sms"),
        (ZHOU, {"sms": "off"}, {}, "mail"),
        (ZHOU, {}, {"sms": False}, "mail"),
        (ZHOU, {}, {"sms": False, "mail": False}, None),
        (LI, {"sms": "off"}, {}, None),
        (QIAN, {}, {}, "mail"),
        (NOBODY, {}, {}, None),
        (ZHOU, {"sms": "no such way"}, {}, "mail"),
    ],
)
def test_the_first_way_that_reaches_somebody_is_taken(
    about: CalendarDay, settings: Any, person: Recipient, adapters: Any, texts: Any, channel: str | None
) -> None:
    settings.MESSAGE_ADAPTERS = {"sms": "file", "mail": "file", "group": "file", **adapters}
    for name, active in texts.items():
        MessageTemplate.objects.create(kind=TOLD.code, channel=name, text="{code}", active=active)
    assert [row.channel for row in say(about, person)] == ([channel] if channel else [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{team}说：您好", "水电维修队说：您好"),
        ("{gone}已改名", "您的需求k7m2已由水电维修队接单。"),
    ],
    ids=["worded by staff", "of a former release"],
)
def test_texts_of_staff_are_used_while_they_fit(about: CalendarDay, text: str, said: str) -> None:
    MessageTemplate.objects.create(kind=TOLD.code, channel="sms", text=text)
    assert say(about)[0].text == said


def test_what_is_missing_is_found_by_the_programmer(about: CalendarDay) -> None:
    with pytest.raises(ValueError, match="team"):
        services.send(TOLD.code, to=[ZHOU], values={"code": "1"}, about=about)
    with pytest.raises(KeyError):
        services.send("no.such", to=[ZHOU], values={}, about=about)


@pytest.mark.parametrize(
    ("kind", "at", "state", "leaves"),
    [
        (TOLD.code, local(2, "21:00"), State.WAITING, local(2, "21:00")),
        (TOLD.code, local(2, "23:00"), State.HELD, local(3, "07:30")),
        (ALARM.code, local(2, "23:00"), State.WAITING, local(2, "23:00")),
    ],
)
def test_quiet_hours_hold_what_is_not_urgent(
    about: CalendarDay, kind: str, at: dt.datetime, state: State, leaves: dt.datetime
) -> None:
    QuietHours.objects.create(channel="sms")
    with time_machine.travel(at, tick=False):
        (row,) = say(about, kind=kind)
    assert (row.state, row.next_try) == (state, leaves)
    assert OutboxMessage.objects.exists() == (state == State.WAITING)


def test_a_digest_inside_quiet_hours_leaves_after_them(about: CalendarDay) -> None:
    QuietHours.objects.create(channel="sms")
    Digest.objects.create(name="早", kinds=[TOLD.code], times="06:00")
    with time_machine.travel(local(2, "20:00"), tick=False):
        (row,) = say(about)
    assert (row.state, row.digest, row.next_try) == (State.HELD, True, local(3, "07:30"))


def test_the_outbox_hands_it_over_but_no_visitor_waits_for_that(about: CalendarDay) -> None:
    (row,) = say(about)
    drain_inline()
    assert OutboxMessage.objects.count() == 1
    drain()
    row.refresh_from_db()
    assert (row.state, row.via, row.attempts) == (State.SENT, "file", 1)
    assert row.sent_at is not None
    assert not OutboxMessage.objects.exists()


def test_what_is_said_to_many_costs_the_same_as_to_one(about: CalendarDay, django_assert_num_queries: Any) -> None:
    many = [Recipient(f"p{number}", phone=f"138{number:08d}") for number in range(30)]
    # Texts, quiet hours, digests, known keys, rows, read back, events, and a savepoint for each of three.
    with django_assert_num_queries(9):
        say(about, many[0])
    with django_assert_num_queries(9):
        say(about, *many[1:])


# --- forgetting ---------------------------------------------------------------------------------


def test_old_texts_are_erased_and_what_waits_is_kept(about: CalendarDay, settings: Any) -> None:
    from common.messages.erasing import erase_old

    settings.MESSAGES_KEEP_DAYS = 30
    rows = say(about, ZHOU, LI, QIAN)
    old = local(2, "09:00")
    OutgoingMessage.objects.filter(pk__in=[rows[0].pk, rows[1].pk]).update(created=old)
    OutgoingMessage.objects.filter(pk__in=[rows[0].pk, rows[2].pk]).update(state=State.SENT)
    with time_machine.travel(local(31, "09:00") + dt.timedelta(days=3), tick=False):
        OutgoingMessage.objects.filter(pk=rows[2].pk).update(created=local(31, "09:00"))
        assert (erase_old(), erase_old()) == (1, 0)
    erased, waiting, young = (OutgoingMessage.objects.get(pk=row.pk) for row in rows)
    assert (erased.text, erased.address, erased.address_hash, erased.masked) == ("", "", "", "–")
    assert erased.erased_at is not None
    assert waiting.text == young.text == "您的需求k7m2已由水电维修队接单。"


def test_what_is_forgotten_does_not_leave_any_more(about: CalendarDay) -> None:
    (row,) = say(about)
    other = CalendarDay.objects.create(date=dt.date(2031, 1, 2), kind="holiday")
    (kept,) = say(other)
    assert services.forget(object_type="common.calendarday", object_ids=[about.pk]) == 1
    drain()
    row.refresh_from_db()
    kept.refresh_from_db()
    assert (row.state, row.address, row.via) == (State.GIVEN_UP, "", "")
    assert kept.state == State.SENT
