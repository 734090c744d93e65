"""Which pages a program may read: what is public, and the drafts of its person's units."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from wagtail.models import Page, Site

from cms.models import ContentPage, UnitPage
from cms.rules import PUBLISHED, STAFF_ROLES
from common.access import InScope, Named, Reader, Rule
from organisations.models import Unit

# The part of the rule of pages that does not ask whether the page is public.
DRAFTS: Rule = InScope(*STAFF_ROLES) | Named("owner_id")


def pages_for(reader: Reader, site: Site) -> QuerySet[Page]:
    """The pages of a site that the reader may see, in the order of the tree."""
    visible = PUBLISHED.filter(reader)
    if reader.user_id is not None:
        for model in (ContentPage, UnitPage):
            visible |= Q(pk__in=model.objects.filter(DRAFTS.filter(reader)).values("pk"))
    pages: QuerySet[Page] = Page.objects.filter(visible, path__startswith=site.root_page.path)
    return pages.select_related("content_type", "locale").order_by("path")


def page_for(reader: Reader, site: Site, page_id: int) -> Any:
    """One of them, as its own type. Raises Http404."""
    page = pages_for(reader, site).filter(pk=page_id).first()
    if page is None:
        raise Http404
    return page.specific


def may_read_draft(reader: Reader, page: Any) -> bool:
    """Whether the reader may see what is written and not yet public."""
    return isinstance(page, ContentPage | UnitPage) and DRAFTS.check(reader, page)


def site_named(name: str, default: Site | None) -> Site:
    """The site of a host, or of host:port; the default without a name. Raises Http404, also where two fit."""
    if not name:
        if default is None:
            raise Http404
        return default
    host, _colon, port = name.partition(":")
    found = Site.objects.select_related("root_page").filter(hostname=host, **({"port": int(port)} if port else {}))
    if len(found) != 1:
        raise Http404
    return found[0]


def pages_below(unit_code: str) -> Q:
    """The condition that a page belongs to the unit of this code or to one below it. Raises Http404."""
    path = Unit.objects.filter(code=unit_code).values_list("path", flat=True).first()
    if path is None:
        raise Http404
    stories = ContentPage.objects.filter(unit__path__startswith=path)
    homes = UnitPage.objects.filter(unit__path__startswith=path)
    return Q(pk__in=stories.values("pk")) | Q(pk__in=homes.values("pk"))
