"""Which items the desk opens to whom. What may not be seen and what is not there look the same."""

from django.http import Http404, HttpRequest

from common.access import may_read
from organisations.selectors import reader_of
from workflows.models import WorkItem


def item_or_404(request: HttpRequest, code: str) -> WorkItem:
    related = ("unit", "page", "page__topic", "sender", "owner", "process", "task")
    item = WorkItem.objects.select_related(*related).filter(code=code).first()
    if item is None or not may_read(reader_of(request), item):
        raise Http404
    return item
