"""A batch confirmed: each line sent in a transaction of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import Conflict, LinliError
from exchange.batch.deciding import close, decided, locked_proposal
from exchange.enums import LineState, OrderState, ProposalState
from exchange.models import Proposal, ProposalLine
from exchange.services.dispatch import order_assign
from exchange.services.moves import locked_order

Send = Callable[..., Any]


@dataclass(frozen=True)
class Confirmed:
    """What this call did: the lines that were sent, those that could not be (each says why), how many are left."""

    sent: tuple[ProposalLine, ...]
    failed: tuple[ProposalLine, ...]
    left: int


def proposal_confirm(
    *, proposal: Proposal, actor: Any, send: Send = order_assign, most: int | None = None
) -> Confirmed:  # fmt: skip
    """Sends the lines of a batch, each in a transaction of its own, with all the checks of `send`.

    `send` takes `order`, `team`, `actor` and `reason`; whoever runs flows passes the step of the flow. What
    cannot be sent stays waiting and says why. Repeat-safe: a line that was sent or failed is not tried again, so
    that after a crash, or with `most` for a page of lines, the same call goes on where it stood.
    """
    with transaction.atomic():
        proposal = locked_proposal(proposal, actor)
        if proposal.state == ProposalState.DROPPED:
            raise decided()
    todo = proposal.lines.filter(state=LineState.PROPOSED)
    done = [line for pk in list(todo.values_list("pk", flat=True)[:most]) if (line := _send_line(pk, actor, send))]
    with transaction.atomic():
        proposal = locked_proposal(proposal, actor)
        left = todo.count()
        if not left and proposal.state == ProposalState.OPEN:
            close(proposal, ProposalState.CONFIRMED, actor)
    return Confirmed(
        tuple(line for line in done if line.state == LineState.SENT),
        tuple(line for line in done if line.state == LineState.FAILED),
        left,
    )


@transaction.atomic
def _send_line(pk: int, actor: Any, send: Send) -> ProposalLine | None:
    """Sends one line and writes down what became of it, both or neither; None where somebody was faster."""
    line = ProposalLine.objects.select_for_update(of=("self",)).select_related("order__need", "team").get(pk=pk)
    if line.state != LineState.PROPOSED:
        return None
    try:
        with transaction.atomic():
            order = locked_order(line.order)
            if order.state != OrderState.WAITING:
                raise Conflict(
                    "exchange.moved_on",
                    _("This is “%(state)s” by now: somebody was faster. Look again, then decide.")
                    % {"state": order.get_state_display()},
                )
            send(order=line.order, team=line.team, actor=actor, reason="")
        line.state = LineState.SENT
    except LinliError as problem:
        line.state, line.why = LineState.FAILED, str(problem)[:300] or problem.code
    line.save(update_fields=["state", "why"])
    return line
