"""Where one can go and what one can hear: venues, routes, lecture programmes."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from cms.models.base import ContentPage
from cms.models.pages import UNDER_UNIT
from media.models import Picture
from organisations.models import Venue


class VenuePage(ContentPage):
    """The public page of a venue; hours and place stand on the venue itself."""

    venue = models.OneToOneField(Venue, models.PROTECT, verbose_name=_("venue"), related_name="page")

    parent_page_types = UNDER_UNIT
    subpage_types: list[str] = []
    template = "pages/venue.html"

    class Meta:
        verbose_name = _("venue page")
        verbose_name_plural = _("venue pages")


class RoutePage(ContentPage):
    """A practice route: stops in order. Total time is computed, never typed."""

    group_size = models.PositiveSmallIntegerField(_("largest group"), null=True, blank=True)
    contact = models.CharField(_("contact"), max_length=80, blank=True)

    parent_page_types = UNDER_UNIT
    subpage_types: list[str] = []
    template = "pages/route.html"

    class Meta:
        verbose_name = _("route")
        verbose_name_plural = _("routes")


class RouteStop(Orderable):
    """A stop of a route, and the way to it from the stop before."""

    class Way(models.TextChoices):
        WALK = "walk", _("on foot")
        BICYCLE = "bicycle", _("by bicycle")
        CAR = "car", _("by car")

    page = ParentalKey(RoutePage, on_delete=models.CASCADE, related_name="stops")
    venue = models.ForeignKey(Venue, models.PROTECT, verbose_name=_("venue"), related_name="+")
    title = models.CharField(_("title"), max_length=60, blank=True, help_text=_("Empty: the name of the venue."))
    text = models.CharField(_("what to do here"), max_length=200, blank=True)
    image = models.ForeignKey(
        Picture, models.SET_NULL, null=True, blank=True, verbose_name=_("image"), related_name="+"
    )
    stay_minutes = models.PositiveSmallIntegerField(_("stay, in minutes"), default=30)
    way = models.CharField(_("way from the stop before"), max_length=8, choices=Way, default=Way.WALK)
    way_minutes = models.PositiveSmallIntegerField(_("way, in minutes"), default=0)
    way_metres = models.PositiveIntegerField(_("way, in metres"), default=0)

    class Meta(Orderable.Meta):
        verbose_name = _("stop")
        verbose_name_plural = _("stops")

    def __str__(self) -> str:
        return self.title or self.venue.name


class LecturePage(ContentPage):
    """A lecture programme: a season of sessions."""

    season = models.CharField(_("season"), max_length=40, blank=True)
    contact = models.CharField(_("contact"), max_length=80, blank=True)

    parent_page_types = UNDER_UNIT
    subpage_types: list[str] = []
    template = "pages/lecture.html"

    class Meta:
        verbose_name = _("lecture programme")
        verbose_name_plural = _("lecture programmes")


class LectureSession(Orderable):
    """One session of a lecture programme."""

    page = ParentalKey(LecturePage, on_delete=models.CASCADE, related_name="sessions")
    topic = models.CharField(_("topic"), max_length=80)
    lecturer = models.CharField(_("lecturer"), max_length=60, blank=True)
    form = models.CharField(_("form"), max_length=40, blank=True, help_text=_("As 故事+政策, 文艺+理论."))
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=60)
    venue = models.ForeignKey(Venue, models.PROTECT, null=True, blank=True, verbose_name=_("venue"), related_name="+")
    place = models.CharField(_("place"), max_length=80, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self) -> str:
        return self.topic
