"""What is personal in a need: a row of its own, unreadable without the key, each reading on record."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.cipher import EncryptedTextField
from exchange.models.needs import Need


class PersonalData(models.Model):
    """Who asks and where, in their own words. Erased on request; the need itself stays for the statistics."""

    need = models.OneToOneField(Need, models.CASCADE, related_name="personal")
    name = EncryptedTextField(_("name"), blank=True)
    phone = EncryptedTextField(_("phone"), blank=True)
    address = EncryptedTextField(_("address"), blank=True)
    words = EncryptedTextField(_("own words"), blank=True)
    # Answers to the personal questions of the category: JSON, question id to text.
    answers = EncryptedTextField(_("answers"), blank=True)
    # Why somebody needs special care (独居老人, 残疾 …); seen only by those who must.
    vulnerable = EncryptedTextField(_("needs special care because"), blank=True)
    receipt = EncryptedTextField(_("receipt code"), blank=True)
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True)
    tail_hash = models.CharField(max_length=64, blank=True)
    erased_at = models.DateTimeField(_("erased"), null=True)

    class Meta:
        verbose_name = _("personal data")
        verbose_name_plural = _("personal data")

    def __str__(self) -> str:
        return f"{self.need_id}"


class PersonalRead(models.Model):
    """Somebody read personal data in the clear, and what for. Append-only."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="reads")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=120)
    fields = models.CharField(_("fields"), max_length=120)
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("reading of personal data")
        verbose_name_plural = _("readings of personal data")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.person} {self.at:%Y-%m-%d %H:%M}"
