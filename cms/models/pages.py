"""The pages that hold others: the county's home, units, sections."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page

from cms import panels
from cms.blocks import BodyBlock
from cms.models.shared import SitePage, shown
from organisations.models import Unit

UNDER_UNIT = ["cms.UnitPage"]


class HomePage(SitePage, Page):
    """The county's home. Its lists are filled from what is published."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("unit"), related_name="+", help_text=_("The county's centre.")
    )
    promise = models.CharField(
        _("promise"),
        max_length=60,
        default="家门口的事，说一声就有人应。",
        help_text=_("One sentence to every resident, the largest words of the site."),
    )
    introduction = models.CharField(
        _("introduction"), max_length=120, blank=True, help_text=_("One or two sentences below the heading.")
    )

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.SectionPage", "cms.UnitPage"]
    max_count = 1
    template = "pages/home.html"
    content_panels = panels.HOME
    promote_panels = panels.PROMOTE
    api_fields = shown("unit", "promise", "introduction")

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    @property
    def feed_url(self) -> str:
        return reverse("cms:feed")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.selectors.home import home_context

        return {**super().get_context(request, *args, **kwargs), **home_context(self)}


class SectionPage(SitePage, Page):
    """A column: lists what its unit, and the units below, have published of one kind."""

    class Shows(models.TextChoices):
        NEWS = "newspage", _("news")
        PROJECT = "projectpage", _("projects")
        ROUTE = "routepage", _("routes")
        LECTURE = "lecturepage", _("lecture programmes")
        CASE = "casepage", _("model cases")
        POLICY = "policypage", _("policy documents")
        BRIEFING = "briefingpage", _("briefings")
        VENUE = "venuepage", _("venues")

    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name=_("unit"),
        related_name="+",
        help_text=_("What this unit and those below it publish is listed."),
    )
    shows = models.CharField(_("shows"), max_length=12, choices=Shows, help_text=_("A column lists one kind."))
    introduction = models.CharField(
        _("introduction"), max_length=120, blank=True, help_text=_("One or two sentences below the heading.")
    )
    silent_days = models.PositiveSmallIntegerField(
        _("days without news before it counts as silent"),
        default=14,
        help_text=_("State rule for government sites: two weeks for news, six months for notices and policies."),
    )

    parent_page_types = ["cms.HomePage", "cms.UnitPage"]
    subpage_types: list[str] = []
    template = "pages/section.html"
    content_panels = panels.SECTION
    promote_panels = panels.PROMOTE
    api_fields = shown("unit", "shows", "introduction")

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    @property
    def feed_url(self) -> str | None:
        return reverse("cms:section_feed", args=[self.pk]) if self.pk else None

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.selectors.sections import section_context

        return {**super().get_context(request, *args, **kwargs), **section_context(self, request)}


class UnitPage(SitePage, Page):
    """The public page of a unit. The tree of unit pages follows the tree of units."""

    unit = models.OneToOneField(
        Unit,
        models.PROTECT,
        verbose_name=_("unit"),
        related_name="page",
        error_messages={"unique": _("This unit already has a page.")},
    )
    introduction = models.CharField(
        _("introduction"), max_length=200, blank=True, help_text=_("One or two sentences below the heading.")
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))

    parent_page_types = ["cms.HomePage", "cms.UnitPage"]
    subpage_types = [
        "cms.UnitPage",
        "cms.SectionPage",
        "cms.NewsPage",
        "cms.ProjectPage",
        "cms.RoutePage",
        "cms.LecturePage",
        "cms.CasePage",
        "cms.PolicyPage",
        "cms.BriefingPage",
        "cms.VenuePage",
    ]
    template = "pages/unit.html"
    content_panels = panels.UNIT
    promote_panels = panels.PROMOTE
    api_fields = shown("unit", "introduction", "body")

    class Meta:
        verbose_name = _("unit page")
        verbose_name_plural = _("unit pages")

    def clean(self) -> None:
        super().clean()
        if not (self.path and self.unit_id):
            return
        above = UnitPage.objects.filter(path=self.path[: -self.steplen]).values_list("unit__path", flat=True).first()
        if above is not None and not (self.unit.path.startswith(above) and self.unit.path != above):
            raise ValidationError(
                {"unit": _("The page tree follows the unit tree. Choose a unit below the one of the page above.")}
            )

    @property
    def feed_url(self) -> str:
        return reverse("cms:unit_feed", args=[self.unit.code])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.selectors.units import unit_context

        return {**super().get_context(request, *args, **kwargs), **unit_context(self)}
