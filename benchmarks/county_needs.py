"""The needs of the county in its full size, and what became of each."""

import datetime as dt
import random

from django.db import transaction
from django.utils import timezone

from benchmarks.county_size import NEEDS, PIECE, POOLED, RUNNING, SEED, WAITING, YEARS, code
from exchange.enums import NeedState, OrderState
from exchange.models import Category, Need, Order, Rating, Refusal, TeamService
from organisations.models import Unit

# Of a hundred: asked for what nobody does, withdrawn by the centre, refused once, opened a second time.
REJECTED, WITHDRAWN, REFUSED, REOPENED = 6, 2, 6, 2
RATED, GOOD = 70, 90
IN_HAND = (OrderState.ASSIGNED, OrderState.ACCEPTED, OrderState.SCHEDULED, OrderState.IN_SERVICE)


class Makes:
    """Knows units, categories and who does what; makes one piece of needs after another."""

    def __init__(self) -> None:
        self.units = list(Unit.objects.filter(code__startswith="u", depth__gte=3).order_by("path").only("pk"))
        self.kinds = list(Category.objects.filter(depth=2).order_by("path"))
        self.able: dict[int, list[int]] = {}
        for category_id, team_id in TeamService.objects.order_by("pk").values_list("category_id", "team_id"):
            self.able.setdefault(category_id, []).append(team_id)
        # The days shift with the day on which it is made, so that the newest always wait for the days to come.
        self.now = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)

    @transaction.atomic
    def piece(self, numbers: range) -> None:
        self.chance = random.Random(f"{SEED}-{numbers.start}")
        self.orders: list[Order] = []
        self.ratings: list[Rating] = []
        self.refusals: list[Refusal] = []
        needs = [self.need(number) for number in numbers]
        Need.objects.bulk_create(needs, batch_size=PIECE)
        for number, need in zip(numbers, needs, strict=True):
            self.order(number, need)
        Order.objects.bulk_create(self.orders, batch_size=PIECE)
        Rating.objects.bulk_create(self.ratings, batch_size=PIECE)
        Refusal.objects.bulk_create(self.refusals, batch_size=PIECE)

    def need(self, number: int) -> Need:
        chance = self.chance
        left = NEEDS - number
        submitted = self.now - dt.timedelta(days=365 * YEARS * left / NEEDS, minutes=chance.randint(0, 600))
        wanted = None
        if left <= WAITING:
            state = NeedState.ACCEPTED
            if chance.random() < 0.6:
                wanted = self.now + dt.timedelta(days=chance.randint(1, 12), hours=chance.randint(0, 8))
        elif left <= WAITING + POOLED + RUNNING:
            state = NeedState.IN_HAND
        else:
            drawn = chance.randrange(100)
            state = NeedState.REJECTED if drawn < REJECTED else NeedState.CLOSED
            if REJECTED <= drawn < REJECTED + WITHDRAWN:
                state = NeedState.WITHDRAWN
        return Need(
            code=code("n", number),
            receipt_hash=f"bench-{number}",
            unit=chance.choice(self.units),
            category=chance.choice(self.kinds),
            channel="desk",
            summary=f"第{number}件需求，请人来帮忙",
            state=state,
            rank=chance.choice([1, 1, 1, 1, 2, 3]),
            wanted_from=wanted,
            submitted_at=submitted,
            screened_at=submitted + dt.timedelta(hours=chance.randint(1, 40)),
        )

    def order(self, number: int, need: Need, round_: int = 1) -> None:
        """The order of a round with all that belongs to it."""
        if need.state == NeedState.REJECTED:
            return
        chance, left = self.chance, NEEDS - number
        order = Order(
            code=code("o" if round_ == 1 else "p", number), need=need, unit=need.unit, rank=need.rank, round=round_
        )
        self.orders.append(order)
        if need.state == NeedState.ACCEPTED:
            return
        assert need.screened_at is not None
        order.dispatched_at = need.screened_at + dt.timedelta(hours=chance.randint(1, 30), days=20 * (round_ - 1))
        order.due_at = order.dispatched_at + dt.timedelta(days=9)
        if left <= WAITING + POOLED:
            order.state, order.mode = OrderState.POOLED, "pooled"
        elif need.state == NeedState.WITHDRAWN:
            order.state = OrderState.CANCELLED
        else:
            self.with_team(order, number, running=left <= WAITING + POOLED + RUNNING)

    def with_team(self, order: Order, number: int, *, running: bool) -> None:
        chance = self.chance
        assert order.dispatched_at is not None
        order.team_id, order.mode = chance.choice(self.able[order.need.category_id or 0]), "assigned"
        order.accepted_at = order.dispatched_at + dt.timedelta(hours=chance.randint(1, 60))
        if running:
            order.state = chance.choice(IN_HAND)
            order.slot_from = self.now + dt.timedelta(days=chance.randint(0, 12), hours=chance.randint(0, 8))
            order.slot_to = order.slot_from + dt.timedelta(hours=1)
            return
        order.done_at = order.accepted_at + dt.timedelta(days=chance.randint(0, 10), hours=chance.randint(1, 8))
        if chance.randrange(100) < REFUSED:
            order.refusals_count = 1
            self.refusals.append(
                Refusal(order=order, team_id=order.team_id, number=1, reason_code="other", text="排满了",
                        at=order.dispatched_at)
            )  # fmt: skip
        rated = chance.randrange(100) < RATED
        order.state = OrderState.RATED if rated else OrderState.UNRATED
        if rated:
            score = chance.choice([4, 5]) if chance.randrange(100) < GOOD else chance.randint(1, 3)
            self.ratings.append(Rating(order=order, score=score, by="account", at=order.done_at))
        if order.round == 1 and chance.randrange(100) < REOPENED:
            self.order(number, order.need, round_=2)
