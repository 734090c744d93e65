"""Who and what a team goes with: its members, and the vehicles of its unit."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import audit, outbox
from common.errors import Conflict, Invalid, NotAllowed
from organisations.models import Dated, Unit
from organisations.selectors import reader_for, today
from volunteers import events
from volunteers.enums import TeamState
from volunteers.models import Team, TeamMember, Vehicle
from volunteers.rules import GOVERN_TEAM, KEEP_MEMBERS
from volunteers.services.teams import NAME_LENGTH, locked


@transaction.atomic
def member_add(*, actor: Any, team: Team, name: str, user: Any = None) -> TeamMember:
    """Adds a person, with or without an account, to a team: by its captain, a deputy or staff of the unit."""
    team = locked(team)
    _require_keeper(actor, team)
    if team.state in (TeamState.ENDED, TeamState.REFUSED):
        raise Conflict(
            "volunteers.moved_on", _("This team is “%(state)s” by now.") % {"state": team.get_state_display()}
        )
    _check_name("volunteers.member_name", name, _("Write the name of the person."))
    if user is not None and team.members.filter(Dated.on(today()), user=user).exists():
        raise Conflict("volunteers.member_twice", _("This person is in the team already."), field="user")
    member = TeamMember.objects.create(team=team, name=name.strip(), user=user, valid_from=timezone.localdate())
    audit.record("volunteers.member_added", team, actor=actor, unit_path=team.unit.path, member=member.pk)
    outbox.publish(events.team_changed(team))
    return member


@transaction.atomic
def member_end(*, actor: Any, team: Team, member: TeamMember) -> TeamMember:
    """The person leaves the team today and is planned no more; what was done stays on record.

    Raises Conflict for the captain: the team is handed over first.
    """
    team = locked(team)
    _require_keeper(actor, team)
    member = team.members.select_for_update().get(pk=member.pk)
    if member.user_id is not None and member.user_id == team.captain_id:
        raise Conflict("volunteers.captain_stays", _("The captain cannot leave: hand the team over first."))
    yesterday = today() - dt.timedelta(days=1)
    member.valid_to = max(yesterday, member.valid_from - dt.timedelta(days=1))
    member.save(update_fields=["valid_to"])
    if member.user_id is not None:
        team.deputies.remove(member.user_id)
    audit.record("volunteers.member_ended", team, actor=actor, unit_path=team.unit.path, member=member.pk)
    outbox.publish(events.team_changed(team))
    return member


@transaction.atomic
def vehicle_save(
    *, actor: Any, unit: Unit, name: str, is_active: bool = True, vehicle: Vehicle | None = None
) -> Vehicle:
    """A vehicle of a unit, new or changed: by whoever administers or dispatches for the unit or above."""
    held = unit if vehicle is None else vehicle.unit
    for each in (unit, held):
        if actor is None or not GOVERN_TEAM.check(reader_for(actor), Team(unit=each)):
            raise NotAllowed("volunteers.not_your_unit", _("Only staff of the unit may do this."))
    _check_name("volunteers.vehicle_name", name, _("Write what the vehicle is called, or its number."))
    saved = vehicle or Vehicle()
    saved.unit, saved.name, saved.is_active = unit, name.strip(), is_active
    saved.save()
    audit.record("volunteers.vehicle_saved", saved, actor=actor, unit_path=unit.path, active=is_active)
    return saved


def _require_keeper(actor: Any, team: Team) -> None:
    if actor is None or not KEEP_MEMBERS.check(reader_for(actor), team):
        raise NotAllowed("volunteers.not_your_team", _("Only the captain, a deputy or staff of the unit may do this."))


def _check_name(code: str, name: str, missing: str) -> None:
    if not name.strip():
        raise Invalid(code, missing, field="name")
    if len(name.strip()) > NAME_LENGTH:
        raise Invalid(code, _("Write %(longest)d characters at most.") % {"longest": NAME_LENGTH}, field="name")
