"""What cms tells the others: names of events, and how one is written.

Every event's `object_type` is the label of the page's own type, and its data hold `path` (the place
in the page tree, so that a consumer can reach the subtree) and `url_path`. A move, or another slug,
also holds `url_path_before`: the whole subtree has moved with the page.
"""

from typing import Any

from django.db import connection, transaction
from wagtail.models import Page

from common.events import Event
from common.outbox import publish

PAGE_CHANGED = "cms.page_changed"
PAGE_PUBLISHED = "cms.page_published"
PAGE_UNPUBLISHED = "cms.page_unpublished"
PAGE_MOVED = "cms.page_moved"
PAGE_DELETED = "cms.page_deleted"


class _Told:
    """Left with the transaction: Django forgets it with the savepoint or transaction that is rolled back."""

    def __init__(self, event: Event) -> None:
        self.event = event

    def __call__(self) -> None:
        """Nothing is left to do at the commit: the outbox row is already there."""


def tell(name: str, page: Page, **data: Any) -> None:
    """Writes the event into the outbox, once a transaction however often it is told there."""
    label = page.cached_content_type
    event = Event(
        name,
        f"{label.app_label}.{label.model}",
        str(page.pk),
        {"path": page.path, "url_path": page.url_path, **data},
    )
    with transaction.atomic():
        if event not in _told():
            publish(event)
            transaction.on_commit(_Told(event))


def _told() -> list[Event]:
    return [entry[1].event for entry in connection.run_on_commit if isinstance(entry[1], _Told)]
