"""Teams: registered by a captain or staff, admitted by the unit above, suspended and ended with a reason."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import audit, outbox
from common.errors import Conflict, Invalid, NotAllowed
from organisations.models import Dated, Unit
from organisations.selectors import reader_for, today
from volunteers import events
from volunteers.enums import TeamKind, TeamState
from volunteers.models import Team, TeamChange, TeamMember
from volunteers.rules import GOVERN_TEAM, KEEP_MEMBERS

NAME_LENGTH = 40  # of a member
REASON_LENGTH = 300


def _require_above(actor: Any, team: Team) -> None:
    """Whoever administers or dispatches for the unit above the team's own; at the centre, for the centre."""
    unit = team.unit if team.unit.is_root() else team.unit.get_parent(update=True)
    if actor is None or not GOVERN_TEAM.check(reader_for(actor), Team(unit=unit)):
        raise NotAllowed("volunteers.unit_above", _("The unit above decides on this team."))


def locked(team: Team) -> Team:
    return Team.objects.select_for_update(of=("self",)).select_related("unit").get(pk=team.pk)


def _move(team: Team, to: TeamState, *, actor: Any, reason: str = "") -> Team:
    if not team.may_become(to):
        raise Conflict(
            "volunteers.moved_on", _("This team is “%(state)s” by now.") % {"state": team.get_state_display()}
        )
    before, team.state = team.state, to
    team.save(update_fields=["state", "changed"])
    TeamChange.objects.create(team=team, from_state=before, to_state=to, actor=actor, reason=reason)
    audit.record(f"volunteers.team_{to}", team, actor=actor, unit_path=team.unit.path, before=before, reason=reason)
    outbox.publish(events.team_changed(team))
    return team


def _check_place(unit: Unit, parent: Team | None) -> None:
    if not unit.holds_on(today()):
        raise Conflict("volunteers.unit_ended", _("This unit is not in use. Choose one that is."), field="unit")
    if parent is not None and parent.state in (TeamState.ENDED, TeamState.REFUSED):
        raise Conflict(
            "volunteers.parent_ended", _("The team above is not at work. Choose another, or none."), field="parent"
        )


def _check_lengths(**texts: str) -> None:
    """What a column cannot hold is said before it is stored: SQLite would take it."""
    for field, text in texts.items():
        column: Any = Team._meta.get_field(field)
        longest = column.max_length
        if len(text) > longest:
            message = _("Write %(longest)d characters at most.") % {"longest": longest}
            raise Invalid(f"volunteers.{field}", message, field=field)


@transaction.atomic
def team_register(
    *,
    actor: Any,
    name: str,
    unit: Unit,
    captain: Any,
    kind: TeamKind | str = TeamKind.SOCIAL,
    parent: Team | None = None,
    areas: Iterable[Unit] = (),
    weekly_capacity: int = 3,
    phone: str = "",
    description: str = "",
) -> Team:
    """Registers a team for review, by its captain or staff of the unit. Nothing is sent to it before it is active."""
    team = Team(unit=unit)
    if actor is None or (actor.pk != captain.pk and not GOVERN_TEAM.check(reader_for(actor), team)):
        raise NotAllowed("volunteers.not_yours", _("Only the captain or staff of the unit can register this team."))
    if not captain.is_active:
        raise Invalid("volunteers.captain", _("The captain needs an active account."), field="captain")
    _check_place(unit, parent)
    name, phone, description = name.strip(), phone.strip(), description.strip()
    if len(name) < 2:
        raise Invalid("volunteers.name", _("Write the name of the team."), field="name")
    _check_lengths(name=name, phone=phone, description=description)
    if kind not in TeamKind.values:
        raise Invalid("volunteers.kind", _("Choose the kind of team from the list."), field="kind")
    if not 1 <= weekly_capacity <= 200:
        raise Invalid("volunteers.capacity", _("Write a number from 1 to 200."), field="weekly_capacity")
    try:
        with transaction.atomic():
            team = Team.objects.create(
                name=name,
                unit=unit,
                captain=captain,
                kind=kind,
                parent=parent,
                weekly_capacity=weekly_capacity,
                phone=phone,
                description=description,
            )
    except IntegrityError as problem:
        raise Invalid(
            "volunteers.name_taken", _("This unit has a team of this name already. Choose another name."), field="name"
        ) from problem
    team.areas.set(areas)
    TeamMember.objects.create(
        team=team, name=captain.get_full_name()[:NAME_LENGTH], user=captain, valid_from=timezone.localdate()
    )
    TeamChange.objects.create(team=team, to_state=team.state, actor=actor)
    audit.record("volunteers.team_registered", team, actor=actor, unit_path=unit.path)
    outbox.publish(events.team_changed(team))
    return team


