"""Columns: one kind of page for a part of the unit tree, with filters, twenty a screen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.apps import apps
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.db.models.functions import ExtractYear
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cms.models import SectionPage, Topic
from cms.selectors.shelf import Shelf, with_shown_day
from organisations.models import Unit

PER_PAGE = 20


class Option(NamedTuple):
    value: str
    label: str
    is_chosen: bool
    url: str


class FilterGroup(NamedTuple):
    name: str
    label: str
    options: list[Option]


class Chip(NamedTuple):
    label: str
    remove_url: str


class PageLink(NamedTuple):
    label: str
    url: str | None
    is_current: bool


@dataclass(frozen=True)
class Wish:
    """What the visitor asked for. Values that mean nothing were left out."""

    topic: Topic | None = None
    unit: Unit | None = None
    year: int | None = None

    @classmethod
    def read(cls, params: Mapping[str, str], below: str) -> "Wish":
        """From GET parameters; a unit counts only at or below the path."""
        slug, code, year = (str(params.get(name, ""))[:40] for name in ("topic", "unit", "year"))
        return cls(
            topic=Topic.objects.filter(slug=slug).first() if slug else None,
            unit=Unit.objects.filter(code=code, path__startswith=below).first() if code else None,
            year=int(year) if year.isascii() and year.isdigit() and 1900 < int(year) < 2200 else None,
        )

    def without(self, name: str) -> "Wish":
        return replace(self, **{name: None})

    def apply(self, items: QuerySet[Any]) -> QuerySet[Any]:
        if self.topic:
            items = items.filter(topic=self.topic)
        if self.unit:
            items = items.filter(unit__path__startswith=self.unit.path)
        if self.year:
            items = items.filter(shown_on__year=self.year)
        return items

    @property
    def params(self) -> dict[str, str]:
        held = {
            "topic": self.topic.slug if self.topic else "",
            "unit": self.unit.code if self.unit else "",
            "year": str(self.year or ""),
        }
        return {name: value for name, value in held.items() if value}

    def url(self, **more: str) -> str:
        """The address of the column with these filters; `.` would keep the old ones."""
        query = urlencode({**self.params, **more})
        return f"?{query}" if query else "?"


def section_items(section: SectionPage, shelf: Shelf) -> QuerySet[Any]:
    """Everything that the column lists, the latest day first."""
    model = apps.get_model("cms", section.shows)
    return shelf.items(model).filter(unit__path__startswith=section.unit.path)


def section_context(section: SectionPage, request: HttpRequest) -> dict[str, Any]:
    shelf = Shelf()
    everything = section_items(section, shelf)
    wish = Wish.read(request.GET, section.unit.path)
    paginator = Paginator(wish.apply(everything), PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    pages = with_shown_day(shelf.pages(everything.model))
    bare = pages.filter(unit__path__startswith=section.unit.path).order_by()
    return {
        "items": page,
        "paginator": paginator,
        "total": paginator.count,
        "filters": [_topics(bare, wish), _units(bare, wish, section.unit), _years(bare, wish)],
        "chips": _chips(wish),
        "clear_url": "?" if wish.params else None,
        "page_links": _page_links(paginator, page, wish),
        "previous_url": wish.url(page=str(page.previous_page_number())) if page.has_previous() else None,
        "next_url": wish.url(page=str(page.next_page_number())) if page.has_next() else None,
    }


def _topics(bare: QuerySet[Any], wish: Wish) -> FilterGroup:
    base = wish.without("topic")
    topics = Topic.objects.filter(pk__in=base.apply(bare).values("topic_id"))
    options = [Option(t.slug, t.name, t == wish.topic, replace(wish, topic=t).url()) for t in topics]
    return FilterGroup("topic", _("Topic"), options)


def _units(bare: QuerySet[Any], wish: Wish, top: Unit) -> FilterGroup:
    """The units directly below the column's own that have something, themselves or below them."""
    below = wish.unit if wish.unit is not None else top
    paths = wish.without("unit").apply(bare).filter(unit__path__startswith=below.path)
    end = len(below.path) + Unit.steplen
    children = {path[:end] for path in paths.values_list("unit__path", flat=True).distinct() if len(path) >= end}
    units = list(Unit.objects.filter(path__in=children).order_by("path"))
    shown = [wish.unit, *units] if wish.unit is not None and wish.unit != top else units
    options = [Option(u.code, str(u), u == wish.unit, replace(wish, unit=u).url()) for u in shown]
    return FilterGroup("unit", _("Unit"), options)


def _years(bare: QuerySet[Any], wish: Wish) -> FilterGroup:
    dated = wish.without("year").apply(bare).filter(shown_on__isnull=False)
    years = dated.annotate(_year=ExtractYear("shown_on")).order_by("-_year").values_list("_year", flat=True).distinct()
    options = [Option(str(y), _("%(year)d") % {"year": y}, y == wish.year, replace(wish, year=y).url()) for y in years]
    return FilterGroup("year", _("Year"), options)


def _chips(wish: Wish) -> list[Chip]:
    labels = {
        "topic": wish.topic.name if wish.topic else "",
        "unit": str(wish.unit) if wish.unit else "",
        "year": _("%(year)d") % {"year": wish.year} if wish.year else "",
    }
    return [Chip(label, wish.without(name).url()) for name, label in labels.items() if label]


def _page_links(paginator: Paginator[Any], page: PaginatorPage[Any], wish: Wish) -> list[PageLink]:
    if paginator.num_pages < 2:
        return []
    links = []
    for number in paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1):
        is_number = isinstance(number, int)
        url = wish.url(page=str(number)) if is_number else None
        links.append(PageLink(str(number) if is_number else "…", url, number == page.number))
    return links
