"""The work item of a human task: made with it, closed with it. Only nodes and services call this."""

import datetime as dt
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils import timezone

from common.calendar import add_working_time
from organisations.models import Unit
from workflows import notices
from workflows.eligibility import barred, nearest, nobody, refusal
from workflows.enums import UNFINISHED, ItemState, Stuck
from workflows.models.items import WorkItem
from workflows.models.policy import StepLimit
from workflows.subjects import unit_asked_first

# Where a county has entered no limit for a step: one working day of eight hours.
DEFAULT_HOURS = Decimal(8)


def make(activation: Any) -> WorkItem:
    """Makes the item of a new task: role from the node, unit by climbing from the page's own.

    Where nobody holds the role the item stands at the top of the tree, marked as stuck: it is
    shown on the repair desk and never passes by itself. Raises ValueError for a task without a page.
    """
    task, process, node = activation.task, activation.process, activation.flow_task
    unit, stuck, people = place(process, node.step, node.role, asked_unit(task) or unit_asked_first(process))
    limit = StepLimit.objects.filter(step=node.step).first()
    hours = limit.hours if limit else DEFAULT_HOURS
    item = WorkItem.objects.create(
        task=task,
        process=process,
        page_id=process.data["page"],
        title=process.data["title"],
        step=node.step,
        role=node.role,
        unit=unit,
        sender_id=process.data.get("sender"),
        due_at=add_working_time(timezone.now(), dt.timedelta(hours=float(hours))),
        limit_hours=hours,
        stuck=stuck,
    )
    notices.item_arrived(item, people)
    return item


def asked_unit(task: Any) -> Unit | None:
    """The department that a co-signing task was made for."""
    return Unit.objects.get(pk=task.data["unit"]) if task.data.get("unit") else None


def place(process: Any, step: str, role: str, unit: Unit) -> tuple[Unit, str, set[int]]:
    """Where an item belongs: the nearest unit, at or above, where somebody may do the step; why stuck; whose it is."""
    responsible = nearest(role, unit, partial(barred, process, step, unit.pk))
    if responsible is None:
        holders = nearest(role, unit, nobody)
        root: Unit = holders.unit if holders else unit.get_root()
        return root, Stuck.NO_HOLDER, set()
    return responsible.unit, "", {acting.person.pk for acting in responsible.people}


def close(task: Any, *, cancelled: bool = False) -> None:
    """Ends the item of a task, if it has one that is still open."""
    state = ItemState.CANCELLED if cancelled else ItemState.DONE
    WorkItem.objects.filter(task=task, state__in=UNFINISHED).update(state=state, finished_at=timezone.now())


def may_act(task: Any, user: Any) -> bool:
    """Whether the user may take or decide the task. No item, no right."""
    item = WorkItem.objects.filter(task=task).select_related("unit", "page", "process").first()
    return item is not None and refusal(item, user) is None
