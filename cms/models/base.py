"""What every page with a story has in common."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import StreamField
from wagtail.models import Page

from cms import panels
from cms.blocks import BodyBlock
from cms.forms import ContentForm
from cms.models.shared import SitePage, shown
from cms.models.snippets import Audience, Topic
from media.models import Picture
from organisations.models import Unit


class ContentPage(SitePage, Page):
    """A page owned by a unit. Not made itself: news, projects, routes and the rest are."""

    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name=_("unit"),
        related_name="pages",
        help_text=_("The unit that answers for this page; its reviewers look at it first."),
    )
    topic = models.ForeignKey(
        Topic,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("topic"),
        related_name="pages",
        help_text=_("The platform it belongs to; gives the tag and the drawn cover."),
    )
    audiences = ParentalManyToManyField(
        Audience, blank=True, verbose_name=_("audiences"), related_name="pages", help_text=_("Whom it is for.")
    )
    summary = models.CharField(
        _("summary"), max_length=200, blank=True, help_text=_("One or two sentences for lists and shared cards.")
    )
    cover = models.ForeignKey(
        Picture,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("cover"),
        related_name="+",
        help_text=_("Nobody has to take a photo. A picture of people needs their agreement."),
    )
    source = models.CharField(
        _("source"), max_length=80, blank=True, help_text=_("Where the text comes from, when not from the unit.")
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))

    is_creatable = False
    base_form_class = ContentForm
    promote_panels = panels.PROMOTE
    show_in_menus_default = False
    api_fields = shown(
        "kind",
        "unit",
        "topic",
        "audience_names",
        "summary",
        "cover",
        "source",
        "first_published_at",
        "last_published_at",
        "body",
    )

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")

    def clean(self) -> None:
        super().clean()
        self._stay_below_the_parents_unit()

    def _stay_below_the_parents_unit(self) -> None:
        from cms.models.pages import UnitPage

        if not (self.path and self.unit_id):
            return
        above = UnitPage.objects.filter(path=self.path[: -self.steplen]).values_list("unit__path", flat=True).first()
        if above is not None and not self.unit.path.startswith(above):
            raise ValidationError(
                {"unit": _("This unit is not below the one whose page this is. Choose that unit or one below it.")}
            )

    @property
    def kind(self) -> str:
        """`newspage`, `casepage` …: what the API, lists and sections call the type."""
        return self.cached_content_type.model

    @property
    def kind_label(self) -> str:
        """What the type is called in lists."""
        return str(self.specific_class._meta.verbose_name)

    @property
    def drawn_cover(self) -> str:
        """The drawing that stands where there is no photo."""
        return self.topic.cover if self.topic else "village"

    @property
    def day(self) -> dt.date | None:
        """The date that screens show: of first publication, unless the type knows a better one.

        A row that was read as a mere `ContentPage` was given the better one as `shown_on`.
        """
        shown_on: dt.date | None = self.__dict__.get("shown_on")
        if shown_on is not None:
            return shown_on
        return timezone.localdate(self.first_published_at) if self.first_published_at else None

    @property
    def was_corrected(self) -> bool:
        """Published again on a later day than the first."""
        if not (self.first_published_at and self.last_published_at):
            return False
        return timezone.localdate(self.last_published_at) > timezone.localdate(self.first_published_at)

    @property
    def audience_names(self) -> list[str]:
        return [audience.name for audience in self.audiences.all()]

    @property
    def public_facts(self) -> dict[str, Any]:
        """What lists and shared cards say besides the title: overridden by page types with more to say."""
        return {"unit": self.unit.name, "published": self.first_published_at}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.selectors.articles import article_context

        return {**super().get_context(request, *args, **kwargs), **article_context(self)}
