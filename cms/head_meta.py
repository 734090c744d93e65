"""What stands in the head of a page: the meta tags of a government site, og tags, feed, canonical.

The names and their order are those of 国办发〔2017〕47号, annex: site tags on every page, column tags
on a column and the pages below it, page tags on an article.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from wagtail.models import Page, Site

from cms.models import ContentPage, HomePage, SectionPage, SiteSettings, UnitPage
from cms.selectors.shelf import Shelf

COVER = "fill-1200x630|format-jpeg"


@dataclass(frozen=True)
class HeadMeta:
    """`names` are `<meta name>` pairs, `properties` are `<meta property>` pairs, both in order, none empty."""

    title: str
    url: str
    feed_url: str | None
    names: list[tuple[str, str]] = field(default_factory=list)
    properties: list[tuple[str, str]] = field(default_factory=list)

    def get(self, name: str) -> str:
        """The content of a tag, empty if it is not there."""
        return dict([*self.names, *self.properties]).get(name, "")


def head_meta_of(page: Page) -> HeadMeta:
    site = page.get_site()
    settings = SiteSettings.for_site(site) if site else SiteSettings()
    url = page.full_url or ""
    image = image_url(page, site)
    about = description_of(page)
    names = [
        ("SiteName", settings.name),
        ("SiteDomain", site.hostname if site else ""),
        ("SiteIDCode", settings.site_code),
        *_column(page),
        *(_article(page, settings, image, url) if isinstance(page, ContentPage) else []),
        ("description", about),
    ]
    published = page.first_published_at.isoformat() if page.first_published_at else ""
    properties = [
        ("og:title", page.seo_title or page.title),
        ("og:description", about),
        ("og:type", "article" if isinstance(page, ContentPage) else "website"),
        ("og:url", url),
        ("og:image", image),
        ("og:site_name", settings.name),
        ("og:locale", "zh_CN"),
        ("article:published_time", published if isinstance(page, ContentPage) else ""),
    ]
    title = page.seo_title or (page.title if isinstance(page, HomePage) else f"{page.title} - {settings.name}")
    return HeadMeta(title, url, page.feed_url, _filled(names), _filled(properties))


def _filled(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in pairs if value]


def _column(page: Page) -> list[tuple[str, str]]:
    """The column itself, or the column that lists pages of this kind (the nearest one above)."""
    if isinstance(page, HomePage | UnitPage):
        return [("ColumnName", page.title), ("ColumnType", str(page._meta.verbose_name))]
    section = page if isinstance(page, SectionPage) else _section_of(page)
    if section is None:
        return [("ColumnName", page.kind_label), ("ColumnType", page.kind_label)]
    return [
        ("ColumnName", section.title),
        ("ColumnDescription", section.introduction),
        ("ColumnType", section.get_shows_display()),
    ]


def _section_of(page: ContentPage) -> SectionPage | None:
    """The public column nearest to the page's unit that lists its kind."""
    path = page.unit.path
    above = [path[:end] for end in range(page.unit.steplen, len(path) + 1, page.unit.steplen)]
    sections = Shelf().pages(SectionPage).filter(shows=page.kind, unit__path__in=above)
    return sections.order_by("-unit__path", "path").first()


def _article(page: ContentPage, settings: SiteSettings, image: str, url: str) -> list[tuple[str, str]]:
    at = page.first_published_at
    return [
        ("ArticleTitle", page.title),
        ("PubDate", timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""),
        ("ContentSource", page.source or page.unit.name),
        ("Keywords", ",".join(keywords_of(page))),
        ("Author", page.unit.name),
        ("Description", description_of(page)),
        ("Image", image),
        ("Url", url),
    ]


def keywords_of(page: ContentPage) -> list[str]:
    """Topic, its other names, audiences, unit: what the page is filed under."""
    topic = [page.topic.name, *page.topic.other_names.split()] if page.topic else []
    return list(dict.fromkeys([*topic, *page.audience_names, str(page.unit)]))


def description_of(page: Any) -> str:
    """The one written for search engines, else the summary or introduction."""
    return page.search_description or getattr(page, "summary", "") or getattr(page, "introduction", "") or ""


def image_url(page: Any, site: Site | None) -> str:
    """The absolute address of the cover, scaled for shared cards; empty without one."""
    cover = getattr(page, "cover", None)
    if cover is None or site is None:
        return ""
    return f"{site.root_url}{cover.get_rendition(COVER).url}"
