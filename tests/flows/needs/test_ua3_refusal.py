"""UA3, refusal: code and words, twice at most, then the dispatcher's decision binds; every hop logged, one clock."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from cms import rights
from common.errors import Conflict, Invalid, NotAllowed
from common.models import AuditEntry
from exchange.enums import OrderState
from exchange.models import Order, Refusal
from tests.factories.needs import NeedCounty, item_of, stands_at
from workflows.services import needs

HOME = ZoneInfo("Asia/Shanghai")
MONDAY = dt.datetime(2026, 11, 2, 9, tzinfo=HOME)


def refuse(order: Order, team: Any, code: str = "no_capacity", text: str = "这周排满了") -> Order:
    needs.order_refuse(order=order, actor=team.captain, code=code, text=text)
    return Order.objects.select_related("need", "team").get(pk=order.pk)


def signed_in(person: Any) -> Client:
    rights.sync()
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("code", "text", "field"),
    [("", "这周排满了", "code"), ("because", "这周排满了", "code"), ("other", "", "text"), ("other", " 忙 ", "text")],
)
def test_ua3_a_no_has_a_code_and_words(county: NeedCounty, code: str, text: str, field: str) -> None:
    order = county.assigned()
    with pytest.raises(Invalid) as refused:
        refuse(order, county.team, code, text)
    assert refused.value.field == field
    assert (stands_at(order.need), Refusal.objects.count()) == ("answer", 0)


@pytest.mark.parametrize("who", ["rivals", "dispatcher", "resident"])
def test_ua3_only_the_team_itself_says_no(county: NeedCounty, who: str) -> None:
    order = county.assigned()
    actor = county.rivals.captain if who == "rivals" else getattr(county, who)
    with pytest.raises(NotAllowed):
        needs.order_refuse(order=order, actor=actor, code="other", text="不想去")
    assert stands_at(order.need) == "answer"


def test_ua3_the_answer_has_a_limit_that_the_queue_holds_the_team_to(county: NeedCounty) -> None:
    with time_machine.travel(MONDAY, tick=False):
        order = county.assigned()
    # Eight working hours from 9:00 end at 17:00.
    assert order.answer_due_at == item_of(order.need).due_at == MONDAY.replace(hour=17)


def test_ua3_twice_refused_it_binds_every_hop_is_logged_and_the_clock_runs_on(county: NeedCounty) -> None:
    with time_machine.travel(MONDAY, tick=False):
        order = county.assigned()
        began, due = order.dispatched_at, order.due_at
    with time_machine.travel(MONDAY + dt.timedelta(hours=2), tick=False):
        order = refuse(order, county.team, "no_capacity", "这周排满了")
        assert (order.state, order.team, stands_at(order.need)) == (OrderState.WAITING, None, "dispatch")
        client = signed_in(county.town_dispatcher)
        sent = f"/admin/needs/board/{order.need.code}/assign/"
        assert client.post(sent, {"team": county.rivals.pk}).status_code == 302
    with time_machine.travel(MONDAY + dt.timedelta(hours=4), tick=False):
        order = refuse(Order.objects.get(pk=order.pk), county.rivals, "out_of_skill", "燃气的活我们不会")
        board = signed_in(county.dispatcher).get(f"/admin/needs/board/{order.need.code}/").content.decode()
        assert all(words in board for words in ("退过两次，由您指定", "这周排满了", "燃气的活我们不会"))
        given = {"team": county.team.pk, "reason": "中心定：还是你们去"}
        assert signed_in(county.dispatcher).post(sent, given).status_code == 302
        order.refresh_from_db()
        # A third no is refused by the service, and the team's page does not offer it.
        assert (order.binding, order.refusals_count) == (True, 2)
        with pytest.raises(Conflict):
            refuse(order, county.team)
        page = signed_in(county.team.captain).get(f"/team/orders/{order.code}/")
        assert page.status_code == 200
        assert f"/team/orders/{order.code}/refuse/" not in page.content.decode()
        needs.order_accept(order=order, actor=county.team.captain)
    order.refresh_from_db()
    assert (order.dispatched_at, order.due_at, began) == (began, due, MONDAY)
    hops = [(hop.to_state, hop.team, hop.actor, hop.reason) for hop in order.changes.all()]
    first, second, team, rivals = county.dispatcher, county.town_dispatcher, county.team, county.rivals
    assert hops == [
        ("waiting", None, None, ""),
        ("assigned", team, first, ""),
        ("waiting", team, team.captain, "这周排满了"),
        ("assigned", rivals, second, ""),
        ("waiting", rivals, rivals.captain, "燃气的活我们不会"),
        ("assigned", team, first, "中心定：还是你们去"),
        ("accepted", team, team.captain, ""),
    ]
    logged = AuditEntry.objects.filter(object_type="exchange.order", object_id=str(order.pk)).order_by("pk")
    assert list(logged.values_list("action", "actor_id")) == [
        (f"exchange.order_{state}", actor.pk if actor else None) for state, _team, actor, _reason in hops
    ]
    codes = [(each.number, each.team, each.reason_code, each.text) for each in order.refusals.all()]
    assert codes == [(1, team, "no_capacity", "这周排满了"), (2, rivals, "out_of_skill", "燃气的活我们不会")]
    shown = signed_in(county.dispatcher).get(f"/admin/needs/board/{order.need.code}/").content.decode()
    assert shown.count("<time datetime") >= len(hops)


def test_ua3_the_page_of_the_team_offers_a_no_before_that(county: NeedCounty) -> None:
    order = county.assigned()
    page = signed_in(county.team.captain).get(f"/team/orders/{order.code}/").content.decode()
    assert f"/team/orders/{order.code}/refuse/" in page
