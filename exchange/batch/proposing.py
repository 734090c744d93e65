"""A batch worked out: each waiting order with the team that is best for all of them together."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common import audit
from common.errors import Invalid
from exchange.batch import matrix, solving
from exchange.batch.reading import MOST_ORDERS, waiting_below
from exchange.models import Order, Proposal, ProposalLine
from exchange.reasons import Reason
from exchange.services.dispatch import DISPATCHES
from exchange.services.rights import require_role
from exchange.suggesting import Field, Suggestion, fit
from organisations.models import Unit


@transaction.atomic
def proposal_make(*, unit: Unit, actor: Any) -> Proposal:
    """Works out a team for each order that waits at the unit and below. Sends nothing.

    Raises NotAllowed for whoever does not dispatch there, Invalid where nothing waits. Twelve queries on a
    server that takes all rows at once, whatever waits.
    """
    acting = require_role(actor, DISPATCHES, unit)
    orders = list(waiting_below(unit)[:MOST_ORDERS])
    if not orders:
        raise Invalid("exchange.nothing_waits", _("No order waits for dispatch here."), field="unit")
    known = Field.read(orders)
    found = matrix.build(orders, known)
    solution = solving.solve(found.problem)
    proposal = Proposal.objects.create(
        unit=unit,
        made_by=actor,
        considered=len(orders),
        placed=solution.placed,
        placed_bound=solution.placed_bound,
        points=solution.points,
        points_bound=solution.points_bound,
    )
    ProposalLine.objects.bulk_create(_lines(proposal, orders, known, found.problem, solution), batch_size=5000)
    audit.record(
        "exchange.proposal_made",
        proposal,
        actor=actor,
        on_behalf_of=acting.on_behalf_of,
        unit_path=unit.path,
        considered=proposal.considered,
        placed=proposal.placed,
    )
    return proposal


def _lines(
    proposal: Proposal, orders: Sequence[Order], known: Field, problem: solving.Problem, solution: solving.Solution
) -> list[ProposalLine]:
    """The solution with its reasons; each line of a team counts those before it as running."""
    lines = []
    for order, pair in zip(orders, solution.pairs.tolist(), strict=True):
        if pair < 0:
            continue
        team = known.teams[problem.columns[pair]]
        suggestion = fit(order, team, known)
        if suggestion is None:
            raise AssertionError("The matrix allows what a suggestion does not.")
        known.load[team.pk] += 1
        lines.append(
            ProposalLine(
                proposal=proposal,
                order=order,
                team=team,
                points=suggestion.points,
                reasons=reasons_as_data(suggestion),
            )
        )
    return lines


def reasons_as_data(suggestion: Suggestion) -> list[dict[str, Any]]:
    return [{"code": each.code, "sign": each.sign, "said": each.said} for each in suggestion.reasons]


def reasons_of(line: ProposalLine) -> tuple[Reason, ...]:
    """The reasons of a line in the reader's language, in the order in which they weigh."""
    return tuple(Reason(each["code"], each["sign"], each["said"]) for each in line.reasons)
