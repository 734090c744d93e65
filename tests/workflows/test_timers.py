"""What the clock does to an item: reminders, and passing up. Time is given, never waited for."""

import datetime as dt
import threading
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from common.models import AuditEntry, CalendarDay, OutboxMessage
from organisations.enums import Role
from organisations.selectors import reader_for
from tests.factories.organisations import DelegationFactory
from tests.factories.workflows import ReviewCounty, decide, item_of
from workflows import notices, selectors, timers
from workflows.checks import drifts
from workflows.models import Notification, WorkItem
from workflows.services import queue

HOME = ZoneInfo("Asia/Shanghai")


def moment(day: int, clock: str) -> dt.datetime:
    """A time of the week from Monday, 2 November 2026; the office works from 8:30 to 17:30, nine hours."""
    return dt.datetime.combine(dt.date(2026, 11, day), dt.time.fromisoformat(clock), HOME)


MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = 2, 3, 4, 5, 6


def waiting(county: ReviewCounty) -> WorkItem:
    """An item that came on Monday at 8:30 and has eight working hours: due the same day at 16:30."""
    item = item_of(county.submitted())
    WorkItem.objects.filter(pk=item.pk).update(
        created=moment(MONDAY, "08:30"), due_at=moment(MONDAY, "16:30"), limit_hours=8
    )
    OutboxMessage.objects.all().delete()
    return WorkItem.objects.get(pk=item.pk)


def messages() -> list[OutboxMessage]:
    """Without the copies for the mail."""
    return list(OutboxMessage.objects.filter(event=notices.EVENT, consumer=notices.IN_SITE).order_by("pk"))


def told() -> list[tuple[str, list[int]]]:
    """The notices published since the item came: kind and people."""
    return [(message.data["kind"], message.data["people"]) for message in messages()]


def sees(person: Any) -> list[int]:
    return list(selectors.claimable(reader_for(person), person).values_list("pk", flat=True))


# --- reminders --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "share"),
    [("08:30", 0), ("12:29", 0), ("12:30", 50), ("14:53", 50), ("14:54", 80), ("16:29", 80), ("16:30", 100)],
)
def test_the_share_that_is_reminded_of(county: ReviewCounty, clock: str, share: int) -> None:
    item = waiting(county)
    assert timers.remind(at=moment(MONDAY, clock)) == (1 if share else 0)
    item.refresh_from_db()
    assert item.reminded == share
    kind = {0: [], 50: ["reminded"], 80: ["reminded"], 100: ["overdue"]}[share]
    assert told() == [(each, [county.first.pk]) for each in kind]


def test_each_share_once_however_often_the_job_runs(county: ReviewCounty) -> None:
    waiting(county)
    at, end = moment(MONDAY, "08:30"), moment(MONDAY, "17:30")
    while at <= end:
        timers.remind(at=at)
        at += dt.timedelta(minutes=5)
    for day in (TUESDAY, WEDNESDAY):
        assert timers.remind(at=moment(day, "10:00")) == 0
    shares = [message.data["share"] for message in messages()]
    assert shares == [50, 80, 100]
    assert [kind for kind, _people in told()] == ["reminded", "reminded", "overdue"]


def test_a_missed_night_is_made_up_for_with_the_last_one(county: ReviewCounty) -> None:
    """The machine was off from before the first reminder until the next day."""
    waiting(county)
    assert timers.remind(at=moment(TUESDAY, "09:00")) == 1
    assert told() == [("overdue", [county.first.pk])]
    assert timers.remind(at=moment(TUESDAY, "09:05")) == 0


def test_no_reminder_falls_due_at_night_or_on_a_holiday(county: ReviewCounty) -> None:
    item = waiting(county)
    WorkItem.objects.filter(pk=item.pk).update(due_at=moment(WEDNESDAY, "11:30"))
    CalendarDay.objects.create(date=dt.date(2026, 11, TUESDAY), kind=CalendarDay.Kind.HOLIDAY)
    # From Monday 12:30 on half of the eight hours is left; the closed day uses none of it up.
    item.refresh_from_db()
    assert timers.remind(at=moment(MONDAY, "12:29")) == 0
    assert [timers.remind(at=moment(TUESDAY, clock)) for clock in ("00:00", "12:00", "17:30")] == [1, 0, 0]
    item.refresh_from_db()
    assert item.reminded == 50


def test_who_has_taken_it_is_reminded_alone(county: ReviewCounty) -> None:
    colleague = county.person(Role.FIRST_REVIEWER, county.baijiaqiao)
    item = waiting(county)
    timers.remind(at=moment(MONDAY, "12:30"))
    queue.claim(item, actor=colleague)
    timers.remind(at=moment(MONDAY, "15:00"))
    assert told() == [
        ("reminded", sorted([county.first.pk, colleague.pk])),
        ("reminded", [colleague.pk]),
    ]


def test_substitutes_are_reminded_with_the_holder(county: ReviewCounty) -> None:
    substitute = DelegationFactory(post=county.first.posts.get()).substitute
    waiting(county)
    timers.remind(at=moment(MONDAY, "12:30"))
    assert told() == [("reminded", sorted([county.first.pk, substitute.pk]))]


def test_what_is_done_is_not_reminded_of(county: ReviewCounty) -> None:
    page = county.submitted()
    first = item_of(page)
    decide(page, county.first)
    OutboxMessage.objects.all().delete()
    WorkItem.objects.filter(pk=first.pk).update(due_at=moment(MONDAY, "16:30"))
    assert timers.remind(at=moment(MONDAY, "16:30")) == 0
    assert timers.escalate(at=moment(FRIDAY, "16:30")) == 0


