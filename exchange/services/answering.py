"""The team's answer: yes, no with a reason, the quickest hand in the pool, and more time."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import audit, outbox
from common.errors import Conflict, Invalid, NotAllowed
from exchange import events
from exchange.enums import (
    MOST_REFUSALS,
    RUNNING_STATES,
    ExtensionState,
    OrderState,
    RefusalCode,
)
from exchange.models import Extension, Order, Refusal
from exchange.selectors import slot_of
from exchange.services.dispatch import DISPATCHES, FREE, require_free
from exchange.services.moves import locked_order, move_order, require_state
from exchange.services.rights import leads_team, require_active, require_role, require_team
from volunteers.models import Team


@transaction.atomic
def order_accept(*, order: Order, actor: Any) -> Order:
    """The team that it was sent to takes it on."""
    order = locked_order(order)
    require_team(actor, order)
    require_state(order, OrderState.ASSIGNED)
    move_order(order, OrderState.ACCEPTED, actor=actor, accepted_at=timezone.now())
    return order


@transaction.atomic
def order_refuse(*, order: Order, actor: Any, code: RefusalCode | str, text: str) -> Order:
    """The team says no: back to the dispatcher, and the clock runs on. Not a third time in a round.

    Raises Invalid without code or words, Conflict once the dispatcher's decision binds.
    """
    order = locked_order(order)
    team = require_team(actor, order)
    require_state(order, OrderState.ASSIGNED)
    if code not in RefusalCode.values:
        raise Invalid("exchange.refusal_code", _("Choose why."), field="code")
    if len(text.strip()) < 2:
        raise Invalid(
            "exchange.refusal_text", _("Say in a sentence why, so that the dispatcher can help."), field="text"
        )
    if order.binding or order.refusals_count >= MOST_REFUSALS:
        raise Conflict(
            "exchange.binding", _("It has been refused twice: the dispatcher's decision binds. Talk to the dispatcher.")
        )
    number = order.refusals_count + 1
    move_order(
        order,
        OrderState.WAITING,
        actor=actor,
        reason=text.strip(),
        concerns=team,
        refusals_count=number,
        answer_due_at=None,
        **FREE,
    )
    Refusal.objects.create(
        order=order, team=team, number=number, reason_code=code, text=text.strip(), person=actor, at=timezone.now()
    )
    return order


@transaction.atomic
def order_take(*, order: Order, team: Team, actor: Any) -> Order:
    """A team takes an order out of the pool: of two hundred at once one wins, the others are told by Conflict.

    Who comes after the winner's commit waits for nothing.
    """
    require_led(team, actor)
    require_pooled(order)
    order = locked_order(order)
    if order.state != OrderState.POOLED:
        raise _too_late()
    team = Team.objects.select_for_update().get(pk=team.pk)
    start, end = slot_of(order.need)
    if start is not None and end is not None:
        require_free(team, start, end, order)
    now = timezone.now()
    move_order(
        order,
        OrderState.ACCEPTED,
        actor=actor,
        team=team,
        accepted_at=now,
        answer_due_at=now,
        slot_from=start,
        slot_to=end,
    )
    return order


def require_led(team: Team, actor: Any) -> None:
    """Raises NotAllowed for whoever does not lead the team, and for a team that takes no orders."""
    if not leads_team(actor, team):
        raise NotAllowed("exchange.not_your_team", _("Only the captain or a deputy of the team may do this."))
    require_active(team)


def require_pooled(order: Order) -> None:
    """Raises Conflict where another team has it: asked before anything is waited for. One query."""
    if not Order.objects.filter(pk=order.pk, state=OrderState.POOLED).exists():
        raise _too_late()


def _too_late() -> Conflict:
    return Conflict("exchange.taken", _("Another team was faster. There are more orders in the pool."))


@transaction.atomic
def extension_ask(*, order: Order, actor: Any, until: dt.datetime, reason: str) -> Extension:
    """The team asks for more time: once, before it is due, with a reason."""
    order = locked_order(order)
    require_team(actor, order)
    if order.state not in RUNNING_STATES or order.due_at is None:
        raise Conflict("exchange.not_running", _("This order is not running: there is nothing to extend."))
    if Extension.objects.filter(order=order).exists():
        raise Conflict("exchange.extended_once", _("More time was asked for already: once is all."))
    if timezone.now() >= order.due_at:
        raise Conflict("exchange.extension_too_late", _("It is due already: more time is asked for before that."))
    if until <= order.due_at:
        raise Invalid("exchange.extension_not_later", _("Choose a time after it is due now."), field="until")
    if not reason.strip():
        raise Invalid("exchange.reason_needed", _("Say in a sentence why, so that the asker knows."), field="reason")
    extension = Extension.objects.create(
        order=order,
        asked_by=actor,
        asked_at=timezone.now(),
        reason=reason.strip(),
        old_due_at=order.due_at,
        new_due_at=until,
    )
    audit.record(
        "exchange.extension_asked", order, actor=actor, unit_path=order.need.unit.path, until=until.isoformat()
    )
    outbox.publish(events.extension_changed(extension))
    return extension


@transaction.atomic
def extension_decide(*, extension: Extension, actor: Any, granted: bool, answer: str = "") -> Extension:
    """The dispatcher answers; a yes moves the due time, old and new stay on record, and the asker is told."""
    order = locked_order(extension.order)
    acting = require_role(actor, DISPATCHES, order.need.unit)
    extension = Extension.objects.select_for_update().get(pk=extension.pk)
    if extension.state != ExtensionState.ASKED:
        raise Conflict("exchange.extension_decided", _("This has been answered already."))
    if order.state not in RUNNING_STATES:
        raise Conflict("exchange.not_running", _("This order is not running: there is nothing to extend."))
    if not granted and not answer.strip():
        raise Invalid("exchange.reason_needed", _("Say in a sentence why not."), field="answer")
    extension.state = ExtensionState.GRANTED if granted else ExtensionState.DECLINED
    extension.decided_by, extension.decided_at, extension.answer = actor, timezone.now(), answer.strip()
    extension.save()
    if granted:
        order.due_at = extension.new_due_at
        order.save(update_fields=["due_at", "changed"])
    audit.record(
        f"exchange.extension_{extension.state}",
        order,
        actor=actor,
        on_behalf_of=acting.on_behalf_of,
        unit_path=order.need.unit.path,
    )
    outbox.publish(events.extension_changed(extension))
    return extension
