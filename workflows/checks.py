"""Row and flow must agree: finds where they do not. Run every night, and by `manage.py check_flows`."""

import logging
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS
from wagtail.models import TaskState

from exchange.enums import NeedState
from exchange.models import Need
from workflows.enums import UNFINISHED, ItemState
from workflows.models.items import WorkItem
from workflows.models.moderation import ApprovalState
from workflows.models.needs import NeedRun
from workflows.turns import BY_NEED, WITH_ORDER, astray

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


# What is wrong, in its order, with the code that stands for it and the words that say it.
KINDS: dict[str, tuple[str, Promise]] = {
    "item_task": ("item_task", gettext_lazy("%(code)s: the item is “%(item)s”, its step in the flow is “%(step)s”.")),
    "no_item": ("no_item", gettext_lazy("A step waits for a person, and is in nobody's queue.")),
    "idle": ("idle", gettext_lazy("The flow has not ended, and no step of it waits.")),
    "ended": ("state", gettext_lazy("The page is under review, and its flow has ended.")),
    "left_open": ("state", gettext_lazy("The page is not under review any more, and an item is still open.")),
    "turn": ("state", gettext_lazy("The need is “%(need)s”, and its flow waits at another step.")),
    "over": ("state", gettext_lazy("The need is “%(need)s”, and its flow has ended.")),
    "no_run": ("state", gettext_lazy("The need is “%(need)s”, and no flow carries it.")),
    "error": ("error", gettext_lazy("A step failed: %(why)s")),
}
# A row of each search: which kind, the process, then up to three values that its words need.
VALUES = ("first", "second", "third")


def drifts() -> list[Drift]:
    """Every disagreement between work items, tasks, processes and Wagtail's states. One query."""
    searches = [
        _rows("item_task", _items_and_tasks(), "process_id", "code", "state", "task__status"),
        _rows("no_item", _tasks_without_item(), "process_id"),
        _rows("idle", _idle_processes(), "pk"),
        *(_rows(kind, states, "process_id") for kind, states in _states_and_processes().items()),
        *(_rows(kind, rows, process, "need_state") for kind, (process, rows) in _needs_and_runs().items()),
        _rows("error", Task.objects.filter(status=STATUS.ERROR), "process_id", KT("data___exception__title")),
    ]
    found = sorted(searches[0].union(*searches[1:], all=True), key=lambda row: (list(KINDS).index(row[0]), row[1] or 0))
    return [_drift(*row) for row in found]


def _rows(kind: str, rows: QuerySet[Any], process: str, *values: Any) -> Any:
    """What a search finds, in the one shape of all: texts, since each column is one of all searches."""
    given = [F(value) if isinstance(value, str) else value for value in values]
    texts = [*given, *(Value("") for _name in VALUES)][: len(VALUES)]
    columns = dict(zip(VALUES, (Cast(text, TextField()) for text in texts), strict=True))
    shaped = rows.order_by().annotate(kind=Cast(Value(kind), TextField()), of=F(process), **columns)
    return shaped.values_list("kind", "of", *VALUES)


def _drift(kind: str, process_id: int | None, first: str | None, second: str | None, third: str | None) -> Drift:
    code, words = KINDS[kind]
    text = str(words)
    if kind == "item_task":
        text %= {"code": first, "item": ItemState(str(second)).label, "step": _task_words(str(third))}
    elif kind in ("turn", "over", "no_run"):
        text %= {"need": NeedState(str(first)).label}
    elif kind == "error":
        text %= {"why": first or ""}
    return Drift(code, process_id or 0, text)


def _items_and_tasks() -> QuerySet[Any]:
    agreed = Q()
    for status, state in ITEM_OF_TASK.items():
        agreed |= Q(task__status=status, state=state)
    # Overtaken: somebody else's step has led the flow on.
    agreed |= Q(task__status=STATUS.DONE, state=ItemState.CANCELLED, need__isnull=False)
    return WorkItem.objects.exclude(agreed)


def _task_words(status: str) -> str:
    """The state of a task in the words that its item would have."""
    state = ITEM_OF_TASK.get(STATUS(status))
    return str(state.label) if state else _("failed")


def _tasks_without_item() -> QuerySet[Any]:
    waiting: QuerySet[Any] = Task.objects.filter(flow_task_type="HUMAN", status__in=WAITING, work_item=None)
    return waiting


def _idle_processes() -> QuerySet[Any]:
    busy = Task.objects.exclude(status__in=ENDED).values("process_id")
    idle: QuerySet[Any] = Process.objects.filter(status=PROCESS.NEW).exclude(pk__in=busy)
    return idle


def _states_and_processes() -> dict[str, QuerySet[Any]]:
    under_review = Q(status=TaskState.STATUS_IN_PROGRESS)
    open_processes = WorkItem.objects.filter(state__in=UNFINISHED).values("process_id")
    return {
        "ended": ApprovalState.objects.filter(under_review).exclude(process__status=PROCESS.NEW),
        "left_open": ApprovalState.objects.exclude(under_review).filter(process__in=open_processes),
    }


def _needs_and_runs() -> dict[str, tuple[str, QuerySet[Any]]]:
    """By kind: what leads to the process, and the rows. Each has the state of its need as `need_state`."""
    waiting = Task.objects.filter(status__in=WAITING, process__need_run__isnull=False)
    turn = astray(waiting, "process__need_run__need").annotate(need_state=F("process__need_run__need__state"))
    asking = Need.objects.filter(state__in=[*BY_NEED, *WITH_ORDER]).annotate(need_state=F("state"))
    runs = NeedRun.objects.filter(need=OuterRef("pk"))
    ended = asking.annotate(run=Subquery(runs.order_by("-pk").values("process")[:1]))
    running = runs.filter(process__status=PROCESS.NEW)
    return {
        "turn": ("process_id", turn),
        "over": ("run", ended.filter(~Exists(running), run__isnull=False)),
        "no_run": ("run", ended.filter(run__isnull=True)),
    }


def report_drift() -> int:
    """Logs what disagrees; returns how many."""
    found = drifts()
    for drift in found:
        logger.error("Flow drift %s in process %s: %s", drift.code, drift.process_id, drift.text)
    return len(found)
