"""Which items the desk opens to whom. What may not be seen and what is not there look the same."""

from django.http import Http404, HttpRequest

from organisations.selectors import reader_of
from workflows import selectors
from workflows.models import PendingDecision, WorkItem


def item_or_404(request: HttpRequest, code: str) -> WorkItem:
    item = selectors.item_for(reader_of(request), code)
    if item is None:
        raise Http404
    return item


def held_on(item: WorkItem) -> PendingDecision | None:
    """The decision on the item that waits for its seconds to pass."""
    held: PendingDecision | None = getattr(item, "pending", None)
    return held if held is not None and not held.error else None
