"""Submitting a page, taking the submission back, taking a live page down."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, Workflow

from common import audit
from common.errors import Conflict, Invalid, NotAllowed, NotFound
from organisations.enums import Role
from organisations.selectors import acting_for
from workflows import moderation, notices
from workflows.locks import page_lock
from workflows.models.moderation import ApprovalState
from workflows.subjects import unit_of


def _fresh(page: Page) -> Any:
    """The page as it is now, in its own type."""
    # In one statement, with the text that is to be reviewed: Wagtail asks for both again and again.
    kind = page.specific_class or Page
    found = kind._default_manager.select_related("latest_revision").filter(pk=page.pk).first()
    if found is None:
        raise NotFound("workflows.no_page", _("The page is not there any more."))
    found.content_type = ContentType.objects.get_for_id(found.content_type_id)
    return found


def submit(page: Page, *, actor: Any) -> None:
    """Hands the newest draft in for review, as Wagtail's own button does.

    Raises NotAllowed without the right to submit it, Conflict while it is under review already, and
    Invalid (`workflows.personal_data`) where the gate finds personal data.
    """
    with page_lock(page.pk):
        page = _fresh(page)
        # Read once for all that Wagtail asks before the start, and forgotten then.
        page._current_workflow_states = list(page.workflow_states.active().select_related("current_task_state__task"))
        state = page.current_workflow_state
        _require_writer(page, state, actor)
        if state is not None and state.status == state.STATUS_IN_PROGRESS:
            raise Conflict("workflows.under_review", _("The page is under review already."))
        del page._current_workflow_states
        if page.latest_revision_id is None:
            page.save_revision(user=actor)
        if state is not None:
            state.resume(user=actor)
        else:
            state = _start(page, actor)
        _refuse_personal_data(state.current_task_state)
        moderation.forget(actor)


def _refuse_personal_data(state: Any) -> None:
    """What the gate finds undoes the submission: the machine check looked at the same text a moment ago."""
    process = state.process if isinstance(state, ApprovalState) else None
    report = process.data.get("report", []) if process else []
    found = [line["found"] for line in report if (line["code"], line["severity"]) == ("personal_data", "stop")]
    if found:
        raise Invalid(
            "workflows.personal_data",
            _("Personal data in the text: %(found)s. Mask it, or ask a second person to let it through.")
            % {"found": "、".join(found[:5])},
            field="body",
        )


def _require_writer(page: Page, state: Any, actor: Any) -> None:
    """The page's owner and the editors of its unit, or above, may submit it; under review they are told so."""
    under_review = state is not None and state.status == state.STATUS_IN_PROGRESS
    writes = page.owner_id == actor.pk or acting_for(actor, Role.EDITOR, unit_of(page)) is not None
    if not writes or (not under_review and page.permissions_for_user(actor).page_locked()):
        raise NotAllowed("workflows.may_not_submit", _("You may not submit this page: it is not your unit's."))


def _start(page: Page, actor: Any) -> Any:
    """Starts the review of the page, or of the nearest one above that has one. Returns Wagtail's state."""
    steps = range(Page.steplen, len(page.path) + 1, Page.steplen)
    above = Workflow.objects.filter(active=True, workflow_pages__page__path__in=[page.path[:end] for end in steps])
    workflow = above.order_by("-workflow_pages__page__depth").first()
    if workflow is None:
        raise Conflict("workflows.no_workflow", _("No review is set up for this page: ask the administrator."))
    return workflow.start(page, actor)


def cancel(page: Page, *, actor: Any, reason: str = "") -> None:
    """Takes a submission back: the author, the owner, or whoever may decide it now."""
    with page_lock(page.pk):
        page = _fresh(page)
        state = page.current_workflow_state
        if state is None:
            raise Conflict("workflows.not_under_review", _("The page is not under review."))
        if not state.user_can_cancel(actor):
            raise NotAllowed("workflows.may_not_cancel", _("Only who submitted the page may take it back."))
        state.cancel(user=actor)
        audit.record("workflows.submission_cancelled", page, actor=actor, unit_path=unit_of(page).path, reason=reason)
        moderation.forget(actor)


def withdraw(page: Page, *, actor: Any, reason: str) -> None:
    """Takes a live page off the site at once: a final reviewer at or above the page's unit, with a reason."""
    if not reason.strip():
        raise Invalid("workflows.reason_needed", _("Say in a sentence why, so that the author knows."), field="reason")
    with page_lock(page.pk):
        page = _fresh(page)
        unit = unit_of(page)
        acting = acting_for(actor, Role.FINAL_REVIEWER, unit)
        if acting is None:
            raise NotAllowed("workflows.may_not_withdraw", _("Only a final reviewer of the unit takes a page down."))
        if not page.live:
            raise Conflict("workflows.not_public", _("The page is not public."))
        UnpublishPageAction(page, user=actor).execute(skip_permission_checks=True)
        behalf = acting.on_behalf_of
        audit.record(
            "workflows.page_withdrawn", page, actor=actor, on_behalf_of=behalf, unit_path=unit.path, reason=reason
        )
        link = f"/admin/pages/{page.pk}/edit/"
        notices.tell([page.owner_id], "withdrawn", page, title=page.title, link=link, reason=reason)
