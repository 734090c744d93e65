"""What the whole site says about itself."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting):
    """Names, phone and the identifiers that a government site must carry (国办发〔2017〕47号)."""

    name = models.CharField(_("name"), max_length=40, default="新时代文明实践", help_text=_("Meta tag SiteName."))
    motto = models.CharField(_("motto"), max_length=40, default="家门口的事，邻里一起办")
    phone = models.CharField(
        _("phone"), max_length=30, blank=True, help_text=_("Shown on every page; the gate knows it as an office phone.")
    )
    phone_hours = models.CharField(_("phone hours"), max_length=40, blank=True, help_text=_("As 工作日 8:30—17:30."))
    organiser = models.CharField(_("organiser (主办)"), max_length=60, blank=True)
    operator = models.CharField(_("operator (承办)"), max_length=60, blank=True)
    icp_number = models.CharField(_("ICP number"), max_length=40, blank=True)
    site_code = models.CharField(
        _("site identification code"), max_length=20, blank=True, help_text=_("Ten digits; meta tag SiteIDCode.")
    )
    police_number = models.CharField(_("police filing number"), max_length=40, blank=True)

    bare_draft_days = models.PositiveSmallIntegerField(
        _("days before a draft with nothing but a title is removed"),
        default=30,
        validators=[MinValueValidator(1)],
        help_text=_("The editor saves by itself as soon as there is a title; who then leaves has made such a draft."),
    )

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("motto")], heading=_("The site")),
        MultiFieldPanel([FieldRowPanel([FieldPanel("phone"), FieldPanel("phone_hours")])], heading=_("Phone")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("organiser"), FieldPanel("operator")]),
                FieldRowPanel([FieldPanel("icp_number"), FieldPanel("police_number")]),
                FieldPanel("site_code"),
            ],
            heading=_("What a government site must name"),
            help_text=_("They stand in the footer and in the meta tags of every page."),
        ),
        FieldPanel("bare_draft_days"),
    ]

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
