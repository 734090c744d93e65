"""The work items of a need: whose they are, and until when. Only nodes and services call this."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from common.calendar import add_working_time, working_time_between
from exchange.enums import LimitedStep
from exchange.models import Need, Order
from exchange.services.limits import limit_of
from organisations.models import Unit
from workflows import notices
from workflows.eligibility import nearest, nobody, team_people
from workflows.enums import TEAM_STEPS, UNFINISHED, ServiceStep, Stuck
from workflows.models.items import WorkItem
from workflows.turns import latest_order

LIMITS = {
    ServiceStep.SCREEN: LimitedStep.SCREEN,
    ServiceStep.DELIBERATE: LimitedStep.DELIBERATE,
    ServiceStep.DISPATCH: LimitedStep.DISPATCH,
    ServiceStep.POOL: LimitedStep.ANSWER,
    ServiceStep.ANSWER: LimitedStep.ANSWER,
}


@dataclass(frozen=True)
class Clock:
    """Until when, and how many working hours that is in all."""

    due_at: dt.datetime
    hours: Decimal


def clock_of(step: str, need: Need, order: Order | None) -> Clock:
    """The clock of a step that begins now. Service runs on the clock that began with the first dispatch."""
    limited = LIMITS.get(ServiceStep(step))
    if limited is None and order is not None and order.due_at is not None and order.dispatched_at is not None:
        took = working_time_between(order.dispatched_at, order.due_at)
        return Clock(order.due_at, _hours(took))
    hours = limit_of(limited or LimitedStep.SERVE, need.category)
    return Clock(add_working_time(timezone.now(), dt.timedelta(hours=float(hours))), hours)


def _hours(time: dt.timedelta) -> Decimal:
    return Decimal(round(time.total_seconds() / 3600, 2)).quantize(Decimal("0.01"))


def place(role: str, unit: Unit) -> tuple[Unit, str, set[int]]:
    """The nearest unit, at or above, where somebody holds the role; why stuck; whose it is."""
    responsible = nearest(role, unit, nobody)
    if responsible is None:
        return unit.get_root(), Stuck.NO_HOLDER, set()
    return responsible.unit, "", {acting.person.pk for acting in responsible.people}


def make(activation: Any) -> WorkItem:
    """Makes the item of a new task of a need: role from the node, unit by climbing from the need's own."""
    task, process, node = activation.task, activation.process, activation.flow_task
    need = Need.objects.select_related("unit", "category").get(pk=process.data["need"])
    order = latest_order(need)
    unit, stuck, people = place(node.role, need.unit)
    team = order.team if order is not None and node.step in TEAM_STEPS else None
    clock = clock_of(node.step, need, order)
    item = WorkItem.objects.create(
        task=task,
        process=process,
        need=need,
        order=order,
        team=team,
        title=need.summary,
        step=node.step,
        role=node.role,
        unit=unit,
        sender_id=need.entered_by_id,
        due_at=clock.due_at,
        limit_hours=clock.hours,
        # A team answers for itself: nobody else is missing.
        stuck="" if team else stuck,
    )
    notices.item_arrived(item, team_people(team) if team else people)
    return item


def keep_clock(need: Need, order: Order | None) -> None:
    """The open item of a service follows its order's clock, which more time or a pause has moved."""
    if order is None or order.due_at is None:
        return
    item = WorkItem.objects.filter(
        need=need, state__in=UNFINISHED, step__in=[ServiceStep.PLAN, ServiceStep.SERVE]
    ).first()
    if item is None or item.due_at == order.due_at:
        return
    clock = clock_of(item.step, need, order)
    item.due_at, item.limit_hours, item.reminded, item.escalated_to = clock.due_at, clock.hours, 0, None
    item.save(update_fields=["due_at", "limit_hours", "reminded", "escalated_to", "changed"])
