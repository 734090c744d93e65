"""What is new, for feed readers: the whole county, a column, a unit with all below it; RSS and Atom."""

import datetime as dt
import re
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from cms.models import ContentPage, HomePage, SectionPage, UnitPage
from cms.selectors.sections import section_items
from cms.selectors.shelf import NEWEST_FIRST, Shelf

NEWEST = 30
# XML 1.0 cannot hold them; they come along with what is pasted from office programs.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def plain(text: Any) -> str:
    return CONTROL.sub(" ", str(text))


def newest(items: QuerySet[Any]) -> list[ContentPage]:
    """By publication, whatever day a page tells of: a reader of feeds asks what has come since."""
    return list(items.filter(first_published_at__isnull=False).order_by(*NEWEST_FIRST)[:NEWEST])


class CountyFeed(Feed):
    """Everything that the county publishes. The subclasses say what of it."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.request = request
        return get_object_or_404(Shelf().pages(HomePage))

    def title(self, page: Any) -> str:
        return plain(page.title)

    def link(self, page: Any) -> str:
        return page.get_url(self.request) or "/"

    def description(self, page: Any) -> str:
        return plain(page.introduction or _("What is new at %(title)s") % {"title": page.title})

    def items(self, page: Any) -> list[ContentPage]:
        return newest(Shelf().items(ContentPage))

    def item_title(self, item: ContentPage) -> str:
        return plain(item.title)

    def item_description(self, item: ContentPage) -> str:
        return plain(item.summary)

    def item_link(self, item: ContentPage) -> str:
        return item.get_url(self.request) or "/"

    def item_guid(self, item: ContentPage) -> str:
        return f"linli:page:{item.pk}"

    item_guid_is_permalink = False

    def item_author_name(self, item: ContentPage) -> str:
        return plain(item.unit.name)

    def item_pubdate(self, item: ContentPage) -> dt.datetime | None:
        return item.first_published_at

    def item_updateddate(self, item: ContentPage) -> dt.datetime | None:
        return item.last_published_at or item.first_published_at

    def item_categories(self, item: ContentPage) -> list[str]:
        return [item.kind_label, *([plain(item.topic.name)] if item.topic else [])]


class SectionFeed(CountyFeed):
    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> SectionPage:
        self.request = request
        return get_object_or_404(Shelf().pages(SectionPage).select_related("unit"), pk=kwargs["section"])

    def items(self, page: SectionPage) -> list[ContentPage]:
        return newest(section_items(page, Shelf()))


class UnitFeed(CountyFeed):
    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> UnitPage:
        self.request = request
        return get_object_or_404(Shelf().unit_pages(), unit__code=kwargs["code"])

    def items(self, page: UnitPage) -> list[ContentPage]:
        return newest(Shelf().items(ContentPage).filter(unit__path__startswith=page.unit.path))


class CountyAtom(CountyFeed):
    feed_type = Atom1Feed


class SectionAtom(SectionFeed):
    feed_type = Atom1Feed


class UnitAtom(UnitFeed):
    feed_type = Atom1Feed
