"""Who may see needs and orders, and who may read what is personal in them."""

from common.access import FieldIn, InScope, Named, Public, Rule
from exchange.enums import PUBLIC_STATES, ResourceState
from organisations.enums import SERVICE_ROLES, Role

STAFF = (*SERVICE_ROLES, Role.ADMINISTRATOR, Role.AUDITOR)

OPEN: Rule = Public()

# What of needs everybody finds: the public text of those that were accepted.
PUBLIC_NEED: Rule = FieldIn("state", *PUBLIC_STATES)

ASKED_BY: Rule = Named("asker_id")
# The row with everything but what is personal: staff of the unit or above, the asker, and the team that has it.
READ_NEED: Rule = InScope(*STAFF) | ASKED_BY | Named("orders__team__captain_id") | Named("orders__team__deputies__pk")
TEAM_OF_ORDER: Rule = Named("team__captain_id") | Named("team__deputies__pk")
READ_ORDER: Rule = InScope(*STAFF, lookup="need__unit__path") | Named("need__asker_id") | TEAM_OF_ORDER
# Who looks after the orders of a unit and all below it: whoever sends them, and who looks over their shoulders.
WATCHERS = (Role.DISPATCHER, Role.DIRECTOR, Role.AUDITOR)
WATCH_ORDER: Rule = InScope(*WATCHERS, lookup="need__unit__path")
DISPATCH_ORDER: Rule = InScope(Role.DISPATCHER, lookup="need__unit__path")
READ_FOLLOW_UP: Rule = InScope(Role.ASSESSOR, lookup="sample__assessor__path") | InScope(
    Role.DISPATCHER, Role.DIRECTOR, Role.AUDITOR, lookup="sample__ordered_by__path"
)
READ_SAMPLE: Rule = InScope(Role.ASSESSOR, lookup="assessor__path") | InScope(
    Role.DISPATCHER, Role.DIRECTOR, Role.AUDITOR, lookup="ordered_by__path"
)
# Batches of orders with teams: whoever dispatches at the unit or above, and who looks over their shoulders.
READ_PROPOSAL: Rule = InScope(*WATCHERS)
DECIDE_PROPOSAL: Rule = InScope(Role.DISPATCHER)
READ_PROPOSAL_LINE: Rule = InScope(*WATCHERS, lookup="proposal__unit__path")
READ_BATCH: Rule = Named("entered_by_id") | InScope(Role.HELPER, Role.DISPATCHER, Role.ADMINISTRATOR)
# Numbers of a unit with all below it: for those who steer the work or look over it, there or above.
READ_STATISTICS: Rule = InScope(*WATCHERS, lookup="path")
GOVERN_SETUP: Rule = InScope(Role.ADMINISTRATOR, Role.DISPATCHER)

# What is listed everybody finds; the rest is for staff of the unit or above, and of the units that share it.
LISTED_RESOURCE: Rule = FieldIn("state", ResourceState.LISTED)
_OWN_RESOURCE: Rule = InScope(*STAFF) | InScope(*STAFF, lookup="sharing_units__path")
READ_RESOURCE: Rule = LISTED_RESOURCE | _OWN_RESOURCE
# Whom to call: those who ask for it and send it, there or above, or where it is shared.
READ_RESOURCE_CONTACT: Rule = InScope(*SERVICE_ROLES) | InScope(*SERVICE_ROLES, lookup="sharing_units__path")
