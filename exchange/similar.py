"""Open needs that say much the same nearby, so that one help answers several: by the pairs of signs they share.

At most three queries and `MOST_ROWS` rows each, whatever is asked; nothing but public text is read.
"""

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from common.access import ANONYMOUS, InScope, Reader
from exchange.enums import OPEN_STATES, PUBLIC_STATES
from exchange.models import Category, Need
from exchange.rules import STAFF
from organisations.models import Unit

MOST = 5
MOST_ROWS = 300
# Below this two texts share what any two texts share.
LEAST_ALIKE = 0.16
SAME_CATEGORY = 1.25
SHOWN = tuple(state for state in OPEN_STATES if state in PUBLIC_STATES)
NOT_YET_SHOWN = tuple(state for state in OPEN_STATES if state not in PUBLIC_STATES)
_STAFF = InScope(*STAFF)


@dataclass(frozen=True)
class Similar:
    """`alike` is above 0, up to 1; `same_town`: the unit's own town, else elsewhere in the county."""

    need: Need
    alike: float
    same_town: bool


def similar_needs(
    words: str, unit: Unit, *, category: Category | None = None, reader: Reader = ANONYMOUS, but: Need | None = None
) -> list[Similar]:
    """Up to five open needs like these words, those of the same town first, then the more alike.

    Public ones for everybody; those not yet public only where the reader is staff of their unit or above it.
    `but`: the need itself, when it is already there.
    """
    asked = pairs(words)
    if not asked:
        return []
    town = town_path(unit)
    rows = [*_rows(unit, town, reader)]
    known = [(need, pairs(need.public_text)) for need in rows if but is None or need.pk != but.pk]
    weight = _weights(texts for _need, texts in known)
    found = []
    for need, texts in known:
        alike = _alike(asked, texts, weight)
        if category is not None and need.category_id == category.pk:
            alike = min(1.0, alike * SAME_CATEGORY)
        if alike >= LEAST_ALIKE:
            found.append(Similar(need, alike, need.unit.path.startswith(town)))
    return sorted(found, key=lambda each: (not each.same_town, -each.alike, each.need.pk))[:MOST]


def town_path(unit: Unit) -> str:
    """The path of the town that a unit is in: the second step of the tree, or the root itself."""
    return str(unit.path[: 2 * Unit.steplen])


def _rows(unit: Unit, town: str, reader: Reader) -> Iterable[Need]:
    root = unit.path[: Unit.steplen]
    shown = _public_fields().filter(state__in=SHOWN)
    yield from shown.filter(unit__path__startswith=town)[:MOST_ROWS]
    if town != root:
        yield from shown.filter(unit__path__startswith=root).exclude(unit__path__startswith=town)[:MOST_ROWS]
    if reader.paths(STAFF):
        hidden = _public_fields().filter(_STAFF.filter(reader), state__in=NOT_YET_SHOWN, unit__path__startswith=root)
        yield from hidden[:MOST_ROWS]


def _public_fields() -> QuerySet[Need]:
    fields = ("code", "summary", "public_text", "state", "submitted_at", "unit__name", "unit__short_name", "unit__path")
    needs: QuerySet[Need] = (
        Need.objects.select_related("unit", "category").only(*fields, "category__name").order_by("-submitted_at", "-pk")
    )
    return needs


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring letters or signs; marks and spaces part them."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    runs = "".join(sign if sign.isalnum() else " " for sign in plain).split()
    return frozenset(run[at : at + 2] for run in runs for at in range(len(run) - 1))


def _weights(texts: Iterable[frozenset[str]]) -> dict[str, float]:
    """What a pair counts: the rarer among the rows the more. Pairs of no row are looked up with `get`."""
    count: Counter[str] = Counter()
    total = 0
    for each in texts:
        count.update(each)
        total += 1
    return {pair: math.log(1 + (total + 1) / times) for pair, times in count.items()}


def _alike(asked: frozenset[str], text: frozenset[str], weight: dict[str, float]) -> float:
    """The weight of the shared pairs in the mean weight of both texts. A pair of no row counts as 1."""
    shared = sum(weight[pair] for pair in asked & text)
    if not shared:
        return 0.0
    both = sum(weight.get(pair, 1.0) for pair in asked) * sum(weight[pair] for pair in text)
    return min(1.0, shared / math.sqrt(both))
