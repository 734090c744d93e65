"""Handing an accepted need to a team: sent to one, or put into the open pool; and taking it back."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.calendar import add_working_time, working_time_between
from common.errors import Conflict, Invalid
from exchange.enums import (
    MOST_REFUSALS,
    TEAM_STATES,
    LimitedStep,
    Mode,
    NeedState,
    OrderState,
)
from exchange.models import Need, Order
from exchange.selectors import slot_of
from exchange.services.limits import due
from exchange.services.moves import locked_need, locked_order, move_need, move_order, write_change
from exchange.services.rights import require_active, require_role
from organisations.enums import Role
from volunteers.models import Team

DISPATCHES = (Role.DISPATCHER,)


@transaction.atomic
def order_open(*, need: Need) -> Order:
    """Makes the order of the next round of an accepted need, waiting for dispatch. Called by the flow.

    Raises Conflict for a need that is not accepted, that has a running order, or had its two rounds.
    """
    need = locked_need(need)
    if need.state != NeedState.ACCEPTED:
        raise Conflict("exchange.not_accepted", _("Only an accepted need is dispatched."))
    last = need.orders.order_by("-round").first()
    if last is not None and last.state not in (OrderState.RATED, OrderState.UNRATED, OrderState.CANCELLED):
        raise Conflict("exchange.order_running", _("This need has been dispatched already."))
    order = Order.objects.create(need=need, round=last.round + 1 if last else 1, unit=need.unit, rank=need.rank)
    write_change(order, "", actor=None)
    return order


@transaction.atomic
def order_assign(*, order: Order, team: Team, actor: Any, reason: str = "") -> Order:
    """Sends an order to a team. After two refusals the decision binds; a dispatcher above may override a town.

    Raises NotAllowed without the right or for a team that is not active, Conflict where the team has
    another order for the same hour or the order has moved on.
    """
    order = locked_order(order)
    acting = require_role(actor, DISPATCHES, order.need.unit)
    if order.refusals_count < MOST_REFUSALS and order.refusals.filter(team=team).exists() and not reason.strip():
        raise Invalid(
            "exchange.refused_before", _("This team has refused it. Say why it is asked once more."), field="reason"
        )
    send_to_team(order, team, actor=actor, on_behalf_of=acting.on_behalf_of, reason=reason.strip())
    return order


def send_to_team(order: Order, team: Team, *, actor: Any, reason: str, on_behalf_of: Any = None) -> None:
    """Sends a locked order; whose right it is has been asked. Raises as `order_assign` does."""
    # The team's row makes two dispatchers wait for each other: it is never sent two orders for one hour.
    team = Team.objects.select_for_update().get(pk=team.pk)
    require_active(team)
    start, end = slot_of(order.need)
    if start is not None and end is not None:
        require_free(team, start, end, order)
    _begin_need(order, actor)
    move_order(
        order,
        OrderState.ASSIGNED,
        actor=actor,
        on_behalf_of=on_behalf_of,
        reason=reason,
        team=team,
        mode=Mode.ASSIGNED,
        binding=order.refusals_count >= MOST_REFUSALS,
        slot_from=start,
        slot_to=end,
        **_sent(order, actor, reason),
    )


@transaction.atomic
def order_pool(*, order: Order, actor: Any, reason: str = "") -> Order:
    """Puts an order into the open pool: the first team that takes it has it."""
    order = locked_order(order)
    acting = require_role(actor, DISPATCHES, order.need.unit)
    if order.state == OrderState.ASSIGNED and not reason.strip():
        raise Invalid("exchange.reason_needed", _("Say why it is taken from the team."), field="reason")
    send_to_pool(order, actor=actor, on_behalf_of=acting.on_behalf_of, reason=reason.strip())
    return order


def send_to_pool(order: Order, *, actor: Any, reason: str, on_behalf_of: Any = None) -> None:
    """Opens a locked order to all teams; whose right it is has been asked."""
    _begin_need(order, actor)
    move_order(
        order,
        OrderState.POOLED,
        actor=actor,
        on_behalf_of=on_behalf_of,
        reason=reason,
        concerns=order.team,
        mode=Mode.POOLED,
        **_sent(order, actor, reason),
        **FREE,
    )


# What the centre has accepted and nobody has finished.
WITHDRAWABLE = (NeedState.ACCEPTED, NeedState.IN_HAND)
NO_SLOT: dict[str, Any] = {"slot_from": None, "slot_to": None}
# What a row holds that belongs to no team.
FREE: dict[str, Any] = {"team": None, "binding": False, **NO_SLOT}


def _sent(order: Order, actor: Any, reason: str) -> dict[str, Any]:
    """Who sent it and why, and until when a team answers. The clock begins once; nothing sets it back."""
    now, category = timezone.now(), order.need.category
    fields = {
        "mode_reason": reason.strip(),
        "dispatcher": actor,
        "answer_due_at": due(LimitedStep.ANSWER, category, now),
    }
    if order.dispatched_at is None:
        fields |= {"dispatched_at": now, "due_at": due(LimitedStep.SERVE, category, now)}
    return fields


def _begin_need(order: Order, actor: Any) -> None:
    if order.need.state == NeedState.ACCEPTED:
        move_need(order.need, NeedState.IN_HAND, actor=actor)


@transaction.atomic
def order_recall(*, order: Order, actor: Any, reason: str) -> Order:
    """The dispatcher takes an order from its team, before the service begins: it waits for another one."""
    order = locked_order(order)
    acting = require_role(actor, DISPATCHES, order.need.unit)
    if not reason.strip():
        raise Invalid("exchange.reason_needed", _("Say why it is taken from the team."), field="reason")
    drop_plan(order)
    move_order(
        order,
        OrderState.WAITING,
        actor=actor,
        on_behalf_of=acting.on_behalf_of,
        reason=reason.strip(),
        concerns=order.team,
        accepted_at=None,
        answer_due_at=None,
        **ended_pause(order),
        **FREE,
    )
    return order


@transaction.atomic
def need_withdraw(*, need: Need, actor: Any, reason: str) -> Need:
    """The centre withdraws a need that it accepted, with a reason; its running order is cancelled with it."""
    need = locked_need(need)
    acting = require_role(actor, (Role.DISPATCHER, Role.DIRECTOR), need.unit)
    if need.state not in WITHDRAWABLE:
        raise Conflict(
            "exchange.not_accepted", _("Only what was accepted is withdrawn: the panel decides on the rest.")
        )
    if not reason.strip():
        raise Invalid("exchange.reason_needed", _("Say in a sentence why, so that the asker knows."), field="reason")
    running = (
        need.orders.select_for_update(of=("self",)).select_related("team").filter(round=latest_round(need)).first()
    )
    if running is not None and running.may_become(OrderState.CANCELLED):
        running.need = need
        drop_plan(running)
        move_order(running, OrderState.CANCELLED, actor=actor, reason=reason.strip(), paused_since=None, **NO_SLOT)
    elif need.state == NeedState.IN_HAND:
        raise Conflict("exchange.in_service", _("The team is at work already: let them finish."))
    move_need(
        need,
        NeedState.WITHDRAWN,
        actor=actor,
        on_behalf_of=acting.on_behalf_of,
        reason=reason.strip(),
        closed_at=timezone.now(),
    )
    return need


def latest_round(need: Need) -> int:
    return need.orders.order_by("-round").values_list("round", flat=True).first() or 1


def drop_plan(order: Order) -> None:
    """What was planned for it is free again."""
    if hasattr(order, "plan"):
        order.plan.delete()


def ended_pause(order: Order) -> dict[str, Any]:
    """What changes when a pause ends: the order is due later by the working time that it took."""
    if order.paused_since is None:
        return {}
    took = working_time_between(order.paused_since, timezone.now())
    due_at = add_working_time(order.due_at, took) if order.due_at else None
    return {"paused_since": None, "paused_from": "", "due_at": due_at}


# --- the same hour ----------------------------------------------------------------------------


def require_free(team: Team, start: dt.datetime, end: dt.datetime, order: Order) -> None:
    """Raises Conflict where the team has another order at that time. The team's row must be held."""
    others = Order.objects.filter(team=team, state__in=TEAM_STATES, slot_from__lt=end, slot_to__gt=start)
    other = others.exclude(pk=order.pk).first()
    if other is not None:
        local = timezone.localtime(other.slot_from)
        raise Conflict(
            "exchange.team_busy",
            _("%(team)s has another order at that time (%(time)s). Choose another team or time.")
            % {"team": team, "time": f"{local:%m-%d %H:%M}"},
            field="team",
        )
