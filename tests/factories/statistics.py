"""A county of needs made at random, the same each time, for numbers to be counted."""

import datetime as dt
import random

from exchange.enums import NeedState, OrderState
from exchange.models import Category, Need, Order, Rating, TeamService
from tests.factories.exchange import ServiceCounty

NEEDS = 160
FIRST = dt.datetime(2026, 1, 10, 9, tzinfo=dt.UTC)
PERIOD = {"from": "2026-01-20", "to": "2026-03-20"}


class CountedCounty(ServiceCounty):
    """Needs of every state, order and rating, in every unit, with and without a category."""

    def __init__(self) -> None:
        super().__init__()
        self.chance = random.Random(4)
        self.lessons = Category.add_root(name="=课业")
        self.maths = self.lessons.add_child(name="数学")
        self.units = [self.centre, self.town, self.station, self.other_town, self.other_station]
        self.some = [self.team, self.rivals, *(self.make_team(f"队{n}", self.chance.choice(self.units)) for n in "12")]
        for team in self.some:
            TeamService.objects.create(team=team, category=self.chance.choice([self.repairs, self.maths, self.lessons]))
        self.some[1].areas.set([self.other_station])
        for number in range(NEEDS):
            self.random_need(number)

    def random_need(self, number: int) -> None:
        chance = self.chance
        submitted = FIRST + dt.timedelta(hours=chance.randint(0, 24 * 80))
        state = chance.choice([each for each in NeedState if each != NeedState.DUPLICATE])
        need = Need.objects.create(
            unit=chance.choice(self.units),
            channel="desk",
            category=chance.choice([self.repairs, self.heating, self.lessons, self.maths, None]),
            summary=f"需求{number}",
            state=state,
            submitted_at=submitted,
            screened_at=submitted + dt.timedelta(minutes=chance.randint(-60, 6000)) if chance.random() < 0.8 else None,
            receipt_hash=f"counted-{number}",
        )
        if need.screened_at is None:
            return
        for round_ in (1, 2) if chance.random() < 0.2 else (1,):
            self.random_order(need, round_)

    def random_order(self, need: Need, round_: int) -> None:
        chance, begun = self.chance, need.screened_at
        assert begun is not None
        sent = begun + dt.timedelta(minutes=chance.randint(-30, 3000))
        taken = sent + dt.timedelta(minutes=chance.randint(1, 4000))
        done = taken + dt.timedelta(hours=chance.randint(1, 200))
        state = chance.choice([OrderState.DONE, OrderState.RATED, OrderState.UNRATED, OrderState.CANCELLED])
        over = state != OrderState.CANCELLED
        order = Order.objects.create(
            need=need,
            unit=need.unit,
            round=round_,
            team=chance.choice(self.some) if over else None,
            state=state,
            refusals_count=chance.choice([0, 0, 1]),
            dispatched_at=sent,
            accepted_at=taken if over else None,
            done_at=done if over else None,
            due_at=sent + dt.timedelta(days=6) if chance.random() < 0.9 else None,
        )
        if state == OrderState.RATED:
            Rating.objects.create(order=order, score=chance.randint(1, 5), by="account", at=done)
