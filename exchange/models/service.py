"""How an order is carried out: the plan, who goes, and the report."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchange.models.orders import Order
from organisations.models import VenueSpace
from volunteers.models import TeamMember, Vehicle


class Plan(models.Model):
    """When and where a team goes, in which room and vehicle. Nobody and nothing is planned twice at once."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="plan")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    space = models.ForeignKey(
        VenueSpace, models.PROTECT, null=True, blank=True, verbose_name=_("room"), related_name="plans"
    )
    vehicle = models.ForeignKey(
        Vehicle, models.PROTECT, null=True, blank=True, verbose_name=_("vehicle"), related_name="plans"
    )
    members = models.ManyToManyField(TeamMember, through="PlanMember", verbose_name=_("who goes"), related_name="plans")
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.CheckConstraint(name="plan_in_order", condition=Q(starts_at__lt=models.F("ends_at"))),
        ]
        indexes = [models.Index(fields=["starts_at", "ends_at"])]

    def __str__(self) -> str:
        return f"{self.order}: {self.starts_at:%Y-%m-%d %H:%M}"


class PlanMember(models.Model):
    """A member of the team goes."""

    plan = models.ForeignKey(Plan, models.CASCADE)
    member = models.ForeignKey(TeamMember, models.PROTECT)

    class Meta:
        verbose_name = _("planned member")
        verbose_name_plural = _("planned members")
        constraints = [models.UniqueConstraint(fields=["plan", "member"], name="planned_once")]

    def __str__(self) -> str:
        return f"{self.member}"


class Report(models.Model):
    """What was done, for how many, how long. Without it nothing is done."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="report")
    text = models.TextField(_("what was done"), max_length=1000)
    people_served = models.PositiveIntegerField(_("for how many"), validators=[MinValueValidator(1)])
    minutes = models.PositiveIntegerField(_("how long, in minutes"), validators=[MinValueValidator(1)])
    volunteers = models.PositiveIntegerField(_("how many went"), default=1, validators=[MinValueValidator(1)])
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    def __str__(self) -> str:
        return f"{self.order}: {self.people_served}"
