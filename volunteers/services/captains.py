"""A team handed to a new captain, with all that it has in hand."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import audit, outbox
from common.errors import Conflict, Invalid, NotAllowed
from organisations.models import Dated
from organisations.selectors import reader_for, today
from volunteers import events
from volunteers.enums import TeamState
from volunteers.models import Team, TeamChange, TeamMember
from volunteers.rules import GOVERN_TEAM
from volunteers.services.teams import NAME_LENGTH, REASON_LENGTH, locked


@transaction.atomic
def team_hand_over(*, actor: Any, team: Team, captain: Any, reason: str) -> Team:
    """Makes somebody else the captain: by the captain, or staff of the unit. Orders and turns stay with the team.

    The new captain becomes a member and is deputy no more; the former one stays a member. Raises NotAllowed for
    everybody else, Invalid at `captain` or `reason`, Conflict for a team that is no more.
    """
    team = locked(team)
    if actor is None or (actor.pk != team.captain_id and not GOVERN_TEAM.check(reader_for(actor), team)):
        raise NotAllowed("volunteers.hand_over", _("Only the captain or staff of the unit hands a team over."))
    if team.state in (TeamState.ENDED, TeamState.REFUSED):
        raise Conflict(
            "volunteers.moved_on", _("This team is “%(state)s” by now.") % {"state": team.get_state_display()}
        )
    _check(team, captain, reason.strip())
    before, team.captain = team.captain_id, captain
    team.save(update_fields=["captain", "changed"])
    team.deputies.remove(captain)
    if not team.members.filter(Dated.on(today()), user=captain).exists():
        TeamMember.objects.create(
            team=team, name=captain.get_full_name()[:NAME_LENGTH], user=captain, valid_from=timezone.localdate()
        )
    TeamChange.objects.create(
        team=team, from_state=team.state, to_state=team.state, actor=actor, reason=reason.strip()
    )  # fmt: skip
    audit.record(
        "volunteers.team_handed_over", team, actor=actor, unit_path=team.unit.path, before=before, captain=captain.pk
    )
    outbox.publish(events.team_changed(team))
    return team


def _check(team: Team, captain: Any, reason: str) -> None:
    if not captain.is_active:
        raise Invalid("volunteers.captain", _("The captain needs an active account."), field="captain")
    if captain.pk == team.captain_id:
        raise Invalid("volunteers.captain_same", _("This person is the captain already."), field="captain")
    if not reason:
        raise Invalid("volunteers.reason_needed", _("Say in a sentence why."), field="reason")
    if len(reason) > REASON_LENGTH:
        message = _("Write %(longest)d characters at most.") % {"longest": REASON_LENGTH}
        raise Invalid("volunteers.reason_length", message, field="reason")
