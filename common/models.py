"""Rows without a domain word: what every package builds on."""

import datetime as dt
import secrets
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

# Letters and digits that are not mistaken for each other when read aloud or copied by hand.
CODE_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_code() -> str:
    """A public code of ten characters, unguessable: 31^10 is about 49 bits."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(10))


class BaseModel(models.Model):
    """Every domain row: a public code, and when it was made and changed."""

    code = models.CharField(_("code"), max_length=16, unique=True, default=new_code, editable=False)
    created = models.DateTimeField(_("created"), auto_now_add=True)
    changed = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        abstract = True


class OutboxMessage(models.Model):
    """One effect that still has to leave: one row for each consumer of an event.

    Written in the transaction of the change and removed after the consumer has done its work,
    so an effect is delivered at least once; consumers must bear repeats.
    """

    consumer = models.CharField(_("consumer"), max_length=64)
    event = models.CharField(_("event"), max_length=64)
    object_type = models.CharField(_("object type"), max_length=64)
    object_id = models.CharField(_("object id"), max_length=64)
    data = models.JSONField(_("data"), default=dict)
    created = models.DateTimeField(_("created"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try = models.DateTimeField(_("next try"), default=timezone.now)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("outbox message")
        verbose_name_plural = _("outbox messages")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["consumer", "next_try", "id"]),
            # What holds back later rows of the same object: empty while all goes well.
            models.Index(
                fields=["consumer", "object_type", "object_id"],
                name="outbox_waiting",
                condition=models.Q(attempts__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consumer}: {self.event} {self.object_type} {self.object_id}"


class AuditEntry(models.Model):
    """Who did what to which row, when, and on whose behalf. Append-only, chained by hashes.

    Entries are written in the transaction of the change and sealed in batches afterwards: a chain
    written inline would make every writer wait for every other.
    """

    at = models.DateTimeField(_("time"), default=timezone.now)
    actor_id = models.BigIntegerField(_("actor"), null=True)
    actor_name = models.CharField(_("actor's name"), max_length=150, blank=True)
    on_behalf_of_id = models.BigIntegerField(_("on behalf of"), null=True)
    action = models.CharField(_("action"), max_length=64)
    object_type = models.CharField(_("object type"), max_length=64)
    object_id = models.CharField(_("object id"), max_length=64)
    unit_path = models.CharField(_("unit path"), max_length=255, blank=True)
    data = models.JSONField(_("data"), default=dict)
    sequence = models.BigIntegerField(_("sequence"), null=True, unique=True, editable=False)
    previous_hash = models.CharField(max_length=64, blank=True, editable=False)
    hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["id"]
        indexes = [models.Index(fields=["object_type", "object_id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.object_type} {self.object_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("Audit entries are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("Audit entries are never deleted.")


class JobRun(models.Model):
    """When a periodic job last ran, and how it ended."""

    name = models.CharField(_("name"), max_length=64, unique=True)
    started = models.DateTimeField(_("started"), null=True)
    finished = models.DateTimeField(_("finished"), null=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("job run")
        verbose_name_plural = _("job runs")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CalendarDay(models.Model):
    """A day that differs from its weekday: a holiday, or a weekend day that is worked."""

    class Kind(models.TextChoices):
        WORKING = "working", _("working day")
        HOLIDAY = "holiday", _("holiday")

    date = models.DateField(_("date"), unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name = models.CharField(_("name"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


@register_setting(icon="time")
class OfficeHours(BaseGenericSetting):
    """From when to when a working day counts. No break at noon: limits in hours are for urgent things."""

    opens = models.TimeField(_("opens"), default=dt.time(8, 30))
    closes = models.TimeField(_("closes"), default=dt.time(17, 30))

    class Meta:
        verbose_name = _("office hours")
        verbose_name_plural = _("office hours")
        constraints = [
            models.CheckConstraint(
                name="office_opens_before_it_closes",
                condition=models.Q(opens__lt=models.F("closes")),
                violation_error_message=_("The office must open before it closes."),
            ),
        ]
