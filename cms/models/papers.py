"""Papers with a number: policy documents and briefings."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Orderable

from cms import panels
from cms.blocks import BriefingBlock
from cms.dates import full_day
from cms.models.base import ContentPage
from cms.models.pages import UNDER_UNIT
from cms.models.shared import shown
from cms.models.snippets import BriefingSeries
from media.models import File
from organisations.selectors import today


class PolicyPage(ContentPage):
    """A policy document: number, issuer, and until when it is in force."""

    class State(models.TextChoices):
        """Computed from dates and successors, never stored."""

        IN_FORCE = "in_force", _("in force")
        NOT_YET = "not_yet", _("not yet in force")
        EXPIRED = "expired", _("expired")
        REPLACED = "replaced", _("replaced")

    document_number = models.CharField(
        _("document number"), max_length=60, blank=True, help_text=_("As 张文明委〔2023〕5号.")
    )
    issuer = models.CharField(_("issuer"), max_length=80, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    effective_on = models.DateField(
        _("in force from"), null=True, blank=True, help_text=_("Empty: from the day it was issued.")
    )
    expires_on = models.DateField(
        _("in force until"), null=True, blank=True, help_text=_("The last day. Empty: until it is replaced.")
    )
    replaces = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("replaces"),
        related_name="replaced_by",
        help_text=_("The older document; its page says from then on that it was replaced."),
    )

    parent_page_types = UNDER_UNIT
    subpage_types: list[str] = []
    template = "pages/policy.html"
    content_panels = panels.POLICY
    api_fields = [
        *ContentPage.api_fields,
        *shown("document_number", "issuer", "issued_on", "effective_on", "expires_on", "state", "attachments"),
    ]

    class Meta:
        verbose_name = _("policy document")
        verbose_name_plural = _("policy documents")

    def clean(self) -> None:
        super().clean()
        begins = self.effective_on or self.issued_on
        if begins and self.expires_on and self.expires_on < begins:
            raise ValidationError({"expires_on": _("The document expires before it is in force. Check both days.")})
        if self._replaces_in_a_circle():
            raise ValidationError({"replaces": _("A document cannot replace itself. Choose the older one.")})

    def _replaces_in_a_circle(self) -> bool:
        """Whether the older documents lead back to this one: then none of them would be in force."""
        older, seen = self.replaces_id, set[int]()
        while older and older != self.pk and older not in seen:
            seen.add(older)
            older = PolicyPage.objects.filter(pk=older).values_list("replaces_id", flat=True).first()
        return bool(older)

    def state_on(self, day: dt.date) -> str:
        if any(later.begins_on is None or later.begins_on <= day for later in self.successors):
            return self.State.REPLACED
        if self.expires_on and self.expires_on < day:
            return self.State.EXPIRED
        return self.State.NOT_YET if self.begins_on and self.begins_on > day else self.State.IN_FORCE

    @property
    def begins_on(self) -> dt.date | None:
        return self.effective_on or self.issued_on

    @property
    def successors(self) -> "list[PolicyPage]":
        """The published documents that replace this one; lists load them as `_successors`."""
        if self.pk is None:
            return []
        known = getattr(self, "_successors", None)
        return list(known if known is not None else self.replaced_by.filter(live=True).order_by("pk"))

    @property
    def state(self) -> str:
        return str(self.state_on(today()))

    @property
    def state_label(self) -> str:
        return str(self.State(self.state).label)

    @property
    def day(self) -> dt.date | None:
        return self.issued_on or super().day

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.selectors.articles import policy_context

        return {**super().get_context(request, *args, **kwargs), **policy_context(self)}


class PolicyAttachment(Orderable):
    """A file that belongs to a policy document."""

    page = ParentalKey(PolicyPage, on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey(File, models.PROTECT, verbose_name=_("document"), related_name="+")
    title = models.CharField(_("title"), max_length=80, blank=True, help_text=_("Empty: the title of the file."))

    api_fields = shown("title", "document")

    class Meta(Orderable.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.title or self.document.title


class BriefingPage(RoutablePageMixin, ContentPage):
    """An issue of a briefing (简报): numbered within its series, with sections and a distribution list."""

    series = models.ForeignKey(BriefingSeries, models.PROTECT, verbose_name=_("series"), related_name="issues")
    number = models.PositiveSmallIntegerField(
        _("issue"),
        null=True,
        blank=True,
        help_text=_("Empty: the next number of the series, given when it is submitted. A given number stays."),
    )
    numbering_year = models.PositiveSmallIntegerField(_("year of numbering"), default=0, editable=False)
    special_number = models.PositiveSmallIntegerField(
        _("special issue"), null=True, blank=True, help_text=_("The number within the special issues, if it is one.")
    )
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    remark = models.CharField(_("remark at the head"), max_length=40, blank=True, help_text=_("As 工作资料 注意保存."))
    sections = StreamField(BriefingBlock(), blank=True, verbose_name=_("sections"))
    report_to = models.TextField(_("reported to (报)"), blank=True, help_text=_("One office a line."))
    send_to = models.TextField(_("sent to (发)"), blank=True, help_text=_("One office a line."))
    copies = models.PositiveIntegerField(_("printed copies"), null=True, blank=True)
    file_number = models.CharField(_("file number"), max_length=40, blank=True)

    parent_page_types = UNDER_UNIT
    subpage_types: list[str] = []
    template = "pages/briefing.html"
    content_panels = panels.BRIEFING
    exclude_fields_in_copy = [*ContentPage.exclude_fields_in_copy, "number", "numbering_year"]
    api_fields = [
        *ContentPage.api_fields,
        *shown("series_name", "number", "special_number", "issued_on", "remark", "sections"),
        *shown("report_lines", "send_lines", "copies", "file_number"),
    ]

    class Meta:
        verbose_name = _("briefing")
        verbose_name_plural = _("briefings")
        constraints = [
            models.UniqueConstraint(
                fields=["series", "numbering_year", "number"],
                name="briefing_number_once",
                violation_error_message=_("This issue number of the series is taken. Leave it empty for the next one."),
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> Any:
        from cms.services.numbering import settle_number

        update_fields = kwargs.get("update_fields")
        if update_fields is not None and "number" not in update_fields:
            return super().save(*args, **kwargs)
        with transaction.atomic():
            settle_number(self)
            return super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> "BriefingPage":
        """A revision older than the number must not take the number away."""
        page = super().with_content_json(content)
        if self.number is not None:
            page.number, page.numbering_year = self.number, self.numbering_year
        return page

    def clean(self) -> None:
        super().clean()
        from cms.services.numbering import check_typed_number

        check_typed_number(self)

    @path("print/", name="print")
    def print_page(self, request: HttpRequest) -> HttpResponse:
        """The issue on paper, after GB/T 9704."""
        from cms.print_sheet import sheet_of

        return self.render(
            request, template="print/briefing.html", context_overrides={"is_print": True, "sheet": sheet_of(self)}
        )

    @property
    def series_name(self) -> str:
        return self.series.name

    @property
    def issue_label(self) -> str:
        """第10期; empty while it has no number."""
        return str(_("No. %(number)d") % {"number": self.number}) if self.number else ""

    @property
    def special_label(self) -> str:
        """（新时代文明实践中心建设专刊33）; empty for a regular issue."""
        if not self.special_number:
            return ""
        return f"（{self.series.special_name or _('special issue')}{self.special_number}）"

    @property
    def issued_label(self) -> str:
        return full_day(self.issued_on) if self.issued_on else ""

    @property
    def day(self) -> dt.date | None:
        return self.issued_on or super().day

    @property
    def contents(self) -> list[dict[str, Any]]:
        """The table of contents: each section's heading and the titles under it."""
        return [
            {"heading": block.value["heading"], "titles": [item["title"] for item in block.value["items"]]}
            for block in self.sections
        ]

    @property
    def report_lines(self) -> list[str]:
        return _lines(self.report_to)

    @property
    def send_lines(self) -> list[str]:
        return _lines(self.send_to)

    @property
    def copies_label(self) -> str:
        """共印400份."""
        return str(_("%(count)d copies printed") % {"count": self.copies}) if self.copies else ""


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
