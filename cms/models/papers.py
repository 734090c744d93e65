"""Papers with a number: policy documents and briefings."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import StreamField
from wagtail.models import Orderable

from cms.blocks import BriefingBlock
from cms.models.base import ContentPage
from cms.models.pages import UNDER_UNIT
from cms.models.snippets import BriefingSeries
from media.models import File


class PolicyPage(ContentPage):
    """A policy document: number, issuer, and until when it is in force."""

    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    issuer = models.CharField(_("issuer"), max_length=80, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    expires_on = models.DateField(_("in force until"), null=True, blank=True)
    replaces = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, verbose_name=_("replaces"), related_name="replaced_by"
    )

    parent_page_types = UNDER_UNIT
    subpage_types: list[str] = []
    template = "pages/policy.html"

    class Meta:
        verbose_name = _("policy document")
        verbose_name_plural = _("policy documents")


class PolicyAttachment(Orderable):
    """A file that belongs to a policy document."""

    page = ParentalKey(PolicyPage, on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey(File, models.PROTECT, verbose_name=_("document"), related_name="+")
    title = models.CharField(_("title"), max_length=80, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.title or self.document.title


class BriefingPage(ContentPage):
    """An issue of a briefing (简报): numbered within its series, with sections and a distribution list."""

    series = models.ForeignKey(BriefingSeries, models.PROTECT, verbose_name=_("series"), related_name="issues")
    number = models.PositiveSmallIntegerField(
        _("issue"), null=True, blank=True, help_text=_("Empty: the next number of the series.")
    )
    special_number = models.PositiveSmallIntegerField(_("special issue"), null=True, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    remark = models.CharField(_("remark at the head"), max_length=40, blank=True)
    sections = StreamField(BriefingBlock(), blank=True, verbose_name=_("sections"))
    report_to = models.TextField(_("reported to (报)"), blank=True)
    send_to = models.TextField(_("sent to (发)"), blank=True)
    copies = models.PositiveIntegerField(_("printed copies"), null=True, blank=True)
    file_number = models.CharField(_("file number"), max_length=40, blank=True)

    parent_page_types = UNDER_UNIT
    subpage_types: list[str] = []
    template = "pages/briefing.html"

    class Meta:
        verbose_name = _("briefing")
        verbose_name_plural = _("briefings")
        constraints = [models.UniqueConstraint(fields=["series", "number"], name="briefing_number_once")]
