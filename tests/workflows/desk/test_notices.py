"""Notices: the bell counts what is unread, and only the person's own are shown and marked."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.factories.workflows import ReviewCounty
from workflows.models import Notification

SignIn = Callable[[Any], Client]


def tell(person: Any, text: str, source: int) -> Notification:
    return Notification.objects.create(person=person, text=text, source=source)


def test_the_bell_counts_what_is_unread(county: ReviewCounty, sign_in: SignIn) -> None:
    tell(county.final, "“家书”等您终审。", 1)
    tell(county.final, "“夜校”等您终审。", 2)
    tell(county.first, "别人的消息", 3)
    body = sign_in(county.final).get(reverse("desk:notices")).content.decode()
    assert "2 条新消息" in body
    assert "“家书”等您终审。" in body
    assert "别人的消息" not in body


def test_a_button_marks_the_own_as_read(county: ReviewCounty, sign_in: SignIn) -> None:
    tell(county.final, "“家书”等您终审。", 1)
    theirs = tell(county.first, "别人的消息", 2)
    client = sign_in(county.final)
    client.get(reverse("desk:notices"))
    assert Notification.objects.filter(read_at=None).count() == 2
    client.post(reverse("desk:notices"))
    assert list(Notification.objects.filter(read_at=None)) == [theirs]


def test_notices_never_count_as_work(county: ReviewCounty, sign_in: SignIn) -> None:
    tell(county.final, "“家书”等您终审。", 1)
    assert "今天没有等您的" in sign_in(county.final).get(reverse("wagtailadmin_home")).content.decode()
