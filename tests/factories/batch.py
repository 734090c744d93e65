"""Batches of orders, for the test that the renderings of every rule agree."""

from exchange.models import Proposal, ProposalLine
from tests.factories.common import makes_rows
from tests.factories.exchange import ServiceCounty


@makes_rows(Proposal)
def proposal_rows() -> list[Proposal]:
    county = ServiceCounty()
    return [Proposal.objects.create(unit=unit, made_by=county.dispatcher) for unit in (county.town, county.other_town)]


@makes_rows(ProposalLine)
def line_rows() -> list[ProposalLine]:
    county = ServiceCounty()
    order = county.opened()
    proposals = [
        Proposal.objects.create(unit=unit, made_by=county.dispatcher) for unit in (county.town, county.other_town)
    ]
    return [ProposalLine.objects.create(proposal=each, order=order, team=county.team) for each in proposals]
