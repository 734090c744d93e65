"""People who act at the same moment, on PostgreSQL: one consistent outcome each time, and no deadlock."""

import datetime as dt
import os
from functools import partial

import pytest
from django.utils import timezone

from common.errors import LinliError
from exchange import services
from exchange.enums import RUNNING_STATES, NeedState, OrderState
from exchange.models import Need, Order
from tests.factories.exchange import ServiceCounty
from tests.threads import together, won

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

ROUNDS = int(os.environ.get("RACES", "2"))
CROWD = int(os.environ.get("CROWD", "40"))


def assert_consistent(need: Need) -> None:
    """Need, order and their histories tell one story."""
    need.refresh_from_db()
    order = need.orders.order_by("-round").first()
    assert need.changes.last().to_state == need.state
    if order is None:
        return
    assert order.changes.last().to_state == order.state
    running = order.state in RUNNING_STATES
    if need.state == NeedState.CANCELLED:
        assert not running
    if running and order.dispatched_at is not None:
        assert need.state == NeedState.IN_HAND


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_of_many_at_one_order_of_the_pool_one_wins(round_: int) -> None:
    county = ServiceCounty()
    order = services.order_pool(order=county.opened(), actor=county.dispatcher)
    teams = [county.make_team(f"队{number}", county.town) for number in range(CROWD)]
    results = together(*(partial(services.order_take, order=order, team=team, actor=team.captain) for team in teams))
    assert won(results) == 1
    assert {error.code for error in results if isinstance(error, LinliError)} == {"exchange.taken"}
    assert Order.objects.get(pk=order.pk).changes.filter(to_state="accepted").count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_dispatchers_at_one_order(round_: int) -> None:
    county = ServiceCounty()
    order = county.opened()
    results = together(
        lambda: services.order_assign(order=order, team=county.team, actor=county.dispatcher),
        lambda: services.order_assign(order=order, team=county.rivals, actor=county.town_dispatcher),
    )
    assert won(results) == 1
    assert_consistent(order.need)


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_orders_for_one_hour_of_one_team(round_: int) -> None:
    county = ServiceCounty()
    start = timezone.now() + dt.timedelta(days=2)
    orders = [county.opened(asked={"wanted_from": start}) for _ in range(4)]
    results = together(
        *(partial(services.order_assign, order=each, team=county.team, actor=county.dispatcher) for each in orders)
    )
    assert won(results) == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_cancelling_against_accepting(round_: int) -> None:
    county = ServiceCounty()
    order = county.assigned()
    together(
        lambda: services.need_cancel(need=order.need, actor=county.resident),
        lambda: services.order_accept(order=order, actor=county.team.captain),
        lambda: services.order_refuse(order=order, actor=county.team.captain, code="other", text="不合适"),
    )
    assert_consistent(order.need)
    assert Need.objects.get(pk=order.need_id).state == NeedState.CANCELLED


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_rating_twice_and_leaving_unrated(round_: int) -> None:
    county = ServiceCounty()
    order = county.done()
    Order.objects.filter(pk=order.pk).update(rate_until=timezone.now() - dt.timedelta(seconds=1))
    results = together(
        lambda: services.order_rate(order=order, actor=county.resident, score=1, by="account"),
        lambda: services.order_rate(order=order, actor=county.resident, score=5, by="account"),
        lambda: services.order_leave_unrated(order=order),
    )
    assert won(results) == 1
    assert_consistent(order.need)
    assert Order.objects.get(pk=order.pk).state in (OrderState.RATED, OrderState.UNRATED)
