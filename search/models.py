"""What staff decide about search, and what is known of the index."""

from django.core.validators import MinLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.models import BaseModel


class Term(BaseModel):
    """A word of the county's own (a village, a brand, a team), which no dictionary knows.

    It ranks as one word and can be found by its initials. Taken in at the next rebuild: the index and
    the questions asked of it must be cut by the same words.
    """

    word = models.CharField(
        _("word"),
        max_length=20,
        unique=True,
        validators=[MinLengthValidator(2)],
        help_text=_("Simplified characters. Takes effect at the next rebuild of the index."),
    )
    note = models.CharField(_("note"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("own word")
        verbose_name_plural = _("own words")
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word


class IndexState(models.Model):
    """The index in use: when it was built, from how many rows, with which own words."""

    name = models.CharField(_("name"), max_length=20, unique=True)
    generation = models.CharField(_("generation"), max_length=60)
    former = models.CharField(_("former generation"), max_length=60, blank=True)
    documents = models.PositiveIntegerField(_("documents"))
    own_words = models.JSONField(_("own words"), default=list)
    built_at = models.DateTimeField(_("built"))

    class Meta:
        verbose_name = _("index")
        verbose_name_plural = _("indexes")

    def __str__(self) -> str:
        return f"{self.name}: {self.generation}"
