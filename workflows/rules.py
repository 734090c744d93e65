"""Who may see a work item: its own people, and those who review or answer for its unit or one above."""

from common.access import InScope, Named, Rule
from organisations.enums import REVIEW_ROLES, Role

ITEM_RULE: Rule = (
    InScope(*REVIEW_ROLES, Role.DIRECTOR, Role.ADMINISTRATOR, Role.AUDITOR) | Named("owner_id") | Named("sender_id")
)
# What is stuck is mended by whoever administers the unit.
REPAIR_RULE: Rule = InScope(Role.ADMINISTRATOR)
