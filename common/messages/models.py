"""What staff edit, texts, quiet hours and digests; and the log of everything that left or still has to."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.cipher import EncryptedTextField
from common.messages.enums import OPEN, Channel, State
from common.messages.kinds import kinds, title_of
from common.messages.rendering import in_braces, loose_braces, unknown_variables


class MessageTemplate(models.Model):
    """How staff word a kind on one channel. Not active: the kind does not use the channel. No row: the default text."""

    kind = models.CharField(_("kind"), max_length=64)
    channel = models.CharField(_("channel of the message"), max_length=8, choices=Channel)
    text = models.TextField(_("words of the message"), max_length=1000)
    active = models.BooleanField(
        _("this text is used"),
        default=True,
        help_text=_("If not, this is not sent by this channel, but by the next one."),
    )
    changed = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("message text")
        verbose_name_plural = _("message texts")
        ordering = ["kind", "channel"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "channel"],
                name="one_text_a_channel",
                violation_error_message=_("This kind has a text for this channel already. Edit that one."),
            )
        ]

    def __str__(self) -> str:
        return f"{title_of(self.kind)} · {self.get_channel_display()}"

    def problems(self) -> dict[str, str]:
        """What is wrong with it, by field; a kind that nobody registers any more is left alone."""
        kind = kinds().get(self.kind)
        if kind is None:
            return {}
        if self.channel and self.channel not in kind.channels:
            return {"channel": gettext("This kind is never sent by this channel. Choose another one.")}
        if loose_braces(self.text):
            return {"text": gettext("Write variables as {name}, with narrow braces in pairs.")}
        if unknown := unknown_variables(self.text, kind):
            words = {"unknown": in_braces(unknown), "known": in_braces(kind.names)}
            return {"text": gettext("No such variable: %(unknown)s. There are: %(known)s.") % words}
        return {}

    def clean(self) -> None:
        if problems := self.problems():
            raise ValidationError(problems)


class OutgoingMessage(models.Model):
    """One message to one person: the delivery log. It tells what was said to whom, and whether it arrived.

    `key` is the same for the same cause and person, and is handed to the gateway: whoever gets it twice
    sends once. `next_try` is also the lease of the worker that has it in hand.
    """

    key = models.CharField(max_length=64, unique=True, editable=False)
    source = models.BigIntegerField(null=True, editable=False)
    kind = models.CharField(_("kind"), max_length=64)
    channel = models.CharField(_("channel of the message"), max_length=8, choices=Channel)
    urgent = models.BooleanField(_("sent at any hour"), default=False)
    address = EncryptedTextField(blank=True)
    address_hash = models.CharField(max_length=64, blank=True, db_index=True)
    masked = models.CharField(_("to"), max_length=120)
    text = EncryptedTextField(_("words of the message"), blank=True)
    link = models.CharField(max_length=300, blank=True)
    object_type = models.CharField(_("object type"), max_length=64, blank=True)
    object_id = models.CharField(_("object id"), max_length=64, blank=True)
    about = models.CharField(_("about"), max_length=16, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    digest = models.BooleanField(default=False)
    joined_to = models.ForeignKey("self", models.CASCADE, null=True, related_name="joined")
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try = models.DateTimeField(_("next try"), default=timezone.now)
    error = models.CharField(_("error"), max_length=300, blank=True)
    via = models.CharField(_("way out"), max_length=16, blank=True)
    created = models.DateTimeField(_("created"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True)
    erased_at = models.DateTimeField(_("erased at"), null=True)

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["next_try", "id"], name="message_due", condition=Q(state__in=OPEN)),
            models.Index(fields=["created"], name="message_to_erase", condition=Q(erased_at__isnull=True)),
            models.Index(fields=["object_type", "object_id"], name="message_about"),
        ]

    def __str__(self) -> str:
        return f"{title_of(self.kind)} → {self.masked}"


class QuietHours(models.Model):
    """When a channel is silent: what is not urgent is held until the end. From evening to morning is one row."""

    channel = models.CharField(_("channel of the message"), max_length=8, choices=Channel)
    begins = models.TimeField(_("from"), default=dt.time(22))
    ends = models.TimeField(_("until"), default=dt.time(7, 30))

    class Meta:
        verbose_name = _("quiet hours")
        verbose_name_plural = _("quiet hours")
        ordering = ["channel", "begins"]
        constraints = [
            models.CheckConstraint(
                name="quiet_for_less_than_a_day",
                condition=~Q(begins=models.F("ends")),
                violation_error_message=_("Beginning and end are the same. Choose two times."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.begins:%H:%M}–{self.ends:%H:%M}"


def read_times(text: str) -> list[dt.time]:
    """Times of day, separated by blanks. Raises ValueError for anything else."""
    return sorted({dt.time.fromisoformat(word.replace("：", ":").zfill(5)) for word in text.replace("，", " ").split()})


class Digest(models.Model):
    """Messages of some kinds wait for a time of day and reach the same person as one."""

    name = models.CharField(_("name"), max_length=40)
    kinds = models.JSONField(_("kinds"), default=list)
    times = models.CharField(
        _("times"), max_length=60, default="08:30 17:30", help_text=_("Times of day, with a blank between: 08:30 17:30")
    )
    active = models.BooleanField(_("this text is used"), default=True)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kinds = sorted(set(self.kinds))
        super().save(*args, **kwargs)

    def clean(self) -> None:
        try:
            times = read_times(self.times)
        except ValueError:
            times = []
        if not times:
            raise ValidationError({"times": gettext("Write times of day such as 08:30 17:30.")})
        self.times = " ".join(f"{time:%H:%M}" for time in times)
