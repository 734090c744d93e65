"""Which process carries which need."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process

from exchange.models import Need


class NeedRun(models.Model):
    """A need has one process, and one more where a follow-up opens it again after the first has ended."""

    process = models.OneToOneField(Process, models.PROTECT, related_name="need_run")
    need = models.ForeignKey(Need, models.PROTECT, related_name="runs")

    class Meta:
        verbose_name = _("run of a need")
        verbose_name_plural = _("runs of needs")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.need)
