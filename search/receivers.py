"""What changes entries without an event of its own: a restriction on a part of the page tree, another name."""

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import PageViewRestriction

from common.events import Event
from common.outbox import publish
from search.kinds.naming import NAMED, pages_naming

RESTRICTED = "search.subtree_changed"
RENAMED = "search.name_changed"


def subtree_changed(instance: PageViewRestriction, **_kwargs: Any) -> None:
    """Everything below the restricted page becomes readable to others than before."""
    with transaction.atomic():
        publish(Event(RESTRICTED, "wagtailcore.page", str(instance.page_id)))


def renamed(instance: Model, created: bool = False, raw: bool = False, **_kwargs: Any) -> None:
    """Pages say the name of the row. Which name it had before is not asked: it seldom changes."""
    if not created and not raw:
        with transaction.atomic():
            publish(Event.of(RENAMED, instance))


def about_to_go(instance: Model, **_kwargs: Any) -> None:
    with transaction.atomic():
        publish(Event.of(RENAMED, instance, pages=pages_naming(type(instance), str(instance.pk))))


def connect() -> None:
    for signal in (post_save, post_delete):
        signal.connect(subtree_changed, sender=PageViewRestriction, dispatch_uid=f"{RESTRICTED}.{id(signal)}")
    for model in NAMED:
        post_save.connect(renamed, sender=model, dispatch_uid=f"{RENAMED}.{model.__name__}")
        pre_delete.connect(about_to_go, sender=model, dispatch_uid=f"{RENAMED}.{model.__name__}")
