"""Counts of the index, with the names that people know."""

import hashlib
from collections.abc import Mapping, Sequence

from django.core.cache import cache
from django.db.models import CharField, Value
from django.utils.translation import gettext_lazy as _

from cms.models import Topic
from organisations.models import Unit
from search.engines.base import Ask, Engine
from search.registry import kind_labels
from search.results import Facet, FacetValue

LABELS = {
    "kind": _("Kind"),
    "unit": _("Unit"),
    "topic": _("Topic"),
    "year": _("Year"),
    "state": _("State"),
}
STATES = {"live": _("public"), "draft": _("not public")}
# Of the units, those right below the county's are offered, and those right below a chosen one.
FIRST_DEPTH = 2
# A new name of a unit is seen in the facets after at most a minute; in hits at once.
NAMES_SECONDS = 60

Counts = Sequence[tuple[str, int]]
Named = Mapping[str, tuple[str, str]]


def count_facets(engine: Engine, ask: Ask, chosen: Mapping[str, tuple[str, ...]]) -> tuple[Facet, ...]:
    """The facets of a strict question. A value without rows is left out, unless it is chosen."""
    counts = {
        name: [*found, *((value, 0) for value in chosen.get(name, ()) if value not in dict(found))]
        for name, found in engine.facets(ask, list(LABELS)).items()
    }
    units, topics = _names([value for value, _count in counts["unit"]], [value for value, _count in counts["topic"]])
    kinds = kind_labels()
    values = {
        "kind": [_value(v, kinds.get(v, v), n, chosen, "kind") for v, n in counts["kind"]],
        "unit": _units(counts["unit"], units, chosen),
        "topic": [_value(v, topics[v][0], n, chosen, "topic") for v, n in counts["topic"] if v in topics],
        "year": [_value(v, v, n, chosen, "year") for v, n in sorted(counts["year"], reverse=True)],
        "state": [_value(v, STATES.get(v, v), n, chosen, "state") for v, n in counts["state"]],
    }
    return tuple(Facet(name, str(label), tuple(values[name])) for name, label in LABELS.items())


def _value(
    value: str, label: object, count: int, chosen: Mapping[str, tuple[str, ...]], name: str, depth: int = 0
) -> FacetValue:
    return FacetValue(value, str(label), count, value in chosen.get(name, ()), depth)


def _key(facet: str, value: str) -> str:
    """Where a name is kept. Values come from the address, and a cache may refuse blanks and long keys."""
    return f"search.name.{facet}.{hashlib.blake2s(value.encode(errors='replace')).hexdigest()}"


def _names(units: Sequence[str], topics: Sequence[str]) -> tuple[Named, Named]:
    """Codes of units, and slugs of topics, to name and tree path (empty for topics).

    One query for those not seen lately.
    """
    wanted = {_key("unit", value): ("unit", value) for value in units}
    wanted |= {_key("topic", value): ("topic", value) for value in topics}
    held: dict[tuple[str, str], tuple[str, str]] = {
        wanted[key]: pair for key, pair in cache.get_many(list(wanted)).items()
    }
    missing = [asked for asked in wanted.values() if asked not in held]
    if missing:
        fresh = _read([v for facet, v in missing if facet == "unit"], [v for facet, v in missing if facet == "topic"])
        cache.set_many({_key(*asked): pair for asked, pair in fresh.items()}, NAMES_SECONDS)
        held |= fresh
    of_units, of_topics = ({v: pair for (facet, v), pair in held.items() if facet == f} for f in ("unit", "topic"))
    return of_units, of_topics


def _read(units: Sequence[str], topics: Sequence[str]) -> dict[tuple[str, str], tuple[str, str]]:
    def text(value: str) -> Value:
        return Value(value, output_field=CharField())

    of_units = Unit.objects.order_by().filter(code__in=units).values_list(text("unit"), "code", "name", "path")
    of_topics = Topic.objects.order_by().filter(slug__in=topics)
    rows = of_units.union(of_topics.values_list(text("topic"), "slug", "name", text("")), all=True)
    return {(facet, value): (name, path) for facet, value, name, path in rows}


def _units(counts: Counts, named: Named, chosen: Mapping[str, tuple[str, ...]]) -> list[FacetValue]:
    picked = {named[code][1] for code in chosen.get("unit", ()) if code in named}
    shown = [
        (path, _value(code, name, count, chosen, "unit", len(path) // Unit.steplen - 1))
        for code, count in counts
        if code in named
        for name, path in [named[code]]
        if len(path) == FIRST_DEPTH * Unit.steplen or path in picked or path[: -Unit.steplen] in picked
    ]
    return [value for _path, value in sorted(shown, key=lambda pair: pair[0])]
