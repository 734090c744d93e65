"""A batch from working out to sending: who may, what changes by hand, and what is said of what failed."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from common.errors import Conflict, Invalid, NotAllowed
from common.models import AuditEntry
from exchange import services
from exchange.batch import (
    line_suggestions,
    proposal_confirm,
    proposal_drop,
    proposal_line_change,
    proposal_line_drop,
    proposal_make,
    reasons_of,
)
from exchange.models import Order, OrderChange, Proposal, ProposalLine, TeamService
from organisations.enums import Role
from tests.factories.exchange import ServiceCounty
from tests.worlds import world

SOON = timezone.now() + dt.timedelta(days=3)


class WaitingCounty(ServiceCounty):
    """Three orders wait, two of them for one hour; both teams do repairs."""

    def __init__(self) -> None:
        super().__init__()
        for team in (self.team, self.rivals):
            TeamService.objects.create(team=team, category=self.repairs)
        asked = {"wanted_from": SOON, "wanted_to": SOON + dt.timedelta(hours=2)}
        self.together = [self.opened(asked=asked), self.opened(asked=asked)]
        self.free = self.opened()
        self.auditor = self.holder(Role.AUDITOR, self.centre)


made_once = world(WaitingCounty)


@pytest.fixture
def waiting(made_once: WaitingCounty) -> WaitingCounty:
    return made_once


def made(county: WaitingCounty) -> Proposal:
    return proposal_make(unit=county.centre, actor=county.dispatcher)


def line_of(proposal: Proposal, order: Order) -> ProposalLine:
    return proposal.lines.get(order=order)


def test_all_are_placed_and_nothing_is_sent(waiting: WaitingCounty) -> None:
    proposal = made(waiting)
    assert (proposal.considered, proposal.placed, proposal.unplaced) == (3, 3, 0)
    first, second = (line_of(proposal, order).team for order in waiting.together)
    assert {first, second} == {waiting.team, waiting.rivals}
    assert set(Order.objects.values_list("state", "team_id")) == {("waiting", None)}
    assert OrderChange.objects.filter(to_state="assigned").count() == 0


def test_a_line_says_why_in_words(waiting: WaitingCounty) -> None:
    proposal = made(waiting)
    words = [[reason.text for reason in reasons_of(line)] for line in proposal.lines.all()]
    assert [len(said) for said in words] == [7, 7, 7]
    assert {"没有约定时间", "那个时间有空"} <= {word for said in words for word in said}
    loads = {line.team_id: set() for line in proposal.lines.all()}
    for line in proposal.lines.all():
        loads[line.team_id].add(next(each["said"]["running"] for each in line.reasons if each["code"] == "load"))
    assert sorted(len(each) for each in loads.values()) == [1, 2], "the second order of a team counts the first"
    assert sum(line.points for line in proposal.lines.all()) == proposal.points


@pytest.mark.parametrize(
    ("who", "unit", "may"),
    [
        ("dispatcher", "centre", True),
        ("dispatcher", "town", True),
        ("town_dispatcher", "town", True),
        ("town_dispatcher", "centre", False),
        ("other_dispatcher", "town", False),
        ("director", "centre", False),
        ("auditor", "centre", False),
        ("helper", "station", False),
        ("resident", "centre", False),
    ],
)
def test_who_may_work_one_out(waiting: WaitingCounty, who: str, unit: str, may: bool) -> None:
    if may:
        assert proposal_make(unit=getattr(waiting, unit), actor=getattr(waiting, who)).placed == 3
    else:
        with pytest.raises(NotAllowed):
            proposal_make(unit=getattr(waiting, unit), actor=getattr(waiting, who))


def test_who_may_change_drop_and_confirm(waiting: WaitingCounty) -> None:
    proposal = made(waiting)
    line = line_of(proposal, waiting.free)
    verbs = {
        "drop_line": lambda who: proposal_line_drop(line=line, actor=who),
        "change": lambda who: proposal_line_change(line=line, team=waiting.rivals, actor=who),
        "drop": lambda who: proposal_drop(proposal=proposal, actor=who),
        "confirm": lambda who: proposal_confirm(proposal=proposal, actor=who),
    }
    for name, verb in verbs.items():
        for who in (waiting.town_dispatcher, waiting.director, waiting.auditor, waiting.resident, waiting.helper):
            with pytest.raises(NotAllowed):
                verb(who)
        with transaction.atomic():
            assert verb(waiting.dispatcher) is not None, name
            transaction.set_rollback(True)


def test_where_nothing_waits_there_is_no_batch(waiting: WaitingCounty) -> None:
    with pytest.raises(Invalid) as refused:
        proposal_make(unit=waiting.other_town, actor=waiting.dispatcher)
    assert (refused.value.code, refused.value.field) == ("exchange.nothing_waits", "unit")
    assert not Proposal.objects.exists()


def test_who_has_refused_it_is_not_proposed(waiting: WaitingCounty) -> None:
    order = services.order_assign(order=waiting.free, team=waiting.team, actor=waiting.dispatcher)
    services.order_refuse(order=order, actor=waiting.team.captain, code="no_capacity", text="排满了")
    assert line_of(made(waiting), waiting.free).team == waiting.rivals


def test_what_finds_no_team_is_counted_and_keeps_waiting(waiting: WaitingCounty) -> None:
    TeamService.objects.filter(team=waiting.rivals).delete()
    proposal = made(waiting)
    assert (proposal.considered, proposal.placed, proposal.unplaced) == (3, 2, 1)
    assert (proposal.placed_bound, proposal.optimal) == (3, False)


@pytest.mark.parametrize("many", [1, 3])
def test_it_costs_the_same_for_any_number(waiting: WaitingCounty, django_assert_num_queries: Any, many: int) -> None:
    Order.objects.exclude(pk__in=[order.pk for order in [*waiting.together, waiting.free][:many]]).update(
        state="cancelled"
    )
    with django_assert_num_queries(14):
        assert made(waiting).placed == many


# --- by hand ------------------------------------------------------------------------------------


def test_another_of_the_suggested_teams(waiting: WaitingCounty) -> None:
    proposal = made(waiting)
    line = line_of(proposal, waiting.free)
    other = next(each for each in (waiting.team, waiting.rivals) if each != line.team)
    assert {each.team for each in line_suggestions(line)} == {waiting.team, waiting.rivals}
    before = line.team
    changed = proposal_line_change(line=line, team=other, actor=waiting.dispatcher)
    assert (changed.team, changed.first_team) == (other, before)
    load = next(each["said"] for each in changed.reasons if each["code"] == "load")
    assert load == {"running": 1, "capacity": 3}
    assert AuditEntry.objects.filter(action="exchange.proposal_line_changed").count() == 1
    back = proposal_line_change(line=changed, team=before, actor=waiting.dispatcher)
    assert (back.team, back.first_team) == (before, before)


def test_a_team_is_not_given_two_for_one_hour_by_hand(waiting: WaitingCounty) -> None:
    proposal = made(waiting)
    line = line_of(proposal, waiting.together[0])
    other = line_of(proposal, waiting.together[1]).team
    assert other not in [each.team for each in line_suggestions(line)]
    with pytest.raises(Conflict) as refused:
        proposal_line_change(line=line, team=other, actor=waiting.dispatcher)
    assert (refused.value.code, refused.value.field) == ("exchange.team_does_not_fit", "team")
    proposal_line_drop(line=line_of(proposal, waiting.together[1]), actor=waiting.dispatcher)
    assert proposal_line_change(line=line, team=other, actor=waiting.dispatcher).team == other


def test_a_team_that_does_not_do_it_is_not_taken(waiting: WaitingCounty) -> None:
    stranger = waiting.make_team("不会修的队", waiting.station)
    with pytest.raises(Conflict):
        proposal_line_change(line=line_of(made(waiting), waiting.free), team=stranger, actor=waiting.dispatcher)


@pytest.mark.parametrize("many", [1, 3])
def test_suggestions_of_a_line_cost_the_same(waiting: WaitingCounty, django_assert_num_queries: Any, many: int) -> None:
    proposal = made(waiting)
    line = line_of(proposal, waiting.free)
    for other in list(proposal.lines.exclude(pk=line.pk))[: 3 - many]:
        other.delete()
    with django_assert_num_queries(9):
        assert line_suggestions(line)


# --- sending ------------------------------------------------------------------------------------


def test_confirming_sends_each_line_as_a_dispatcher_would(waiting: WaitingCounty) -> None:
    proposal = made(waiting)
    done = proposal_confirm(proposal=proposal, actor=waiting.dispatcher)
    assert (len(done.sent), done.failed, done.left) == (3, (), 0)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.sent, proposal.failed) == ("confirmed", 3, 0)
    assert proposal.decided_by == waiting.dispatcher
    for line in proposal.lines.all():
        order = Order.objects.get(pk=line.order_id)
        assert (order.state, order.team, order.dispatcher) == ("assigned", line.team, waiting.dispatcher)
        assert order.due_at is not None


def test_what_was_taken_out_keeps_waiting(waiting: WaitingCounty) -> None:
    proposal = made(waiting)
    proposal_line_drop(line=line_of(proposal, waiting.free), actor=waiting.dispatcher)
    done = proposal_confirm(proposal=proposal, actor=waiting.dispatcher)
    assert len(done.sent) == 2
    assert Order.objects.get(pk=waiting.free.pk).state == "waiting"
    assert line_of(proposal, waiting.free).state == "taken_out"


def test_what_cannot_be_sent_says_why_and_stops_nothing(waiting: WaitingCounty) -> None:
    proposal = made(waiting)
    services.order_pool(order=waiting.free, actor=waiting.dispatcher)
    line = line_of(proposal, waiting.together[0])
    line.team.state = "suspended"
    line.team.save()
    done = proposal_confirm(proposal=proposal, actor=waiting.dispatcher)
    assert {each.order_id for each in done.failed} == {waiting.free.pk, waiting.together[0].pk}
    assert line_of(proposal, waiting.free).why.startswith("这件事现在是“待抢单”")
    assert "队伍" in line_of(proposal, waiting.together[0]).why
    assert Order.objects.get(pk=waiting.free.pk).state == "pooled"
    assert Order.objects.get(pk=waiting.together[0].pk).state == "waiting"
    assert Order.objects.get(pk=waiting.together[1].pk).state == "assigned"
    proposal.refresh_from_db()
    assert (proposal.sent, proposal.failed) == (1, 2)


def test_confirming_twice_sends_once(waiting: WaitingCounty) -> None:
    proposal = made(waiting)
    proposal_confirm(proposal=proposal, actor=waiting.dispatcher)
    again = proposal_confirm(proposal=proposal, actor=waiting.dispatcher)
    assert (again.sent, again.failed, again.left) == ((), (), 0)
    assert OrderChange.objects.filter(to_state="assigned").count() == 3


def test_a_page_at_a_time(waiting: WaitingCounty) -> None:
    proposal = made(waiting)
    left = [proposal_confirm(proposal=proposal, actor=waiting.dispatcher, most=2).left for _ in range(2)]
    assert left == [1, 0]
    proposal.refresh_from_db()
    assert (proposal.state, proposal.sent) == ("confirmed", 3)


def test_after_a_crash_it_goes_on_where_it_stood(waiting: WaitingCounty) -> None:
    proposal = made(waiting)
    sent: list[Order] = []

    def breaks(**given: Any) -> Any:
        if len(sent) == 1:
            raise RuntimeError("the server goes down")
        sent.append(services.order_assign(**given))

    with pytest.raises(RuntimeError):
        proposal_confirm(proposal=proposal, actor=waiting.dispatcher, send=breaks)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.lines.filter(state="sent").count()) == ("open", 1)
    done = proposal_confirm(proposal=proposal, actor=waiting.dispatcher)
    assert (len(done.sent), done.left) == (2, 0)
    assert OrderChange.objects.filter(to_state="assigned").count() == 3


def test_it_is_sent_by_what_is_passed_in(waiting: WaitingCounty) -> None:
    given: list[dict[str, Any]] = []
    proposal_confirm(proposal=made(waiting), actor=waiting.dispatcher, send=lambda **each: given.append(each))
    assert [set(each) for each in given] == [{"order", "team", "actor", "reason"}] * 3


def test_what_is_decided_is_not_changed(waiting: WaitingCounty) -> None:
    proposal = made(waiting)
    line = line_of(proposal, waiting.free)
    proposal_drop(proposal=proposal, actor=waiting.dispatcher)
    assert set(proposal.lines.values_list("state", flat=True)) == {"taken_out"}
    verbs = [
        lambda: proposal_line_drop(line=line, actor=waiting.dispatcher),
        lambda: proposal_line_change(line=line, team=waiting.team, actor=waiting.dispatcher),
        lambda: proposal_drop(proposal=proposal, actor=waiting.dispatcher),
        lambda: proposal_confirm(proposal=proposal, actor=waiting.dispatcher),
    ]
    for verb in verbs:
        with pytest.raises(Conflict):
            verb()
    assert set(Order.objects.values_list("state", flat=True)) == {"waiting"}


def test_two_batches_of_the_same_orders_send_them_once(waiting: WaitingCounty) -> None:
    first, second = made(waiting), made(waiting)
    proposal_confirm(proposal=first, actor=waiting.dispatcher)
    done = proposal_confirm(proposal=second, actor=waiting.dispatcher)
    assert (done.sent, len(done.failed)) == ((), 3)
