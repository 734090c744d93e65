"""Which teams fit an order, and why, in words a dispatcher can check: never a decimal, five cells and reasons.

Read once for many orders: `Field.read()` takes seven queries whatever the number of teams and orders.
"""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Avg, Count
from django.utils import timezone
from django.utils.translation import gettext as _

from exchange.enums import TEAM_STATES
from exchange.models import Need, Order, Rating, Refusal, TeamService
from exchange.reasons import Reason
from exchange.selectors import slot_of
from organisations.models import Dated, Pairing
from volunteers.enums import TeamState
from volunteers.models import Team

# What each reason is worth; together they make a fit of 0 to 100. A team that does not do it is not suggested.
SKILL, AREA, FREE_THEN, LOAD, NEAR, PAIRED, RATED = 35, 20, 15, 12, 8, 5, 5
CELLS = 5
NEAR_KM, FAR_KM = 3.0, 15.0
GOOD_RATING = 4.0
LEAST_RATINGS = 3


@dataclass(frozen=True)
class Suggestion:
    """A team with its fit in cells (1 to 5) and the reasons, in the order in which they weigh."""

    team: Team
    points: int
    reasons: tuple[Reason, ...]

    @property
    def cells(self) -> int:
        return cells_of(self.points)

    @property
    def word(self) -> str:
        return word_of(self.points)


def cells_of(points: int) -> int:
    """A fit in cells, 1 to 5: nobody is shown a number of points."""
    return max(1, min(CELLS, math.ceil(points / 100 * CELLS)))


def word_of(points: int) -> str:
    return [_("barely fits"), _("barely fits"), _("may do"), _("fits"), _("fits very well")][cells_of(points) - 1]


@dataclass
class Field:
    """What is known of all active teams at a moment."""

    teams: list[Team]
    skills: dict[int, list[str]]
    areas: dict[int, list[str]]
    load: Counter[int]
    busy: dict[int, list[tuple[dt.datetime, dt.datetime]]]
    paired: set[frozenset[int]]
    ratings: dict[int, tuple[float, int]]
    refused: set[tuple[int, int]] = field(default_factory=set)

    @classmethod
    def read(cls, orders: Iterable[Order] = ()) -> "Field":
        """`orders`: whose refusals matter, so that no team is suggested what it has refused."""
        teams = list(Team.objects.filter(state=TeamState.ACTIVE).select_related("unit").order_by("pk"))
        skills: dict[int, list[str]] = {}
        for team_id, path in TeamService.objects.values_list("team_id", "category__path"):
            skills.setdefault(team_id, []).append(path)
        areas: dict[int, list[str]] = {}
        for team_id, path in Team.areas.through.objects.values_list("team_id", "unit__path"):
            areas.setdefault(team_id, []).append(path)
        load: Counter[int] = Counter()
        busy: dict[int, list[tuple[dt.datetime, dt.datetime]]] = {}
        running = Order.objects.filter(state__in=TEAM_STATES, team__isnull=False)
        for team_id, start, end in running.values_list("team_id", "slot_from", "slot_to"):
            load[team_id] += 1
            if start is not None and end is not None:
                busy.setdefault(team_id, []).append((start, end))
        today = timezone.localdate()
        pairs = Pairing.objects.filter(Dated.on(today)).values_list("unit_id", "partner_id")
        rated = Rating.objects.values("order__team_id").annotate(mean=Avg("score"), count=Count("pk"))
        ratings = {row["order__team_id"]: (row["mean"], row["count"]) for row in rated}
        refused = set(
            Refusal.objects.filter(order__in=[order.pk for order in orders]).values_list("order_id", "team_id")
        )
        return cls(teams, skills, areas, load, busy, {frozenset(pair) for pair in pairs}, ratings, refused)


