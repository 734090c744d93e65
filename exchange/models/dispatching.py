"""How orders find their teams: rules that staff edit, and proposals that a person confirms."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.models import BaseModel
from exchange.enums import Breadth, Mode, Urgency
from exchange.models.catalogue import Category
from exchange.models.orders import Order
from organisations.models import Unit
from volunteers.models import Team


class RoutingRule(BaseModel):
    """What happens to an accepted need without anybody's hand. The first that matches wins."""

    name = models.CharField(_("name"), max_length=60)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("unit"), related_name="+", help_text=_("With all below it.")
    )
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, verbose_name=_("category"), related_name="+"
    )
    least_urgency = models.PositiveSmallIntegerField(_("at least"), choices=Urgency, null=True, blank=True)
    breadth = models.CharField(_("common or individual"), max_length=12, choices=Breadth, blank=True)
    mode = models.CharField(_("then"), max_length=8, choices=Mode)
    # Assigned without a team named: the best of the suggested ones.
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, verbose_name=_("team"), related_name="+")
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class Proposal(BaseModel):
    """Many orders matched to teams at once. Nothing is sent before a person confirms it."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    discarded_at = models.DateTimeField(_("discarded"), null=True)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.code


class ProposedPair(models.Model):
    """One order and the team proposed for it, with the reasons in words as they were then."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="pairs")
    order = models.ForeignKey(Order, models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    # 1 to 5, as shown: five cells.
    fit = models.PositiveSmallIntegerField(_("fit"))
    reasons = models.JSONField(_("reasons"), default=list)
    left_out = models.BooleanField(_("left out"), default=False)
    sent_at = models.DateTimeField(_("sent"), null=True)
    problem = models.CharField(_("problem"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("proposed pair")
        verbose_name_plural = _("proposed pairs")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "order"], name="proposed_once")]

    def __str__(self) -> str:
        return f"{self.order} → {self.team}"
