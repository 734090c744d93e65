"""What visitors may see, asked once and used for every list of a screen."""

from typing import Any

from django.db.models import DateField, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from wagtail.models import Page

from cms.models import BriefingPage, ContentPage, LecturePage, NewsPage, PolicyPage, RoutePage, RouteStop, UnitPage
from cms.rules import PUBLISHED
from common.access import ANONYMOUS

# By publication: feeds, and what stands before and after a story.
NEWEST_FIRST = ("-first_published_at", "-pk")
# By the day that a list shows, so that its dates never jump.
LATEST_DAY_FIRST = ("-shown_on", *NEWEST_FIRST)
# The day a type tells of itself, in the words of `day` on its model.
OWN_DAYS: dict[type[ContentPage], str] = {
    NewsPage: "happened_on",
    BriefingPage: "issued_on",
    PolicyPage: "issued_on",
}


def with_shown_day(items: QuerySet[Any]) -> QuerySet[Any]:
    """Adds `shown_on`, the day that every list shows: of the event or the paper, else of first publication.

    Rows of `ContentPage` know nothing of their own type's fields: they are joined here, so that
    one story has one date on every screen.
    """
    if items.model is ContentPage:
        own = [f"{model._meta.model_name}__{field}" for model, field in OWN_DAYS.items()]
    else:
        own = [OWN_DAYS[items.model]] if items.model in OWN_DAYS else []
    published = TruncDate("first_published_at")
    day = Coalesce(*own, published, output_field=DateField()) if own else published
    return items.annotate(shown_on=day)


class Shelf:
    """The access rule for visitors, as a condition that every list of a screen uses."""

    def __init__(self) -> None:
        self.public: Q = PUBLISHED.filter(ANONYMOUS)

    def pages(self, model: type[Page]) -> QuerySet[Any]:
        """Public pages of a type, as bare as they come."""
        return model.objects.filter(self.public)

    def items(self, model: type[ContentPage]) -> QuerySet[Any]:
        """Public pages ready to be shown in a list, the latest day first: no further query an item."""
        related = ["unit", "topic", "cover"]
        if issubclass(model, BriefingPage):
            related.append("series")
        items = self.pages(model).select_related(*related).prefetch_related("cover__renditions")
        items = with_shown_day(self._with_own_facts(items, model))
        return items.defer_streamfields().order_by(*LATEST_DAY_FIRST)

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
