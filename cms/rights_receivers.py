"""Rights follow what happens to units, posts, people and unit pages."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save

from cms import rights
from cms.models import HomePage, UnitPage
from common import outbox
from common.events import Event
from common.jobs import register_job
from common.models import OutboxMessage

logger = logging.getLogger(__name__)

CONSUMER = "rights"
PLACE_MADE = "cms.unit_page_made"


def handle(messages: Sequence[OutboxMessage]) -> None:
    """One look at all posts answers any number of messages; a repeat finds nothing to do."""
    rights.sync()


def page_made(sender: Any, instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if created and not raw:
        with transaction.atomic():
            outbox.publish(Event.of(PLACE_MADE, instance, unit=instance.unit_id))


def keep_in_step() -> None:
    """Posts begin and end with the day, without anything being done; and whatever was done by hand is undone."""
    outcome = rights.sync()
    if outcome:
        logger.warning("Rights were out of step: %s", "; ".join(outcome.lines()))


def report_drift() -> int:
    """Every night: what `check_rights` would say. How many lines there are."""
    publishing = rights.publishing_groups()
    outcome = rights.drift()
    lines = outcome.lines() if outcome else []
    if publishing:
        lines.append(f"Groups that may publish: {', '.join(publishing)}")
    for line in lines:
        logger.error("Rights differ from the posts: %s", line)
    return len(lines)


def register() -> None:
    """Called in the app's `ready`."""
    outbox.register_consumer(CONSUMER, ["organisations.*", "accounts.*", PLACE_MADE], handle)
    for model in (UnitPage, HomePage):
        post_save.connect(page_made, sender=model, dispatch_uid=f"rights_{model.__name__}")
    # Registered first: what is reported is what the hourly run found, before it is put right.
    register_job("check_rights", timedelta(days=1), report_drift)
    register_job("sync_rights", timedelta(hours=1), keep_in_step)
