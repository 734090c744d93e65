"""Orders (单): a need handed to a team, and what became of it."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import BaseModel
from exchange.enums import (
    MOST_REFUSALS,
    MOST_ROUNDS,
    ORDER_EDGES,
    RUNNING_STATES,
    TEAM_STATES,
    ExtensionState,
    Mode,
    OrderState,
    RatedBy,
    RefusalCode,
    Urgency,
)
from exchange.models.needs import Need
from organisations.models import Unit
from volunteers.models import Team


class Order(BaseModel):
    """The one ledger. A need has an order for each round: the first, and one more if it is opened again.

    `dispatched_at` is when the clock began: the first dispatch of the round, whatever was refused since.
    `paused_since` is set while waiting for the resident; ending a pause moves `due_at` by what it took.
    """

    need = models.ForeignKey(Need, models.PROTECT, verbose_name=_("need"), related_name="orders")
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("ordering unit"), related_name="orders")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, verbose_name=_("team"), related_name="orders")
    mode = models.CharField(_("mode"), max_length=8, choices=Mode, blank=True)
    mode_reason = models.CharField(_("why so"), max_length=300, blank=True)
    binding = models.BooleanField(_("cannot be refused"), default=False)
    rank = models.PositiveSmallIntegerField(default=Urgency.NORMAL, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=OrderState, default=OrderState.WAITING)
    refusals_count = models.PositiveSmallIntegerField(_("refused"), default=0)
    dispatcher = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("dispatcher"), related_name="+"
    )
    dispatched_at = models.DateTimeField(_("dispatched"), null=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    started_at = models.DateTimeField(_("service began"), null=True)
    done_at = models.DateTimeField(_("done"), null=True)
    answer_due_at = models.DateTimeField(_("answer due"), null=True)
    due_at = models.DateTimeField(_("due"), null=True)
    rate_until = models.DateTimeField(_("to be rated until"), null=True)
    paused_since = models.DateTimeField(_("paused since"), null=True)
    paused_from = models.CharField(max_length=12, choices=OrderState, blank=True)
    # What the team keeps free for it: the plan's time, before there is one the time that was asked for.
    slot_from = models.DateTimeField(_("slot from"), null=True)
    slot_to = models.DateTimeField(_("slot to"), null=True)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-rank", "due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["need", "round"], name="order_of_a_round"),
            models.UniqueConstraint(fields=["need"], name="one_running_order", condition=Q(state__in=RUNNING_STATES)),
            models.CheckConstraint(name="order_rounds", condition=Q(round__gte=1, round__lte=MOST_ROUNDS)),
            models.CheckConstraint(name="order_refusals", condition=Q(refusals_count__lte=MOST_REFUSALS)),
            models.CheckConstraint(
                name="order_has_team",
                condition=Q(team__isnull=False)
                | Q(state__in=[OrderState.WAITING, OrderState.POOLED, OrderState.CANCELLED]),
            ),
            models.CheckConstraint(
                name="order_free_has_no_team",
                condition=Q(team__isnull=True) | ~Q(state__in=[OrderState.WAITING, OrderState.POOLED]),
            ),
            models.CheckConstraint(
                name="order_paused_says_since",
                condition=Q(state=OrderState.PAUSED, paused_since__isnull=False)
                | (~Q(state=OrderState.PAUSED) & Q(paused_since__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["team", "state"], name="order_of_team", condition=Q(state__in=TEAM_STATES)),
            models.Index(fields=["-rank", "due_at"], name="order_in_pool", condition=Q(state=OrderState.POOLED)),
            models.Index(
                fields=["-rank", "due_at"],
                name="order_on_board",
                condition=Q(state__in=[OrderState.WAITING, OrderState.POOLED]),
            ),
            # By what statistics of a period begin with.
            models.Index(fields=["done_at"], name="order_done_at", condition=Q(done_at__isnull=False)),
            models.Index(fields=["dispatched_at"], name="order_sent_at", condition=Q(dispatched_at__isnull=False)),
            models.Index(fields=["accepted_at"], name="order_accepted_at", condition=Q(accepted_at__isnull=False)),
            models.Index(fields=["due_at"], name="order_due", condition=Q(state__in=RUNNING_STATES)),
            models.Index(fields=["rate_until"], name="order_to_rate", condition=Q(state=OrderState.DONE)),
        ]

    def __str__(self) -> str:
        return f"{self.need} ({self.round})"

    def may_become(self, state: str) -> bool:
        return state in ORDER_EDGES[self.state]


class OrderChange(models.Model):
    """One step in the life of an order, with the team that it concerns."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="changes")
    from_state = models.CharField(max_length=12, choices=OrderState, blank=True)
    to_state = models.CharField(max_length=12, choices=OrderState)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("change of an order")
        verbose_name_plural = _("changes of orders")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.order}: {self.get_to_state_display()}"


class Refusal(models.Model):
    """A team says no, with a code and words. A round has two at most."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="refusals")
    team = models.ForeignKey(Team, models.PROTECT, related_name="refusals")
    number = models.PositiveSmallIntegerField()
    reason_code = models.CharField(_("reason"), max_length=16, choices=RefusalCode)
    text = models.CharField(_("in words"), max_length=300)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("refusal")
        verbose_name_plural = _("refusals")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="refusal_number"),
            models.CheckConstraint(name="refusals_at_most", condition=Q(number__gte=1, number__lte=MOST_REFUSALS)),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.get_reason_code_display()}"


class Extension(models.Model):
    """More time, asked for once and before it is due, answered by the dispatcher."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="extension")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    reason = models.CharField(_("reason"), max_length=300)
    old_due_at = models.DateTimeField(_("due before"))
    new_due_at = models.DateTimeField(_("due then"))
    state = models.CharField(_("state"), max_length=10, choices=ExtensionState, default=ExtensionState.ASKED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [
            models.CheckConstraint(name="extension_is_later", condition=Q(new_due_at__gt=models.F("old_due_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.order}: {self.get_state_display()}"


class Rating(models.Model):
    """What the asker says of the service, once. There is no default: who says nothing has said nothing."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="rating")
    score = models.PositiveSmallIntegerField(_("score"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    text = models.CharField(_("in words"), max_length=300, blank=True)
    by = models.CharField(_("by which way"), max_length=8, choices=RatedBy)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [models.CheckConstraint(name="score_of_five", condition=Q(score__gte=1, score__lte=5))]

    def __str__(self) -> str:
        return f"{self.order}: {self.score}"