def test_a_reminder_says_what_and_how_late(county: ReviewCounty) -> None:
    waiting(county)
    timers.remind(at=moment(MONDAY, "15:00"))
    notices.write_notifications(messages())
    line = Notification.objects.get(person=county.first)
    assert "家书送到百家桥" in line.text
    assert "80" in line.text


# --- passing up -------------------------------------------------------------------------------


@pytest.fixture
def ladder(county: ReviewCounty) -> dict[str, Any]:
    """A first reviewer at each level above the station, and one beside it at each."""
    return {
        "station": county.first,
        "town": county.person(Role.FIRST_REVIEWER, county.yangshe),
        "centre": county.person(Role.FIRST_REVIEWER, county.centre),
        "other_station": county.other_first,
        "other_town": county.person(Role.FIRST_REVIEWER, county.tangqiao),
        "second_of_town": county.second,
    }


@pytest.mark.parametrize(
    ("day", "clock", "seen_by"),
    [
        (MONDAY, "16:30", {"station"}),
        (MONDAY, "16:31", {"station", "town"}),
        (TUESDAY, "15:29", {"station", "town"}),
        (TUESDAY, "15:31", {"station", "town", "centre"}),
        (FRIDAY, "17:30", {"station", "town", "centre"}),
    ],
)
def test_who_may_take_it_as_time_goes_by(
    county: ReviewCounty, ladder: dict[str, Any], day: int, clock: str, seen_by: set[str]
) -> None:
    """Whoever it was asked of first keeps it; each further working day of eight hours adds a level above."""
    item = waiting(county)
    at, last = moment(MONDAY, "16:00"), moment(day, clock)
    while at < last:
        timers.escalate(at=at)
        at += dt.timedelta(hours=6)
    timers.escalate(at=last)
    assert {name for name, person in ladder.items() if sees(person) == [item.pk]} == seen_by
    assert {name for name, person in ladder.items() if sees(person)} == seen_by


def test_each_level_is_told_once_and_written_down_once(county: ReviewCounty, ladder: dict[str, Any]) -> None:
    item = waiting(county)
    before = AuditEntry.objects.filter(action="workflows.item_escalated").count()
    for at in (moment(MONDAY, "17:00"), moment(MONDAY, "17:05"), moment(WEDNESDAY, "09:00"), moment(FRIDAY, "09:00")):
        timers.escalate(at=at)
    assert told() == [("escalated", [ladder["town"].pk]), ("escalated", [ladder["centre"].pk])]
    assert AuditEntry.objects.filter(action="workflows.item_escalated").count() - before == 2
    item.refresh_from_db()
    assert (item.unit, item.escalated_to) == (county.baijiaqiao, county.centre)


def test_a_missed_week_goes_up_at_once_to_where_it_belongs_by_now(county: ReviewCounty, ladder: dict[str, Any]) -> None:
    item = waiting(county)
    assert timers.escalate(at=moment(FRIDAY, "09:00")) == 1
    assert told() == [("escalated", [ladder["centre"].pk])]
    assert sees(ladder["town"]) == sees(ladder["centre"]) == [item.pk]


def test_nothing_goes_up_over_the_weekend(county: ReviewCounty, ladder: dict[str, Any]) -> None:
    item = waiting(county)
    WorkItem.objects.filter(pk=item.pk).update(due_at=moment(FRIDAY, "17:00"))
    for at in (moment(FRIDAY, "17:30"), moment(7, "12:00"), moment(8, "23:00")):
        timers.escalate(at=at)
    item.refresh_from_db()
    assert item.escalated_to == county.yangshe


def test_whoever_is_above_may_decide_it_then(county: ReviewCounty, ladder: dict[str, Any]) -> None:
    page = county.submitted()
    item = item_of(page)
    timers.escalate(at=timezone.now() + dt.timedelta(days=30))
    queue.claim(item, actor=ladder["town"])
    opinion = decide(page, ladder["town"])
    assert (opinion.unit, opinion.person) == (county.baijiaqiao, ladder["town"])
    assert item_of(page).step == "second_review"
    assert drifts() == []


def test_what_is_at_the_top_stays_there(county: ReviewCounty) -> None:
    page = county.submitted()
    decide(page, county.first)
    decide(page, county.second)
    assert timers.escalate(at=timezone.now() + dt.timedelta(days=30)) == 0
    assert item_of(page).escalated_to is None


# --- two workers ------------------------------------------------------------------------------


@pytest.mark.parametrize("job", [timers._remind, timers._pass_up])
def test_a_row_read_before_another_run_wrote_does_nothing_twice(county: ReviewCounty, job: Any) -> None:
    """Both runs have read the same rows; the second writes after the first."""
    item = waiting(county)
    amount = 50 if job is timers._remind else 1
    stale = WorkItem.objects.select_related("unit", "escalated_to").get(pk=item.pk)
    fresh = WorkItem.objects.select_related("unit", "escalated_to").get(pk=item.pk)
    assert (job(fresh, amount), job(stale, amount)) == (1, 0)
    assert len([kind for kind, _people in told() if kind != "escalated"]) <= 1
    assert AuditEntry.objects.filter(action="workflows.item_escalated").count() == (job is timers._pass_up)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_remind_and_pass_up_once(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("transactional_db")
    county = ReviewCounty()
    county.person(Role.FIRST_REVIEWER, county.yangshe)
    waiting(county)
    late = moment(MONDAY, "17:00")
    barrier, results = threading.Barrier(4), []

    def run(job: Any) -> None:
        try:
            barrier.wait(timeout=10)
            results.append(job(at=late))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in (timers.remind, timers.escalate) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(results) == [0, 0, 1, 1]
    assert sorted(kind for kind, _people in told()) == ["escalated", "overdue"]
