"""What was said is not kept for ever: after some time the log says that something was said, and no more what."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from common.messages.enums import OVER
from common.messages.models import OutgoingMessage
from common.messages.services import erase

AT_ONCE = 1000


def erase_old() -> int:
    """The periodic job: text and address of what left, or was given up, too long ago; how many."""
    before = timezone.now() - timedelta(days=settings.MESSAGES_KEEP_DAYS)
    old = OutgoingMessage.objects.filter(erased_at=None, created__lt=before, state__in=OVER)
    done = 0
    while keys := list(old.order_by("created").values_list("pk", flat=True)[:AT_ONCE]):
        done += erase(OutgoingMessage.objects.filter(pk__in=keys))
    return done
