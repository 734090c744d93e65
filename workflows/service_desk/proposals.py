"""Batch dispatch as it is shown: which batches, their lines with reasons, and what found no team."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from common.access import Reader, readable
from exchange.batch import reasons_of
from exchange.batch.reading import waiting_below
from exchange.enums import LineState, OrderState, ProposalState
from exchange.models import Order, Proposal, ProposalLine
from exchange.reasons import Reason
from exchange.rules import DECIDE_PROPOSAL
from exchange.services.dispatch import DISPATCHES
from exchange.suggesting import cells_of, word_of
from organisations.models import Unit
from organisations.selectors import units_on
from workflows.service_desk.access import under
from workflows.service_desk.entering import UnitField

# What is shown of that which found no team: the board has all of it.
MOST_UNPLACED = 12


class MakeForm(forms.Form):
    """For which unit with all below it: the own ones and those right below."""

    unit = UnitField(Unit.objects.none(), label=_("For which unit, with all below it"), empty_label=None)

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paths = reader.paths(DISPATCHES)
        deepest = min((len(path) for path in paths), default=0) // Unit.steplen + 1
        field = self.fields["unit"]
        assert isinstance(field, UnitField)  # noqa: S101 - for the type checker
        field.queryset = units_on().filter(under(paths, "path"), depth__lte=deepest)


@dataclass(frozen=True)
class Line:
    """One order with its team. `gone`: somebody has sent it elsewhere since."""

    line: ProposalLine
    reasons: tuple[Reason, ...]
    cells: int
    word: str
    gone: bool

    @property
    def known(self) -> list[Reason]:
        return [each for each in self.reasons if each.sign != "0"]

    @property
    def is_open(self) -> bool:
        return self.line.state == LineState.PROPOSED


def line_shown(line: ProposalLine) -> Line:
    gone = line.state == LineState.PROPOSED and line.order.state != OrderState.WAITING
    return Line(line, reasons_of(line), cells_of(line.points), word_of(line.points), gone)


def proposals_of(reader: Reader) -> QuerySet[Proposal]:
    found: QuerySet[Proposal] = readable(Proposal.objects.select_related("unit", "made_by", "decided_by"), reader)
    return found.order_by("-pk")


def lines_of(proposal: Proposal) -> QuerySet[ProposalLine]:
    """With all that a line shows; the most urgent first, as they were worked out."""
    related = ("order__need__unit", "order__need__category", "team__unit", "first_team")
    found: QuerySet[ProposalLine] = proposal.lines.select_related(*related).order_by("pk")
    return found


def counts_of(proposal: Proposal) -> dict[str, int]:
    """How many lines of each state."""
    rows = proposal.lines.order_by().values_list("state").annotate(many=Count("pk"))
    return dict.fromkeys(LineState.values, 0) | dict(rows)


def without_team(proposal: Proposal) -> list[Order]:
    """What waits at the unit and below, and is in no line: a few of them, the most urgent first."""
    if proposal.state != ProposalState.OPEN:
        return []
    return list(waiting_below(proposal.unit).exclude(proposal_lines__proposal=proposal)[:MOST_UNPLACED])


def may_decide(proposal: Proposal, reader: Reader) -> bool:
    return proposal.state == ProposalState.OPEN and DECIDE_PROPOSAL.check(reader, proposal)
