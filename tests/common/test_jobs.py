"""Periodic jobs and the worker process."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from common import jobs
from common.jobs import register_job, run_due_jobs
from common.locks import try_lock
from common.models import JobRun, OutboxMessage
from tests.factories.common import OutboxMessageFactory, only_consumer

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _no_other_jobs() -> Iterator[None]:
    kept = jobs.jobs()
    jobs._jobs.clear()
    yield
    jobs._jobs.clear()
    jobs._jobs.update(kept)


def test_a_job_runs_when_due_and_makes_up_once_for_missed_runs() -> None:
    ran: list[int] = []
    register_job("count", HOUR, lambda: ran.append(1))
    start = timezone.now()
    assert run_due_jobs(start) == {"count": True}
    assert run_due_jobs(start + HOUR - timedelta(seconds=1)) == {}
    assert run_due_jobs(start + 5 * HOUR) == {"count": True}
    assert run_due_jobs(start + 5 * HOUR) == {}
    assert len(ran) == 2


def test_a_failing_job_keeps_its_error_and_holds_up_no_other() -> None:
    ran: list[int] = []
    register_job("bad", HOUR, lambda: 1 / 0)
    register_job("good", HOUR, lambda: ran.append(1))
    assert run_due_jobs() == {"bad": False, "good": True}
    row = JobRun.objects.get(name="bad")
    assert row.error == "ZeroDivisionError: division by zero"
    assert row.finished
    register_job("bad", HOUR, lambda: None)
    run_due_jobs(timezone.now() + HOUR)
    row.refresh_from_db()
    assert row.error == ""


def test_a_job_that_runs_elsewhere_is_left_alone() -> None:
    register_job("count", HOUR, lambda: None)
    with try_lock("job-count") as got:
        assert got
        assert run_due_jobs() == {}


def test_tick_says_what_it_ran_and_fails_with_a_failing_job() -> None:
    out = StringIO()
    call_command("tick", stdout=out)
    register_job("good", HOUR, lambda: None)
    call_command("tick", stdout=out)
    assert "good" in out.getvalue()
    register_job("bad", HOUR, lambda: 1 / 0)
    with pytest.raises(CommandError):
        call_command("tick", stdout=out)


def test_work_once_delivers_and_runs_jobs_until_nothing_is_due() -> None:
    ran: list[int] = []
    register_job("count", HOUR, lambda: ran.append(1))
    OutboxMessageFactory.create_batch(3)
    out = StringIO()
    with only_consumer(lambda batch: None):
        call_command("work", "--once", stdout=out)
    assert (ran, OutboxMessage.objects.count()) == ([1], 0)
    assert "3" in out.getvalue()


def test_the_audit_log_is_sealed_each_minute() -> None:
    from django.apps import apps

    apps.get_app_config("common").ready()
    assert jobs.jobs()["common.seal_audit"].every == timedelta(minutes=1)
