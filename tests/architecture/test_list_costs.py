"""Every list of the admin: at most twelve queries whatever its length, for a person with a second factor.

Counted as the server answers it: session, rights, second factor, side bar and bell included. Only what a
process keeps for minutes (the calendar, the names of units) has been read before.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms import rights
from common.messages.models import OutgoingMessage, QuietHours
from common.messages.services import Recipient, send
from common.models import CalendarDay, OutboxMessage
from organisations.enums import Role
from search import lifecycle
from tests.factories.common import AuditEntryFactory, CalendarDayFactory, OutboxMessageFactory
from tests.factories.organisations import DelegationFactory, PostFactory
from tests.factories.workflows import ReviewCounty
from tests.worlds import world
from workflows import selectors
from workflows.enums import Decision, ItemState, Stuck
from workflows.models import ApprovalState, Notification, Opinion, WorkItem

LIMIT = 12
NOW = timezone.now()

Make = Callable[[ReviewCounty, int], None]


def build() -> ReviewCounty:
    """Three submissions, and one person who holds every post that a list is shown to."""
    county = ReviewCounty()
    for role, unit in ((Role.AUDITOR, county.centre), (Role.FIRST_REVIEWER, county.baijiaqiao)):
        PostFactory(person=county.administrator, role=role, unit=unit)
    Authenticator.objects.create(user=county.administrator, type=Authenticator.Type.TOTP, data={})
    for number in range(3):
        county.submitted(title=f"第{number}封家书")
    rights.sync()
    return county


made_once = world(build)


@pytest.fixture
def county(made_once: ReviewCounty, settings: Any) -> ReviewCounty:
    settings.REQUIRE_SECOND_FACTOR = True
    return made_once


# --- what makes a list as long as wanted --------------------------------------------------------


def items(many: int) -> Any:
    """So many of the three; the others are out of the way."""
    keys = list(WorkItem.objects.order_by("pk").values_list("pk", flat=True))
    WorkItem.objects.filter(pk__in=keys[many:]).update(state=ItemState.CANCELLED, sender=None)
    return WorkItem.objects.filter(pk__in=keys[:many])


def claimed(county: ReviewCounty, many: int) -> None:
    items(many).update(owner=county.administrator, state=ItemState.CLAIMED)


def to_claim(county: ReviewCounty, many: int) -> None:
    items(many)


def late(county: ReviewCounty, many: int) -> None:
    items(many).update(due_at=NOW - dt.timedelta(days=3))


def sent(county: ReviewCounty, many: int) -> None:
    items(many).update(sender=county.administrator)


def returned(county: ReviewCounty, many: int) -> None:
    for item in items(many):
        WorkItem.objects.filter(pk=item.pk).update(sender=county.administrator, state=ItemState.DONE, finished_at=NOW)
        Opinion.objects.create(
            process=item.process,
            item=item,
            step=item.step,
            person=county.first,
            decision=Decision.RETURN_TO_AUTHOR,
            text="换一张图。",
        )
        state = ApprovalState.objects.select_related("workflow_state").get(process=item.process)
        type(state.workflow_state).objects.filter(pk=state.workflow_state_id).update(status="needs_changes")


def done(county: ReviewCounty, many: int) -> None:
    items(many).update(owner=county.administrator, state=ItemState.DONE, finished_at=timezone.now())


def stood_in_for(county: ReviewCounty, many: int) -> None:
    county.administrator.posts.filter(role=Role.FIRST_REVIEWER).delete()
    DelegationFactory(post=county.first.posts.get(), substitute=county.administrator)
    items(many)


def broken(many: int, **values: Any) -> None:
    """So many of the three; the others are in order, or they would be found as well."""
    WorkItem.objects.update(stuck="", state=ItemState.OPEN)
    keys = WorkItem.objects.order_by("pk").values_list("pk", flat=True)[:many]
    WorkItem.objects.filter(pk__in=list(keys)).update(**values)


def stuck(county: ReviewCounty, many: int) -> None:
    broken(many, stuck=Stuck.NO_HOLDER)


def drifted(county: ReviewCounty, many: int) -> None:
    broken(many, state=ItemState.DONE)


def noticed(county: ReviewCounty, many: int) -> None:
    Notification.objects.all().delete()
    for number in range(many):
        Notification.objects.create(person=county.administrator, source=number, text=f"第{number}条", link="/admin/")


def waiting(county: ReviewCounty, many: int) -> None:
    OutboxMessage.objects.all().delete()
    OutboxMessageFactory.create_batch(many, failed=True)


def said(county: ReviewCounty, many: int) -> None:
    OutgoingMessage.objects.all().delete()
    people = [Recipient(str(number), phone=f"138{number:08d}") for number in range(many)]
    values = {"tail": "4821", "unit": "百家桥站"}
    send("exchange.submitted", to=people, values=values, about=county.centre)
    OutgoingMessage.objects.update(state="failed")


def silent(county: ReviewCounty, many: int) -> None:
    QuietHours.objects.all().delete()
    for hour in range(many):
        QuietHours.objects.create(channel="sms", begins=dt.time(hour), ends=dt.time(hour, 47))


def written_down(county: ReviewCounty, many: int) -> None:
    """Entries are never deleted: those of this list are told apart by their kind."""
    AuditEntryFactory.create_batch(many, object_type=f"things.{many}")


def entered(county: ReviewCounty, many: int) -> None:
    CalendarDay.objects.filter(date__year=2031).delete()
    for day in range(many):
        CalendarDayFactory(date=dt.date(2031, 1, 1 + day), name=f"假{day}")


LISTS: list[tuple[str, Make, str]] = [
    ("/admin/", claimed, "封家书"),
    ("/admin/desk/queue/mine/", claimed, "封家书"),
    ("/admin/desk/queue/claimable/", to_claim, "封家书"),
    ("/admin/desk/queue/overdue/", late, "封家书"),
    ("/admin/desk/queue/waiting/", sent, "封家书"),
    ("/admin/desk/queue/returned/", returned, "封家书"),
    ("/admin/desk/queue/done/", done, "封家书"),
    ("/admin/desk/queue/substituting/", stood_in_for, "封家书"),
    ("/admin/desk/repair/", stuck, "封家书"),
    ("/admin/desk/repair/", drifted, "封家书"),
    ("/admin/desk/notices/", noticed, "条"),
    ("/admin/outbox/", waiting, "no route"),
    ("/admin/outbox/?failed=true", waiting, "no route"),
    ("/admin/messages/", said, "尾号4821"),
    ("/admin/messages/?state=failed", said, "尾号4821"),
    ("/admin/quiet-hours/", silent, ":47"),
    ("/admin/audit/?object=things.{many}", written_down, "周桂芳"),
    ("/admin/calendar/?year=2031", entered, "假"),
]


def cost(client: Client, url: str) -> tuple[int, str, str]:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200
    return len(queries), response.content.decode(), "\n".join(query["sql"][:150] for query in queries)


@pytest.mark.parametrize(("url", "make", "mark"), LISTS, ids=lambda value: getattr(value, "__name__", str(value)))
def test_a_list_costs_the_same_with_one_row_and_with_three(
    county: ReviewCounty, client: Client, url: str, make: Make, mark: str
) -> None:
    client.force_login(county.administrator)
    make(county, 3)
    three, body_of_three, said = cost(client, url.format(many=3))
    assert three <= LIMIT, said
    make(county, 1)
    one, body_of_one, said = cost(client, url.format(many=1))
    assert body_of_three.count(mark) > body_of_one.count(mark) > 0
    assert one == three, said


@pytest.mark.parametrize("url", ["/admin/library/", "/admin/library/?q=家书", "/admin/library/?q=家书&state=draft"])
def test_the_library_costs_the_same_with_one_hit_and_with_three(
    county: ReviewCounty, client: Client, settings: Any, tmp_path: Any, url: str
) -> None:
    settings.SEARCH_ROOT = str(tmp_path / "search")
    client.force_login(county.administrator)
    counts = []
    for many in (1, 3):
        with transaction.atomic():
            for item in list(WorkItem.objects.select_related("page").order_by("pk"))[many:]:
                type(item.page).objects.filter(pk=item.page_id).update(title="别的", draft_title="别的")
            lifecycle.rebuild()
            count, body, said = cost(client, url)
            counts.append(count)
            assert count <= LIMIT, said
            assert "library__hit" in body
            transaction.set_rollback(True)
    assert counts[0] == counts[1]


def test_every_queue_of_the_desk_is_among_these() -> None:
    named = {url.split("/")[4] for url, _make, _mark in LISTS if "/queue/" in url}
    assert named == set(selectors.TABS)
