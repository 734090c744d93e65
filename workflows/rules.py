"""Who may see a work item: its own people, and those who review or answer for its unit or one above."""

from common.access import InScope, Named, Rule
from organisations.enums import REVIEW_ROLES, SERVICE_ROLES, Role

# Who finds work in a queue: at the unit where the role is held, and what was passed up to it.
QUEUE_ROLES = (*REVIEW_ROLES, Role.PANELLIST, Role.DISPATCHER)

ITEM_RULE: Rule = (
    InScope(*REVIEW_ROLES, *SERVICE_ROLES, Role.ADMINISTRATOR, Role.AUDITOR)
    | Named("owner_id")
    | Named("sender_id")
    | Named("team__captain_id")
    | Named("team__deputies__pk")
)
# What is stuck is mended by whoever administers the unit.
REPAIR_RULE: Rule = InScope(Role.ADMINISTRATOR)
