"""A clock that the demo moves: needs take days, and the demo a minute."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.utils import timezone

from common.calendar import add_working_time


class Clock:
    """Begins some working days before today and only goes forward, in working time."""

    def __init__(self, days_ago: int) -> None:
        self.now = timezone.now() - dt.timedelta(days=days_ago)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Everything that asks Django for the time is told this one."""
        with patch.object(timezone, "now", lambda: self.now):
            yield

    def work(self, hours: float) -> None:
        self.now = add_working_time(self.now, dt.timedelta(hours=hours))

    def to(self, moment: dt.datetime) -> None:
        """Never back."""
        self.now = max(self.now, moment)
