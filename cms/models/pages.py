"""The pages that hold others: the county's home, units, sections."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks import BodyBlock
from organisations.models import Unit

UNDER_UNIT = ["cms.UnitPage"]


class HomePage(Page):
    """The county's home. Its lists are filled from what is published."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="+")
    promise = models.CharField(_("promise"), max_length=60, default="家门口的事，说一声就有人应。")
    introduction = models.CharField(_("introduction"), max_length=120, blank=True)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.SectionPage", "cms.UnitPage"]
    max_count = 1
    template = "pages/home.html"

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class SectionPage(Page):
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

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="+")
    shows = models.CharField(_("shows"), max_length=12, choices=Shows)
    introduction = models.CharField(_("introduction"), max_length=120, blank=True)
    silent_days = models.PositiveSmallIntegerField(
        _("days without news before it counts as silent"),
        default=14,
        help_text=_("State rule for government sites: two weeks for news, six months for notices and policies."),
    )

    parent_page_types = ["cms.HomePage", "cms.UnitPage"]
    subpage_types: list[str] = []
    template = "pages/section.html"

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")


class UnitPage(Page):
    """The public page of a unit. The tree of unit pages follows the tree of units."""

    unit = models.OneToOneField(Unit, models.PROTECT, verbose_name=_("unit"), related_name="page")
    introduction = models.CharField(_("introduction"), max_length=200, blank=True)
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

    class Meta:
        verbose_name = _("unit page")
        verbose_name_plural = _("unit pages")
