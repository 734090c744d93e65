"""Drafts that somebody began and left.

Opening “add” stores nothing. But half a second after the title is typed the editor saves by itself, and
who then leaves has made a draft with a title and nothing else. Those are taken away after a time that
staff set; the audit log keeps what they were called, and Wagtail's own log that they were there.
"""

import datetime as dt
import logging
from typing import Any

from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField
from wagtail.models import Page, WorkflowState, get_default_page_content_type

from cms.checks.gate import draft_of
from cms.checks.texts import texts_of
from cms.models import ContentPage, SiteSettings
from cms.page_lock import page_lock
from cms.services.keeping import pages_on_record
from common import audit
from common.errors import LinliError

logger = logging.getLogger(__name__)

TITLES = {"title", "seo_title"}


def is_bare(page: Page) -> bool:
    """Whether the newest draft is a title and nothing else: no text, block, picture, row or comment."""
    draft = draft_of(page)
    if any(text.key not in TITLES for text in texts_of(draft)) or getattr(draft, "cover_id", None):
        return False
    if any(len(getattr(draft, field.name) or []) for field in draft._meta.fields if isinstance(field, StreamField)):
        return False
    return not any(getattr(draft, relation.get_accessor_name()).exists() for relation in get_all_child_relations(draft))


def sweep(at: dt.datetime | None = None) -> int:
    """Deletes bare drafts that nobody has touched for so many days; says how many."""
    days = SiteSettings.objects.values_list("bare_draft_days", flat=True).order_by("bare_draft_days").first()
    limit = (at or timezone.now()) - dt.timedelta(days=days or SiteSettings.bare_draft_days.field.default)
    return sum(_sweep_one(pk, limit) for pk in list(_left_since(limit).values_list("pk", flat=True)))


def _left_since(limit: dt.datetime) -> Any:
    """Drafts never public and never submitted, whose newest revision is older."""
    states = WorkflowState.objects.filter(
        base_content_type=get_default_page_content_type(), object_id=Cast(OuterRef("pk"), CharField())
    )
    drafts = ContentPage.objects.filter(live=False, first_published_at=None, latest_revision_created_at__lt=limit)
    return drafts.exclude(Exists(states))


def _sweep_one(pk: int, limit: dt.datetime) -> bool:
    try:
        with page_lock(pk):
            # Read again under the lock: somebody may just have come back to it.
            page = _left_since(limit).select_related("unit", "owner").filter(pk=pk).first()
            if page is None or pages_on_record(page) or not page.is_leaf() or not is_bare(page):
                return False
            audit.record(
                "cms.bare_draft_removed",
                page,
                actor=None,
                unit_path=page.unit.path,
                title=page.draft_title or page.title,
                kind=page.kind,
                owner=page.owner_id,
                begun=page.latest_revision_created_at.isoformat(),
            )
            page.specific.delete()
            return True
    except LinliError:
        # Somebody holds it, or it must be kept: the next night looks again.
        logger.warning("The bare draft %s could not be removed.", pk)
        return False
