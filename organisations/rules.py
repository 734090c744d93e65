"""Who may read and who may govern units, posts and venues."""

from common.access import InScope, Named, Public, Rule
from organisations.enums import Role

STAFF_ROLES = tuple(Role)

# Units, venues and pairings are on the public site.
OPEN: Rule = Public()

READ_POST: Rule = InScope(*STAFF_ROLES) | Named("person_id")
READ_DELEGATION: Rule = (
    InScope(Role.ADMINISTRATOR, lookup="post__unit__path") | Named("post__person_id") | Named("substitute_id")
)
READ_USER: Rule = InScope(Role.ADMINISTRATOR, lookup="posts__unit__path") | Named("pk")

GOVERN_UNIT: Rule = InScope(Role.ADMINISTRATOR, lookup="path")
GOVERN_POST: Rule = InScope(Role.ADMINISTRATOR)
# The holder may say who acts in the holder's absence.
GOVERN_DELEGATION: Rule = InScope(Role.ADMINISTRATOR, lookup="post__unit__path") | Named("post__person_id")
GOVERN_PAIRING: Rule = InScope(Role.ADMINISTRATOR) | InScope(Role.ADMINISTRATOR, lookup="partner__path")
GOVERN_VENUE: Rule = InScope(Role.ADMINISTRATOR, Role.EDITOR, lookup="owner__path")
