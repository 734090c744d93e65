"""A batch changed by hand, or dropped. Whoever dispatches at its unit or above may."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import audit
from common.errors import Conflict
from exchange.batch.proposing import reasons_as_data
from exchange.enums import LineState, ProposalState
from exchange.models import Order, Proposal, ProposalLine
from exchange.selectors import slot_of
from exchange.services.dispatch import DISPATCHES
from exchange.services.rights import require_role
from exchange.suggesting import Field, Suggestion, fit, suggest
from volunteers.models import Team


def _locked_line(line: ProposalLine, actor: Any) -> ProposalLine:
    """The line as it is now, held, by somebody who may still change it."""
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("unit").get(pk=line.proposal_id)
    require_role(actor, DISPATCHES, proposal.unit)
    found = ProposalLine.objects.select_for_update(of=("self",)).select_related("team").get(pk=line.pk)
    found.proposal = proposal
    if proposal.state != ProposalState.OPEN or found.state != LineState.PROPOSED:
        raise decided()
    return found


def decided() -> Conflict:
    return Conflict("exchange.proposal_decided", _("This has been decided already. Work out a new batch."))


def _known_beside(line: ProposalLine) -> tuple[Order, Field]:
    """The order of a line, and the teams with everything else that the batch gives them."""
    order = Order.objects.select_related("need__unit", "need__category").get(pk=line.order_id)
    known = Field.read([order])
    others = ProposalLine.objects.filter(proposal=line.proposal_id, state=LineState.PROPOSED).exclude(pk=line.pk)
    for other in others.select_related("order__need"):
        known.load[other.team_id] += 1
        start, end = slot_of(other.order.need)
        if start is not None and end is not None:
            known.busy.setdefault(other.team_id, []).append((start, end))
    return order, known


def line_suggestions(line: ProposalLine, *, most: int = 8) -> list[Suggestion]:
    """The teams that fit the order of a line beside all the other lines, best first. Nine queries."""
    order, known = _known_beside(line)
    return suggest(order, known, most=most)


@transaction.atomic
def proposal_line_drop(*, line: ProposalLine, actor: Any) -> ProposalLine:
    """Takes an order out of the batch: it stays waiting for dispatch."""
    line = _locked_line(line, actor)
    line.state = LineState.TAKEN_OUT
    line.save(update_fields=["state"])
    audit.record("exchange.proposal_line_dropped", line.proposal, actor=actor, unit_path=line.proposal.unit.path,
                 order=line.order_id)  # fmt: skip
    return line


@transaction.atomic
def proposal_line_change(*, line: ProposalLine, team: Team, actor: Any) -> ProposalLine:
    """Gives an order of the batch to another of the teams that are suggested for it.

    Raises Conflict for a team that does not do it, has refused it, or has something else at that hour.
    """
    line = _locked_line(line, actor)
    order, known = _known_beside(line)
    chosen = next((each for each in known.teams if each.pk == team.pk), None)
    suggestion = fit(order, chosen, known) if chosen is not None else None
    if suggestion is None:
        raise Conflict(
            "exchange.team_does_not_fit",
            _("This team cannot take this order: choose one of those suggested."),
            field="team",
        )
    if suggestion.team.pk != line.team_id:
        line.first_team, line.team = line.first_team or line.team, suggestion.team
    line.points, line.reasons = suggestion.points, reasons_as_data(suggestion)
    line.save(update_fields=["first_team", "team", "points", "reasons"])
    audit.record("exchange.proposal_line_changed", line.proposal, actor=actor, unit_path=line.proposal.unit.path,
                 order=line.order_id, team=line.team_id)  # fmt: skip
    return line


@transaction.atomic
def proposal_drop(*, proposal: Proposal, actor: Any) -> Proposal:
    """Drops what has not been sent of a batch: the orders stay waiting for dispatch."""
    proposal = locked_proposal(proposal, actor)
    if proposal.state != ProposalState.OPEN:
        raise decided()
    proposal.lines.filter(state=LineState.PROPOSED).update(state=LineState.TAKEN_OUT)
    close(proposal, ProposalState.DROPPED, actor)
    return proposal


def locked_proposal(proposal: Proposal, actor: Any) -> Proposal:
    found = Proposal.objects.select_for_update(of=("self",)).select_related("unit").get(pk=proposal.pk)
    require_role(actor, DISPATCHES, found.unit)
    return found


def close(proposal: Proposal, state: ProposalState, actor: Any) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, actor, timezone.now()
    proposal.sent = proposal.lines.filter(state=LineState.SENT).count()
    proposal.failed = proposal.lines.filter(state=LineState.FAILED).count()
    proposal.save(update_fields=["state", "decided_by", "decided_at", "sent", "failed", "changed"])
    audit.record(f"exchange.proposal_{state}", proposal, actor=actor, unit_path=proposal.unit.path,
                 sent=proposal.sent, failed=proposal.failed)  # fmt: skip
