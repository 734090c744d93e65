"""Needs from the first word to the last, and each way off the road."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from common.errors import Conflict, Invalid, LinliError, NotAllowed
from common.models import AuditEntry, OutboxMessage
from exchange import services
from exchange.enums import NEED_EDGES, ORDER_EDGES, NeedState, OrderState, ScreenOutcome
from exchange.models import Need, NeedChange, Order, OrderChange
from tests.factories.exchange import ServiceCounty, same


def needs_path(need: Need) -> list[str]:
    return list(NeedChange.objects.filter(need=need).values_list("to_state", flat=True))


def orders_path(order: Order) -> list[str]:
    return list(OrderChange.objects.filter(order=order).values_list("to_state", flat=True))


def test_a_need_is_asked_screened_dispatched_served_and_rated(county: ServiceCounty) -> None:
    order = county.done()
    services.order_rate(order=order, actor=county.resident, score=5, by="account", text="很及时")
    assert needs_path(order.need) == ["submitted", "accepted", "in_hand", "served", "closed"]
    assert orders_path(order) == ["waiting", "assigned", "accepted", "scheduled", "in_service", "done", "rated"]
    need = Need.objects.get(pk=order.need_id)
    assert need.closed_at is not None
    actions = AuditEntry.objects.filter(object_type="exchange.order").values_list("action", flat=True)
    assert "exchange.order_rated" in set(actions)
    assert all(
        entry.unit_path == county.station.path for entry in AuditEntry.objects.filter(object_type="exchange.need")
    )


def test_every_step_leaves_an_event_without_anything_personal(county: ServiceCounty) -> None:
    from common.consumers import _consumers
    from common.outbox import register_consumer

    register_consumer("tests.exchange", ["exchange.need_changed", "exchange.order_changed"], lambda messages: None)
    try:
        county.done()
    finally:
        _consumers.pop("tests.exchange")
    messages = OutboxMessage.objects.filter(consumer="tests.exchange")
    assert [m.data["state"] for m in messages if m.event == "exchange.need_changed"] == [
        "submitted",
        "accepted",
        "in_hand",
        "served",
    ]
    assert "13800138000" not in str([m.data for m in messages])


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (ScreenOutcome.RETURN, NeedState.RETURNED),
        (ScreenOutcome.REJECT, NeedState.REJECTED),
        (ScreenOutcome.DELIBERATE, NeedState.DELIBERATION),
        (ScreenOutcome.ACCEPT, NeedState.ACCEPTED),
    ],
)
def test_a_panel_decides_on_one_of_these(county: ServiceCounty, outcome: ScreenOutcome, state: NeedState) -> None:
    need = county.screened(outcome)
    assert (need.state, need.reason) == (state, "核实过")


def test_what_was_returned_comes_back_and_needs_a_panel_anew(county: ServiceCounty) -> None:
    need = county.screened(ScreenOutcome.RETURN)
    services.need_supplement(need=need, actor=county.resident, words="是三楼，没有电梯", mask=same)
    need.refresh_from_db()
    assert need.state == NeedState.SUBMITTED
    assert need.public_text.endswith("是三楼，没有电梯")
    with pytest.raises(Conflict) as refused:
        services.screen(
            need=need, actor=county.panel[0], outcome="accept", category=county.heating, breadth="individual"
        )
    assert refused.value.code == "exchange.panel_incomplete"


def test_a_deliberation_has_its_record_and_an_outcome(county: ServiceCounty) -> None:
    need = county.screened(ScreenOutcome.DELIBERATE)
    record = services.deliberation_record(
        need=need,
        actor=county.panel[1],
        topic="楼道照明",
        held_on=timezone.localdate(),
        attendees="村民代表五人",
        result="由物业出材料，志愿队出人工",
    )
    assert record.entered_by == county.panel[1]
    county.screened(ScreenOutcome.ACCEPT, need=need)
    assert needs_path(need) == ["submitted", "deliberation", "accepted"]


def test_a_duplicate_follows_its_master(county: ServiceCounty) -> None:
    from exchange.selectors import milestones

    master = county.assigned().need
    double = county.screened(ScreenOutcome.DUPLICATE, master=master)
    assert double.master_id == master.pk
    reached = {milestone.name for milestone in milestones(double) if milestone.at is not None}
    assert reached == {"submitted", "screened", "dispatched"}
    services.order_accept(order=master.orders.get(), actor=county.team.captain)
    assert "accepted" in {milestone.name for milestone in milestones(double) if milestone.at is not None}


def test_a_duplicate_of_a_duplicate_joins_the_first(county: ServiceCounty) -> None:
    master = county.screened()
    second = county.screened(ScreenOutcome.DUPLICATE, master=master)
    third = county.screened(ScreenOutcome.DUPLICATE, master=second)
    assert third.master_id == master.pk


# --- refusal ------------------------------------------------------------------------------------


def refuse(county: ServiceCounty, order: Order, team: Any) -> Order:
    return services.order_refuse(order=order, actor=team.captain, code="no_capacity", text="这周排满了")


def test_two_refusals_then_the_dispatcher_binds_and_the_clock_runs_on(county: ServiceCounty) -> None:
    order = county.assigned()
    began, due = order.dispatched_at, order.due_at
    order = refuse(county, order, county.team)
    assert (order.state, order.team, order.refusals_count) == (OrderState.WAITING, None, 1)
    order = services.order_assign(order=order, team=county.rivals, actor=county.dispatcher)
    assert not order.binding
    order = refuse(county, order, county.rivals)
    order = services.order_assign(order=order, team=county.team, actor=county.dispatcher)
    assert order.binding
    with pytest.raises(Conflict) as refused:
        refuse(county, order, county.team)
    assert refused.value.code == "exchange.binding"
    assert (order.dispatched_at, order.due_at) == (began, due)
    assert orders_path(order) == ["waiting", "assigned", "waiting", "assigned", "waiting", "assigned"]
    teams = list(OrderChange.objects.filter(order=order).values_list("team", flat=True))
    assert teams == [None, county.team.pk, county.team.pk, county.rivals.pk, county.rivals.pk, county.team.pk]


def test_a_team_that_has_refused_is_asked_again_only_with_a_reason(county: ServiceCounty) -> None:
    order = refuse(county, county.assigned(), county.team)
    with pytest.raises(Invalid) as refused:
        services.order_assign(order=order, team=county.team, actor=county.dispatcher)
    assert (refused.value.code, refused.value.field) == ("exchange.refused_before", "reason")
    assert services.order_assign(order=order, team=county.team, actor=county.dispatcher, reason="电话里说好了").team


@pytest.mark.parametrize(
    ("code", "text", "field"), [("", "忙", "code"), ("boring", "没空啊", "code"), ("other", " ", "text")]
)
def test_a_refusal_without_code_and_words_is_none(county: ServiceCounty, code: str, text: str, field: str) -> None:
    order = county.assigned()
    with pytest.raises(Invalid) as refused:
        services.order_refuse(order=order, actor=county.team.captain, code=code, text=text)
    assert refused.value.field == field
    assert Order.objects.get(pk=order.pk).state == OrderState.ASSIGNED


# --- the pool -----------------------------------------------------------------------------------


def test_the_first_team_takes_it_from_the_pool(county: ServiceCounty) -> None:
    order = services.order_pool(order=county.opened(), actor=county.dispatcher)
    taken = services.order_take(order=order, team=county.rivals, actor=county.rivals.captain)
    assert (taken.state, taken.team) == (OrderState.ACCEPTED, county.rivals)
    with pytest.raises(Conflict) as refused:
        services.order_take(order=order, team=county.team, actor=county.team.captain)
    assert refused.value.code == "exchange.taken"


def test_an_order_goes_from_a_team_to_the_pool_with_a_reason(county: ServiceCounty) -> None:
    order = county.assigned()
    with pytest.raises(Invalid):
        services.order_pool(order=order, actor=county.dispatcher)
    pooled = services.order_pool(order=order, actor=county.dispatcher, reason="队里来了急事")
    assert (pooled.team, pooled.mode, pooled.mode_reason) == (None, "pooled", "队里来了急事")
    assert pooled.dispatched_at == order.dispatched_at


# --- time ---------------------------------------------------------------------------------------

MONDAY = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)  # 9:00 in the county


def test_the_clock_begins_at_dispatch_and_counts_working_days(county: ServiceCounty) -> None:
    with time_machine.travel(MONDAY, tick=False):
        order = county.assigned()
    assert order.dispatched_at == MONDAY
    # 56 working hours of nine a day from Monday 9:00: six days of 9 h and 2 h 30 min into the seventh, a Tuesday.
    assert timezone.localtime(order.due_at).strftime("%a %H:%M") == "Tue 11:00"


def test_waiting_for_the_resident_is_the_only_pause(county: ServiceCounty) -> None:
    with time_machine.travel(MONDAY, tick=False):
        order = county.accepted()
        services.order_pause(order=order, actor=county.team.captain, reason="等户主回家")
    with time_machine.travel(MONDAY + dt.timedelta(days=1), tick=False):
        resumed = services.order_resume(order=order, actor=county.team.captain)
    assert resumed.state == OrderState.ACCEPTED
    assert resumed.paused_since is None
    # One working day of nine hours later.
    assert timezone.localtime(resumed.due_at).strftime("%a %H:%M") == "Wed 11:00"


def test_more_time_is_asked_for_once_and_before_it_is_due(county: ServiceCounty) -> None:
    order = county.accepted()
    later = order.due_at + dt.timedelta(days=3)
    extension = services.extension_ask(order=order, actor=county.team.captain, until=later, reason="等配件")
    with pytest.raises(Conflict) as again:
        services.extension_ask(order=order, actor=county.team.captain, until=later, reason="还等")
    assert again.value.code == "exchange.extended_once"
    services.extension_decide(extension=extension, actor=county.dispatcher, granted=True)
    order.refresh_from_db()
    extension.refresh_from_db()
    assert (order.due_at, extension.old_due_at < extension.new_due_at) == (later, True)


def test_more_time_comes_too_late_once_it_is_due(county: ServiceCounty) -> None:
    order = county.accepted()
    with time_machine.travel(order.due_at + dt.timedelta(seconds=1), tick=False), pytest.raises(Conflict) as refused:
        services.extension_ask(
            order=order, actor=county.team.captain, until=order.due_at + dt.timedelta(days=1), reason="等配件"
        )
    assert refused.value.code == "exchange.extension_too_late"


def test_a_declined_extension_moves_nothing_and_says_why(county: ServiceCounty) -> None:
    order = county.accepted()
    extension = services.extension_ask(
        order=order, actor=county.team.captain, until=order.due_at + dt.timedelta(days=3), reason="等配件"
    )
    with pytest.raises(Invalid):
        services.extension_decide(extension=extension, actor=county.dispatcher, granted=False)
    services.extension_decide(extension=extension, actor=county.dispatcher, granted=False, answer="库里有配件")
    assert Order.objects.get(pk=order.pk).due_at == order.due_at
    with pytest.raises(Conflict):
        services.extension_decide(extension=extension, actor=county.dispatcher, granted=True)


# --- rating -------------------------------------------------------------------------------------


@pytest.mark.parametrize("score", [1, 2, 3, 4, 5])
def test_two_or_less_opens_it_once_more(county: ServiceCounty, score: int) -> None:
    order = county.done()
    services.order_rate(order=order, actor=county.resident, score=score, by="account")
    need = Need.objects.get(pk=order.need_id)
    assert need.state == (NeedState.ACCEPTED if score <= 2 else NeedState.CLOSED)
    assert need.rank == (2 if score <= 2 else 1)


def test_a_second_bad_rating_closes_it(county: ServiceCounty) -> None:
    order = county.again()
    order = services.order_assign(order=order, team=county.team, actor=county.dispatcher)
    assert (order.round, order.rank) == (2, 2)
    order = services.order_accept(order=order, actor=county.team.captain)
    order = services.order_start(order=county.scheduled(order, hours=72), actor=county.team.captain)
    services.order_rate(order=county.done(order), actor=county.resident, score=1, by="account")
    need = Need.objects.get(pk=order.need_id)
    assert need.state == NeedState.CLOSED
    assert need.orders.count() == 2


def test_a_rating_is_given_once(county: ServiceCounty) -> None:
    order = county.done()
    services.order_rate(order=order, actor=county.resident, score=4, by="account")
    with pytest.raises(Conflict):
        services.order_rate(order=order, actor=county.resident, score=5, by="account")


@pytest.mark.parametrize("score", [0, 6, -1])
def test_only_one_to_five(county: ServiceCounty, score: int) -> None:
    with pytest.raises(Invalid) as refused:
        services.order_rate(order=county.done(), actor=county.resident, score=score, by="account")
    assert refused.value.field == "score"


def test_what_nobody_rates_stays_unrated(county: ServiceCounty) -> None:
    order = county.done()
    with pytest.raises(Conflict):
        services.order_leave_unrated(order=order)
    with time_machine.travel(order.rate_until + dt.timedelta(seconds=1), tick=False):
        services.order_leave_unrated(order=order)
        with pytest.raises(Conflict):
            services.order_leave_unrated(order=order)
    assert not hasattr(Order.objects.get(pk=order.pk), "rating")
    assert Need.objects.get(pk=order.need_id).state == NeedState.CLOSED


# --- cancelling and withdrawing -----------------------------------------------------------------


@pytest.mark.parametrize("stage", ["opened", "assigned", "accepted", "scheduled"])
def test_the_asker_cancels_before_the_service_begins(county: ServiceCounty, stage: str) -> None:
    order = getattr(county, stage)()
    services.need_cancel(need=order.need, actor=county.resident, reason="邻居帮忙了")
    assert Need.objects.get(pk=order.need_id).state == NeedState.CANCELLED
    fresh = Order.objects.get(pk=order.pk)
    assert (fresh.state, fresh.slot_from) == (OrderState.CANCELLED, None)
    assert not hasattr(fresh, "plan")


def test_nobody_cancels_while_the_team_is_at_work(county: ServiceCounty) -> None:
    order = county.in_service()
    with pytest.raises(LinliError):
        services.need_cancel(need=order.need, actor=county.resident)
    assert Need.objects.get(pk=order.need_id).state == NeedState.IN_HAND


def test_the_centre_withdraws_with_a_reason(county: ServiceCounty) -> None:
    order = county.accepted()
    with pytest.raises(Invalid):
        services.need_withdraw(need=order.need, actor=county.dispatcher, reason=" ")
    services.need_withdraw(need=order.need, actor=county.dispatcher, reason="重复提供")
    assert Need.objects.get(pk=order.need_id).state == NeedState.WITHDRAWN
    assert Order.objects.get(pk=order.pk).state == OrderState.CANCELLED


def test_the_dispatcher_takes_an_order_back(county: ServiceCounty) -> None:
    order = county.scheduled()
    back = services.order_recall(order=order, actor=county.dispatcher, reason="换近一点的队")
    assert (back.state, back.team, back.slot_from) == (OrderState.WAITING, None, None)
    assert OrderChange.objects.filter(order=order).last().team == county.team


# --- the edge tables ----------------------------------------------------------------------------


def test_every_state_has_its_edges_and_leads_only_to_states() -> None:
    for states, edges in ((NeedState, NEED_EDGES), (OrderState, ORDER_EDGES)):
        assert set(edges) == set(states)
        assert {to for following in edges.values() for to in following} <= set(states)


@pytest.mark.parametrize("state", [s for s in NeedState if NeedState.ACCEPTED not in NEED_EDGES[s]])
def test_no_need_jumps_to_accepted(county: ServiceCounty, state: NeedState) -> None:
    from exchange.services.moves import move_need

    need = county.ask().need
    need.state = state
    with pytest.raises(Conflict) as refused:
        move_need(need, NeedState.ACCEPTED, actor=None)
    assert str(NeedState(state).label) in str(refused.value)


@pytest.mark.parametrize("actor", ["helper", "dispatcher", "team.captain"])
def test_a_resident_s_need_is_not_cancelled_by_others(county: ServiceCounty, actor: str) -> None:
    person: Any = county
    for name in actor.split("."):
        person = getattr(person, name)
    with pytest.raises(NotAllowed):
        services.need_cancel(need=county.ask().need, actor=person)


def test_more_time_is_not_given_for_what_has_been_done_meanwhile(county: ServiceCounty) -> None:
    order = county.scheduled()
    assert order.due_at is not None
    extension = services.extension_ask(
        order=order, actor=county.team.captain, until=order.due_at + dt.timedelta(days=1), reason="等配件"
    )
    services.order_start(order=order, actor=county.team.captain)
    county.done(order)
    with pytest.raises(Conflict) as refused:
        services.extension_decide(extension=extension, actor=county.dispatcher, granted=True)
    assert refused.value.code == "exchange.not_running"
    assert Order.objects.get(pk=order.pk).due_at == order.due_at
