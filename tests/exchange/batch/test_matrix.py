"""The matrix says the same as the suggestion of a single order, pair by pair, over rows made at random."""

import datetime as dt
import random
from typing import Any

import pytest
from django.utils import timezone

from exchange.batch.matrix import build, load_points
from exchange.batch.reading import waiting_below
from exchange.enums import OrderState
from exchange.models import Category, Need, Order, Rating, Refusal, TeamService
from exchange.suggesting import Field, Suggestion, fit
from organisations.models import Pairing, Unit
from tests.factories.exchange import ServiceCounty
from tests.worlds import world

TEAMS, ORDERS = 14, 30
NOW = timezone.now().replace(minute=0, second=0, microsecond=0)


class RandomCounty(ServiceCounty):
    """Teams and orders of every kind: other towns, no place, busy, full, rated, paired, refused before."""

    def __init__(self) -> None:
        super().__init__()
        self.chance = random.Random(20)
        units = [self.centre, self.town, self.station, self.other_town, self.other_station]
        for unit in units[1:]:
            unit.latitude = 31.8 + self.chance.random() / 5
            unit.longitude = 120.5 + self.chance.random() / 5
            unit.save()
        lessons = Category.add_root(name="课业")
        self.kinds = [self.repairs, self.heating, lessons, lessons.add_child(name="数学")]
        self.some = [self.random_team(number, units) for number in range(TEAMS)]
        for unit, partner in ((self.station, self.other_station), (self.town, self.centre)):
            Pairing.objects.create(unit=unit, partner=partner, kind="paired", valid_from=dt.date(2020, 1, 1))
        self.waiting = [self.random_order(number, units) for number in range(ORDERS)]
        for _ in range(25):
            self.running_order(self.chance.choice(units), self.chance.choice(self.some))
        for order in self.waiting[:6]:
            Refusal.objects.create(
                order=order, team=self.chance.choice(self.some), number=1, reason_code="other", text="不便", at=NOW
            )

    def random_team(self, number: int, units: list[Unit]) -> Any:
        team = self.make_team(f"队{number}", self.chance.choice(units))
        team.weekly_capacity = self.chance.randint(1, 4)
        team.save()
        team.areas.set(self.chance.sample(units, self.chance.randint(0, 2)))
        for kind in self.chance.sample(self.kinds, self.chance.randint(1, 2)):
            TeamService.objects.create(team=team, category=kind)
        return team

    def random_need(self, unit: Unit, number: int) -> Need:
        start = NOW + dt.timedelta(hours=self.chance.randint(1, 8)) if self.chance.random() < 0.7 else None
        end = start + dt.timedelta(hours=2) if start and self.chance.random() < 0.5 else None
        return Need.objects.create(
            unit=unit,
            channel="desk",
            category=self.chance.choice([self.heating, self.kinds[3], self.kinds[2], None]),
            summary=f"需求{number}",
            state="accepted",
            wanted_from=start,
            wanted_to=end,
            submitted_at=NOW + dt.timedelta(minutes=number),
            receipt_hash=f"{number}-{unit.pk}-{self.chance.random()}",
        )

    def random_order(self, number: int, units: list[Unit]) -> Order:
        need = self.random_need(self.chance.choice(units), number)
        return Order.objects.create(need=need, unit=need.unit, rank=self.chance.randint(1, 3))

    def running_order(self, unit: Unit, team: Any) -> None:
        need = self.random_need(unit, 0)
        start = NOW + dt.timedelta(hours=self.chance.randint(0, 8))
        planned = {"slot_from": start, "slot_to": start + dt.timedelta(hours=1)} if self.chance.random() < 0.6 else {}
        state = self.chance.choice([OrderState.ASSIGNED, OrderState.RATED])
        order = Order.objects.create(need=need, unit=unit, team=team, state=state, **planned)
        if state == OrderState.RATED:
            Rating.objects.create(order=order, score=self.chance.randint(2, 5), by="account", at=NOW)


made_once = world(RandomCounty)


@pytest.fixture
def random_county(made_once: RandomCounty) -> RandomCounty:
    return made_once


def read(county: RandomCounty) -> tuple[list[Order], Field]:
    orders = list(waiting_below(county.centre))
    return orders, Field.read(orders)


def test_every_pair_is_worth_what_a_suggestion_says(random_county: RandomCounty) -> None:
    orders, known = read(random_county)
    found = build(orders, known)
    said = {
        (row, column): suggestion.points if (suggestion := fit(order, team, known)) else None
        for row, order in enumerate(orders)
        for column, team in enumerate(known.teams)
    }
    assert {pair: found.points(*pair) for pair in said} == said
    assert len({points for points in said.values() if points}) > 10
    assert None in said.values()


@pytest.mark.parametrize("extra", [1, 2, 3])
def test_a_further_order_is_worth_what_a_suggestion_says_then(random_county: RandomCounty, extra: int) -> None:
    orders, known = read(random_county)
    given = build(orders, known).problem
    lost = load_points(given.running + extra, given.capacity) - load_points(given.running, given.capacity)
    for team in known.teams:
        known.load[team.pk] += extra
    for row, column, points in list(zip(given.rows.tolist(), given.columns.tolist(), given.points, strict=True))[::3]:
        suggestion = fit(orders[row], known.teams[column], known)
        assert isinstance(suggestion, Suggestion)
        assert suggestion.points == points + lost[column]


def test_each_kind_of_reason_occurs(random_county: RandomCounty) -> None:
    """So that what the two agree on is not the same word for all."""
    orders, known = read(random_county)
    found = [fit(order, team, known) for order in orders for team in known.teams]
    said = {(reason.code, reason.sign) for each in found if each for reason in each.reasons}
    assert {("area", "+"), ("area", "-"), ("free", "+"), ("free", "0"), ("load", "+"), ("load", "-")} <= said
    assert {("near", "+"), ("near", "0"), ("paired", "+"), ("paired", "0"), ("rated", "0")} <= said


@pytest.mark.parametrize("many", [1, 3])
def test_reading_costs_the_same(random_county: RandomCounty, django_assert_num_queries: Any, many: int) -> None:
    with django_assert_num_queries(8):
        orders = list(waiting_below(random_county.centre)[:many])
        build(orders, Field.read(orders))


def test_only_what_waits_below_the_unit_is_read(random_county: RandomCounty) -> None:
    paths = {order.need.unit.path for order in waiting_below(random_county.town)}
    assert paths
    assert all(path.startswith(random_county.town.path) for path in paths)
    ranks = [order.rank for order in waiting_below(random_county.centre)]
    assert ranks == sorted(ranks, reverse=True)
    assert len(ranks) == ORDERS