@transaction.atomic
def team_change(
    *,
    actor: Any,
    team: Team,
    areas: Iterable[Unit],
    weekly_capacity: int,
    phone: str = "",
    description: str = "",
    deputies: Iterable[Any] | None = None,
) -> Team:
    """What a team can do and where, by its captain, a deputy or staff; `deputies` None leaves them as they are.

    Deputies are members with an account. Only the captain and staff name them.
    """
    team = locked(team)
    reader = reader_for(actor) if actor is not None else None
    if reader is None or not KEEP_MEMBERS.check(reader, team):
        raise NotAllowed("volunteers.not_your_team", _("Only the captain, a deputy or staff of the unit may do this."))
    phone, description = phone.strip(), description.strip()
    _check_lengths(phone=phone, description=description)
    if not 1 <= weekly_capacity <= 200:
        raise Invalid("volunteers.capacity", _("Write a number from 1 to 200."), field="weekly_capacity")
    team.weekly_capacity, team.phone, team.description = weekly_capacity, phone, description
    team.save(update_fields=["weekly_capacity", "phone", "description", "changed"])
    team.areas.set(areas)
    if deputies is not None:
        _set_deputies(actor, team, list(deputies))
    audit.record("volunteers.team_changed", team, actor=actor, unit_path=team.unit.path, capacity=weekly_capacity)
    outbox.publish(events.team_changed(team))
    return team


def _set_deputies(actor: Any, team: Team, deputies: list[Any]) -> None:
    if {each.pk for each in deputies} == set(team.deputies.values_list("pk", flat=True)):
        return
    if actor.pk != team.captain_id and not GOVERN_TEAM.check(reader_for(actor), team):
        raise NotAllowed("volunteers.deputies", _("Only the captain or staff of the unit names deputies."))
    members = set(team.members.filter(Dated.on(today()), user__is_active=True).values_list("user_id", flat=True))
    if not {each.pk for each in deputies} <= members:
        raise Invalid("volunteers.deputy", _("Choose deputies among the members with an account."), field="deputies")
    team.deputies.set(deputies)


@transaction.atomic
def team_admit(*, actor: Any, team: Team) -> Team:
    """The unit above admits a team: from now on it is suggested and shown."""
    team = locked(team)
    _require_above(actor, team)
    return _move(team, TeamState.ACTIVE, actor=actor)


@transaction.atomic
def team_stop(*, actor: Any, team: Team, to: TeamState, reason: str) -> Team:
    """Not admitted, suspended or ended: by the unit above, with a reason."""
    team = locked(team)
    _require_above(actor, team)
    if to == TeamState.ACTIVE or not reason.strip():
        raise Invalid("volunteers.reason_needed", _("Say in a sentence why."), field="reason")
    if len(reason.strip()) > REASON_LENGTH:
        message = _("Write %(longest)d characters at most.") % {"longest": REASON_LENGTH}
        raise Invalid("volunteers.reason_length", message, field="reason")
    return _move(team, to, actor=actor, reason=reason.strip())
