"""Everything with a story: news, projects, routes, lectures, cases, policies, briefings, venues."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from cms.models import ContentPage
from search.kinds.ancestry import add_unit_codes, pages_affected
from search.kinds.page_parts import add_said, narrow_pages, page_card, state, url
from search.kinds.page_text import text_of
from search.registry import Card, Document, Kind, Text, register


def queryset() -> QuerySet[Any]:
    rows: QuerySet[Any] = ContentPage.objects.select_related("unit", "topic", "content_type")
    return rows


def load(rows: Any) -> Iterable[Any]:
    pages = list(rows.select_related(None).specific())
    prefetch_related_objects(pages, "unit", "topic", "latest_revision")
    add_unit_codes(pages)
    add_said(pages)
    return pages


def date_of(page: Any) -> dt.date | None:
    """The day that the page speaks of; where it names none, that of its publication or last draft."""
    told: dt.date | None = getattr(page.said, "issued_on", None) or getattr(page.said, "happened_on", None)
    moment = page.first_published_at or page.latest_revision_created_at
    return told or (localtime(moment).date() if moment else None)


def document(page: Any) -> Document:
    topic = [page.topic.slug] if page.topic else []
    facets = {"kind": [page._meta.model_name], "unit": page.unit_codes, "topic": topic, "state": [state(page)]}
    return Document(page.said.title, text_of(page.said), date_of(page), facets, extra=page.unit.name)


def card(page: Any) -> Card:
    label = page.specific_class._meta.verbose_name if page.specific_class else ""
    return page_card(page, page.content_type.model, label, unit_name=str(page.unit), topic=str(page.topic or ""))


def narrow(name: str, values: Sequence[str]) -> Q:
    lookups = {"kind": "content_type__model__in", "topic": "topic__slug__in", "year": "first_published_at__year__in"}
    return narrow_pages(name, values, lookups)


def labels() -> Mapping[str, Text]:
    types = (model for model in apps.get_models() if issubclass(model, ContentPage) and model is not ContentPage)
    return {model._meta.model_name or "": model._meta.verbose_name for model in types}


PAGES = Kind(
    name="page",
    label=_("pages"),
    model=ContentPage,
    queryset=queryset,
    load=load,
    document=document,
    card=card,
    url=url,
    affected=pages_affected,
    columns=("title", "draft_title", "summary", "body", "briefingpage__sections"),
    narrow=narrow,
    labels=labels,
    facets=("kind", "unit", "topic", "year", "month", "state"),
)


def register_pages() -> None:
    register(PAGES)
