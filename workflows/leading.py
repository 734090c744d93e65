"""Leading the flow of a need to where its row says: after each verb, in the same transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from exchange.models import Need
from workflows import need_items
from workflows.eligibility import refusal
from workflows.enums import UNFINISHED, ItemState
from workflows.flows.need import CURRENT
from workflows.locks import PATIENCE, told_when_busy
from workflows.models.items import WorkItem
from workflows.models.needs import NeedRun
from workflows.running import keeping_errors
from workflows.turns import END, latest_order, node_for

WAITING = (STATUS.NEW, STATUS.ASSIGNED, STATUS.STARTED)


def start(need: Need) -> NeedRun:
    """Begins a run of a need: it stands at once where the row says."""
    with keeping_errors():
        process = CURRENT.start.run(need=need)
    return NeedRun.objects.create(process=process, need=need)


def run_of(need_id: int) -> NeedRun | None:
    """The newest run of a need, with its process."""
    return NeedRun.objects.select_related("process").filter(need=need_id).order_by("-pk").first()


@contextmanager
def held(need_id: int) -> Iterator[NeedRun | None]:
    """Holds the process of a need in a transaction, and waits for it five seconds at most.

    Whoever changes a need takes this lock before the rows: two in different orders would wait for ever.
    """
    with told_when_busy(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        run = run_of(need_id)
        if run is None:
            yield None
            return
        with run.process.flow_class.lock(run.process_id):
            yield run


def follow(run: NeedRun | None, need_id: int, *, actor: Any) -> None:
    """Leads the flow on, if it is another one's turn by now. The caller holds the run.

    An ended process stays ended: a need that is opened again later gets a new one.
    """
    need = Need.objects.select_related("unit", "category").get(pk=need_id)
    order = latest_order(need)
    wanted = node_for(need, order)
    task = waiting_task(run) if run is not None else None
    if task is not None:
        if task.flow_task.name == wanted:
            need_items.keep_clock(need, order)
        else:
            _leave(task, actor)
    elif wanted != END and (run is None or _has_ended(run)):
        start(need)


def waiting_task(run: NeedRun) -> Any:
    """The one task of a run that waits for somebody; None where it has ended, or failed."""
    return Task.objects.filter(process=run.process_id, status__in=WAITING).order_by("-pk").first()


def _has_ended(run: NeedRun) -> bool:
    return not Process.objects.filter(pk=run.process_id, status=PROCESS.NEW).exists()


def _leave(task: Any, actor: Any) -> None:
    """Ends the waiting task; the switch behind it looks at the row and finds whose turn it is."""
    activation = task.flow_task.activation_class(task)
    item = WorkItem.objects.select_related("unit", "team", "process").filter(task=task, state__in=UNFINISHED).first()
    if item is None:
        activation.run(None)
    else:
        _close(item, activation, actor)
    with keeping_errors():
        activation.execute()


def _close(item: WorkItem, activation: Any, actor: Any) -> None:
    """Done by whose turn it was; cancelled where somebody else's step has overtaken it."""
    theirs = actor is not None and refusal(item, actor) is None
    if item.owner_id is None:
        activation.assign(user=actor if theirs else None)
    elif theirs and item.owner_id != actor.pk:
        activation.reassign(user=actor)
    activation.start(request=None)
    if theirs:
        item.owner, item.state = actor, ItemState.DONE
    else:
        item.state = ItemState.CANCELLED
    item.finished_at, item.stuck = timezone.now(), ""
    item.save(update_fields=["owner", "state", "finished_at", "stuck", "changed"])
