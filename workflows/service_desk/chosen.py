"""The order in hand on the dispatch board: its facts, the teams that fit it, and those that were looked for."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from common.access import Reader
from exchange.board import FREE_STATES
from exchange.enums import MOST_REFUSALS, LimitedStep, OrderState
from exchange.models import Order, Refusal
from exchange.reasons import Reason
from exchange.services.limits import dues
from exchange.suggesting import Field, Suggestion, fit, obstacles, suggest
from volunteers.models import Team
from workflows.desk.due import moment_words
from workflows.service_desk.access import similar_of_staff
from workflows.service_desk.actions import recallable
from workflows.service_desk.board_forms import AssignForm, WhyForm

MOST_FOUND = 8


@dataclass(frozen=True)
class Candidate:
    """A team as it is shown. `fit` is None where it is not suggested: `against` says why."""

    team: Team
    number: int
    fit: Suggestion | None
    against: tuple[Reason, ...]
    form: forms.Form | None
    # Sent before, and said no: asked once more only with a reason.
    refused: bool

    @property
    def reasons(self) -> list[Reason]:
        return [each for each in self.fit.reasons if each.sign != "0"] if self.fit else []

    @property
    def unknown(self) -> str:
        return "、".join(each.text for each in self.fit.reasons if each.sign == "0") if self.fit else ""


class Teams:
    """The teams for one order. `sent`: the form of a team that was refused a moment ago, kept as it was typed."""

    def __init__(self, order: Order, search: str, sent: AssignForm | None) -> None:
        self.order, self.search, self.sent = order, search, sent
        self.known = Field.read([order])

    def suggested(self) -> list[Candidate]:
        return [
            self._candidate(each.team, each, number) for number, each in enumerate(suggest(self.order, self.known), 1)
        ]

    def found(self, suggested: list[Candidate]) -> tuple[list[Candidate], int]:
        """The active teams whose name or unit holds the words, those that fit first; and how many there are."""
        words = self.search.casefold()
        asked = str(self.sent.about()) if self.sent is not None else ""
        shown = {each.team.pk for each in suggested}
        hits = [
            (self.order_fit(team), team)
            for team in self.known.teams
            if (words and words in f"{team.name} {team.unit.name} {team.unit.short_name}".casefold())
            or (str(team.pk) == asked and team.pk not in shown)
        ]
        hits.sort(key=lambda hit: (str(hit[1].pk) != asked, -(hit[0].points if hit[0] else -1), hit[1].pk))
        return [self._candidate(team, fits, 0) for fits, team in hits[:MOST_FOUND]], len(hits)

    def order_fit(self, team: Team) -> Suggestion | None:
        return fit(self.order, team, self.known)

    def _candidate(self, team: Team, fits: Suggestion | None, number: int) -> Candidate:
        refused = (self.order.pk, team.pk) in self.known.refused
        sent = self.sent if self.sent is not None and str(self.sent.about()) == str(team.pk) else None
        asks = number == 0 or refused
        form = sent or (AssignForm(initial={"team": team.pk}, auto_id=f"team{team.pk}_%s") if asks else None)
        return Candidate(team, number, fits, () if fits else obstacles(self.order, team, self.known), form, refused)


def chosen_context(
    order: Order, reader: Reader, *, search: str = "", bound: dict[str, forms.Form] | None = None
) -> dict[str, Any]:
    """All that the middle and the right of the board show; `bound`: forms by their verb that were refused."""
    bound, need = bound or {}, order.need
    is_free = order.state in FREE_STATES
    sent = bound.get("assign")
    context: dict[str, Any] = {
        "order": order,
        "need": need,
        "is_free": is_free,
        "refusals": _refusals(order),
        "binding": order.refusals_count >= MOST_REFUSALS,
        "similar": similar_of_staff(need, reader),
        "pool": (bound.get("pool") or WhyForm(auto_id="pool_%s")) if order.state == OrderState.WAITING else None,
        "recall": (bound.get("recall") or WhyForm(auto_id="recall_%s")) if may_recall(order) else None,
        "opened": set(bound),
        "hops": [] if is_free else list(order.changes.select_related("actor", "team").order_by("-at", "-pk")),
        "search": search,
    }
    return context | (_teams(order, search, sent if isinstance(sent, AssignForm) else None) if is_free else {})


def may_recall(order: Order) -> bool:
    """From the team that has it, or out of the pool."""
    return order.state == OrderState.POOLED or recallable(order)


def _refusals(order: Order) -> list[Refusal]:
    return list(order.refusals.select_related("team")) if order.refusals_count else []


def _teams(order: Order, search: str, sent: AssignForm | None) -> dict[str, Any]:
    teams, now = Teams(order, search, sent), timezone.now()
    suggested = teams.suggested()
    found, many = teams.found(suggested)
    until = dues([LimitedStep.ANSWER, LimitedStep.SERVE], order.need.category, now)
    return {
        "suggested": suggested,
        "found": found,
        "found_many": many,
        "answer_due": moment_words(until[LimitedStep.ANSWER], now),
        "serve_due": moment_words(order.due_at or until[LimitedStep.SERVE], now),
        "found_words": _("%(count)d teams") % {"count": many},
    }
