"""The repair desk: what is stuck, and four ways out. Each needs a reason and is logged."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS
from wagtail.models import WorkflowState

from common import audit
from common.access import Reader
from common.errors import Conflict, Invalid, NotAllowed
from organisations.enums import Role
from organisations.models import Unit
from organisations.selectors import reader_for
from workflows import leading, notices
from workflows.checks import drifts
from workflows.eligibility import authors, refusal
from workflows.enums import UNFINISHED, Decision, ItemState, Step
from workflows.items import asked_unit, place
from workflows.locks import flow_lock, page_lock
from workflows.models.items import Opinion, WorkItem
from workflows.models.moderation import ApprovalState
from workflows.rules import REPAIR_RULE
from workflows.running import keeping_errors
from workflows.services.queue import activation_of, hand_over, locked
from workflows.subjects import unit_of

UNDER_WAY = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)


@dataclass(frozen=True)
class StuckItem:
    """What is stuck and why. `item` is the newest work item of the process."""

    item: WorkItem
    code: str
    why: str


def stuck_items(reader: Reader) -> list[StuckItem]:
    """What an administrator must look at: nobody in charge, errors, drift. Only at or below the own units.

    Two queries, however much it is.
    """
    by_process = {drift.process_id: drift for drift in drifts()}
    waiting = Q(state__in=UNFINISHED) & (~Q(stuck="") | Q(owner__is_active=False))
    items = WorkItem.objects.filter(REPAIR_RULE.filter(reader)).filter(waiting | Q(process__in=by_process))
    newest: dict[int, WorkItem] = {}
    nobody, left = [], []
    # The units that answer for the pages are shown as well: they stand with the page's own type.
    items = items.select_related(
        "page__contentpage__unit", "page__unitpage__unit", "unit", "owner", "sender", "process"
    )
    for item in items.order_by("due_at", "pk"):
        if item.is_open and item.stuck:
            nobody.append(StuckItem(item, "no_holder", item.get_stuck_display()))
        if item.is_open and item.owner and not item.owner.is_active:
            left.append(StuckItem(item, "owner_left", _("Whoever took it has left.")))
        if item.process_id in by_process and item.pk >= newest.get(item.process_id, item).pk:
            newest[item.process_id] = item
    drifted = [StuckItem(newest[pk], drift.code, drift.text) for pk, drift in by_process.items() if pk in newest]
    return [*nobody, *left, *drifted]


def _require(item: WorkItem, actor: Any, reason: str) -> None:
    if not REPAIR_RULE.check(reader_for(actor), item):
        raise NotAllowed("workflows.may_not_repair", _("Only an administrator of the unit may repair this."))
    if not reason.strip():
        raise Invalid("workflows.reason_needed", _("Say in a sentence why, so that the author knows."), field="reason")


def _log(action: str, item: WorkItem, actor: Any, reason: str, **data: Any) -> None:
    audit.record(f"workflows.repair_{action}", item, actor=actor, unit_path=item.unit.path, reason=reason, **data)


def retry(item: WorkItem, *, actor: Any, reason: str) -> None:
    """Tries again: failed steps are run once more, and an item without a holder looks for one."""
    _require(item, actor, reason)
    with page_lock(item.page_id), flow_lock(item):
        item = locked(item)
        failed = list(Task.objects.filter(process=item.process, status=STATUS.ERROR))
        for task in failed:
            _revive(task)
        if item.stuck and item.state in UNFINISHED:
            item.unit, item.stuck, people = place(item.process, item.step, item.role, _asked_first(item))
            if item.stuck:
                raise Conflict("workflows.still_nobody", _("Nobody holds the role yet: give somebody the post."))
            item.save(update_fields=["unit", "stuck", "changed"])
            notices.item_arrived(item, people)
        elif not failed and not _led_back(item, actor):
            raise Conflict("workflows.nothing_to_retry", _("Nothing has failed here: reassign, skip or cancel it."))
        _log("retry", item, actor, reason)


def _asked_first(item: WorkItem) -> Unit:
    """The unit from which somebody in charge is looked for."""
    if item.need is not None:
        return item.need.unit
    return asked_unit(item.task) or (unit_of(item.page) if item.page else item.unit)


def _led_back(item: WorkItem, actor: Any) -> bool:
    """Whether the flow of a need stood at another step than its row says; it stands right now."""
    if item.need_id is None:
        return False
    run = leading.run_of(item.need_id)
    before = leading.waiting_task(run) if run else None
    leading.follow(run, item.need_id, actor=actor)
    run = leading.run_of(item.need_id)
    return before != (leading.waiting_task(run) if run else None)


def _revive(task: Any) -> None:
    with keeping_errors():
        again = task.flow_task.activation_class(task).revive()
    again.refresh_from_db()
    if again.status == STATUS.ERROR:
        why = again.data.get("_exception", {}).get("title", "")
        raise Conflict("workflows.fails_again", _("It failed once more: %(why)s") % {"why": why})


def reassign(item: WorkItem, *, actor: Any, person: Any, reason: str) -> WorkItem:
    """Gives the item to somebody who holds the role, whoever had it before."""
    _require(item, actor, reason)
    with page_lock(item.page_id), flow_lock(item):
        item = locked(item)
        against = refusal(item, person)
        if against is not None:
            raise Invalid("workflows.person_may_not", against[1], field="person")
        hand_over(item, person)
        notices.about(item, "reassigned", [person.pk])
        _log("reassign", item, actor, reason, person=person.pk)
        return item


def skip(item: WorkItem, *, actor: Any, reason: str) -> None:
    """Passes a step that cannot be done, except the final one: nothing is published without a final review."""
    _require(item, actor, reason)
    with page_lock(item.page_id), flow_lock(item):
        item = locked(item)
        if item.state not in UNFINISHED:
            raise Conflict("workflows.item_closed", _("This item has been decided already."))
        if item.need_id is not None:
            raise NotAllowed(
                "workflows.need_goes_on", _("A need is not skipped: whoever may decide it does so on its page.")
            )
        if item.step == Step.FINAL_REVIEW:
            raise NotAllowed("workflows.final_stays", _("The final review cannot be skipped."))
        if actor.pk in authors(item.process):
            raise NotAllowed("workflows.own_text", _("You wrote or submitted this text: somebody else reviews it."))
        activation = activation_of(item)
        if item.owner_id is None:
            activation.assign(user=actor)
        activation.start(request=None)
        process = activation.process
        process.data.update(decision=Decision.APPROVE, reason=reason, actor=None, to_step=None)
        process.save(update_fields=["data"])
        Opinion.objects.create(
            process=item.process,
            item=item,
            page=item.page,
            step=item.step,
            unit=item.unit,
            person=actor,
            decision=Decision.APPROVE,
            text=_("Skipped by the administrator: %s") % reason,
        )
        item.owner, item.state, item.finished_at = actor, ItemState.DONE, timezone.now()
        item.save(update_fields=["owner", "state", "finished_at", "changed"])
        _log("skip", item, actor, reason)
        with keeping_errors():
            activation.execute()


def cancel(item: WorkItem, *, actor: Any, reason: str) -> None:
    """Ends the submission; the page stays a draft and may be submitted again."""
    _require(item, actor, reason)
    if item.need_id is not None:
        raise NotAllowed("workflows.need_goes_on", _("A need is not cancelled here: its dispatcher may withdraw it."))
    with page_lock(item.page_id):
        item = locked(item)
        state = ApprovalState.objects.filter(process=item.process).select_related("workflow_state").first()
        _log("cancel", item, actor, reason)
        if state is not None and state.workflow_state.status in UNDER_WAY:
            state.workflow_state.cancel(user=actor)
        process = Process.objects.get(pk=item.process_id)
        if process.status == PROCESS.NEW:
            for task in Task.objects.filter(process=process, status=STATUS.ERROR):
                task.flow_task.activation_class(task).cancel()
            process.flow_class.instance.cancel(process)


def may_repair(reader: Reader) -> bool:
    """Whether the reader administers anything."""
    return bool(reader.paths([Role.ADMINISTRATOR]))
