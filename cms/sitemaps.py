"""The site map for search engines: public pages alone, each with the day of its last change."""

import datetime as dt
from typing import Any

from django.db.models import Max, QuerySet
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page

from cms.rules import PUBLISHED
from common.access import ANONYMOUS


class PublicSitemap(Sitemap):
    """Bare page rows: an address and a day need nothing of the page's own type."""

    limit = 50_000  # the most that one file may hold

    def items(self) -> QuerySet[Any]:
        root = self.get_wagtail_site().root_page
        return Page.objects.descendant_of(root, inclusive=True).filter(PUBLISHED.filter(ANONYMOUS)).order_by("path")

    def lastmod(self, obj: Page) -> dt.datetime | None:
        return obj.last_published_at or obj.first_published_at

    def get_latest_lastmod(self) -> dt.datetime | None:
        newest: dt.datetime | None = self.items().aggregate(newest=Max("last_published_at"))["newest"]
        return newest

    def _urls(self, page: Any, protocol: str, domain: str) -> list[dict[str, Any]]:
        rows = self.paginator.page(page).object_list
        return [{"item": row, "location": self.location(row), "lastmod": self.lastmod(row)} for row in rows]
