"""A dispatcher's program: the board, who fits, sending; and the screening before it."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exchange.models import Need, Order, TeamService
from tests.factories.api import Caller, caller
from tests.factories.needs import NeedCounty, stands_at
from tests.worlds import world

county = world(NeedCounty)


def centre(county: NeedCounty) -> Caller:
    return caller(county.dispatcher)


def path(order: Order, verb: str = "") -> str:
    return f"/dispatch/orders/{order.code}/{f'{verb}/' if verb else ''}"


def codes(program: Caller, **query: Any) -> list[str]:
    found = program.get("/dispatch/orders/", **query).json()
    assert found["count"] == len(found["items"])
    return [each["code"] for each in found["items"]]


def test_each_sees_the_own_subtree_with_its_clocks(county: NeedCounty) -> None:
    waiting, sent = county.opened(), county.assigned()
    program = centre(county)
    found = {tab: codes(program, tab=tab) for tab in ("free", "waiting", "pooled", "under_way", "more_time")}
    assert found == {
        "free": [waiting.code], "waiting": [waiting.code], "pooled": [], "under_way": [sent.code], "more_time": [],
    }  # fmt: skip
    assert codes(caller(county.town_dispatcher)) == [waiting.code]
    assert codes(caller(county.other_dispatcher)) == []
    assert codes(caller(county.director)) == []
    assert codes(program, unit=county.other_town.code) == []
    (shown,) = program.get("/dispatch/orders/", tab="under_way").json()["items"]
    assert dt.datetime.fromisoformat(shown["due_at"]) == sent.due_at
    assert dt.datetime.fromisoformat(shown["answer_due_at"]) == sent.answer_due_at


def test_suggestions_come_with_reasons(county: NeedCounty) -> None:
    TeamService.objects.create(team=county.team, category=county.repairs)
    order = county.opened()
    (best,) = centre(county).get(path(order, "suggestions")).json()
    assert (best["team_code"], best["team"]) == (county.team.code, "水电维修队")
    assert 1 <= best["cells"] <= 5
    assert next((each["code"], each["sign"]) for each in best["reasons"]) == ("skill", "+")
    assert all(each["text"] for each in best["reasons"])


def test_an_order_is_sent_pooled_and_taken_back(county: NeedCounty) -> None:
    order, program = county.opened(), centre(county)
    unknown = program.post(path(order, "assign"), {"team": "zzzz"})
    assert (unknown.status_code, unknown.json()["errors"][0]["loc"]) == (422, ["team"])
    sent = program.post(path(order, "assign"), {"team": county.team.code}, key="a")
    assert (sent.status_code, sent.json()["state"], sent.json()["team_code"]) == (200, "assigned", county.team.code)
    again = program.post(path(order, "assign"), {"team": county.team.code}, key="a")
    assert again["Idempotency-Replayed"] == "true"
    assert program.post(path(order, "recall"), {}).json()["errors"][0]["loc"] == ["reason"]
    assert program.post(path(order, "recall"), {"reason": "队长病了"}).json()["state"] == "waiting"
    assert program.post(path(order, "pool"), {}).json()["state"] == "pooled"
    assert stands_at(order.need) == "pool"
    county.verbs.order_take(order=order, team=county.rivals, actor=county.rivals.captain)
    late = program.post(path(order, "pool"), {"reason": "再放一次"})
    assert late.status_code == 409


def test_more_time_is_answered(county: NeedCounty) -> None:
    order, program = county.accepted(), centre(county)
    nothing = program.post(path(order, "more-time"), {"granted": True})
    assert (nothing.status_code, nothing.json()["code"]) == (409, "api.nothing_asked")
    until = order.due_at + dt.timedelta(days=1) if order.due_at else timezone.now()
    county.verbs.extension_ask(order=order, actor=county.team.captain, until=until, reason="等零件")
    assert codes(program, tab="more_time") == [order.code]
    assert program.post(path(order, "more-time"), {"granted": False}).json()["errors"][0]["loc"] == ["answer"]
    said = program.post(path(order, "more-time"), {"granted": True})
    assert (said.json()["extension"]["state"], Order.objects.get(pk=order.pk).due_at) == ("granted", until)
    assert codes(program, tab="more_time") == []


def test_what_has_changed_since_is_not_sent_unseen(county: NeedCounty) -> None:
    order, program = county.opened(), centre(county)
    tag = program.get(path(order))["ETag"]
    assert program.post(path(order, "pool"), {}, match=tag).status_code == 200
    stale = program.post(path(order, "assign"), {"team": county.team.code}, match=tag)
    assert (stale.status_code, Order.objects.get(pk=order.pk).state) == (412, "pooled")


def test_a_panel_screens_by_programs(county: NeedCounty) -> None:
    need = county.ask().need
    where = f"/screening/{need.code}"
    accept = {"outcome": "accept", "breadth": "individual"}
    first = caller(county.panel[0])
    assert [each["code"] for each in first.get("/screening/").json()["items"]] == [need.code]
    early = first.post(f"{where}/conclude/", accept)
    assert (early.status_code, early.json()["code"]) == (409, "exchange.panel_incomplete")
    assert first.post(f"{where}/say/", {"outcome": "reject"}).json()["errors"][0]["loc"] == ["reason"]
    for number, person in enumerate(county.panel, 1):
        said = caller(person).post(f"{where}/say/", {"outcome": "accept", "text": "核实过"}).json()
        assert (said["voices"], said["voices_needed"], len(said["opinions"])) == (number, 3, number)
    assert first.post(f"{where}/conclude/", {"outcome": "accept"}).json()["errors"][0]["loc"] == ["breadth"]
    assert first.post(f"{where}/conclude/", {**accept, "category": "zzzz"}).status_code == 422
    done = first.post(f"{where}/conclude/", accept, key="c")
    assert (done.status_code, done.json()["state"]) == (200, "accepted")
    assert stands_at(Need.objects.get(pk=need.pk)) == "dispatch"
    assert first.get("/screening/").json()["count"] == 0
    assert first.post(f"{where}/say/", {"outcome": "accept"}).status_code == 409


def test_only_a_need_of_the_own_units_is_joined_to(county: NeedCounty) -> None:
    need, here = county.ask().need, county.screened()
    elsewhere = county.ask(unit=county.other_station).need
    for person in county.panel:
        county.verbs.panel_say(need=need, actor=person, outcome="duplicate", text="同一件事")
    program, where = caller(county.panel[0]), f"/screening/{need.code}/conclude/"
    joined = {"outcome": "duplicate", "reason": "同一件事"}
    assert program.post(where, {**joined, "master": elsewhere.code}).json()["errors"][0]["loc"] == ["master"]
    assert program.post(where, {**joined, "master": here.code}).json()["state"] == "duplicate"


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_lists(county: NeedCounty, count: int) -> None:
    for _number in range(count):
        county.opened()
        county.ask()
    board, screening = centre(county), caller(county.panel[0])
    with CaptureQueriesContext(connection) as orders:
        assert board.get("/dispatch/orders/").json()["count"] == count
    with CaptureQueriesContext(connection) as needs:
        assert screening.get("/screening/").json()["count"] == count
    assert (len(orders), len(needs)) == (5, 5)
