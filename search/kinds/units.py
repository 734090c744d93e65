"""Units, by their public pages."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.models import UnitPage
from search.kinds.ancestry import add_unit_codes, below_units, pages_affected
from search.kinds.page_text import text_of
from search.registry import Card, Document, Kind, Text, register


def queryset() -> QuerySet[Any]:
    rows: QuerySet[Any] = UnitPage.objects.select_related("unit", "unit__level", "latest_revision")
    return rows


def load(rows: QuerySet[Any]) -> Iterable[Any]:
    pages = list(rows)
    add_unit_codes(pages)
    return pages


def document(page: Any) -> Document:
    said = page if page.live or not page.latest_revision else page.get_latest_revision_as_object()
    unit = page.unit
    facets = {"kind": ["unit"], "unit": page.unit_codes, "state": ["live" if page.live else "draft"]}
    names = "\n".join(filter(None, (unit.name, unit.short_name, unit.level.label)))
    return Document(said.title, "\n".join(filter(None, (text_of(said), unit.address))), None, facets, extra=names)


def card(page: Any) -> Card:
    return Card(
        title=page.title if page.live else page.draft_title or page.title,
        kind="unit",
        kind_label=_("unit"),
        unit_name=page.unit.name,
        url=url(page),
        edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        draft=not page.live,
    )


def url(page: Any) -> str:
    return (page.get_url() or "") if page.live else ""


def narrow(name: str, values: Sequence[str]) -> Q:
    if name == "unit":
        return below_units(values)
    if name == "state":
        return Q(live__in=[value == "live" for value in values])
    return Q() if name == "kind" and "unit" in values else Q(pk__in=[])


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
