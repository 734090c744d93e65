"""What counties differ in: time limits, and how strictly authors and reviewers are kept apart."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.enums import Step


class StepLimit(models.Model):
    """How long a step may take, in hours of working time."""

    step = models.CharField(_("step"), max_length=16, choices=Step, unique=True)
    hours = models.DecimalField(
        _("limit in working hours"), max_digits=6, decimal_places=2, validators=[MinValueValidator(0)]
    )

    class Meta:
        verbose_name = _("step limit")
        verbose_name_plural = _("step limits")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.hours}"


class ReviewPolicy(models.Model):
    """One row. Without it the strict rule holds."""

    author_reviews_first = models.BooleanField(
        _("an author may do the first review"),
        default=False,
        help_text=_("Where the drafting editor does the first review. Second and final review stay with others."),
    )

    class Meta:
        verbose_name = _("review policy")
        verbose_name_plural = _("review policy")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
