"""Carrying an order out: a plan that collides with nothing, waiting for the resident, and the report."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from common import audit, outbox
from common.errors import Conflict, Invalid
from exchange import events
from exchange.enums import TEAM_STATES, LimitedStep, NeedState, OrderState
from exchange.models import Order, Plan, PlanMember, Report
from exchange.services.dispatch import drop_plan, ended_pause, require_free
from exchange.services.limits import due
from exchange.services.moves import locked_order, move_need, move_order, require_state
from exchange.services.rights import require_team
from organisations.models import VenueSpace
from volunteers.models import Team, TeamMember, Vehicle

LONGEST_SERVICE = dt.timedelta(hours=24)
PLANNABLE = (OrderState.ACCEPTED, OrderState.SCHEDULED)


@transaction.atomic
def order_plan(
    *,
    order: Order,
    actor: Any,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    members: Sequence[TeamMember],
    place: str = "",
    space: VenueSpace | None = None,
    vehicle: Vehicle | None = None,
    note: str = "",
) -> Plan:
    """Plans the service, or plans it anew. Raises Conflict where a person, room or vehicle is taken then."""
    order = locked_order(order)
    team = require_team(actor, order)
    if order.state not in PLANNABLE:
        raise Conflict("exchange.not_plannable", _("Only an accepted order is planned."))
    _check_times(starts_at, ends_at)
    if not members:
        raise Invalid("exchange.nobody_goes", _("Choose who goes."), field="members")
    _hold(team, members, space, vehicle)
    require_free(team, starts_at, ends_at, order)
    _require_nothing_taken(order, starts_at, ends_at, members, space, vehicle)
    drop_plan(order)
    plan = Plan.objects.create(
        order=order,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place.strip(),
        space=space,
        vehicle=vehicle,
        note=note.strip(),
    )
    PlanMember.objects.bulk_create(PlanMember(plan=plan, member=member) for member in members)
    order.slot_from, order.slot_to = starts_at, ends_at
    if order.state == OrderState.ACCEPTED:
        move_order(order, OrderState.SCHEDULED, actor=actor)
    else:
        order.save(update_fields=["slot_from", "slot_to", "changed"])
        outbox.publish(events.order_changed(order, before=order.state))
        audit.record("exchange.order_replanned", order, actor=actor, unit_path=order.need.unit.path)
    return plan


def _check_times(starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    if ends_at <= starts_at:
        raise Invalid("exchange.plan_order", _("The end lies before the beginning."), field="ends_at")
    if ends_at - starts_at > LONGEST_SERVICE:
        raise Invalid("exchange.plan_length", _("A service takes at most a day: plan several."), field="ends_at")
    if ends_at <= timezone.now():
        raise Invalid("exchange.plan_past", _("Choose a time that is still to come."), field="starts_at")


def _hold(team: Team, members: Sequence[TeamMember], space: VenueSpace | None, vehicle: Vehicle | None) -> None:
    """Holds everything that two plans could take at once, in one order: teams, rooms, vehicles."""
    list(Team.objects.select_for_update().filter(pk=team.pk))
    found = TeamMember.objects.select_for_update().filter(pk__in=[member.pk for member in members]).order_by("pk")
    today = timezone.localdate()
    for member in list(found):
        if member.team_id != team.pk or not member.holds_on(today):
            raise Invalid("exchange.not_a_member", _("Choose members of your own team."), field="members")
    if space is not None:
        list(VenueSpace.objects.select_for_update().filter(pk=space.pk))
    if vehicle is not None:
        held = Vehicle.objects.select_for_update().get(pk=vehicle.pk)
        if not held.is_active:
            raise Invalid("exchange.vehicle_out", _("This vehicle is not in use. Choose another one."), field="vehicle")


def _require_nothing_taken(
    order: Order,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    members: Sequence[TeamMember],
    space: VenueSpace | None,
    vehicle: Vehicle | None,
) -> None:
    """A person with an account is the same person in every team."""
    then = Plan.objects.filter(starts_at__lt=ends_at, ends_at__gt=starts_at, order__state__in=TEAM_STATES).exclude(
        order=order
    )
    people = Q(members__in=members)
    accounts = [member.user_id for member in members if member.user_id]
    if accounts:
        people |= Q(members__user__in=accounts)
    taken = then.filter(people).first()
    if taken is not None:
        raise _taken(_("Somebody of these is planned elsewhere at that time (%(time)s)."), taken, "members")
    if space is not None and (taken := then.filter(space=space).first()):
        raise _taken(_("This room is taken at that time (%(time)s)."), taken, "space")
    if vehicle is not None and (taken := then.filter(vehicle=vehicle).first()):
        raise _taken(_("This vehicle is taken at that time (%(time)s)."), taken, "vehicle")


def _taken(words: str, plan: Plan, field: str) -> Conflict:
    start, end = timezone.localtime(plan.starts_at), timezone.localtime(plan.ends_at)
    return Conflict("exchange.taken_then", words % {"time": f"{start:%m-%d %H:%M}–{end:%H:%M}"}, field=field)


@transaction.atomic
def order_start(*, order: Order, actor: Any) -> Order:
    """The team is at work: from here on the asker cannot cancel any more."""
    order = locked_order(order)
    require_team(actor, order)
    require_state(order, OrderState.SCHEDULED)
    move_order(order, OrderState.IN_SERVICE, actor=actor, started_at=timezone.now())
    return order


@transaction.atomic
def order_pause(*, order: Order, actor: Any, reason: str) -> Order:
    """Waits for the resident, which is the only thing that stops the clock."""
    order = locked_order(order)
    require_team(actor, order)
    if not reason.strip():
        raise Invalid("exchange.reason_needed", _("Say what the resident is asked for."), field="reason")
    move_order(
        order,
        OrderState.PAUSED,
        actor=actor,
        reason=reason.strip(),
        paused_since=timezone.now(),
        paused_from=order.state,
    )
    return order


@transaction.atomic
def order_resume(*, order: Order, actor: Any, reason: str = "") -> Order:
    """The resident has answered: the order stands where it stood, due later by the working time it waited."""
    order = locked_order(order)
    require_team(actor, order)
    if order.state != OrderState.PAUSED:
        raise Conflict("exchange.not_paused", _("This order is not waiting for the resident."))
    move_order(order, OrderState(order.paused_from), actor=actor, reason=reason.strip(), **ended_pause(order))
    return order


@transaction.atomic
def order_report(
    *, order: Order, actor: Any, text: str, people_served: int, minutes: int, volunteers: int = 1
) -> Report:
    """What was done, for how many, how long. The asker has some days to rate it."""
    order = locked_order(order)
    require_team(actor, order)
    if len(text.strip()) < 4:
        raise Invalid("exchange.report_text", _("Say in a sentence what was done."), field="text")
    for name, value, most in (
        ("people_served", people_served, 100_000),
        ("minutes", minutes, 1440),
        ("volunteers", volunteers, 1000),
    ):
        if not 1 <= value <= most:
            raise Invalid(
                "exchange.report_number", _("Write a number from 1 to %(most)d.") % {"most": most}, field=name
            )
    now = timezone.now()
    move_order(
        order,
        OrderState.DONE,
        actor=actor,
        done_at=now,
        rate_until=due(LimitedStep.RATE, order.need.category, now),
    )
    report = Report.objects.create(
        order=order,
        text=text.strip(),
        people_served=people_served,
        minutes=minutes,
        volunteers=volunteers,
        reported_by=actor,
        at=now,
    )
    move_need(order.need, NeedState.SERVED, actor=actor)
    return report
