"""Teams, their members and their vehicles: who and what carries out an order."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import BaseModel
from organisations.models import Dated, Unit
from volunteers.enums import TEAM_EDGES, TeamKind, TeamState


class Team(BaseModel):
    """A team of volunteers under a unit. Captain and deputies act for it; ended, never deleted."""

    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=12, choices=TeamKind, default=TeamKind.SOCIAL)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("parent team"), related_name="children"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="teams")
    captain = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("captain"), related_name="teams_led"
    )
    deputies = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, verbose_name=_("deputies"), related_name="teams_deputised"
    )
    areas = models.ManyToManyField(
        Unit,
        blank=True,
        verbose_name=_("areas served"),
        related_name="teams_serving",
        help_text=_("Units with all below them. None chosen: the team's own unit."),
    )
    weekly_capacity = models.PositiveSmallIntegerField(
        _("orders a week"), default=3, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    description = models.TextField(_("description"), blank=True, max_length=600)
    state = models.CharField(_("state"), max_length=12, choices=TeamState, default=TeamState.REVIEW)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], name="team_name_once", condition=~Q(state=TeamState.ENDED)
            ),
            models.CheckConstraint(name="team_capacity_positive", condition=Q(weekly_capacity__gte=1)),
        ]
        indexes = [models.Index(fields=["state", "unit"])]

    def __str__(self) -> str:
        return self.name

    def may_become(self, state: str) -> bool:
        return state in TEAM_EDGES[self.state]

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("Teams are ended, never deleted.")


class TeamChange(models.Model):
    """One step in the life of a team."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="changes")
    from_state = models.CharField(max_length=12, choices=TeamState, blank=True)
    to_state = models.CharField(max_length=12, choices=TeamState)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("change of a team")
        verbose_name_plural = _("changes of teams")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.team}: {self.get_to_state_display()}"


class TeamMember(Dated):
    """A person of a team, with or without an account: who is planned for a service."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="members")
    name = models.CharField(_("name"), max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("account"), related_name="+"
    )

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Vehicle(BaseModel):
    """A vehicle of a unit that a service can be planned with."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="vehicles")
    name = models.CharField(_("name"), max_length=40)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
