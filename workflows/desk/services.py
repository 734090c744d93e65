"""What the desk itself writes: which notices a person has read. Everything else is the engine's."""

from typing import Any

from django.utils import timezone

from workflows.models import Notification


def notices_mark_read(*, actor: Any) -> int:
    """Marks every notice of the person as read; returns how many there were. Repeating changes nothing."""
    return Notification.objects.filter(person_id=actor.pk, read_at=None).update(read_at=timezone.now())
