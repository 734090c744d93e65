"""The question every verb asks first: who may do this to that need or order, and on whose behalf."""

from typing import Any

from django.utils.translation import gettext as _

from common.errors import NotAllowed
from exchange.models import Order
from organisations.enums import Role
from organisations.models import Unit
from organisations.selectors import Acting, acting_for
from volunteers.enums import TeamState
from volunteers.models import Team


def acting_as(actor: Any, roles: tuple[Role, ...], unit: Unit) -> Acting | None:
    """As what the actor holds one of the roles at the unit or above it; None without one."""
    if actor is None or not actor.is_authenticated or not actor.is_active:
        return None
    return next((acting for role in roles if (acting := acting_for(actor, role, unit))), None)


def require_role(actor: Any, roles: tuple[Role, ...], unit: Unit) -> Acting:
    """Raises NotAllowed without one of the roles at the unit or above it."""
    acting = acting_as(actor, roles, unit)
    if acting is None:
        names = "、".join(str(role.label) for role in roles)
        raise NotAllowed(
            "exchange.no_role", _("Only a %(roles)s of this unit or one above may do this.") % {"roles": names}
        )
    return acting


def leads_team(actor: Any, team: Any) -> bool:
    """Whether the actor is captain or deputy of the team."""
    if actor is None or team is None or not actor.is_authenticated or not actor.is_active:
        return False
    return bool(team.captain_id == actor.pk or team.deputies.filter(pk=actor.pk).exists())


def require_team(actor: Any, order: Order) -> Team:
    """The team that has the order. Raises NotAllowed for everybody but its captain and deputies."""
    if order.team is None or not leads_team(actor, order.team):
        raise NotAllowed("exchange.not_your_order", _("Only the captain or a deputy of the team may do this."))
    return order.team


def require_active(team: Any) -> None:
    """Raises NotAllowed for a team that is under review, suspended or ended."""
    if team.state != TeamState.ACTIVE:
        raise NotAllowed("exchange.team_not_active", _("This team takes no orders at present. Choose another one."))
