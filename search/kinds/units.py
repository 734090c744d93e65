"""Units, by their public pages."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cms.models import UnitPage
from search.kinds.ancestry import add_unit_codes, pages_affected
from search.kinds.page_parts import add_said, narrow_pages, page_card, state, url
from search.kinds.page_text import text_of
from search.registry import Card, Document, Kind, Text, register


def queryset() -> QuerySet[Any]:
    rows: QuerySet[Any] = UnitPage.objects.select_related("unit", "unit__level", "latest_revision")
    return rows


def load(rows: QuerySet[Any]) -> Iterable[Any]:
    pages = list(rows)
    add_unit_codes(pages)
    add_said(pages)
    return pages


def document(page: Any) -> Document:
    unit, shown = page.unit, page.said
    facets = {"kind": ["unit"], "unit": page.unit_codes, "state": [state(page)]}
    names = "\n".join(filter(None, (unit.name, unit.short_name, unit.level.label)))
    return Document(shown.title, "\n".join(filter(None, (text_of(shown), unit.address))), None, facets, extra=names)


def card(page: Any) -> Card:
    return page_card(page, "unit", _("unit"), unit_name=page.unit.name)


def narrow(name: str, values: Sequence[str]) -> Q:
    if name == "kind":
        return Q() if "unit" in values else Q(pk__in=[])
    return narrow_pages(name, values, {})


def labels() -> Mapping[str, Text]:
    return {"unit": _("unit")}


UNITS = Kind(
    name="unit",
    label=_("units"),
    model=UnitPage,
    queryset=queryset,
    load=load,
    document=document,
    card=card,
    url=url,
    affected=pages_affected,
    columns=("title", "draft_title", "introduction", "body", "unit__name", "unit__address"),
    narrow=narrow,
    labels=labels,
    facets=("kind", "unit", "state"),
)


def register_units() -> None:
    register(UNITS)
