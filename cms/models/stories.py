"""What is told: activity news, projects, model cases."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from cms import panels
from cms.dates import chinese_day
from cms.models.base import ContentPage
from cms.models.pages import UNDER_UNIT
from cms.models.shared import shown
from organisations.selectors import today


class NewsPage(ContentPage):
    """Activity news: what took place, where and when."""

    happened_on = models.DateField(
        _("took place on"), null=True, blank=True, help_text=_("The day of the activity, not of publication.")
    )
    place = models.CharField(_("place"), max_length=80, blank=True, help_text=_("As 百家桥村文明实践站."))

    parent_page_types = UNDER_UNIT
    subpage_types: list[str] = []
    template = "pages/news.html"
    content_panels = panels.NEWS
    api_fields = [*ContentPage.api_fields, *shown("happened_on", "place")]

    class Meta:
        verbose_name = _("activity news")
        verbose_name_plural = _("activity news")

    def clean(self) -> None:
        super().clean()
        if self.happened_on and self.happened_on > today():
            raise ValidationError(
                {"happened_on": _("This day is still to come. News tells what has taken place; check the date.")}
            )

    @property
    def day(self) -> dt.date | None:
        return self.happened_on or super().day


class ProjectPage(ContentPage):
    """A service project of the yearly list."""

    class Benefit(models.TextChoices):
        """普惠性, 特惠性, 互惠性: the county's own three classes."""

        GENERAL = "general", _("for everyone")
        SPECIAL = "special", _("for those in need")
        MUTUAL = "mutual", _("for each other")

    benefit = models.CharField(_("class"), max_length=8, choices=Benefit, default=Benefit.GENERAL)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True, help_text=_("The year of the list."))
    organiser = models.CharField(_("organiser"), max_length=80, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=80, blank=True)
    contact = models.CharField(
        _("contact"), max_length=80, blank=True, help_text=_("An office and its phone, never a private number.")
    )

    parent_page_types = UNDER_UNIT
    subpage_types: list[str] = []
    template = "pages/project.html"
    content_panels = panels.PROJECT
    api_fields = [
        *ContentPage.api_fields,
        *shown("benefit", "year", "organiser", "starts_on", "ends_on", "place", "contact"),
    ]

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")

    def clean(self) -> None:
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The project ends before it begins. Check both days.")})


class CasePage(ContentPage):
    """A model case: who, what they did, and what came of it."""

    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    subject = models.CharField(
        _("whose case"), max_length=80, blank=True, help_text=_("A unit, a team, or a person by masked name.")
    )
    deed = models.CharField(
        _("the deed in one sentence"), max_length=120, blank=True, help_text=_("It stands large above the story.")
    )
    notice_from = models.DateField(_("public notice from"), null=True, blank=True)
    notice_to = models.DateField(
        _("public notice until"), null=True, blank=True, help_text=_("Five working days or more are usual.")
    )

    parent_page_types = UNDER_UNIT
    subpage_types: list[str] = []
    template = "pages/case.html"
    content_panels = panels.CASE
    api_fields = [
        *ContentPage.api_fields,
        *shown("year", "subject", "deed", "notice_from", "notice_to", "notice_state", "honours"),
    ]

    class Meta:
        verbose_name = _("model case")
        verbose_name_plural = _("model cases")

    def clean(self) -> None:
        super().clean()
        if bool(self.notice_from) != bool(self.notice_to):
            empty = "notice_to" if self.notice_from else "notice_from"
            raise ValidationError({empty: _("A public notice has a first and a last day. Fill in both, or neither.")})
        if self.notice_from and self.notice_to and self.notice_to < self.notice_from:
            raise ValidationError({"notice_to": _("The notice ends before it begins. Check both days.")})

    def notice_state_on(self, day: dt.date) -> str:
        """`none`, `coming`, `open` or `ended`; both days belong to the notice."""
        if not (self.notice_from and self.notice_to):
            return "none"
        if day < self.notice_from:
            return "coming"
        return "open" if day <= self.notice_to else "ended"

    @property
    def notice_state(self) -> str:
        return self.notice_state_on(today())

    @property
    def notice_label(self) -> str:
        """What the band above the story says; empty when there is no band."""
        if self.notice_state == "open":
            return str(_("Public notice until %(day)s. Speak if you object.") % {"day": chinese_day(self.notice_to)})
        if self.notice_state == "coming":
            return str(_("Public notice from %(day)s.") % {"day": chinese_day(self.notice_from)})
        return ""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "honours": list(self.honours.all())}


class CaseHonour(Orderable):
    """A title that a model case has been given."""

    page = ParentalKey(CasePage, on_delete=models.CASCADE, related_name="honours")
    name = models.CharField(_("honour"), max_length=80)
    issuer = models.CharField(_("issuer"), max_length=80, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)

    api_fields = shown("name", "issuer", "year")

    class Meta(Orderable.Meta):
        verbose_name = _("honour")
        verbose_name_plural = _("honours")

    def __str__(self) -> str:
        return self.name
