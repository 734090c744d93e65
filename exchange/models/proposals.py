"""A batch of orders with the teams that were worked out for them, before anybody has sent anything."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import BaseModel
from exchange.enums import LineState, ProposalState
from exchange.models.orders import Order
from organisations.models import Unit
from volunteers.models import Team


class Proposal(BaseModel):
    """Who had it worked out, for which unit with all below it, and how good it is.

    `considered` orders waited; `placed` of them found a team, `placed_bound` is how many could have at most.
    `points` and `points_bound` say the same of how well they fit: equal numbers mean that nothing better exists.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    state = models.CharField(_("state"), max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    considered = models.PositiveIntegerField(_("orders"), default=0)
    placed = models.PositiveIntegerField(_("with a team"), default=0)
    placed_bound = models.PositiveIntegerField(default=0)
    points = models.PositiveIntegerField(default=0)
    points_bound = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(_("sent"), default=0)
    failed = models.PositiveIntegerField(_("could not be sent"), default=0)

    class Meta:
        verbose_name = _("batch dispatch")
        verbose_name_plural = _("batch dispatches")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="proposal_decided_by_somebody",
                condition=Q(state=ProposalState.OPEN, decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state=ProposalState.OPEN) & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.created:%Y-%m-%d %H:%M}"

    @property
    def unplaced(self) -> int:
        return self.considered - self.placed

    @property
    def optimal(self) -> bool:
        """Whether nothing better was possible when it was made; False says only that it is not proven."""
        return (self.placed, self.points) == (self.placed_bound, self.points_bound)


class ProposalLine(models.Model):
    """One order and its team. `reasons` are those of a suggestion as data: code, sign, numbers."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="lines")
    order = models.ForeignKey(Order, models.PROTECT, verbose_name=_("order"), related_name="proposal_lines")
    team = models.ForeignKey(Team, models.PROTECT, verbose_name=_("team"), related_name="+")
    # The team that was worked out, where a person chose another one.
    first_team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    points = models.PositiveSmallIntegerField(default=0)
    reasons = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=10, choices=LineState, default=LineState.PROPOSED)
    why = models.CharField(_("why not"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("line of a batch dispatch")
        verbose_name_plural = _("lines of a batch dispatch")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "order"], name="proposed_once"),
            models.CheckConstraint(
                name="failed_line_says_why", condition=~Q(state=LineState.FAILED) | ~Q(why=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.order} → {self.team}"
