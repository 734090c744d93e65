"""How a submission ends: exactly the reviewed revision goes public, now or at its time, and nothing else does."""

import datetime as dt
import logging
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page, Revision, TaskState

from common.errors import Conflict
from workflows.locks import page_lock
from workflows.models.moderation import ApprovalState

logger = logging.getLogger(__name__)


def finish(workflow_state: Any, user: Any = None) -> None:
    """WAGTAIL_FINISH_WORKFLOW_ACTION: publishes exactly what the last reviewer decided on.

    Wagtail calls it whenever it believes a workflow has ended well, which includes a deactivated
    task: without a decision of ours nothing is published. Raises Conflict then.
    """
    state = (
        ApprovalState.objects.filter(workflow_state=workflow_state, status=TaskState.STATUS_APPROVED)
        .exclude(decided_revision=None)
        .select_related("decided_revision")
        .order_by("-pk")
        .first()
    )
    if state is None or state.decided_revision is None:
        raise Conflict(
            "workflows.not_reviewed",
            _("Nobody has reviewed this: nothing was published. Tell the administrator: the review may be off."),
        )
    forget_planned(workflow_state.object_id, but=state.pk)
    at = state.publish_at or _own_time(state.decided_revision)
    if at is not None and at > timezone.now():
        ApprovalState.objects.filter(pk=state.pk).update(publish_at=at)
    else:
        release(state, user)


def _own_time(revision: Revision) -> dt.datetime | None:
    """When the author wants it public, as written in the text itself."""
    written = revision.content.get("go_live_at")
    return parse_datetime(written) if written else None


def release(state: ApprovalState, user: Any) -> None:
    """Puts the reviewed revision on the site, once."""
    released = ApprovalState.objects.filter(pk=state.pk, released_at=None).update(released_at=timezone.now())
    if released and state.decided_revision is not None:
        action = PublishPageRevisionAction(state.decided_revision, user=user, changed=True)
        if action.object.go_live_at and action.object.go_live_at > timezone.now():
            # The reviewer set an earlier time than the author.
            action.object.go_live_at = None
        action.execute(skip_permission_checks=True)


def forget_planned(page_id: Any, *, but: int | None = None) -> int:
    """Drops approvals of a page that wait for their time: something newer has taken their place."""
    waiting = ApprovalState.objects.filter(
        workflow_state__object_id=str(page_id), released_at=None, publish_at__isnull=False
    )
    dropped: int = waiting.exclude(pk=but).update(publish_at=None)
    return dropped


def publish_due(at: dt.datetime | None = None) -> int:
    """Publishes what was approved for a time that has come: the reviewed revision, whatever was written since."""
    due = ApprovalState.objects.filter(
        status=TaskState.STATUS_APPROVED, released_at=None, publish_at__lte=at or timezone.now()
    ).exclude(decided_revision=None)
    return sum(_publish_one(pk, page_id) for pk, page_id in list(due.values_list("pk", "workflow_state__object_id")))


def _publish_one(pk: int, page_id: str) -> bool:
    try:
        with page_lock(int(page_id)):
            # Read again under the lock: it may just have been withdrawn.
            waiting = ApprovalState.objects.filter(pk=pk, released_at=None, publish_at__isnull=False)
            state = waiting.select_related("decided_revision", "finished_by").first()
            if state is None:
                return False
            release(state, state.finished_by)
            return True
    except Exception:
        # One that breaks must not keep the others waiting; it is tried again, and the repair desk shows it.
        logger.exception("Page %s could not be published at its time.", page_id)
        return False


def expire_due(at: dt.datetime | None = None) -> int:
    """Takes down pages whose own end has come."""
    done = 0
    for pk in list(Page.objects.filter(live=True, expire_at__lte=at or timezone.now()).values_list("pk", flat=True)):
        with page_lock(pk), transaction.atomic():
            page = Page.objects.filter(pk=pk, live=True).first()
            if page is not None:
                page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
                done += 1
    return done
