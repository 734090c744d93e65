"""Stored values of teams. Values never change; labels are translated."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TeamKind(models.TextChoices):
    """The four kinds of force that a county counts (主导 · 专业 · 骨干 · 社会力量)."""

    LEADING = "leading", _("leading force")
    PROFESSIONAL = "professional", _("professional force")
    BACKBONE = "backbone", _("backbone force")
    SOCIAL = "social", _("social force")


class TeamState(models.TextChoices):
    """Where a team stands. Only active teams are suggested, take orders and are shown to residents."""

    REVIEW = "review", _("under review")
    ACTIVE = "active", _("active")
    REFUSED = "refused", _("not admitted")
    SUSPENDED = "suspended", _("suspended")
    ENDED = "ended", _("ended")


TEAM_EDGES: dict[str, tuple[str, ...]] = {
    TeamState.REVIEW: (TeamState.ACTIVE, TeamState.REFUSED),
    TeamState.REFUSED: (TeamState.REVIEW,),
    TeamState.ACTIVE: (TeamState.SUSPENDED, TeamState.ENDED),
    TeamState.SUSPENDED: (TeamState.ACTIVE, TeamState.ENDED),
    TeamState.ENDED: (),
}
