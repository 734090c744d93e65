"""What a token may do, and what has been answered under an idempotency key."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import APIToken


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
