"""When personal data may be published all the same: asked by one person, granted by another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cms.models.base import ContentPage
from common.models import BaseModel


class GateOverride(BaseModel):
    """Lets exactly this text through the gate, once a second person has agreed."""

    page = models.ForeignKey(ContentPage, models.CASCADE, verbose_name=_("page"), related_name="gate_overrides")
    text_hash = models.CharField(_("hash of the text"), max_length=64)
    hits_hash = models.CharField(_("hash of what was found"), max_length=64)
    kinds = models.JSONField(_("kinds found"), default=list)
    reason = models.CharField(_("reason"), max_length=200)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("asked by"), related_name="gate_overrides_asked"
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("granted by"),
        related_name="gate_overrides_granted",
    )
    granted_at = models.DateTimeField(_("granted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("gate override")
        verbose_name_plural = _("gate overrides")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="gate_override_takes_two", condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("asked_by"))
            ),
            models.CheckConstraint(
                name="gate_override_granted_with_time",
                condition=Q(granted_by__isnull=True, granted_at__isnull=True)
                | Q(granted_by__isnull=False, granted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page}: {self.reason}"
