"""Row and flow must agree: finds where they do not. Run every night, and by `manage.py check_flows`."""

import logging
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS
from wagtail.models import TaskState

from workflows.enums import UNFINISHED, ItemState
from workflows.models.items import WorkItem
from workflows.models.moderation import ApprovalState

logger = logging.getLogger(__name__)

ENDED = (STATUS.DONE, STATUS.CANCELED, STATUS.REVIVED)
WAITING = (STATUS.NEW, STATUS.ASSIGNED, STATUS.STARTED)
ITEM_OF_TASK = {
    STATUS.NEW: ItemState.OPEN,
    STATUS.ASSIGNED: ItemState.CLAIMED,
    STATUS.STARTED: ItemState.CLAIMED,
    STATUS.DONE: ItemState.DONE,
    STATUS.CANCELED: ItemState.CANCELLED,
    STATUS.REVIVED: ItemState.CANCELLED,
}


@dataclass(frozen=True)
class Drift:
    """One disagreement: what, on which process, and in words."""

    code: str
    process_id: int
    text: str


def drifts() -> list[Drift]:
    """Every disagreement between work items, tasks, processes and Wagtail's states."""
    return [
        *_items_and_tasks(),
        *_tasks_without_item(),
        *_idle_processes(),
        *_states_and_processes(),
        *_errors(),
    ]


def _items_and_tasks() -> list[Drift]:
    agreed = Q()
    for status, state in ITEM_OF_TASK.items():
        agreed |= Q(task__status=status, state=state)
    return [
        Drift(
            "item_task",
            item.process_id,
            _("%(code)s: the item is “%(item)s”, its step in the flow is “%(step)s”.")
            % {"code": item.code, "item": item.get_state_display(), "step": _task_words(item.task.status)},
        )
        for item in WorkItem.objects.select_related("task").exclude(agreed).iterator(500)
    ]


def _task_words(status: str) -> str:
    """The state of a task in the words that its item would have."""
    state = ITEM_OF_TASK.get(STATUS(status))
    return str(state.label) if state else _("failed")


def _tasks_without_item() -> list[Drift]:
    waiting = Task.objects.filter(flow_task_type="HUMAN", status__in=WAITING, work_item=None)
    return [
        Drift("no_item", pk, _("A step waits for a person, and is in nobody's queue."))
        for pk in waiting.values_list("process_id", flat=True)
    ]


def _idle_processes() -> list[Drift]:
    running = Process.objects.filter(status=PROCESS.NEW)
    idle = running.exclude(pk__in=Task.objects.exclude(status__in=ENDED).values("process_id"))
    words = _("The flow has not ended, and no step of it waits.")
    return [Drift("idle", pk, words) for pk in idle.values_list("pk", flat=True)]


def _states_and_processes() -> list[Drift]:
    under_review = Q(status=TaskState.STATUS_IN_PROGRESS)
    ended = ApprovalState.objects.filter(under_review).exclude(process__status=PROCESS.NEW)
    open_processes = WorkItem.objects.filter(state__in=UNFINISHED).values("process_id")
    left_open = ApprovalState.objects.exclude(under_review).filter(process__in=open_processes)
    return [
        Drift("state", pk or 0, words)
        for states, words in (
            (ended, _("The page is under review, and its flow has ended.")),
            (left_open, _("The page is not under review any more, and an item is still open.")),
        )
        for pk in states.values_list("process_id", flat=True)
    ]


def _errors() -> list[Drift]:
    return [
        Drift("error", task.process_id, _("A step failed: %(why)s") % {"why": _why(task)})
        for task in Task.objects.filter(status=STATUS.ERROR)
    ]


def _why(task: Task) -> str:
    return str(((task.data or {}).get("_exception") or {}).get("title", ""))


def report_drift() -> int:
    """Logs what disagrees; returns how many."""
    found = drifts()
    for drift in found:
        logger.error("Flow drift %s in process %s: %s", drift.code, drift.process_id, drift.text)
    return len(found)
