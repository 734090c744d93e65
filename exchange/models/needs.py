"""What somebody asks for (需求), how it came in and what a panel said of it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import BaseModel
from exchange.enums import NEED_EDGES, PUBLIC_STATES, Breadth, Channel, NeedState, ScreenOutcome, Urgency
from exchange.models.catalogue import Category, CategoryQuestion
from exchange.models.photos import PrivatePictureField
from organisations.models import Unit


class NeedBatch(BaseModel):
    """Needs that came in together: a spreadsheet, or one paste from a group chat. Taken back as a whole."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="+")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    name = models.CharField(_("name"), max_length=120, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True)
    # Of what was sent in: the same is not taken in twice, unless it was taken back between.
    content_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("batch of needs")
        verbose_name_plural = _("batches of needs")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_hash"],
                name="batch_taken_in_once",
                condition=Q(undone_at__isnull=True) & ~Q(content_hash=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.code


class Need(BaseModel):
    """One need. What is personal in it lies in a row of its own, `personal`.

    `summary` and `public_text` pass the gate of publishing: they are all that anybody but staff, the
    asker and the team may read. `rank` orders queues: urgency, raised by one when opened once more.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="needs")
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("asker"), related_name="needs"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("entered by"), related_name="needs_entered"
    )
    batch = models.ForeignKey(NeedBatch, models.PROTECT, null=True, related_name="needs")
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, verbose_name=_("category"), related_name="needs"
    )
    summary = models.CharField(_("in a few words"), max_length=60)
    public_text = models.TextField(_("public text"), blank=True, max_length=600)
    people_count = models.PositiveIntegerField(_("for how many"), null=True, blank=True)
    wanted_from = models.DateTimeField(_("wanted from"), null=True, blank=True)
    wanted_to = models.DateTimeField(_("wanted to"), null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency, default=Urgency.NORMAL)
    rank = models.PositiveSmallIntegerField(default=Urgency.NORMAL, editable=False)
    breadth = models.CharField(_("common or individual"), max_length=12, choices=Breadth, blank=True)
    master = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("joined to"), related_name="duplicates"
    )
    state = models.CharField(_("state"), max_length=12, choices=NeedState, default=NeedState.SUBMITTED)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    submitted_at = models.DateTimeField(_("submitted"))
    screened_at = models.DateTimeField(_("screened"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    # Found again by the code on the receipt: a keyed hash, as the code is as good as a password.
    receipt_hash = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="need_duplicate_has_master",
                condition=(Q(state=NeedState.DUPLICATE) & Q(master__isnull=False))
                | (~Q(state=NeedState.DUPLICATE) & Q(master__isnull=True))
                | Q(state=NeedState.CANCELLED),
            ),
            models.CheckConstraint(name="need_not_its_own_master", condition=~Q(master=models.F("id"))),
            models.CheckConstraint(
                name="need_wanted_in_order",
                condition=Q(wanted_to__isnull=True) | Q(wanted_from__lt=models.F("wanted_to")),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "category"]),
            models.Index(fields=["state", "-rank", "submitted_at"], name="need_board"),
            models.Index(fields=["submitted_at"], name="need_submitted_at"),
            models.Index(fields=["screened_at"], name="need_screened_at", condition=Q(screened_at__isnull=False)),
            models.Index(fields=["-submitted_at"], name="need_public", condition=Q(state__in=PUBLIC_STATES)),
        ]

    def __str__(self) -> str:
        return self.summary

    def may_become(self, state: str) -> bool:
        return state in NEED_EDGES[self.state]


class NeedChange(models.Model):
    """One step in the life of a need. The first has no state before."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="changes")
    from_state = models.CharField(max_length=12, choices=NeedState, blank=True)
    to_state = models.CharField(max_length=12, choices=NeedState)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("change of a need")
        verbose_name_plural = _("changes of needs")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.need}: {self.get_to_state_display()}"


class NeedAnswer(models.Model):
    """The answer to a question of the category. A personal one lies in `PersonalData.answers`, not here."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="answers")
    question = models.ForeignKey(CategoryQuestion, models.PROTECT, related_name="+")
    text = models.CharField(_("answer"), max_length=200)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["question__order", "pk"]
        constraints = [models.UniqueConstraint(fields=["need", "question"], name="answered_once")]

    def __str__(self) -> str:
        return self.text


class NeedPhoto(models.Model):
    """A photo that the asker added: for staff and the team, never public, served with a check of rights."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="photos")
    file = PrivatePictureField(_("file"), upload_to="private/needs")

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.file.name or ""


class WaitingPhoto(models.Model):
    """A photo that was brought before its need is sent. Known to whoever brought it; gone in a day."""

    file = PrivatePictureField(_("file"), upload_to="private/needs")
    at = models.DateTimeField(_("time"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("photo of a need that is not sent yet")
        verbose_name_plural = _("photos of needs that are not sent yet")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.file.name or ""


class PanelView(models.Model):
    """What one person of a panel thinks of a need. Append-only; the last one of a person counts."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="views")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=12, choices=ScreenOutcome)
    text = models.CharField(_("opinion"), max_length=300, blank=True)
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("panel opinion")
        verbose_name_plural = _("panel opinions")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_outcome_display()}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("Opinions are never deleted.")


class Deliberation(models.Model):
    """The record of a meeting on a need (议事协商): what about, who was there, what came out."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="deliberations")
    topic = models.CharField(_("topic"), max_length=120)
    held_on = models.DateField(_("held on"))
    attendees = models.CharField(_("attendees"), max_length=300)
    result = models.TextField(_("result"), max_length=1000)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("deliberation")
        verbose_name_plural = _("deliberations")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.topic
