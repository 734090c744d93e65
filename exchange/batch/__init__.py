"""Many waiting orders to many teams at once: proposed by the computer, sent by a person.

`matrix` reads what is waiting and gives each order with each team the points of `suggesting`; `solving` finds
the best assignment; `proposing` keeps it as rows, `deciding` lets a dispatcher change or drop them, `sending`
sends what is confirmed.
"""

from exchange.batch.deciding import line_suggestions, proposal_drop, proposal_line_change, proposal_line_drop
from exchange.batch.proposing import proposal_make, reasons_of
from exchange.batch.sending import Confirmed, proposal_confirm

__all__ = [
    "Confirmed",
    "line_suggestions",
    "proposal_confirm",
    "proposal_drop",
    "proposal_line_change",
    "proposal_line_drop",
    "proposal_make",
    "reasons_of",
]
