"""Decisions that can still be taken back."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.enums import Decision, Step
from workflows.models.items import WorkItem


class PendingDecision(models.Model):
    """A decision made on the desk that takes effect in a few seconds, unless it is undone before."""

    item = models.OneToOneField(WorkItem, models.CASCADE, related_name="pending")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decision = models.CharField(_("decision"), max_length=16, choices=Decision)
    text = models.TextField(blank=True)
    seen_revision_id = models.BigIntegerField()
    publish_at = models.DateTimeField(null=True)
    cosign_units = models.JSONField(default=list)
    to_step = models.CharField(max_length=16, choices=Step, blank=True)
    takes_effect_at = models.DateTimeField(_("takes effect"), db_index=True)
    error = models.CharField(_("error"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("pending decision")
        verbose_name_plural = _("pending decisions")

    def __str__(self) -> str:
        return f"{self.item} {self.get_decision_display()}"
