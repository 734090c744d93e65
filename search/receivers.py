"""What changes rights without an event of its own: a restriction on a part of the page tree."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.models import PageViewRestriction

from common.events import Event
from common.outbox import publish

RESTRICTED = "search.subtree_changed"


def subtree_changed(instance: PageViewRestriction, **_kwargs: Any) -> None:
    """Everything below the restricted page becomes readable to others than before."""
    with transaction.atomic():
        publish(Event(RESTRICTED, "wagtailcore.page", str(instance.page_id)))


def connect() -> None:
    for signal in (post_save, post_delete):
        signal.connect(subtree_changed, sender=PageViewRestriction, dispatch_uid=f"{RESTRICTED}.{id(signal)}")
