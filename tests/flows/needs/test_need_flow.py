"""The flow of a need stands where its row says, after every verb, on every branch."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from viewflow.workflow.models import Process, Task

from common.errors import Conflict, NotAllowed
from common.models import OutboxMessage
from exchange.enums import Mode, NeedState, OrderState, ScreenOutcome
from exchange.models import FollowUp, FollowUpSample, Need, Order, RoutingRule
from organisations.enums import Role, UnitKind
from organisations.selectors import reader_for
from tests.factories.exchange import same
from tests.factories.needs import NeedCounty, has_item, item_of, stands_at
from tests.factories.organisations import PostFactory, UnitFactory
from workflows import selectors
from workflows.checks import drifts
from workflows.enums import ItemState, ServiceStep, Stuck
from workflows.leading import run_of
from workflows.models import NeedRun, WorkItem
from workflows.services import needs
from workflows.turns import BY_NEED, BY_ORDER, WITH_ORDER, node_for


def history(need: Need) -> list[tuple[str, str]]:
    """The steps that people were asked for, and what became of each."""
    return list(WorkItem.objects.filter(need=need).order_by("pk").values_list("step", "state"))


def test_a_need_goes_through_every_hand_and_ends(county: NeedCounty) -> None:
    order = county.done()
    need = order.need
    assert stands_at(need) == "rate"
    assert not has_item(need)
    needs.order_rate(order=order, actor=county.resident, score=5, by="account")
    assert stands_at(need) == "end"
    assert [step for step, _state in history(need)] == ["screen", "dispatch", "answer", "plan", "serve"]
    assert {state for _step, state in history(need)} == {ItemState.DONE}
    run = run_of(need.pk)
    assert run is not None
    assert run.process.status == "DONE"
    assert drifts() == []


def test_each_step_names_who_is_asked_and_who_did_it(county: NeedCounty) -> None:
    need = county.ask().need
    screening = item_of(need)
    assert (screening.step, screening.role, screening.unit) == (ServiceStep.SCREEN, Role.PANELLIST, county.station)
    county.screened(need=need)
    dispatch = item_of(need)
    # Nobody dispatches at the station: the town's dispatcher is the nearest.
    assert (dispatch.step, dispatch.role, dispatch.unit) == (ServiceStep.DISPATCH, Role.DISPATCHER, county.town)
    order = need.orders.get()
    needs.order_assign(order=order, team=county.team, actor=county.town_dispatcher)
    answer = item_of(need)
    assert (answer.step, answer.team, answer.order) == (ServiceStep.ANSWER, county.team, order)
    done = WorkItem.objects.filter(need=need, state=ItemState.DONE).order_by("pk")
    assert [item.owner for item in done] == [county.panel[0], county.town_dispatcher]


@pytest.mark.parametrize(
    ("outcome", "node"),
    [
        (ScreenOutcome.ACCEPT, "dispatch"),
        (ScreenOutcome.RETURN, "supplement"),
        (ScreenOutcome.DELIBERATE, "deliberate"),
        (ScreenOutcome.REJECT, "end"),
    ],
)
def test_the_outcome_of_a_screening_leads_to(county: NeedCounty, outcome: ScreenOutcome, node: str) -> None:
    assert stands_at(county.screened(outcome)) == node
    assert drifts() == []


def test_a_duplicate_ends_and_its_master_goes_on(county: NeedCounty) -> None:
    master = county.screened()
    double = county.screened(ScreenOutcome.DUPLICATE, master=master)
    assert (stands_at(double), stands_at(master)) == ("end", "dispatch")
    needs.need_cancel(need=double, actor=county.resident)
    assert (stands_at(double), stands_at(master)) == ("end", "dispatch")


def test_what_was_returned_goes_to_the_panel_again(county: NeedCounty) -> None:
    need = county.screened(ScreenOutcome.RETURN)
    needs.need_supplement(need=need, actor=county.resident, words="三楼，没有电梯", mask=same)
    assert stands_at(need) == "screen"
    assert history(need) == [("screen", ItemState.DONE), ("screen", ItemState.OPEN)]


def test_a_deliberation_is_concluded_by_the_panel(county: NeedCounty) -> None:
    need = county.screened(ScreenOutcome.DELIBERATE)
    needs.deliberation_record(
        need=need,
        actor=county.panel[1],
        topic="楼道照明",
        held_on=timezone.localdate(),
        attendees="村民代表五人",
        result="物业出材料",
    )
    assert stands_at(need) == "deliberate"
    county.screened(need=need)
    assert stands_at(need) == "dispatch"


def test_two_refusals_lead_back_to_the_dispatcher_and_the_third_order_binds(county: NeedCounty) -> None:
    order = county.assigned()
    for team in (county.team, county.rivals):
        if order.team != team:
            needs.order_assign(order=order, team=team, actor=county.dispatcher)
        needs.order_refuse(order=order, actor=team.captain, code="no_capacity", text="这周排满了")
        order.refresh_from_db()
        assert stands_at(order.need) == "dispatch"
    needs.order_assign(order=order, team=county.team, actor=county.dispatcher, reason="只有你们会修")
    order.refresh_from_db()
    assert order.binding
    assert stands_at(order.need) == "answer"
    with pytest.raises(Conflict) as refused:
        needs.order_refuse(order=order, actor=county.team.captain, code="no_capacity", text="还是排满")
    assert refused.value.code == "exchange.binding"
    assert stands_at(order.need) == "answer"


def test_the_pool_is_the_dispatchers_care_until_a_team_takes_it(county: NeedCounty) -> None:
    order = county.opened()
    needs.order_pool(order=order, actor=county.dispatcher)
    item = item_of(order.need)
    assert (stands_at(order.need), item.step, item.team) == ("pool", ServiceStep.POOL, None)
    needs.order_take(order=order, team=county.rivals, actor=county.rivals.captain)
    assert stands_at(order.need) == "plan"
    assert item_of(order.need).team == county.rivals
    # The dispatcher has not done it: the team was faster.
    item.refresh_from_db()
    assert item.state == ItemState.CANCELLED
    with pytest.raises(Conflict) as late:
        needs.order_take(order=order, team=county.team, actor=county.team.captain)
    assert late.value.code == "exchange.taken"


def test_an_order_in_the_pool_may_be_sent_by_hand(county: NeedCounty) -> None:
    order = county.opened()
    needs.order_pool(order=order, actor=county.dispatcher)
    needs.order_assign(order=order, team=county.team, actor=county.dispatcher)
    assert stands_at(order.need) == "answer"


def test_a_pause_has_nobody_on_the_inside(county: NeedCounty) -> None:
    order = county.accepted()
    needs.order_pause(order=order, actor=county.team.captain, reason="请告诉我们几楼")
    assert stands_at(order.need) == "resident"
    assert not has_item(order.need)
    needs.order_resume(order=order, actor=county.team.captain)
    assert stands_at(order.need) == "plan"
    order.refresh_from_db()
    assert item_of(order.need).due_at == order.due_at


def test_the_service_is_due_when_the_order_is_and_more_time_moves_both(county: NeedCounty) -> None:
    order = county.accepted()
    item = item_of(order.need)
    assert item.due_at == order.due_at
    WorkItem.objects.filter(pk=item.pk).update(reminded=80)
    extension = needs.extension_ask(
        order=order, actor=county.team.captain, until=order.due_at + dt.timedelta(days=2), reason="要等配件"
    )
    needs.extension_decide(extension=extension, actor=county.dispatcher, granted=True)
    item.refresh_from_db()
    order.refresh_from_db()
    assert item.due_at == order.due_at == extension.new_due_at
    assert item.reminded == 0


def test_a_recall_frees_the_team(county: NeedCounty) -> None:
    order = county.scheduled()
    needs.order_recall(order=order, actor=county.dispatcher, reason="那天路封了")
    assert stands_at(order.need) == "dispatch"
    assert [state for step, state in history(order.need) if step == "serve"] == [ItemState.CANCELLED]


@pytest.mark.parametrize("stage", ["ask", "screened", "assigned", "accepted", "scheduled"])
def test_an_asker_who_cancels_ends_the_flow(county: NeedCounty, stage: str) -> None:
    made = getattr(county, stage)()
    need = made.need if not isinstance(made, Need) else made
    needs.need_cancel(need=need, actor=county.resident, reason="已经修好了")
    assert stands_at(need) == "end"
    assert not has_item(need)
    assert WorkItem.objects.filter(need=need).order_by("-pk").first().state == ItemState.CANCELLED  # type: ignore[union-attr]
    assert drifts() == []


def test_a_bad_rating_opens_it_once_more_in_the_same_run(county: NeedCounty) -> None:
    order = county.again()
    assert order.round == 2
    assert stands_at(order.need) == "dispatch"
    assert NeedRun.objects.filter(need=order.need).count() == 1
    needs.order_assign(order=order, team=county.rivals, actor=county.dispatcher)
    needs.order_accept(order=order, actor=county.rivals.captain)
    done = county.done_by(order, county.rivals)
    needs.order_rate(order=done, actor=county.resident, score=1, by="account")
    assert stands_at(order.need) == "end"


def test_unrated_ends_when_the_time_is_over(county: NeedCounty) -> None:
    order = county.done()
    with pytest.raises(Conflict):
        needs.order_leave_unrated(order=order)
    assert order.rate_until is not None
    with time_machine.travel(order.rate_until + dt.timedelta(minutes=1), tick=False):
        needs.order_leave_unrated(order=order)
    assert stands_at(order.need) == "end"


def test_a_follow_up_that_finds_nobody_came_begins_a_second_run(county: NeedCounty) -> None:
    order = county.done()
    needs.order_rate(order=order, actor=county.resident, score=5, by="account")
    outside = UnitFactory(name="某调查公司", kind=UnitKind.ASSESSOR)
    assessor = PostFactory(role=Role.ASSESSOR, unit=outside).person
    sample = FollowUpSample.objects.create(
        ordered_by=county.centre,
        assessor=outside,
        made_by=county.dispatcher,
        done_from=timezone.localdate(),
        done_to=timezone.localdate(),
        share=100,
        seed="1",
        strata=[],
        population=1,
    )
    follow_up = FollowUp.objects.create(sample=sample, order=order)
    needs.follow_up_record(follow_up=follow_up, actor=assessor, reach="reached", served=False)
    assert NeedRun.objects.filter(need=order.need).count() == 2
    assert stands_at(order.need) == "dispatch"
    assert Order.objects.filter(need=order.need).count() == 2
    assert drifts() == []


# --- by rule ----------------------------------------------------------------------------------


def rule(county: NeedCounty, mode: Mode, **values: Any) -> RoutingRule:
    return RoutingRule.objects.create(name="水电就近", unit=county.centre, mode=mode, **values)


def test_a_rule_sends_it_to_its_team_and_says_so(county: NeedCounty) -> None:
    from exchange.models import TeamService

    TeamService.objects.create(team=county.team, category=county.heating)
    rule(county, Mode.ASSIGNED, team=county.team)
    need = county.screened()
    order = need.orders.get()
    assert (order.state, order.team, order.dispatcher) == (OrderState.ASSIGNED, county.team, None)
    assert "水电就近" in order.mode_reason
    assert stands_at(need) == "answer"
    assert [step for step, _state in history(need)] == ["screen", "answer"]


def test_a_rule_opens_the_pool(county: NeedCounty) -> None:
    rule(county, Mode.POOLED)
    need = county.screened()
    assert (stands_at(need), need.orders.get().state) == ("pool", OrderState.POOLED)


def test_a_rule_whose_team_does_not_do_this_leaves_it_to_the_dispatcher(county: NeedCounty) -> None:
    rule(county, Mode.ASSIGNED, team=county.team)
    assert stands_at(county.screened()) == "dispatch"


# --- whose it is ------------------------------------------------------------------------------


def test_the_queues_show_each_his_own(county: NeedCounty) -> None:
    need = county.screened()
    for person, expected in (
        (county.town_dispatcher, [need]),
        (county.other_dispatcher, []),
        (county.panel[0], []),
        (county.resident, []),
    ):
        found = selectors.claimable(reader_for(person), person)
        assert [item.need for item in found] == expected


def test_a_teams_turn_is_in_nobody_elses_queue(county: NeedCounty) -> None:
    need = county.assigned().need
    for person in (county.town_dispatcher, county.dispatcher):
        assert not selectors.claimable(reader_for(person), person).exists()
    assert [item.need for item in selectors.of_teams(county.team.captain)] == [need]
    assert not selectors.of_teams(county.rivals.captain).exists()


def test_a_claimed_dispatch_is_the_claimers_unless_the_county_overrides(county: NeedCounty) -> None:
    from workflows.services import queue

    second = PostFactory(role=Role.DISPATCHER, unit=county.town).person
    order = county.opened()
    queue.claim(item_of(order.need), actor=county.town_dispatcher)
    with pytest.raises(Conflict) as taken:
        needs.order_assign(order=order, team=county.team, actor=second)
    assert taken.value.code == "workflows.taken"
    needs.order_assign(order=order, team=county.team, actor=county.dispatcher)
    assert stands_at(order.need) == "answer"


def test_a_captain_cannot_claim_and_a_dispatcher_cannot_answer(county: NeedCounty) -> None:
    from workflows.services import queue

    order = county.assigned()
    for person in (county.team.captain, county.dispatcher):
        with pytest.raises(NotAllowed):
            queue.claim(item_of(order.need), actor=person)
    with pytest.raises(NotAllowed):
        needs.order_accept(order=order, actor=county.dispatcher)
    assert stands_at(order.need) == "answer"


def test_without_a_dispatcher_anywhere_it_is_stuck_and_nobodys(county: NeedCounty) -> None:
    from organisations.models import Post

    Post.objects.filter(role=Role.DISPATCHER).delete()
    need = county.screened()
    item = item_of(need)
    assert (item.stuck, item.unit) == (Stuck.NO_HOLDER, county.centre)
    assert stands_at(need) == "dispatch"


# --- row and flow -----------------------------------------------------------------------------


def test_every_state_is_somebodys_turn_or_the_end(county: NeedCounty) -> None:
    need, order = Need(), Order()
    for state in NeedState:
        for order_state in OrderState:
            need.state, order.state = state, order_state
            node = node_for(need, order)
            if state in BY_NEED:
                assert node == BY_NEED[state]
            elif state in WITH_ORDER:
                assert node == BY_ORDER.get(order_state, "route")
            else:
                served = (state, order_state) == (NeedState.SERVED, OrderState.DONE)
                assert node == ("rate" if served else "end")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": NeedState.RETURNED}, "state"),
        ({"state": NeedState.DELIBERATION}, "state"),
        ({"state": NeedState.CANCELLED}, "state"),
    ],
)
def test_a_row_that_was_changed_behind_the_flow_is_found(
    county: NeedCounty, changes: dict[str, Any], code: str
) -> None:
    need = county.ask().need
    assert drifts() == []
    Need.objects.filter(pk=need.pk).update(**changes)
    run = run_of(need.pk)
    assert run is not None
    assert [(drift.code, drift.process_id) for drift in drifts()] == [(code, run.process_id)]


def test_an_order_that_was_changed_behind_the_flow_is_found_and_led_back(county: NeedCounty) -> None:
    order = county.assigned()
    Order.objects.filter(pk=order.pk).update(state=OrderState.ACCEPTED)
    assert [drift.code for drift in drifts()] == ["state"]
    needs.lead([order.need_id], actor=None)
    assert stands_at(order.need) == "plan"
    assert drifts() == []


def test_a_flow_that_ended_before_its_need_and_a_need_without_a_flow_are_found(county: NeedCounty) -> None:
    ended, lost = county.ask().need, county.ask().need
    run = run_of(ended.pk)
    assert run is not None
    Task.objects.filter(process=run.process, status="NEW").update(status="DONE")
    Process.objects.filter(pk=run.process_id).update(status="DONE")
    WorkItem.objects.filter(need=ended).update(state=ItemState.DONE)
    NeedRun.objects.filter(need=lost).delete()
    assert sorted((drift.code, drift.process_id) for drift in drifts()) == [("state", 0), ("state", run.process_id)]
    needs.lead([ended.pk, lost.pk], actor=None)
    assert [stands_at(each) for each in (ended, lost)] == ["screen", "screen"]


def test_the_asker_urges_once_a_working_day(county: NeedCounty) -> None:
    need = county.screened()
    with pytest.raises(NotAllowed):
        needs.need_urge(need=need, actor=county.helper)
    item = needs.need_urge(need=need, actor=county.resident)
    assert item.urged_at is not None
    with pytest.raises(Conflict) as again:
        needs.need_urge(need=need, actor=county.resident)
    assert again.value.code == "workflows.urged_already"
    told = OutboxMessage.objects.filter(event="workflows.noticed", data__kind="urged").values_list("data", flat=True)
    assert {tuple(data["people"]) for data in told} == {(county.town_dispatcher.pk,)}
    assert {data["link"] for data in told} == {f"/admin/needs/{need.code}/"}
