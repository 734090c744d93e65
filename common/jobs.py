"""Periodic jobs: registered by packages, run by the one worker process or by `manage.py tick`.

Running two workers does no harm: a job holds a lock while it runs and its row says when it last
began. A run that was missed (the machine was off) is made up for once, not once for each miss.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from common.locks import try_lock
from common.models import JobRun

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """Something to do again and again. `run` must bear being cut off at any point."""

    name: str
    every: timedelta
    run: Callable[[], object]


_jobs: dict[str, Job] = {}


def register_job(name: str, every: timedelta, run: Callable[[], object]) -> None:
    """Adds a periodic job. Called in an app's `ready`."""
    _jobs[name] = Job(name, every, run)


def jobs() -> dict[str, Job]:
    return dict(_jobs)


def is_due(job: Job, at: datetime) -> bool:
    row = JobRun.objects.filter(name=job.name).first()
    return row is None or row.started is None or row.started + job.every <= at


def _run(job: Job, at: datetime) -> bool:
    row, _ = JobRun.objects.update_or_create(name=job.name, defaults={"started": at})
    try:
        job.run()
        row.error = ""
    except Exception as problem:
        logger.exception("Job %s failed.", job.name)
        row.error = f"{type(problem).__name__}: {problem}"
    row.finished = timezone.now()
    row.save(update_fields=["finished", "error"])
    return not row.error


def run_due_jobs(at: datetime | None = None) -> dict[str, bool]:
    """Runs what is due, each under its lock: the names of the jobs that ran, and whether they ended well."""
    ran: dict[str, bool] = {}
    for job in jobs().values():
        now = at or timezone.now()
        if not is_due(job, now):
            continue
        with try_lock(f"job-{job.name}") as got:
            # Asked again under the lock: another worker may just have finished it.
            if got and is_due(job, now):
                ran[job.name] = _run(job, now)
    return ran
