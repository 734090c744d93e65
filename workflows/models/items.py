"""Whose turn it is, and what was said."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process, Task
from wagtail.models import Page, Revision

from common.models import BaseModel
from exchange.models import Need, Order
from organisations.enums import Role
from organisations.models import Unit
from volunteers.models import Team
from workflows.enums import EVERY_STEP, TEAM_STEPS, UNFINISHED, Decision, ItemState, Stuck


class WorkItem(BaseModel):
    """One human task of a flow, in the shape that every queue reads.

    It names a role at a unit: an item without both is nobody's, and the flow refuses to make one.
    It is about a page or about a need. Where a team is named it is the team's turn, that is its
    captain's and deputies'; role and unit are then whoever must look after the team.
    """

    task = models.OneToOneField(Task, models.PROTECT, related_name="work_item")
    process = models.ForeignKey(Process, models.PROTECT, related_name="work_items")
    page = models.ForeignKey(
        Page, models.SET_NULL, null=True, blank=True, verbose_name=_("page"), related_name="work_items"
    )
    need = models.ForeignKey(
        Need, models.PROTECT, null=True, blank=True, verbose_name=_("need"), related_name="work_items"
    )
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, verbose_name=_("order"), related_name="work_items"
    )
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, verbose_name=_("team"), related_name="work_items"
    )
    title = models.CharField(_("title"), max_length=255)
    step = models.CharField(_("step"), max_length=16, choices=EVERY_STEP)
    role = models.CharField(_("role"), max_length=16, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="work_items")
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("sender"), related_name="sent_items"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("owner"), related_name="work_items"
    )
    state = models.CharField(_("state"), max_length=12, choices=ItemState, default=ItemState.OPEN)
    due_at = models.DateTimeField(_("due"))
    limit_hours = models.DecimalField(_("limit in working hours"), max_digits=6, decimal_places=2, default=8)
    # The last share of the limit, in per cent, that somebody was reminded of.
    reminded = models.PositiveSmallIntegerField(_("reminded"), default=0)
    urged_at = models.DateTimeField(_("urged"), null=True)
    # Overdue items are shown to the same role higher up, a level at a time.
    escalated_to = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name=_("escalated to"), related_name="escalated_items"
    )
    stuck = models.CharField(_("stuck because"), max_length=16, choices=Stuck, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("work item")
        verbose_name_plural = _("work items")
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["owner", "due_at"], name="item_mine", condition=models.Q(state=ItemState.CLAIMED)),
            models.Index(
                fields=["role", "unit", "due_at"], name="item_claimable", condition=models.Q(state=ItemState.OPEN)
            ),
            models.Index(fields=["team", "due_at"], name="item_of_team", condition=models.Q(state__in=UNFINISHED)),
            models.Index(fields=["due_at"], name="item_due", condition=models.Q(state__in=UNFINISHED)),
        ]
        constraints = [
            models.CheckConstraint(
                name="item_of_page_or_need", condition=models.Q(page__isnull=True) | models.Q(need__isnull=True)
            ),
            models.CheckConstraint(
                name="item_team_with_order",
                condition=models.Q(step__in=TEAM_STEPS, team__isnull=False, order__isnull=False)
                | (~models.Q(step__in=TEAM_STEPS) & models.Q(team__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.title}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide it."""
        return self.state in UNFINISHED


class Opinion(models.Model):
    """What a person decided at a step, having seen one revision. Append-only."""

    process = models.ForeignKey(Process, models.PROTECT, related_name="opinions")
    item = models.ForeignKey(WorkItem, models.PROTECT, null=True, related_name="opinions")
    page = models.ForeignKey(Page, models.SET_NULL, null=True, related_name="opinions")
    step = models.CharField(_("step"), max_length=16, choices=EVERY_STEP)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("person"), related_name="opinions"
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("on behalf of"), related_name="+"
    )
    decision = models.CharField(_("decision"), max_length=16, choices=Decision)
    text = models.TextField(_("opinion"), blank=True)
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")
    revision_number = models.PositiveIntegerField(_("version seen"), default=0)
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.person}: {self.get_decision_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("Opinions are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("Opinions are never deleted.")
