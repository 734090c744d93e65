"""The kernel's lists in the Wagtail admin: who may, what they show, what they cost."""

import datetime as dt
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common.models import CalendarDay, OutboxMessage
from tests.factories.common import AuditEntryFactory, CalendarDayFactory, OutboxMessageFactory, only_consumer

pytestmark = pytest.mark.django_db


def client_with(*codenames: str) -> Client:
    user = get_user_model().objects.create(username="-".join(codenames) or "none", is_active=True)
    names = ["access_admin", *codenames]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("url", "permission"),
    [
        ("outbox:index", "change_outboxmessage"),
        ("outbox:results", "change_outboxmessage"),
        ("audit:index", "view_auditentry"),
        ("audit:results", "view_auditentry"),
        ("calendar:index", "change_calendarday"),
        ("calendar:add", "add_calendarday"),
    ],
)
def test_lists_need_their_permission(url: str, permission: str) -> None:
    assert client_with(permission).get(reverse(url)).status_code == 200
    assert client_with().get(reverse(url)).status_code == 302
    assert Client().get(reverse(url)).status_code == 302


@pytest.mark.parametrize("args", [[], [1]])
def test_trying_again_needs_its_permission_and_a_post(args: list[int]) -> None:
    OutboxMessageFactory.create(pk=1, failed=True, next_try=timezone.now() + timedelta(hours=1))
    url = reverse("outbox:retry" if args else "outbox:retry_all", args=args)
    with only_consumer(lambda batch: None):
        client_with("view_outboxmessage").post(url)
        assert OutboxMessage.objects.count() == 1
        allowed = client_with("change_outboxmessage")
        assert allowed.get(url).status_code == 405
        assert OutboxMessage.objects.count() == 1
        assert allowed.post(url).status_code == 302
    assert OutboxMessage.objects.count() == 0


def test_what_fails_again_stays_and_is_said() -> None:
    def fail(batch: object) -> None:
        raise ConnectionError("still no route")

    OutboxMessageFactory.create(failed=True)
    with only_consumer(fail):
        page = client_with("change_outboxmessage").post(reverse("outbox:retry_all"), follow=True)
    content = page.content.decode()
    assert "still no route" in content
    assert "1 条" in content


def test_outbox_shows_errors_and_filters() -> None:
    OutboxMessageFactory.create(failed=True, object_id="failed-one")
    OutboxMessageFactory.create(object_id="waiting-one")
    client = client_with("change_outboxmessage")
    with only_consumer(lambda batch: None):
        everything = client.get(reverse("outbox:index")).content.decode()
        failed = client.get(reverse("outbox:index"), {"failed": "true"}).content.decode()
        notes = client.get(reverse("outbox:index"), {"consumer": "notes"}).content.decode()
    assert "no route to the engine" in everything
    assert "waiting-one" in everything
    assert ("failed-one" in failed, "waiting-one" in failed) == (True, False)
    assert "waiting-one" in notes
    assert everything.count(reverse("outbox:retry_all")) >= 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"object": "cms.newspage 12"}, ["one"]),
        ({"object": "12"}, ["one"]),
        ({"person": "桂芳"}, ["one", "two"]),
        ({"action": "cms.page_imported"}, ["two"]),
        ({"person": "无此人"}, []),
    ],
)
def test_audit_filters(query: dict[str, str], found: list[str]) -> None:
    AuditEntryFactory.create(object_type="cms.newspage", object_id="12", data={"mark": "one"})
    AuditEntryFactory.create(action="cms.page_imported", object_id="21", data={"mark": "two"})
    AuditEntryFactory.create(actor_name="钱小燕", object_id="22", data={"mark": "three"})
    content = client_with("view_auditentry").get(reverse("audit:index"), query).content.decode()
    assert [mark for mark in ("one", "two", "three") if f"mark：{mark}" in content] == found


def test_staff_enter_days_and_they_count_at_once() -> None:
    from common.calendar import is_working_day

    day = dt.date(2027, 2, 8)
    assert is_working_day(day)
    data = {"date": "2027-02-08", "kind": "holiday", "name": "春节"}
    client_with("add_calendarday", "change_calendarday").post(reverse("calendar:add"), data)
    assert CalendarDay.objects.get(date=day).name == "春节"
    assert not is_working_day(day)


def test_the_first_page_of_the_admin_says_that_a_year_is_missing() -> None:
    url = reverse("wagtailadmin_home")
    with time_machine.travel("2026-12-02"):
        assert "2027" in client_with("add_calendarday").get(url).content.decode()
        assert reverse("calendar:add") not in client_with().get(url).content.decode()
        CalendarDayFactory.create(date=dt.date(2027, 1, 1))
        assert reverse("calendar:add") not in client_with("add_calendarday", "view_site").get(url).content.decode()
