"""What every page with a story has in common."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks import BodyBlock
from cms.models.snippets import Audience, Topic
from media.models import Picture
from organisations.models import Unit


class ContentPage(Page):
    """A page owned by a unit. Not made itself: news, projects, routes and the rest are."""

    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name=_("unit"),
        related_name="pages",
        help_text=_("The unit that answers for this page; its reviewers look at it first."),
    )
    topic = models.ForeignKey(
        Topic, models.SET_NULL, null=True, blank=True, verbose_name=_("topic"), related_name="pages"
    )
    audiences = ParentalManyToManyField(Audience, blank=True, verbose_name=_("audiences"), related_name="pages")
    summary = models.CharField(
        _("summary"), max_length=200, blank=True, help_text=_("One or two sentences for lists and shared cards.")
    )
    cover = models.ForeignKey(
        Picture, models.SET_NULL, null=True, blank=True, verbose_name=_("cover"), related_name="+"
    )
    source = models.CharField(
        _("source"), max_length=80, blank=True, help_text=_("Where the text comes from, when not from the unit.")
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))

    is_creatable = False

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")

    def clean(self) -> None:
        super().clean()
        self._keep_first_publication()

    def _keep_first_publication(self) -> None:
        """The day of first publication is a fact: a changed one would be a forged one."""
        if self.pk:
            kept = Page.objects.filter(pk=self.pk).values_list("first_published_at", flat=True).first()
            if kept is not None:
                self.first_published_at = kept

    @property
    def public_facts(self) -> dict[str, Any]:
        """What lists and shared cards say besides the title: overridden by page types with more to say."""
        return {"unit": self.unit.name, "published": self.first_published_at}
