"""What a token may do, and what has been answered under an idempotency key."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import APIToken

from common.cipher import EncryptedTextField
from common.models import BaseModel
from organisations.models import Unit


class Scope(models.TextChoices):
    """What a program may be allowed to do. Rights still come from the posts of the token's person."""

    READ = "read", _("read what the person may read")
    WRITE = "write", _("write drafts and submit them")
    QUEUE = "queue", _("work in the person's queues")


class TokenGrant(models.Model):
    """The scopes and the end of a token. A token without a grant may do nothing."""

    token = models.OneToOneField(APIToken, models.CASCADE, related_name="grant")
    scopes = models.JSONField(_("scopes"), default=list)
    expires_at = models.DateTimeField(_("expires"))

    class Meta:
        verbose_name = _("token grant")
        verbose_name_plural = _("token grants")

    def __str__(self) -> str:
        return f"{self.token} {self.scopes}"

    def allows(self, scope: str) -> bool:
        return scope in self.scopes and self.expires_at > timezone.now()


class KeptAnswer(models.Model):
    """The answer given under an idempotency key, given again to the same request for a day.

    `owner` is the digest of the credentials and `request` that of method, address and body:
    the key belongs to whoever used it first, and to that request alone.
    """

    owner = models.CharField(max_length=64)
    key = models.CharField(max_length=255)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    content_type = models.CharField(max_length=80, blank=True)
    body = models.BinaryField(default=bytes)
    version = models.CharField(max_length=40, blank=True)
    created = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="answer_once_for_a_key")]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"


class WebhookEvent(models.TextChoices):
    """What a program may be told of: the names that the outbox carries."""

    NEED_CHANGED = "exchange.need_changed", _("a need has a new state")
    ORDER_CHANGED = "exchange.order_changed", _("an order has a new state")
    EXTENSION_CHANGED = "exchange.extension_changed", _("more time was asked for or answered")


class WebhookSubscription(BaseModel):
    """Where a program wants to be told of changes in a unit and all below it. Its rights are those of its owner."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="+")
    events = models.JSONField(_("events"), default=list)
    url = models.URLField(_("address"), max_length=300)
    secret = EncryptedTextField(_("secret"))
    is_active = models.BooleanField(_("active"), default=True)
    # In a row; any success sets it back.
    failures = models.PositiveIntegerField(_("failures"), default=0)
    disabled_at = models.DateTimeField(_("switched off after failures"), null=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.url


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("to be sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("given up")
    # The owner may not read the row any more, or the row is gone.
    DROPPED = "dropped", _("not to be sent")


class WebhookDelivery(models.Model):
    """One event for one subscription. `next_try` is also the lease of who is sending it: see `api.webhooks.sending`."""

    subscription = models.ForeignKey(WebhookSubscription, models.CASCADE, related_name="deliveries")
    event_id = models.CharField(max_length=40)
    event = models.CharField(_("event"), max_length=40, choices=WebhookEvent)
    object_id = models.CharField(max_length=40)
    payload = models.JSONField(_("payload"))
    state = models.CharField(_("state"), max_length=8, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try = models.DateTimeField(_("next try"), default=timezone.now)
    response_code = models.PositiveSmallIntegerField(_("answer"), null=True)
    error = models.CharField(_("error"), max_length=200, blank=True)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["subscription", "event_id"], name="told_once_of_an_event")]
        indexes = [
            models.Index(fields=["next_try"], name="webhook_due", condition=models.Q(state=DeliveryState.WAITING))
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.event_id}"
