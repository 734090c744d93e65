"""Resources that are listed: places, talents, funds and service projects, each a value of the facet "kind".

What is not listed, or no longer, is not in the index at all; the rule guards what is shown on top of that.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.models import OutboxMessage
from exchange.enums import ResourceKind
from exchange.models import Resource
from exchange.rules import LISTED_RESOURCE
from exchange.selectors import listed_resources
from search.kinds.ancestry import add_unit_codes, below_units, rows_of_unit
from search.registry import Card, Document, Kind, Text, register

# Pages have a kind "venue" and a kind "project" of their own.
VALUES = {f"resource_{kind.value}": kind for kind in ResourceKind}


def load(rows: QuerySet[Any]) -> Iterable[Any]:
    resources = list(rows.prefetch_related("audiences"))
    add_unit_codes(resources)
    return resources


def document(row: Any) -> Document:
    facets = {"kind": [f"resource_{row.kind}"], "unit": row.unit_codes, "state": ["live"]}
    category = [row.category.name, row.category.other_names] if row.category else []
    names = [row.unit.name, row.unit.level.label, *category, *(each.name for each in row.audiences.all())]
    text = "\n".join(filter(None, (row.text, row.place)))
    return Document(row.name, text, row.valid_from, facets, extra="\n".join(filter(None, names)))


def url(row: Any) -> str:
    return reverse("portal:resource", args=[row.code])


def card(row: Any) -> Card:
    label, topic = row.get_kind_display(), str(row.category or "")
    return Card(row.name, f"resource_{row.kind}", label, unit_name=str(row.unit), topic=topic, url=url(row))


def affected(message: OutboxMessage) -> Q | None:
    if message.object_type == "exchange.resource":
        return Q(pk=message.object_id)
    return rows_of_unit(message)


def narrow(name: str, values: Sequence[str]) -> Q:
    if name == "unit":
        return below_units(values)
    if name == "kind":
        return Q(kind__in=[VALUES[value] for value in values if value in VALUES])
    if name == "year":
        return Q(valid_from__year__in=values)
    return Q() if name == "state" and "live" in values else Q(pk__in=[])


def labels() -> Mapping[str, Text]:
    return {value: kind.label for value, kind in VALUES.items()}


def register_resources() -> None:
    register(
        Kind(
            name="resource", label=_("resources"), model=Resource, access=LISTED_RESOURCE,
            queryset=listed_resources, load=load, document=document, card=card, url=url, affected=affected,
            columns=("name", "text", "place", "unit__name", "category__name", "category__other_names"),
            narrow=narrow, labels=labels, facets=("kind", "unit", "year", "month", "state"),
        )
    )  # fmt: skip
