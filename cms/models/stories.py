"""What is told: activity news, projects, model cases."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from cms.models.base import ContentPage
from cms.models.pages import UNDER_UNIT


class NewsPage(ContentPage):
    """Activity news: what took place, where and when."""

    happened_on = models.DateField(_("took place on"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=80, blank=True)

    parent_page_types = UNDER_UNIT
    subpage_types: list[str] = []
    template = "pages/news.html"

    class Meta:
        verbose_name = _("activity news")
        verbose_name_plural = _("activity news")


class ProjectPage(ContentPage):
    """A service project of the yearly list."""

    class Benefit(models.TextChoices):
        """普惠性, 特惠性, 互惠性: the county's own three classes."""

        GENERAL = "general", _("for everyone")
        SPECIAL = "special", _("for those in need")
        MUTUAL = "mutual", _("for each other")

    benefit = models.CharField(_("class"), max_length=8, choices=Benefit, default=Benefit.GENERAL)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    organiser = models.CharField(_("organiser"), max_length=80, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=80, blank=True)
    contact = models.CharField(_("contact"), max_length=80, blank=True)

    parent_page_types = UNDER_UNIT
    subpage_types: list[str] = []
    template = "pages/project.html"

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")


class CasePage(ContentPage):
    """A model case: who, what they did, and what came of it."""

    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    subject = models.CharField(
        _("whose case"), max_length=80, blank=True, help_text=_("A unit, a team, or a person by masked name.")
    )
    deed = models.CharField(_("the deed in one sentence"), max_length=120, blank=True)
    notice_from = models.DateField(_("public notice from"), null=True, blank=True)
    notice_to = models.DateField(_("public notice until"), null=True, blank=True)

    parent_page_types = UNDER_UNIT
    subpage_types: list[str] = []
    template = "pages/case.html"

    class Meta:
        verbose_name = _("model case")
        verbose_name_plural = _("model cases")


class CaseHonour(Orderable):
    """A title that a model case has been given."""

    page = ParentalKey(CasePage, on_delete=models.CASCADE, related_name="honours")
    name = models.CharField(_("honour"), max_length=80)
    issuer = models.CharField(_("issuer"), max_length=80, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("honour")
        verbose_name_plural = _("honours")

    def __str__(self) -> str:
        return self.name
