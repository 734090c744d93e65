"""Units, the people who act for them, and their venues."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from common.models import BaseModel
from organisations.enums import DayType, PairingKind, Role, UnitKind


class Dated(models.Model):
    """Holds from a day, to a day (included) or without end."""

    valid_from = models.DateField(_("valid from"), default=timezone.localdate)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def on(day: dt.date, prefix: str = "") -> Q:
        """The condition that a row holds on a day; `prefix` leads to it from another model."""
        return Q(**{f"{prefix}valid_from__lte": day}) & (
            Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day})
        )

    def holds_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)


class Level(models.Model):
    """What a county calls a level of its network: data, since counties differ."""

    label = models.CharField(_("label"), max_length=20, unique=True)
    order = models.PositiveSmallIntegerField(pgettext_lazy("place in a list", "order"), default=0)

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ["order"]

    def __str__(self) -> str:
        return self.label


class UnitQuerySet(MP_NodeQuerySet):
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("Units are ended or merged, never deleted.")


class UnitManager(MP_NodeManager):
    """treebeard's manager over a queryset that refuses to delete."""

    use_in_migrations = False

    def get_queryset(self) -> UnitQuerySet:
        units: UnitQuerySet = UnitQuerySet(self.model, using=self._db).order_by("path")
        return units


class Unit(MP_Node, BaseModel, Dated):
    """A centre, branch centre, institute, station, point or department. The tree has any depth.

    A unit is ended or merged, never deleted: posts, pages and history keep pointing at it.
    """

    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=30, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=UnitKind)
    level = models.ForeignKey(Level, models.PROTECT, verbose_name=_("level"), related_name="units")
    division_code = models.CharField(_("division code"), max_length=12, blank=True, db_index=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("merged into"), related_name="merged_units"
    )
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    address = models.CharField(_("address"), max_length=120, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    collection = models.OneToOneField(
        "wagtailcore.Collection",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("collection"),
        related_name="unit",
        help_text=_("Where the unit's own pictures and files lie."),
    )

    objects: ClassVar[UnitManager] = UnitManager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")

    def __str__(self) -> str:
        return self.short_name or self.name

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("Units are ended or merged, never deleted.")


class Post(BaseModel, Dated):
    """A person's role at a unit, for a time. Rights come from posts and from nothing else."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), related_name="posts")
    role = models.CharField(_("role"), max_length=16, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="posts")

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        # A post that ends before its first day was taken back before it ever held.
        indexes = [models.Index(fields=["role", "unit"])]

    def __str__(self) -> str:
        return f"{self.person} {self.get_role_display()} @ {self.unit}"


class Delegation(BaseModel, Dated):
    """A substitute acts for the holder of a post, for a time; opinions say on whose behalf."""

    post = models.ForeignKey(Post, models.PROTECT, verbose_name=_("post"), related_name="delegations")
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("substitute"), related_name="delegations"
    )
    reason = models.CharField(_("reason"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")

    def __str__(self) -> str:
        return f"{self.substitute} ← {self.post}"


class Pairing(BaseModel, Dated):
    """Two units that work together."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="pairings")
    partner = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("partner"), related_name="paired_by")
    kind = models.CharField(_("kind"), max_length=12, choices=PairingKind)

    class Meta:
        verbose_name = _("pairing")
        verbose_name_plural = _("pairings")
        constraints = [
            models.CheckConstraint(name="pairing_of_two", condition=~Q(unit=models.F("partner"))),
        ]

    def __str__(self) -> str:
        return f"{self.unit} – {self.partner}"


class Venue(BaseModel, Dated):
    """A place that residents can go to."""

    name = models.CharField(_("name"), max_length=80)
    owner = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("owner"), related_name="venues")
    sharing_units = models.ManyToManyField(Unit, blank=True, verbose_name=_("shared by"), related_name="shared_venues")
    address = models.CharField(_("address"), max_length=120, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    facilities = models.CharField(_("facilities"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class VenueSpace(models.Model):
    """A room or corner of a venue with a name of its own."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="spaces")
    name = models.CharField(_("name"), max_length=40)
    seats = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)

    class Meta:
        verbose_name = _("space")
        verbose_name_plural = _("spaces")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class OpeningRule(models.Model):
    """A venue is open on days of this type, from a time to a time."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="opening_rules")
    day_type = models.CharField(_("days"), max_length=12, choices=DayType)
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)

    class Meta:
        verbose_name = _("opening rule")
        verbose_name_plural = _("opening rules")
        ordering = ["id"]
        constraints = [
            # Both empty: closed on these days.
            models.CheckConstraint(
                name="opening_has_both_ends",
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__isnull=False, opens__lt=models.F("closes")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_day_type_display()} {self.opens}–{self.closes}"


class Closure(Dated):
    """A venue is closed for some days, whatever its rules say."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="closures")
    reason = models.CharField(_("reason"), max_length=120)

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")

    def __str__(self) -> str:
        return f"{self.venue} {self.valid_from}"
