"""Asking a sample of those who were served, by an organisation that serves nobody itself."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import BaseModel
from exchange.enums import Reach
from exchange.models.orders import Order
from organisations.models import Unit


class FollowUpSample(BaseModel):
    """A sample with all that is needed to draw it again: period, share, seed, strata."""

    ordered_by = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("ordered by"), related_name="+")
    assessor = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("assessor"), related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    done_from = models.DateField(_("done from"))
    done_to = models.DateField(_("done to"))
    share = models.DecimalField(_("share in per cent"), max_digits=5, decimal_places=2)
    seed = models.CharField(_("seed"), max_length=32)
    strata = models.JSONField(_("strata"), default=list)
    population = models.PositiveIntegerField(_("drawn from"), default=0)

    class Meta:
        verbose_name = _("follow-up sample")
        verbose_name_plural = _("follow-up samples")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="sample_share", condition=Q(share__gt=0, share__lte=100)),
            models.CheckConstraint(name="sample_days", condition=Q(done_from__lte=models.F("done_to"))),
        ]

    def __str__(self) -> str:
        return f"{self.done_from}–{self.done_to}"


class FollowUp(BaseModel):
    """One sampled order and what the person said on the phone. Locked to everybody but the assessor."""

    sample = models.ForeignKey(FollowUpSample, models.CASCADE, related_name="follow_ups")
    order = models.ForeignKey(Order, models.PROTECT, related_name="follow_ups")
    stratum = models.CharField(_("stratum"), max_length=120, blank=True)
    reach = models.CharField(_("reached"), max_length=12, choices=Reach, blank=True)
    served = models.BooleanField(_("was served"), null=True)
    satisfied = models.PositiveSmallIntegerField(_("how satisfied, 1 to 5"), null=True)
    text = models.CharField(_("in words"), max_length=300, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("time"), null=True)

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "order"], name="sampled_once"),
            models.CheckConstraint(
                name="follow_up_satisfied",
                condition=Q(satisfied__isnull=True) | Q(satisfied__gte=1, satisfied__lte=5),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}"
