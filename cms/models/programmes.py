"""Where one can go and what one can hear: venues, routes, lecture programmes."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from cms import panels
from cms.dates import length_of_time, length_of_way
from cms.models.base import ContentPage
from cms.models.pages import UNDER_UNIT
from cms.models.shared import shown
from media.models import Picture
from organisations.models import Venue


class VenuePage(ContentPage):
    """The public page of a venue; hours and place stand on the venue itself."""

    venue = models.OneToOneField(
        Venue,
        models.PROTECT,
        verbose_name=_("venue"),
        related_name="page",
        help_text=_("Name, address, phone and opening hours are kept there and shown here."),
        error_messages={"unique": _("This venue already has a page.")},
    )

    parent_page_types = UNDER_UNIT
    subpage_types: list[str] = []
    template = "pages/venue.html"
    content_panels = panels.VENUE
    api_fields = [*ContentPage.api_fields, *shown("venue")]

    class Meta:
        verbose_name = _("venue page")
        verbose_name_plural = _("venue pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.selectors.venues import venue_context

        return {**super().get_context(request, *args, **kwargs), **venue_context(self)}


class RoutePage(ContentPage):
    """A practice route: stops in order. Total time is computed, never typed."""

    group_size = models.PositiveSmallIntegerField(_("largest group"), null=True, blank=True)
    contact = models.CharField(
        _("contact"), max_length=80, blank=True, help_text=_("An office and its phone, never a private number.")
    )
    starts_at = models.TimeField(
        _("usual start"), default=dt.time(9), help_text=_("Arrival times and closed stops are computed from it.")
    )

    parent_page_types = UNDER_UNIT
    subpage_types: list[str] = []
    template = "pages/route.html"
    content_panels = panels.ROUTE
    api_fields = [
        *ContentPage.api_fields,
        *shown("group_size", "contact", "starts_at", "total_minutes", "total_metres", "stops"),
    ]

    class Meta:
        verbose_name = _("route")
        verbose_name_plural = _("routes")

    def ordered_stops(self) -> list["RouteStop"]:
        """The stops in their order, each knowing its number; the first has no way before it."""
        stops = sorted(self.stops.all(), key=lambda stop: (stop.sort_order or 0, stop.pk or 0))
        for number, stop in enumerate(stops, start=1):
            stop.number = number
        return stops

    @property
    def stop_count(self) -> int:
        return len(self.stops.all())

    @property
    def stay_minutes(self) -> int:
        return sum(stop.stay_minutes for stop in self.stops.all())

    @property
    def way_minutes(self) -> int:
        return sum(stop.way_minutes for stop in self.ordered_stops()[1:])

    @property
    def total_minutes(self) -> int:
        """Stays and the ways between them; a way to the first stop is not part of the route."""
        return self.stay_minutes + self.way_minutes

    @property
    def total_metres(self) -> int:
        return sum(stop.way_metres for stop in self.ordered_stops()[1:])

    @property
    def duration_label(self) -> str:
        return length_of_time(self.total_minutes)

    @property
    def distance_label(self) -> str:
        return length_of_way(self.total_metres)

    def plan_for(self, day: dt.date) -> Any:
        """The route on a day, a `cms.routes.RoutePlan`: arrivals, closed stops, and two ways out."""
        from cms.routes import plan_of

        return plan_of(self, day)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.routes import route_context

        return {**super().get_context(request, *args, **kwargs), **route_context(self, request)}


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
    way = models.CharField(
        _("way from the stop before"),
        max_length=8,
        choices=Way,
        default=Way.WALK,
        help_text=_("Not counted for the first stop."),
    )
    way_minutes = models.PositiveSmallIntegerField(_("way, in minutes"), default=0)
    way_metres = models.PositiveIntegerField(_("way, in metres"), default=0)

    number = 0
    api_fields = shown("name", "venue", "text", "stay_minutes", "way", "way_minutes", "way_metres")

    class Meta(Orderable.Meta):
        verbose_name = _("stop")
        verbose_name_plural = _("stops")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.title or self.venue.name


class LecturePage(ContentPage):
    """A lecture programme: a season of sessions."""

    season = models.CharField(_("season"), max_length=40, blank=True, help_text=_("As 2026年秋季."))
    contact = models.CharField(
        _("contact"), max_length=80, blank=True, help_text=_("An office and its phone, never a private number.")
    )

    parent_page_types = UNDER_UNIT
    subpage_types: list[str] = []
    template = "pages/lecture.html"
    content_panels = panels.LECTURE
    api_fields = [*ContentPage.api_fields, *shown("season", "contact", "sessions")]

    class Meta:
        verbose_name = _("lecture programme")
        verbose_name_plural = _("lecture programmes")

    def sorted_sessions(self) -> list["LectureSession"]:
        """By time; sessions without a time come last, in the order of the editor."""
        return sorted(
            self.sessions.all(),
            key=lambda session: (
                session.starts_at is None,
                session.starts_at.timestamp() if session.starts_at else 0.0,
                session.sort_order or 0,
            ),
        )

    def next_session(self, at: dt.datetime) -> "LectureSession | None":
        """The first session that has not ended by then."""
        return next((s for s in self.sorted_sessions() if s.ends_at and s.ends_at > at), None)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.selectors.articles import lecture_context

        return {**super().get_context(request, *args, **kwargs), **lecture_context(self)}


class LectureSession(Orderable):
    """One session of a lecture programme."""

    page = ParentalKey(LecturePage, on_delete=models.CASCADE, related_name="sessions")
    topic = models.CharField(_("topic"), max_length=80)
    lecturer = models.CharField(
        _("lecturer"), max_length=60, blank=True, help_text=_("Name or title, only if the lecturer agrees.")
    )
    form = models.CharField(_("form"), max_length=40, blank=True, help_text=_("As 故事+政策, 文艺+理论."))
    starts_at = models.DateTimeField(
        _("starts"), null=True, blank=True, help_text=_("Empty: to be arranged with whoever orders the lecture.")
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=60)
    venue = models.ForeignKey(Venue, models.PROTECT, null=True, blank=True, verbose_name=_("venue"), related_name="+")
    place = models.CharField(
        _("place"), max_length=80, blank=True, help_text=_("Only when it is not one of the venues, or to be precise.")
    )

    api_fields = shown("topic", "lecturer", "form", "starts_at", "minutes", "place_label")

    class Meta(Orderable.Meta):
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self) -> str:
        return self.topic

    def clean(self) -> None:
        super().clean()
        if self.starts_at and not (self.venue_id or self.place):
            raise ValidationError(
                {"place": _("A session with a time needs a place. Choose a venue or write the place.")}
            )

    @property
    def ends_at(self) -> dt.datetime | None:
        return self.starts_at + dt.timedelta(minutes=self.minutes) if self.starts_at else None

    @property
    def place_label(self) -> str:
        return " ".join(filter(None, [self.venue.name if self.venue else "", self.place]))
