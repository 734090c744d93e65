"""What the county can lend its people (资源): places, talents, funds and service projects, listed after a review."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.cipher import EncryptedTextField
from common.models import BaseModel
from exchange.enums import RESOURCE_EDGES, ResourceKind, ResourceState
from exchange.models.catalogue import Category
from organisations.enums import DayType
from organisations.models import Dated, Unit
from volunteers.models import Team


class Audience(BaseModel):
    """Whom something is for (农村群众, 老年人 …): data, since counties divide people differently."""

    name = models.CharField(_("name"), max_length=20, unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class Resource(BaseModel, Dated):
    """One entry of the register. Its level is that of its unit.

    Its hours have the shape of a venue's, so `organisations.opening` tells when it is free. Whom to call lies
    in a row of its own, `contact`; everything else is public once it is listed.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="resources")
    sharing_units = models.ManyToManyField(
        Unit, blank=True, verbose_name=_("shared by"), related_name="shared_resources"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=ResourceKind)
    name = models.CharField(_("name"), max_length=80)
    text = models.TextField(_("description"), max_length=1000, blank=True)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, verbose_name=_("category"), related_name="resources"
    )
    audiences = models.ManyToManyField(Audience, blank=True, verbose_name=_("audiences"), related_name="resources")
    place = models.CharField(_("place"), max_length=120, blank=True)
    # Who carries a service project out.
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, verbose_name=_("team"), related_name="resources"
    )
    state = models.CharField(_("state"), max_length=10, choices=ResourceState, default=ResourceState.DRAFT)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("entered by"), related_name="+"
    )

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="resource_days", condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
            ),
            models.UniqueConstraint(
                fields=["unit", "kind", "name"], name="resource_once", condition=~Q(state=ResourceState.WITHDRAWN)
            ),
        ]
        indexes = [models.Index(fields=["state", "kind", "category"]), models.Index(fields=["state", "valid_to"])]

    def __str__(self) -> str:
        return self.name

    def may_become(self, state: str) -> bool:
        return state in RESOURCE_EDGES[self.state]


class ResourceChange(models.Model):
    """One step in the life of a resource. The first has no state before. Append-only."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="changes")
    from_state = models.CharField(max_length=10, choices=ResourceState, blank=True)
    to_state = models.CharField(max_length=10, choices=ResourceState)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("change of a resource")
        verbose_name_plural = _("changes of resources")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.resource}: {self.get_to_state_display()}"


class ResourceHours(models.Model):
    """A resource is free on days of this type, from a time to a time."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="opening_rules")
    day_type = models.CharField(_("days"), max_length=12, choices=DayType)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        verbose_name = _("hours of a resource")
        verbose_name_plural = _("hours of resources")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="resource_hours", condition=Q(opens__lt=F("closes")))]

    def __str__(self) -> str:
        return f"{self.get_day_type_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class ResourceClosure(Dated):
    """A resource is not to be had for some days, whatever its hours say."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="closures")
    reason = models.CharField(_("reason"), max_length=120)

    class Meta:
        verbose_name = _("exception of a resource")
        verbose_name_plural = _("exceptions of resources")
        ordering = ["valid_from", "pk"]

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.reason}"


class ResourceContact(models.Model):
    """Whom to call: unreadable without the key, each reading on record."""

    resource = models.OneToOneField(Resource, models.CASCADE, related_name="contact")
    name = EncryptedTextField(_("name"), blank=True)
    phone = EncryptedTextField(_("phone"), blank=True)

    class Meta:
        verbose_name = _("contact of a resource")
        verbose_name_plural = _("contacts of resources")

    def __str__(self) -> str:
        return f"{self.resource_id}"


class ResourceContactRead(models.Model):
    """Somebody read a contact in the clear, and what for. Append-only."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="contact_reads")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=120)
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("reading of a contact")
        verbose_name_plural = _("readings of contacts")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.person} {self.at:%Y-%m-%d %H:%M}"
