"""What the screens of a team read."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from common.access import NOBODY
from common.calendar import is_working_day
from exchange.enums import FINISHED_STATES, TEAM_STATES, OrderState
from exchange.models import Order, Plan, TeamService
from organisations.models import Dated, Unit, VenueSpace
from organisations.selectors import paths_above, today
from volunteers.models import Team, TeamMember, Vehicle
from workflows.desk.due import Clock, clock

# What a captain looks at first: what is to be answered, then what is under way.
STATE_ORDER = (
    OrderState.ASSIGNED,
    OrderState.IN_SERVICE,
    OrderState.ACCEPTED,
    OrderState.SCHEDULED,
    OrderState.PAUSED,
    *FINISHED_STATES,
)


def order_clock(order: Order) -> Clock | None:
    """Until when the team must answer, then until when it must be done. None when nothing runs."""
    asked = order.state == OrderState.ASSIGNED
    due = order.answer_due_at if asked and order.answer_due_at else order.due_at
    if due is None or order.state not in (*TEAM_STATES, OrderState.POOLED):
        return None
    return clock(
        due_at=due,
        started_at=order.dispatched_at or order.created,
        now=timezone.now(),
        is_working=is_working_day,
        paused_since=order.paused_since,
    )


@dataclass(frozen=True)
class Line:
    """An order in a list; `near` and `fits` say why one of the pool stands on top."""

    order: Order
    clock: Clock | None
    fits: bool = False
    near: bool = False


def lines(orders: Iterable[Order]) -> list[Line]:
    return [
        Line(order, order_clock(order), bool(getattr(order, "fits", 0)), bool(getattr(order, "near", 0)))
        for order in orders
    ]


def orders_of(teams: Sequence[Team], *, past: bool = False) -> QuerySet[Order]:
    """The orders that the teams have in hand, those to be answered first; or what they have done, newest first."""
    found = Order.objects.filter(team__in=teams).select_related("need__unit", "need__category", "team", "plan")
    if past:
        return found.filter(state__in=FINISHED_STATES).order_by("-done_at", "-pk")
    places = [When(state=state, then=Value(place)) for place, state in enumerate(STATE_ORDER)]
    place = Case(*places, default=Value(99), output_field=IntegerField())
    return found.filter(state__in=TEAM_STATES).order_by(place, "due_at", "pk")


def pool_for(teams: Sequence[Team]) -> QuerySet[Order]:
    """The open pool: first what the teams do and where they are, then by urgency and time. Three queries at most."""
    skills = TeamService.objects.filter(team__in=teams).values_list("category__path", flat=True)
    areas = dict.fromkeys(Team.areas.through.objects.filter(team__in=teams).values_list("unit__path", flat=True))
    fits = _under("need__category__path", skills)
    near = _under("need__unit__path", areas or [team.unit.path for team in teams])
    return (
        Order.objects.filter(state=OrderState.POOLED)
        .select_related("need__unit", "need__category")
        .annotate(fits=_one_if(fits), near=_one_if(near))
        .order_by("-fits", "-near", "-rank", "due_at", "pk")
    )


def _under(lookup: str, paths: Iterable[str]) -> Q:
    query = NOBODY
    for path in paths:
        query |= Q(**{f"{lookup}__startswith": path})
    return query


def _one_if(query: Q) -> Case:
    return Case(When(query, then=Value(1)), default=Value(0), output_field=IntegerField())


def members_on(team: Team, day: dt.date | None = None) -> QuerySet[TeamMember]:
    return team.members.filter(Dated.on(day or today())).order_by("pk")


def vehicles_for(team: Team) -> QuerySet[Vehicle]:
    """The vehicles that a service can be planned with: those of the team's unit and the units above."""
    return Vehicle.objects.filter(is_active=True, unit__path__in=paths_above(team.unit)).order_by("name", "pk")


def spaces_for(team: Team, unit: Unit) -> QuerySet[VenueSpace]:
    """The rooms where the need is and where the team is at home, and those of the units above them."""
    paths = {*paths_above(team.unit), *paths_above(unit)}
    found = VenueSpace.objects.filter(Dated.on(today(), "venue__"), venue__owner__path__in=paths)
    return found.select_related("venue").order_by("venue__name", "pk")


@dataclass(frozen=True)
class Day:
    """A day of the week list. A day without a plan says so."""

    date: dt.date
    plans: tuple[Plan, ...]


def week_of(team: Team, monday: dt.date) -> list[Day]:
    """The plans of seven days. Two queries, whatever their number."""
    begins = timezone.make_aware(dt.datetime.combine(monday, dt.time()))
    plans: Any = (
        Plan.objects.filter(order__team=team, starts_at__lt=begins + dt.timedelta(days=7), ends_at__gt=begins)
        .select_related("order__need__unit", "space__venue", "vehicle")
        .prefetch_related("members")
        .order_by("starts_at", "pk")
    )
    by_day: dict[dt.date, list[Plan]] = {monday + dt.timedelta(days=n): [] for n in range(7)}
    for plan in plans:
        by_day[max(timezone.localtime(plan.starts_at).date(), monday)].append(plan)
    return [Day(date, tuple(found)) for date, found in by_day.items()]
