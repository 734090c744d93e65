"""Who may see teams, and who may say something about them."""

from common.access import FieldIn, InScope, Named, Rule
from organisations.enums import SERVICE_ROLES, Role
from volunteers.enums import TeamState

STAFF = (*SERVICE_ROLES, Role.ADMINISTRATOR, Role.AUDITOR)

LEADS_TEAM: Rule = Named("captain_id") | Named("deputies__pk")
READ_TEAM: Rule = FieldIn("state", TeamState.ACTIVE) | InScope(*STAFF) | LEADS_TEAM
READ_MEMBER: Rule = (
    InScope(*STAFF, lookup="team__unit__path")
    | Named("team__captain_id")
    | Named("team__deputies__pk")
    | Named("user_id")
)
READ_VEHICLE: Rule = InScope(*STAFF)
# Whoever administers a unit or dispatches for it keeps its teams; a captain keeps the own members.
GOVERN_TEAM: Rule = InScope(Role.ADMINISTRATOR, Role.DISPATCHER)
KEEP_MEMBERS: Rule = GOVERN_TEAM | LEADS_TEAM
