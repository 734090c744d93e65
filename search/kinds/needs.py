"""Needs that everybody may read: accepted ones, with the words that passed the gate of publishing.

What is not public, or no longer, is not in the index at all; the rule guards what is shown on top of that.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from common.models import OutboxMessage
from exchange.models import Need
from exchange.rules import PUBLIC_NEED
from exchange.selectors import public_needs
from search.kinds.ancestry import add_unit_codes, below_units, rows_of_unit
from search.registry import Card, Document, Kind, Text, register


def queryset() -> QuerySet[Any]:
    return public_needs().defer(None)


def load(rows: QuerySet[Any]) -> Iterable[Any]:
    needs = list(rows)
    add_unit_codes(needs)
    return needs


def document(need: Any) -> Document:
    facets = {"kind": ["need"], "unit": need.unit_codes, "state": ["live"]}
    kind = need.category
    names = [need.unit.name, *([kind.name, kind.other_names] if kind else [])]
    day = localtime(need.submitted_at).date()
    return Document(need.summary, need.public_text, day, facets, extra="\n".join(filter(None, names)))


def url(need: Any) -> str:
    return reverse("portal:need", args=[need.code])


def card(need: Any) -> Card:
    topic = str(need.category or "")
    return Card(need.summary, "need", _("need"), unit_name=str(need.unit), topic=topic, url=url(need))


def affected(message: OutboxMessage) -> Q | None:
    if message.object_type == "exchange.need":
        return Q(pk=message.object_id)
    return rows_of_unit(message)


def narrow(name: str, values: Sequence[str]) -> Q:
    if name == "unit":
        return below_units(values)
    if name == "year":
        return Q(submitted_at__year__in=values)
    fits = {"kind": "need", "state": "live"}.get(name)
    return Q() if fits in values else Q(pk__in=[])


def labels() -> Mapping[str, Text]:
    return {"need": _("need")}


NEEDS = Kind(
    name="need",
    label=_("needs"),
    model=Need,
    access=PUBLIC_NEED,
    queryset=queryset,
    load=load,
    document=document,
    card=card,
    url=url,
    affected=affected,
    columns=("summary", "public_text", "unit__name", "category__name"),
    narrow=narrow,
    labels=labels,
    facets=("kind", "unit", "year", "month", "state"),
)


def register_needs() -> None:
    register(NEEDS)
