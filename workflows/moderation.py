"""What Wagtail asks of our task, answered from posts and work items; and how a submission ends."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from common.access import may_read, readable
from common.errors import Conflict, LinliError
from organisations.selectors import reader_for
from workflows.eligibility import refusal
from workflows.enums import UNFINISHED, Decision, ItemState
from workflows.flows.content import CURRENT
from workflows.models.items import Opinion, WorkItem
from workflows.models.moderation import ApprovalState, ContentApprovalTask

logger = logging.getLogger(__name__)


def start_process(state: ApprovalState, user: Any) -> None:
    """Starts the flow for a submission. Runs inside Wagtail's own start, in one transaction with it.

    Raises Conflict when it cannot be started: nothing is submitted then, and the text stays as it is.
    """
    try:
        process = CURRENT.start.run(state=state, user=user)
    except LinliError:
        raise
    except Exception as error:
        logger.exception("The review of %s could not be started.", state.workflow_state_id)
        raise Conflict(
            "workflows.not_started",
            _("The review could not be started. Your text is kept as a draft: tell the administrator."),
        ) from error
    del process.begun_for
    state.process = process
    state.save(update_fields=["process"])


def open_items(page: Any) -> list[WorkItem]:
    """The items of a page that wait for a decision, oldest first."""
    items = WorkItem.objects.filter(page_id=page.pk, state__in=UNFINISHED)
    return list(items.select_related("unit", "page", "process", "owner").order_by("pk"))


def _decidable(page: Any, user: Any) -> WorkItem | None:
    """The item that this user may decide now. Wagtail asks a dozen times a page: kept on the user object."""
    kept: dict[int, Any] = user.__dict__.setdefault("_linli_decidable", {})
    if page.pk not in kept:
        mine = (item for item in open_items(page) if item.owner_id in (None, user.pk))
        kept[page.pk] = next((item for item in mine if refusal(item, user) is None), None)
    found: WorkItem | None = kept[page.pk]
    return found


def forget(user: Any) -> None:
    """Drops what was kept: the user has just decided something."""
    user.__dict__.pop("_linli_decidable", None)


def may_decide_now(page: Any, user: Any) -> bool:
    return _decidable(page, user) is not None


def actions_for(page: Any, user: Any) -> list[tuple[str, Any, bool]]:
    """Wagtail's list of (name, label, asks for words)."""
    if _decidable(page, user) is None:
        return []
    return [
        ("reject", _("Return for changes"), True),
        ("approve", _("Approve"), False),
        ("approve", _("Approve with an opinion"), True),
    ]


def act(state: ApprovalState, user: Any, action: str, *, comment: str) -> None:
    """A decision through Wagtail's own buttons. Refusals reach the person as Wagtail shows them."""
    from workflows.services import decisions  # reason: services know moderation, not the reverse

    page = state.workflow_state.content_object
    item = _decidable(page, user)
    if item is None:
        raise PermissionDenied(_("This step is not yours: nobody with your posts decides it."))
    decision = Decision.APPROVE if action == "approve" else Decision.RETURN_TO_AUTHOR
    try:
        decisions.decide(item, actor=user, decision=decision, text=comment, seen_revision_id=page.latest_revision_id)
    except LinliError as error:
        raise PermissionDenied(str(error)) from error


def states_to_moderate(task: ContentApprovalTask, user: Any) -> Any:
    """The task states behind what the user may see and what is still open."""
    reader = reader_for(user)
    items = readable(WorkItem.objects.filter(state__in=UNFINISHED), reader).filter(owner__isnull=True)
    mine = WorkItem.objects.filter(state=ItemState.CLAIMED, owner_id=user.pk)
    processes = [*items.values_list("process_id", flat=True), *mine.values_list("process_id", flat=True)]
    found = ApprovalState.objects.filter(process__in=processes, status=TaskState.STATUS_IN_PROGRESS)
    return TaskState.objects.filter(pk__in=found.values("pk"), task=task)


def may_see(item: WorkItem, user: Any) -> bool:
    return may_read(reader_for(user), item)


def opinions_as_text(state: ApprovalState) -> str:
    opinions = Opinion.objects.filter(process=state.process_id).select_related("person")
    return "\n".join(" ".join(filter(None, _parts(each))) for each in opinions)


def _parts(opinion: Opinion) -> tuple[str, ...]:
    name = opinion.person.masked_name if opinion.person else ""
    return str(opinion.get_step_display()), name, str(opinion.get_decision_display()), opinion.text
