"""Row and flow must agree: finds where they do not. Run every night, and by `manage.py check_flows`."""

import logging
from dataclasses import dataclass

from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS
from wagtail.models import TaskState

from workflows.enums import UNFINISHED, ItemState
from workflows.models.items import WorkItem
from workflows.models.moderation import ApprovalState

logger = logging.getLogger(__name__)

ENDED = (STATUS.DONE, STATUS.CANCELED, STATUS.REVIVED)
ITEM_OF_TASK = {
    STATUS.NEW: {ItemState.OPEN},
    STATUS.ASSIGNED: {ItemState.CLAIMED},
    STATUS.STARTED: {ItemState.CLAIMED},
    STATUS.DONE: {ItemState.DONE},
    STATUS.CANCELED: {ItemState.CANCELLED},
    STATUS.REVIVED: {ItemState.CANCELLED},
}


@dataclass(frozen=True)
class Drift:
    """One disagreement: what, on which process, and in words."""

    code: str
    process_id: int
    text: str


def drifts() -> list[Drift]:
    """Every disagreement between work items, tasks, processes and Wagtail's states."""
    return [*_items_and_tasks(), *_idle_processes(), *_states_and_processes(), *_errors()]


def _items_and_tasks() -> list[Drift]:
    return [
        Drift("item_task", item.process_id, f"{item.code}: 待办是{item.get_state_display()}，流程是{item.task.status}")
        for item in WorkItem.objects.select_related("task").exclude(state=ItemState.CANCELLED).iterator(500)
        if item.state not in ITEM_OF_TASK.get(item.task.status, set())
    ]


def _idle_processes() -> list[Drift]:
    running = Process.objects.filter(status=PROCESS.NEW)
    idle = running.exclude(pk__in=Task.objects.exclude(status__in=ENDED).values("process_id"))
    return [Drift("idle", process.pk, "流程没有结束，却没有等着办的环节") for process in idle]


def _states_and_processes() -> list[Drift]:
    states = ApprovalState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).select_related("process")
    found = [
        Drift("state", state.process_id or 0, "页面在审核中，流程却已结束")
        for state in states
        if state.process is None or state.process.status != PROCESS.NEW
    ]
    open_processes = WorkItem.objects.filter(state__in=UNFINISHED).values("process_id")
    ended = ApprovalState.objects.exclude(status=TaskState.STATUS_IN_PROGRESS).filter(process__in=open_processes)
    return found + [Drift("state", state.process_id or 0, "页面已不在审核中，还有待办开着") for state in ended]


def _errors() -> list[Drift]:
    failed = Task.objects.filter(status=STATUS.ERROR)
    return [
        Drift("error", task.process_id, f"环节出错：{task.data.get('_exception', {}).get('title', '')}")
        for task in failed
    ]


def report_drift() -> int:
    """Logs what disagrees; returns how many."""
    found = drifts()
    for drift in found:
        logger.error("Flow drift %s in process %s: %s", drift.code, drift.process_id, drift.text)
    return len(found)
