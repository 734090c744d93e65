"""What the site does when something was published: it forgets the kept pages."""

from collections.abc import Sequence

from common.models import OutboxMessage
from portal import page_cache

CONSUMER = "portal.cache"
EVENTS = ("cms.*", "organisations.*", "exchange.need_changed", "exchange.resource_changed")


def forget_pages(messages: Sequence[OutboxMessage]) -> None:
    page_cache.bump()
