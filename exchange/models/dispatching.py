"""How orders find their teams without anybody's hand: rules that staff edit."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import BaseModel
from exchange.enums import Breadth, Mode, Urgency
from exchange.models.catalogue import Category
from organisations.models import Unit
from volunteers.models import Team


class RoutingRule(BaseModel):
    """What happens to an accepted need without anybody's hand. The first that matches wins."""

    name = models.CharField(_("name"), max_length=60)
    order = models.PositiveSmallIntegerField(pgettext_lazy("place in a list", "order"), default=0)
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
