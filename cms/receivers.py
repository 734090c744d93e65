"""Wagtail's signals become events of the outbox, in the transaction of the change.

`Page.save` is one transaction, and `post_save` comes inside it: a change cannot be stored without
its event. That a page went public, was taken down or has another slug is told by `SitePage.save`
itself: Wagtail's signals of these come after the commit.
"""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import Page, Revision, WorkflowState
from wagtail.signals import post_page_move, workflow_submitted

from cms import events
from cms.models import BriefingPage
from cms.services.keeping import refuse_deletion

# What Wagtail writes on the page when only a revision was made: the revision tells of itself.
BOOKKEEPING = frozenset({"latest_revision", "latest_revision_created_at", "has_unpublished_changes", "draft_title"})


def page_saved(instance: Model, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    if raw or not isinstance(instance, Page) or type(instance) is not instance.specific_class:
        return
    if update_fields is not None and set(update_fields) <= BOOKKEEPING:
        return
    events.tell(events.PAGE_CHANGED, instance)


def revision_saved(instance: Revision, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    if raw or (update_fields is not None and "content" not in update_fields):
        return
    page = instance.content_object
    if isinstance(page, Page):
        events.tell(events.PAGE_CHANGED, page)


def moved(instance: Page, url_path_before: str, url_path_after: str, **kwargs: Any) -> None:
    events.tell(events.PAGE_MOVED, instance, url_path_before=url_path_before)


def about_to_delete(instance: Page, **kwargs: Any) -> None:
    refuse_deletion(instance)


def deleted(instance: Page, **kwargs: Any) -> None:
    events.tell(events.PAGE_DELETED, instance)


def submitted(instance: WorkflowState, **kwargs: Any) -> None:
    """A briefing has its number when its reviewers see it."""
    from cms.services.numbering import briefing_number_give

    page = instance.content_object
    # Who submits may hold the page as a bare one: the type is asked, not the class at hand.
    if isinstance(page, Page) and issubclass(page.specific_class, BriefingPage):
        briefing_number_give(page=page)


def connect() -> None:
    """Called once, when the app is ready."""
    post_save.connect(page_saved, dispatch_uid="cms.page_saved")
    post_save.connect(revision_saved, sender=Revision, dispatch_uid="cms.revision_saved")
    post_page_move.connect(moved, dispatch_uid="cms.moved")
    pre_delete.connect(about_to_delete, sender=Page, dispatch_uid="cms.about_to_delete")
    post_delete.connect(deleted, sender=Page, dispatch_uid="cms.deleted")
    workflow_submitted.connect(submitted, dispatch_uid="cms.submitted")
