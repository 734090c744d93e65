"""The screens of messages: who may, what they show, what they cost."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from common.messages.enums import State
from common.messages.models import Digest, MessageTemplate, OutgoingMessage, QuietHours
from common.messages.services import send
from common.models import AuditEntry, CalendarDay
from tests.common.messages.conftest import TOLD, VALUES, ZHOU
from tests.common.test_admin import client_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loud")]
TEXT = ("messages:text", [TOLD.code, "sms"])


def say(**changes: Any) -> OutgoingMessage:
    about = CalendarDay.objects.get_or_create(date=dt.date(2031, 1, 1), kind="holiday")[0]
    (row,) = send(TOLD.code, to=[ZHOU], values=VALUES, about=about)
    OutgoingMessage.objects.filter(pk=row.pk).update(**changes)
    return row


@pytest.mark.parametrize(
    ("url", "args", "permission"),
    [
        ("messages:index", [], "change_outgoingmessage"),
        ("messages:results", [], "change_outgoingmessage"),
        ("messages:texts", [], "change_messagetemplate"),
        ("messages:text", [TOLD.code, "sms"], "change_messagetemplate"),
        ("quiet-hours:index", [], "change_quiethours"),
        ("quiet-hours:add", [], "add_quiethours"),
        ("digests:index", [], "change_digest"),
        ("digests:add", [], "add_digest"),
    ],
)
def test_screens_need_their_permission(url: str, args: list[str], permission: str) -> None:
    address = reverse(url, args=args)
    assert client_with(permission).get(address).status_code == 200
    assert client_with().get(address).status_code == 302
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize(
    ("url", "args"), [("messages:retry_all", []), ("messages:reset", TEXT[1]), ("messages:preview", TEXT[1])]
)
def test_what_acts_is_asked_by_post_and_with_the_right(url: str, args: list[str]) -> None:
    address = reverse(url, args=args)
    say(state=State.GIVEN_UP)
    MessageTemplate.objects.create(kind=TOLD.code, channel="sms", text="x")
    assert client_with().post(address).status_code == 302
    assert client_with("change_outgoingmessage", "change_messagetemplate").get(address).status_code == 405
    assert (OutgoingMessage.objects.get().state, MessageTemplate.objects.count()) == (State.GIVEN_UP, 1)


def test_the_log_masks_and_says_what_is_only_written_down() -> None:
    say()
    content = client_with("change_outgoingmessage").get(reverse("messages:index")).content.decode()
    assert "138****1234" in content
    assert "13812341234" not in content
    assert "您的需求k7m2已由水电维修队接单" in content
    assert "没有真正发出" in content


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "given_up"}, 1),
        ({"state": "sent"}, 0),
        ({"channel": "sms"}, 2),
        ({"channel": "mail"}, 0),
        ({"to": "138 1234 1234"}, 2),
        ({"to": "1234"}, 0),
        ({"kind": TOLD.code}, 2),
    ],
)
def test_the_log_is_narrowed(query: dict[str, str], found: int) -> None:
    say(state=State.GIVEN_UP)
    say()
    content = client_with("change_outgoingmessage").get(reverse("messages:index"), query).content.decode()
    assert content.count("138****1234") == found


@pytest.mark.parametrize("pk", [True, False])
def test_what_was_given_up_is_sent_again(pk: bool) -> None:
    row = say(state=State.GIVEN_UP, attempts=8)
    url = reverse("messages:retry", args=[row.pk]) if pk else reverse("messages:retry_all")
    client = client_with("change_outgoingmessage")
    page = client.post(url, follow=True)
    assert "正在重新发送 1 条消息" in page.content.decode()
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.WAITING, 0)
    again = client.post(url, follow=True)
    assert "没有可重发的消息" in again.content.decode()


def test_the_log_costs_the_same_with_one_and_with_three(django_assert_num_queries: Any) -> None:
    client = client_with("change_outgoingmessage")
    say(state=State.FAILED)
    url = reverse("messages:index")
    client.get(url)
    with django_assert_num_queries(12):
        client.get(url)
    say(state=State.FAILED)
    say()
    with django_assert_num_queries(12):
        client.get(url)


# --- texts --------------------------------------------------------------------------------------


def test_a_text_is_saved_on_record_and_used() -> None:
    client = client_with("change_messagetemplate")
    client.post(reverse(*TEXT[:1], args=TEXT[1]), {"text": "{team}已接单", "active": "on"})
    assert MessageTemplate.objects.get().text == "{team}已接单"
    entry = AuditEntry.objects.get(action="outgoing.text_saved")
    assert entry.actor_id == get_user_model().objects.latest("pk").pk
    assert say().text == "水电维修队已接单"
    assert "{team}已接单" in client.get(reverse("messages:texts")).content.decode()
    client.post(reverse("messages:reset", args=TEXT[1]))
    assert say().text == "您的需求k7m2已由水电维修队接单。"


@pytest.mark.parametrize("more", [{}, {"preview": "1"}])
def test_a_wrong_text_is_shown_again_as_it_was_typed(more: dict[str, str]) -> None:
    page = client_with("change_messagetemplate").post(
        reverse(*TEXT[:1], args=TEXT[1]), {"text": "{phone}您好", "active": "on", **more}
    )
    content = page.content.decode()
    assert page.status_code == 200
    assert "没有这个变量：{phone}" in content
    assert "{phone}您好</textarea>" in content
    assert not MessageTemplate.objects.exists()


@pytest.mark.parametrize(
    ("channel", "text", "said"),
    [
        ("sms", "{team}已接单", "水电维修队已接单"),
        ("sms", "一" * 70, "一条短信"),
        ("sms", "一" * 71, "按 2 条短信计"),
        ("mail", "<b>{code}</b>", "&lt;b&gt;k7m2&lt;/b&gt;"),
        ("sms", "{", "半角花括号"),
    ],
)
def test_the_preview_shows_samples_and_length(channel: str, text: str, said: str) -> None:
    url = reverse("messages:preview", args=[TOLD.code, channel])
    content = client_with("change_messagetemplate").post(url, {"text": text}).content.decode()
    assert said in content
    assert "<html" not in content
    assert not MessageTemplate.objects.exists()


@pytest.mark.parametrize("args", [["no.such", "sms"], [TOLD.code, "site"], [TOLD.code, "pigeon"]])
def test_a_text_that_cannot_be_is_not_found(args: list[str]) -> None:
    client = client_with("change_messagetemplate")
    assert client.get(reverse("messages:text", args=args)).status_code == 404
    assert client.post(reverse("messages:reset", args=args)).status_code == 404


# --- rules --------------------------------------------------------------------------------------


def test_quiet_hours_are_edited_on_record() -> None:
    client = client_with("add_quiethours", "change_quiethours", "delete_quiethours")
    data = {"channel": "sms", "begins": "21:00", "ends": "08:00"}
    client.post(reverse("quiet-hours:add"), data)
    row = QuietHours.objects.get()
    client.post(reverse("quiet-hours:edit", args=[row.pk]), {**data, "ends": "09:00"})
    row.refresh_from_db()
    assert row.ends == dt.time(9)
    client.post(reverse("quiet-hours:delete", args=[row.pk]))
    assert not QuietHours.objects.exists()
    actions = list(
        AuditEntry.objects.filter(action__startswith="outgoing.").order_by("pk").values_list("action", flat=True)
    )
    assert actions == ["outgoing.rule_saved", "outgoing.rule_saved", "outgoing.rule_removed"]


def test_quiet_hours_of_no_length_are_refused() -> None:
    data = {"channel": "sms", "begins": "21:00", "ends": "21:00"}
    page = client_with("add_quiethours").post(reverse("quiet-hours:add"), data)
    assert "开始和结束相同" in page.content.decode()
    assert not QuietHours.objects.exists()


@pytest.mark.parametrize(
    ("changes", "saved"),
    [({}, True), ({"times": "早上"}, False), ({"kinds": ["tests.alarm"]}, False), ({"kinds": []}, False)],
)
def test_a_digest_holds_known_kinds_and_times(changes: dict[str, Any], saved: bool) -> None:
    data = {"name": "早晚", "kinds": [TOLD.code], "times": "8:30 17：30", "active": "on", **changes}
    client_with("add_digest").post(reverse("digests:add"), data)
    assert list(Digest.objects.values_list("times", "kinds")) == ([("08:30 17:30", [TOLD.code])] if saved else [])
