"""People who act on one need at the same moment: row, flow and queue tell one story each time, on both databases.

`RACES=50` runs each of them fifty times; `CROWD=200` lets two hundred teams reach for one order.
"""

import datetime as dt
import os
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from common.errors import LinliError
from exchange.enums import RUNNING_STATES, NeedState, OrderState
from exchange.models import Need, Order
from tests.factories.needs import NeedCounty, stands_at
from tests.threads import together, won
from workflows.checks import drifts
from workflows.services import needs
from workflows.turns import latest_order, node_for

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = int(os.environ.get("RACES", "1"))
CROWD = int(os.environ.get("CROWD", "40"))


def assert_one_story(need: Need) -> None:
    need.refresh_from_db()
    order = latest_order(need)
    assert need.changes.last().to_state == need.state  # type: ignore[union-attr]
    assert stands_at(need) == node_for(need, order)
    assert [drift.text for drift in drifts()] == []
    if order is not None:
        assert order.changes.last().to_state == order.state  # type: ignore[union-attr]
        if need.state in (NeedState.CANCELLED, NeedState.CLOSED):
            assert order.state not in RUNNING_STATES


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_of_a_crowd_at_one_order_of_the_pool_one_wins(seed: int) -> None:
    county = NeedCounty()
    order = needs.order_pool(order=county.opened(), actor=county.dispatcher)
    teams = [county.make_team(f"队{number}", county.town) for number in range(CROWD)]
    results = together(*(partial(needs.order_take, order=order, team=team, actor=team.captain) for team in teams))
    assert won(results) == 1
    assert {error.code for error in results if isinstance(error, LinliError)} == {"exchange.taken"}
    assert Order.objects.get(pk=order.pk).changes.filter(to_state="accepted").count() == 1
    assert_one_story(order.need)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_two_dispatchers_at_one_need(seed: int) -> None:
    county = NeedCounty()
    order = county.opened()
    results = together(
        lambda: needs.order_assign(order=order, team=county.team, actor=county.dispatcher),
        lambda: needs.order_assign(order=order, team=county.rivals, actor=county.town_dispatcher),
        lambda: needs.order_pool(order=order, actor=county.dispatcher, reason="谁有空谁去"),
    )
    assert won(results) >= 1
    assert_one_story(order.need)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_refusal_against_a_recall_and_the_timers(seed: int) -> None:
    from workflows import timers

    county = NeedCounty()
    order = county.assigned()
    late = timezone.now() + dt.timedelta(days=20)
    together(
        lambda: needs.order_refuse(order=order, actor=county.team.captain, code="no_capacity", text="排满了"),
        lambda: needs.order_recall(order=order, actor=county.dispatcher, reason="换一支队伍"),
        lambda: timers.remind(late),
        lambda: timers.escalate(late),
    )
    assert_one_story(order.need)
    assert stands_at(order.need) == "dispatch"


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_rating_against_another_and_the_end_of_the_time(seed: int) -> None:
    county = NeedCounty()
    order = county.done()
    Order.objects.filter(pk=order.pk).update(rate_until=timezone.now() - dt.timedelta(seconds=1))
    results = together(
        lambda: needs.order_rate(order=order, actor=county.resident, score=1, by="account"),
        lambda: needs.order_rate(order=order, actor=county.resident, score=5, by="account"),
        lambda: needs.order_leave_unrated(order=order),
    )
    assert won(results) == 1
    assert_one_story(order.need)
    reopened = Order.objects.filter(need=order.need, round=2).exists()
    assert reopened == (not isinstance(results[0], Exception))


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_cancellation_against_the_teams_answer(seed: int) -> None:
    county = NeedCounty()
    order = county.assigned()
    together(
        lambda: needs.need_cancel(need=order.need, actor=county.resident),
        lambda: needs.order_accept(order=order, actor=county.team.captain),
        lambda: needs.need_urge(need=order.need, actor=county.resident),
    )
    assert_one_story(order.need)
    assert Need.objects.get(pk=order.need_id).state == NeedState.CANCELLED
    assert Order.objects.get(pk=order.pk).state == OrderState.CANCELLED


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_two_conclusions_of_one_panel(seed: int) -> None:
    county = NeedCounty()
    need = county.ask().need
    for person in county.panel:
        needs.panel_say(need=need, actor=person, outcome="accept", text="核实过")
    given: dict[str, Any] = {"need": need, "category": county.heating, "breadth": "individual", "reason": "核实过"}
    results = together(
        lambda: needs.screen(actor=county.panel[0], outcome="accept", **given),
        lambda: needs.screen(actor=county.panel[1], outcome="reject", **given),
    )
    assert won(results) == 1
    assert_one_story(need)
