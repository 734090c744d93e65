"""What visitors may see, asked once and used for every list of a screen."""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from wagtail.models import Page

from cms.models import BriefingPage, ContentPage, LecturePage, PolicyPage, RoutePage, RouteStop, UnitPage
from cms.rules import PUBLISHED
from common.access import ANONYMOUS

NEWEST_FIRST = ("-first_published_at", "-pk")


class Shelf:
    """The access rule for visitors, as a condition that every list of a screen uses."""

    def __init__(self) -> None:
        self.public: Q = PUBLISHED.filter(ANONYMOUS)

    def pages(self, model: type[Page]) -> QuerySet[Any]:
        """Public pages of a type, as bare as they come."""
        return model.objects.filter(self.public)

    def items(self, model: type[ContentPage]) -> QuerySet[Any]:
        """Public pages ready to be shown in a list, newest first: no further query an item."""
        related = ["unit", "topic", "cover"]
        if issubclass(model, BriefingPage):
            related.append("series")
        items = self.pages(model).select_related(*related).prefetch_related("cover__renditions")
        return self._with_own_facts(items, model).defer_streamfields().order_by(*NEWEST_FIRST)

    def _with_own_facts(self, items: QuerySet[Any], model: type[ContentPage]) -> QuerySet[Any]:
        if issubclass(model, RoutePage):
            return items.prefetch_related(Prefetch("stops", RouteStop.objects.select_related("venue")))
        if issubclass(model, LecturePage):
            return items.prefetch_related("sessions")
        if issubclass(model, PolicyPage):
            successors = self.pages(PolicyPage).order_by("pk").defer_streamfields()
            return items.prefetch_related(Prefetch("replaced_by", successors, to_attr="_successors"))
        return items

    def unit_pages(self) -> QuerySet[UnitPage]:
        return self.pages(UnitPage).select_related("unit", "unit__level").defer_streamfields().order_by("path")
