"""Which message an event asks for, and what stands in it. Reads only; the state is the event's, not today's."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from common.messages.addresses import Recipient
from exchange.enums import FINISHED_STATES, TEAM_STATES, NeedState, OrderState
from exchange.messages import POOL_GROUP
from exchange.models import Need, Order, OrderChange

NEED_TELLS: Mapping[str, str] = {
    NeedState.SUBMITTED: "submitted",
    NeedState.RETURNED: "returned",
    NeedState.REJECTED: "rejected",
    NeedState.ACCEPTED: "accepted",
    NeedState.DUPLICATE: "duplicate",
    # In hand from its first dispatch on: what a team refuses and another gets is told once.
    NeedState.IN_HAND: "dispatched",
    NeedState.WITHDRAWN: "withdrawn",
}
# What concerns the asker of the need alone, and nobody whose need was joined to it.
MASTER_ALONE = {"submitted", "returned", "duplicate", "paused"}
# What who was joined hears instead.
FOR_JOINED = {"done": "joined_done"}


def of_need(before: str, state: str) -> str:
    """The kind for a step of a need; empty where nobody is told."""
    if state == NeedState.SUBMITTED and before:
        return ""  # the asker has just added something and knows
    if state == NeedState.ACCEPTED and before in (NeedState.SERVED, NeedState.CLOSED):
        return "reopened"
    return NEED_TELLS.get(state, "")


def of_order(before: str, state: str) -> str:
    """The kind for a step of an order that its asker hears of; empty where nothing is said."""
    if state == OrderState.ACCEPTED and before in (OrderState.ASSIGNED, OrderState.POOLED):
        return "team_accepted"
    # Planned, or planned anew; but not what only goes on after a pause.
    if state == OrderState.SCHEDULED and before in (OrderState.ACCEPTED, OrderState.SCHEDULED):
        return "scheduled"
    if state == OrderState.PAUSED:
        return "paused"
    return "done" if state == OrderState.DONE else ""


def for_team(before: str, state: str) -> str:
    """The kind for a step that the team hears of."""
    if state == OrderState.ASSIGNED:
        return "assigned"
    if before in TEAM_STATES and state in (OrderState.WAITING, OrderState.POOLED):
        return "recalled"
    return "cancelled" if before in TEAM_STATES and state == OrderState.CANCELLED else ""


# --- who ----------------------------------------------------------------------------------------


def asker(need: Need) -> Recipient:
    """By phone, or by account. `need.personal` holds nothing once it is erased."""
    person = need.asker if need.asker is not None and need.asker.is_active else None
    return Recipient(
        ref=f"need-{need.pk}",
        phone=need.personal.phone,
        user=person.pk if person else None,
        mail=person.email if person else "",
    )


def leaders(team: Any) -> list[Recipient]:
    """The captain, by the phone of the team, and the deputies."""
    people = [person for person in (team.captain, *team.deputies.all()) if person.is_active]
    return [
        Recipient(
            ref=f"user-{person.pk}",
            phone=team.phone if person.pk == team.captain_id else "",
            user=person.pk,
            mail=person.email,
        )
        for person in people
    ]


def pool_group() -> Recipient:
    return Recipient(ref=POOL_GROUP, group=POOL_GROUP)


# --- what ---------------------------------------------------------------------------------------


def moment(at: dt.datetime | None) -> str:
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def need_values(need: Need) -> dict[str, str]:
    """What an asker may read of the own need."""
    return {"tail": need.personal.receipt[-4:], "unit": str(need.unit)}


def team_values(order: Order) -> dict[str, str]:
    """What a team may read in a message: nothing of the asker."""
    need = order.need
    return {"code": need.code, "category": str(need.category or ""), "unit": str(need.unit)}


def change_of(order: Order, before: str, state: str, at: dt.datetime) -> OrderChange | None:
    """The step that an event was written with: the last such before the event, which may come late."""
    steps = order.changes.filter(to_state=state, at__lte=at)
    if before != state:  # a plan made anew is no step of its own
        steps = steps.filter(from_state=before)
    found: OrderChange | None = steps.select_related("team__captain").order_by("-at", "-pk").first()
    return found


def order_values(order: Order, kind: str, change: OrderChange) -> dict[str, str] | None:
    """What the asker reads of a step of an order; None where it is no longer true and nothing is said."""
    values = {"team": str(change.team or "")}
    if kind == "scheduled":
        plan = getattr(order, "plan", None)
        if plan is None or order.state not in (*TEAM_STATES, *FINISHED_STATES):
            return None
        values["time"] = moment(plan.starts_at)
    if kind == "paused":
        values["asked"] = change.reason.rstrip("。.")
    return values
