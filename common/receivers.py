"""What happens in this process when a row of this package changes."""

from typing import Any

from django.db.models.signals import post_delete, post_save

from common import calendar
from common.models import CalendarDay, OfficeHours


def _forget(**_: Any) -> None:
    calendar.forget()


def connect() -> None:
    for model in (CalendarDay, OfficeHours):
        for signal in (post_save, post_delete):
            signal.connect(_forget, sender=model, dispatch_uid=f"calendar-{model.__name__}")
