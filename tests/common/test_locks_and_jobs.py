"""Locks that nobody waits for, and jobs that miss their night or are begun twice."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from common import jobs
from common.jobs import is_due, register_job, run_due_jobs
from common.locks import _number, lock_file, try_lock
from common.models import JobRun

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def ran() -> Iterator[list[str]]:
    """What ran, with no job registered but those of the test."""
    kept = jobs.jobs()
    jobs._jobs.clear()
    yield []
    jobs._jobs.clear()
    jobs._jobs.update(kept)


def test_a_lock_is_refused_to_whoever_comes_second_and_free_again_after() -> None:
    with try_lock("one") as first, try_lock("one") as second, try_lock("two") as other:
        assert (first, second, other) == (True, False, True)
    with try_lock("one") as again:
        assert again


def test_a_lock_is_free_again_after_an_error() -> None:
    with pytest.raises(RuntimeError), try_lock("one"):
        raise RuntimeError
    with try_lock("one") as again:
        assert again


@pytest.mark.parametrize("name", ["outbox-cms.unit_pages", "a/b", "../../etc/passwd", "库", "x" * 40])
def test_no_name_leads_a_lock_elsewhere(name: str) -> None:
    path = lock_file(name)
    assert path.parent == lock_file("plain").parent
    assert "/" not in path.name
    assert -(2**63) <= _number(name) < 2**63
    assert _number(name) != _number(name + "x")


def test_a_job_that_missed_a_week_of_nights_runs_once(ran: list[str]) -> None:
    register_job("night", DAY, lambda: ran.append("night"))
    now = timezone.now()
    run_due_jobs(now - 7 * DAY)
    assert run_due_jobs(now) == {"night": True}
    assert run_due_jobs(now) == {}
    assert ran == ["night", "night"]


@pytest.mark.parametrize(
    ("after", "due"), [(timedelta(), False), (DAY - timedelta(seconds=1), False), (DAY, True), (3 * DAY, True)]
)
def test_when_a_job_is_due(ran: list[str], after: timedelta, due: bool) -> None:
    register_job("night", DAY, lambda: None)
    now = timezone.now()
    assert is_due(jobs.jobs()["night"], now)
    run_due_jobs(now)
    assert is_due(jobs.jobs()["night"], now + after) is due


def test_a_job_that_is_running_is_not_begun_again(ran: list[str]) -> None:
    """The job itself asks what is due, as a second worker would in the middle of it."""
    seen: list[dict[str, bool]] = []

    def run() -> None:
        ran.append("night")
        JobRun.objects.filter(name="night").update(started=datetime(2020, 1, 1, tzinfo=timezone.get_default_timezone()))
        seen.append(run_due_jobs())

    register_job("night", DAY, run)
    run_due_jobs()
    assert (ran, seen) == (["night"], [{}])


def test_a_job_that_fails_is_tried_at_its_next_time_and_then_forgets_the_error(ran: list[str]) -> None:
    broken = True

    def run() -> None:
        if broken:
            raise OSError("磁盘满了")

    register_job("night", DAY, run)
    now = timezone.now()
    assert run_due_jobs(now) == {"night": False}
    assert JobRun.objects.get().error == "OSError: 磁盘满了"
    assert run_due_jobs(now + timedelta(hours=1)) == {}
    broken = False
    assert run_due_jobs(now + DAY) == {"night": True}
    assert JobRun.objects.get().error == ""


@pytest.mark.once
def test_another_thread_does_not_get_the_lock() -> None:
    got: list[bool] = []

    def ask() -> None:
        from common.locks import _file_lock

        with _file_lock("threads") as answer:
            got.append(answer)

    from common.locks import _file_lock

    with _file_lock("threads") as first:
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    assert (first, got) == (True, [False])