def suggest(order: Order, teams: Field | None = None, *, most: int = 8) -> list[Suggestion]:
    """The teams that fit an order, best first; equal ones by their key, so that a list is always the same."""
    known = teams or Field.read([order])
    found = [suggestion for team in known.teams if (suggestion := fit(order, team, known)) is not None]
    return sorted(found, key=lambda each: (-each.points, each.team.pk))[:most]


def fit(order: Order, team: Team, known: Field) -> Suggestion | None:
    """How a team fits; None where it may not be sent the order: not its work, busy at that hour, refused before."""
    if not _does(order.need, team, known) or obstacles(order, team, known):
        return None
    need = order.need
    judged = [
        (SKILL, Reason("skill", "+")),
        _area(need, team, known),
        _free(need),
        _load(team, known),
        _distance(need, team),
        _pairing(need, team, known),
        _ratings(team, known),
    ]
    return Suggestion(team, sum(points for points, _reason in judged), tuple(reason for _points, reason in judged))


def obstacles(order: Order, team: Team, known: Field) -> tuple[Reason, ...]:
    """Why a team is not suggested for an order; none for one that is, or that could be."""
    return tuple(
        Reason(code, "-")
        for code, is_so in (
            ("skill", not _does(order.need, team, known)),
            ("free", not _is_free(order.need, team, known)),
            ("refused", (order.pk, team.pk) in known.refused),
        )
        if is_so
    )


def _does(need: Need, team: Team, known: Field) -> bool:
    path = need.category.path if need.category else ""
    return any(path.startswith(served) for served in known.skills.get(team.pk, ()))


def _is_free(need: Need, team: Team, known: Field) -> bool:
    start, end = slot_of(need)
    if start is None or end is None:
        return True
    return not any(begins < end and start < ends for begins, ends in known.busy.get(team.pk, ()))


def _area(need: Need, team: Team, known: Field) -> tuple[int, Reason]:
    served = known.areas.get(team.pk) or [team.unit.path]
    if any(need.unit.path.startswith(path) for path in served):
        return AREA, Reason("area", "+")
    return 0, Reason("area", "-")


def _free(need: Need) -> tuple[int, Reason]:
    if need.wanted_from is None:
        return FREE_THEN // 2, Reason("free", "0")
    return FREE_THEN, Reason("free", "+")


def _load(team: Team, known: Field) -> tuple[int, Reason]:
    running = known.load[team.pk]
    room = max(team.weekly_capacity - running, 0)
    said = {"running": running, "capacity": team.weekly_capacity}
    return round(LOAD * room / team.weekly_capacity), Reason("load", "+" if room else "-", said)


def kilometres(first: Any, second: Any) -> float | None:
    """As the crow flies between two units; None where one has no place."""
    places = (first.latitude, first.longitude, second.latitude, second.longitude)
    if None in places:
        return None
    lat1, lon1, lat2, lon2 = map(math.radians, places)
    a = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(a))


def _distance(need: Need, team: Team) -> tuple[int, Reason]:
    away = kilometres(need.unit, team.unit)
    if away is None:
        return 0, Reason("near", "0")
    said = {"km": round(max(away, 1))}
    if away <= NEAR_KM:
        return NEAR, Reason("near", "+", said)
    share = max(0.0, 1 - (away - NEAR_KM) / (FAR_KM - NEAR_KM))
    return round(NEAR * share), Reason("near", "+" if share > 0.5 else "-", said)


def _pairing(need: Need, team: Team, known: Field) -> tuple[int, Reason]:
    paired = frozenset({need.unit_id, team.unit_id}) in known.paired
    return (PAIRED, Reason("paired", "+")) if paired else (0, Reason("paired", "0"))


def _ratings(team: Team, known: Field) -> tuple[int, Reason]:
    mean, count = known.ratings.get(team.pk, (0.0, 0))
    if count < LEAST_RATINGS:
        return RATED // 2, Reason("rated", "0")
    good = mean >= GOOD_RATING
    return (RATED, Reason("rated", "+")) if good else (0, Reason("rated", "-"))
