"""The lock of a page that reviews take, named by a setting: cms must not know who reviews."""

from contextlib import AbstractContextManager

from django.conf import settings
from django.utils.module_loading import import_string


def page_lock(page_id: int) -> AbstractContextManager[None]:
    """Holds the page and a transaction. Raises Conflict when somebody else keeps it too long."""
    held: AbstractContextManager[None] = import_string(settings.LINLI_PAGE_LOCK)(page_id)
    return held
