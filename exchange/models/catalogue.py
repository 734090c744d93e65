"""What can be asked for: an editable tree of categories, their questions, limits, and who serves them."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from treebeard.mp_tree import MP_Node, MP_NodeManager

from common.models import BaseModel
from exchange.enums import LimitedStep, QuestionKind
from volunteers.models import Team


class Category(MP_Node, BaseModel):
    """A kind of help. Its path begins with that of the wider kind. Hidden, never deleted."""

    node_order_by: ClassVar[list[str]] = []

    name = models.CharField(_("name"), max_length=40)
    other_names = models.CharField(
        _("other names"), max_length=200, blank=True, help_text=_("What people call it, separated by spaces.")
    )
    promise = models.CharField(
        _("promise"), max_length=200, blank=True, help_text=_("What the asker can count on, in plain words.")
    )
    hint = models.CharField(_("hint"), max_length=200, blank=True, help_text=_("What is good to write down."))
    is_open = models.BooleanField(_("can be asked for"), default=True)

    objects: ClassVar[MP_NodeManager] = MP_NodeManager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return self.name


class CategoryQuestion(models.Model):
    """A question that a category brings along."""

    category = models.ForeignKey(Category, models.CASCADE, related_name="questions")
    text = models.CharField(_("question"), max_length=80)
    kind = models.CharField(_("kind of answer"), max_length=8, choices=QuestionKind, default=QuestionKind.TEXT)
    choices = models.CharField(
        _("choices"), max_length=200, blank=True, help_text=_("For one of several: separated by spaces.")
    )
    required = models.BooleanField(_("must be answered"), default=False)
    # An answer that may say who or where somebody is stays out of everything public.
    personal = models.BooleanField(_("the answer is personal"), default=False)
    order = models.PositiveSmallIntegerField(pgettext_lazy("place in a list", "order"), default=0)

    class Meta:
        verbose_name = _("question of a category")
        verbose_name_plural = _("questions of a category")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class ServiceLimit(models.Model):
    """How long a step may take, in working hours: for a category, or (without one) for all that name none."""

    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, verbose_name=_("category"), related_name="limits"
    )
    step = models.CharField(_("step"), max_length=12, choices=LimitedStep)
    hours = models.DecimalField(
        _("limit in working hours"), max_digits=6, decimal_places=2, validators=[MinValueValidator(0.25)]
    )

    class Meta:
        verbose_name = _("service limit")
        verbose_name_plural = _("service limits")
        ordering = ["category__path", "step"]
        constraints = [
            models.UniqueConstraint(fields=["category", "step"], name="limit_once", nulls_distinct=False),
            models.CheckConstraint(name="limit_positive", condition=Q(hours__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.category or '–'} {self.get_step_display()}: {self.hours}"


class TeamService(models.Model):
    """A team serves a category, with everything below it."""

    team = models.ForeignKey(Team, models.CASCADE, verbose_name=_("team"), related_name="services")
    category = models.ForeignKey(Category, models.CASCADE, verbose_name=_("category"), related_name="teams")

    class Meta:
        verbose_name = _("service of a team")
        verbose_name_plural = _("services of teams")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["team", "category"], name="team_serves_once")]

    def __str__(self) -> str:
        return f"{self.team} · {self.category}"
