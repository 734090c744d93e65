"""Every verb at every state of an order and a need: what it may follow, and that a refusal leaves no trace."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from common.errors import Conflict, NotAllowed
from common.models import AuditEntry, OutboxMessage
from exchange import services
from exchange.enums import NEED_EDGES, ORDER_EDGES, NeedState, OrderState
from exchange.models import Extension, Need, NeedChange, Order, OrderChange
from exchange.services.expiry import need_expire
from tests.factories.exchange import ServiceCounty
from tests.worlds import world


class SentCounty(ServiceCounty):
    """An order that a team has, and the need it is for."""

    def __init__(self) -> None:
        super().__init__()
        self.order = self.accepted()
        self.scheduled(self.order)
        self.need = Need.objects.get(pk=self.order.need_id)
        self.master = self.ask().need


county = world(SentCounty)
Verb = Callable[[SentCounty, Any], object]


def soon(hours: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(hours=hours)


def plan(county: SentCounty, order: Order) -> object:
    members = list(county.team.members.all())
    captain = county.team.captain
    return services.order_plan(order=order, actor=captain, starts_at=soon(5), ends_at=soon(6), members=members)


def report(county: SentCounty, order: Order) -> object:
    captain = county.team.captain
    return services.order_report(order=order, actor=captain, text="修好了灯", people_served=1, minutes=30)


def more_time(county: SentCounty, order: Order) -> object:
    until = order.due_at + dt.timedelta(days=1) if order.due_at else soon(99)
    return services.extension_ask(order=order, actor=county.team.captain, until=until, reason="等配件")


# What it is, where it may begin, and where it ends.
ORDER_VERBS: dict[str, tuple[Verb, set[str], str | None]] = {
    "assign": (
        lambda county, order: services.order_assign(order=order, team=county.rivals, actor=county.dispatcher),
        {"waiting", "pooled"},
        "assigned",
    ),
    "pool": (
        lambda county, order: services.order_pool(order=order, actor=county.dispatcher, reason="换个办法"),
        {"waiting", "assigned"},
        "pooled",
    ),
    "recall": (
        lambda county, order: services.order_recall(order=order, actor=county.dispatcher, reason="换一支队"),
        {"pooled", "assigned", "accepted", "scheduled", "paused"},
        "waiting",
    ),
    "accept": (
        lambda county, order: services.order_accept(order=order, actor=county.team.captain),
        {"assigned"},
        "accepted",
    ),
    "refuse": (
        lambda county, order: services.order_refuse(
            order=order, actor=county.team.captain, code="other", text="排不开"
        ),
        {"assigned"},
        "waiting",
    ),
    "take": (
        lambda county, order: services.order_take(order=order, team=county.rivals, actor=county.rivals.captain),
        {"pooled"},
        "accepted",
    ),
    "plan": (plan, {"accepted", "scheduled"}, "scheduled"),
    "start": (
        lambda county, order: services.order_start(order=order, actor=county.team.captain),
        {"scheduled"},
        "in_service",
    ),
    "pause": (
        lambda county, order: services.order_pause(order=order, actor=county.team.captain, reason="等住户在家"),
        {"accepted", "scheduled", "in_service"},
        "paused",
    ),
    "resume": (
        lambda county, order: services.order_resume(order=order, actor=county.team.captain),
        {"paused"},
        "scheduled",
    ),
    "report": (report, {"in_service"}, "done"),
    "rate": (
        lambda county, order: services.order_rate(order=order, actor=county.resident, score=5, by="account"),
        {"done"},
        "rated",
    ),
    "leave": (lambda county, order: services.order_leave_unrated(order=order), {"done"}, "unrated"),
    "more time": (more_time, {"assigned", "accepted", "scheduled", "in_service", "paused"}, None),
}


TEAMS_OWN = {"accept", "refuse", "plan", "start", "pause", "resume", "report", "more time"}


def put(county: SentCounty, state: str) -> Order:
    """The order at a state, as rows may stand there."""
    values: dict[str, Any] = {"state": state}
    if state in (OrderState.WAITING, OrderState.POOLED):
        values |= {"team": None, "slot_from": None, "slot_to": None}
    if state == OrderState.PAUSED:
        values |= {"paused_since": timezone.now(), "paused_from": "scheduled"}
    if state == OrderState.DONE:
        values |= {"done_at": timezone.now(), "rate_until": timezone.now() - dt.timedelta(minutes=1)}
    Order.objects.filter(pk=county.order.pk).update(**values)
    need = {"done": "served", "rated": "closed", "unrated": "closed", "cancelled": "cancelled"}.get(state, "in_hand")
    Need.objects.filter(pk=county.need.pk).update(state=need)
    return Order.objects.select_related("team", "need__unit", "need__category").get(pk=county.order.pk)


def traces() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (OrderChange, NeedChange, AuditEntry, OutboxMessage, Extension))


@pytest.mark.once
@pytest.mark.parametrize("state", OrderState.values)
@pytest.mark.parametrize("verb", ORDER_VERBS)
def test_an_order_at_every_state(county: SentCounty, verb: str, state: str) -> None:
    act, begins, ends = ORDER_VERBS[verb]
    order, before = put(county, state), traces()
    if state in begins:
        act(county, order)
        after = Order.objects.get(pk=order.pk)
        assert after.state == (ends or state)
        assert traces()[2] > before[2], "written down"
        return
    # What no team has is no team's: its verbs are refused before anybody looks at the state.
    nobodys = order.team is None and verb in TEAMS_OWN
    with pytest.raises(NotAllowed if nobodys else Conflict) as refused:
        act(county, order)
    assert nobodys is (refused.value.code == "exchange.not_your_order")
    assert Order.objects.get(pk=order.pk).state == state
    assert traces() == before


def test_each_verb_goes_along_the_edges_and_each_edge_has_a_verb() -> None:
    gone = {(begin, ends) for _act, begins, ends in ORDER_VERBS.values() if ends for begin in begins if begin != ends}
    edges = {(str(begin), str(end)) for begin, after in ORDER_EDGES.items() for end in after}
    assert gone <= edges
    # The rest is walked by the asker and the centre (cancelled), by resuming elsewhere, and after the time for rating.
    others = {(begin, "cancelled") for begin in OrderState.values} | {("paused", "accepted"), ("paused", "in_service")}
    others |= {("pooled", "waiting"), ("unrated", "rated"), ("scheduled", "accepted"), ("paused", "waiting")}
    assert edges - gone <= others


@pytest.mark.parametrize("state", ["accepted", "scheduled", "in_service"])
def test_a_pause_ends_where_it_began(county: SentCounty, state: str) -> None:
    order = services.order_pause(order=put(county, state), actor=county.team.captain, reason="等住户在家")
    assert (order.state, order.paused_from) == ("paused", state)
    order = services.order_resume(order=order, actor=county.team.captain)
    assert (order.state, order.paused_since, order.paused_from) == (state, None, "")


# Needs


def said_by_all(county: SentCounty, need: Need) -> None:
    from exchange.models import PanelView

    for person in county.panel:
        PanelView.objects.create(need=need, person=person, outcome="accept")


def concluded(outcome: str, **more: Any) -> Verb:
    def conclude(county: SentCounty, need: Need) -> object:
        said_by_all(county, need)
        given = {"category": county.heating, "breadth": "common", "reason": "核实过", **more}
        return services.screen(need=need, actor=county.panel[0], outcome=outcome, **given)

    return conclude


SCREENED = {"submitted", "deliberation"}
RECORD = {"topic": "路灯", "held_on": dt.date(2026, 1, 5), "attendees": "村委、住户", "result": "先修"}
NEED_VERBS: dict[str, tuple[Verb, set[str], str | None]] = {
    "say": (
        lambda county, need: services.panel_say(need=need, actor=county.panel[0], outcome="accept"),
        SCREENED,
        None,
    ),
    "screen: accept": (concluded("accept"), SCREENED, "accepted"),
    "screen: return": (concluded("return"), SCREENED, "returned"),
    "screen: reject": (concluded("reject"), SCREENED, "rejected"),
    "screen: deliberate": (concluded("deliberate"), SCREENED, "deliberation"),
    "record": (
        lambda county, need: services.deliberation_record(need=need, actor=county.panel[0], **RECORD),
        {"deliberation"},
        None,
    ),
    "supplement": (
        lambda county, need: services.need_supplement(need=need, actor=county.resident, words="在三单元五楼"),
        {"returned"},
        "submitted",
    ),
    "cancel": (
        lambda county, need: services.need_cancel(need=need, actor=county.resident),
        {"submitted", "returned", "deliberation", "accepted", "in_hand", "duplicate"},
        "cancelled",
    ),
    "withdraw": (
        lambda county, need: services.need_withdraw(need=need, actor=county.dispatcher, reason="重复了"),
        {"accepted", "in_hand"},
        "withdrawn",
    ),
    "expire": (lambda county, need: need_expire(need=need), {"returned"}, "expired"),
}
LONG_AGO = dt.datetime(2026, 1, 5, 2, tzinfo=dt.UTC)


def put_need(county: SentCounty, state: str) -> Need:
    master = county.master if state == NeedState.DUPLICATE else None
    Need.objects.filter(pk=county.need.pk).update(state=state, master=master)
    Order.objects.filter(need=county.need).update(state="scheduled" if state == "in_hand" else "cancelled")
    if state == "returned":
        # Long before anybody said anything.
        need = Need.objects.get(pk=county.need.pk)
        NeedChange.objects.create(need=need, from_state="submitted", to_state="returned", unit=need.unit, at=LONG_AGO)
    return Need.objects.select_related("unit", "category").get(pk=county.need.pk)


@pytest.mark.once
@pytest.mark.parametrize("state", NeedState.values)
@pytest.mark.parametrize("verb", NEED_VERBS)
def test_a_need_at_every_state(county: SentCounty, verb: str, state: str) -> None:
    act, begins, ends = NEED_VERBS[verb]
    need = put_need(county, state)
    before = traces()
    if state in begins:
        act(county, need)
        assert Need.objects.get(pk=need.pk).state == (ends or state)
        if ends and ends != state:
            last = NeedChange.objects.filter(need=need).latest("pk")
            assert (last.from_state, last.to_state) == (state, ends)
        return
    with pytest.raises(Conflict):
        act(county, need)
    assert Need.objects.get(pk=need.pk).state == state
    assert traces() == before


@pytest.mark.parametrize("state", NeedState.values)
def test_only_an_accepted_need_gets_an_order_and_only_one_runs(county: SentCounty, state: str) -> None:
    need = put_need(county, state)
    if state != "accepted":
        with pytest.raises(Conflict) as refused:
            services.order_open(need=need)
        assert refused.value.code == "exchange.not_accepted"
        return
    assert services.order_open(need=need).round == 2
    with pytest.raises(Conflict) as refused:
        services.order_open(need=need)
    assert refused.value.code == "exchange.order_running"


@pytest.mark.parametrize("state", NeedState.values)
def test_what_is_over_leads_nowhere(state: str) -> None:
    over = {"rejected", "cancelled", "withdrawn", "expired"}
    assert (not NEED_EDGES[state]) is (state in over)


ORDER_STAGES = {
    "waiting": True, "pooled": True, "assigned": True, "accepted": True, "scheduled": True, "paused": True,
    "in_service": False, "done": False,
}  # fmt: skip


@pytest.mark.parametrize(("state", "may"), ORDER_STAGES.items())
@pytest.mark.parametrize("who", ["asker", "centre"])
def test_a_need_ends_with_its_order_until_the_team_is_at_work(
    county: SentCounty, state: str, may: bool, who: str
) -> None:
    put(county, state)
    Need.objects.filter(pk=county.need.pk).update(state="in_hand")
    need = Need.objects.get(pk=county.need.pk)

    def end() -> None:
        if who == "asker":
            services.need_cancel(need=need, actor=county.resident, reason="自己修好了")
        else:
            services.need_withdraw(need=need, actor=county.dispatcher, reason="重复了")

    if not may:
        with pytest.raises(Conflict) as refused:
            end()
        assert refused.value.code == "exchange.in_service"
        assert Order.objects.get(pk=county.order.pk).state == state
        return
    end()
    order = Order.objects.get(pk=county.order.pk)
    assert (order.state, order.slot_from, order.slot_to, order.paused_since) == ("cancelled", None, None, None)
    assert not hasattr(order, "plan")
