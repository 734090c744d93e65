"""A captain's program: answering, the pool, planning, serving, reporting."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exchange.models import Order, Refusal, Report
from tests.factories.api import Caller, caller
from tests.factories.needs import NeedCounty, stands_at
from tests.worlds import world

county = world(NeedCounty)


def captain(county: NeedCounty) -> Caller:
    return caller(county.team.captain)


def path(order: Order, verb: str = "") -> str:
    return f"/team/orders/{order.code}/{f'{verb}/' if verb else ''}"


def slot(county: NeedCounty, **changes: Any) -> dict[str, Any]:
    start = timezone.now() + dt.timedelta(hours=30)
    members = list(county.team.members.values_list("pk", flat=True))
    times = {"starts_at": start.isoformat(), "ends_at": (start + dt.timedelta(hours=1)).isoformat()}
    return {**times, "members": members, **changes}


def pooled(county: NeedCounty) -> Order:
    return county.verbs.order_pool(order=county.opened(), actor=county.dispatcher)  # type: ignore[no-any-return]


def test_an_order_is_carried_out_by_a_program(county: NeedCounty) -> None:
    order, program = county.assigned(), captain(county)
    (listed,) = program.get("/team/orders/").json()["items"]
    assert (listed["code"], listed["state"], listed["team"]) == (order.code, "assigned", county.team.name)
    assert "13800138000" not in str(listed)
    report = {"text": "换了加热管", "people_served": 1, "minutes": 40}
    steps = [
        ("accept", None, "accepted"),
        ("plan", slot(county), "scheduled"),
        ("pause", {"reason": "等老人回来"}, "paused"),
        ("resume", {}, "scheduled"),
        ("more-time", {"until": _later(order), "reason": "等零件"}, "scheduled"),
        ("start", None, "in_service"),
        ("report", report, "done"),
    ]
    for verb, said, state in steps:
        answer = program.post(path(order, verb), said, key=verb)
        assert (verb, answer.status_code) == (verb, 200), answer.content.decode()
        assert answer.json()["state"] == state
        assert program.post(path(order, verb), said, key=verb)["Idempotency-Replayed"] == "true"
    assert Report.objects.get(order=order).reported_by == county.team.captain
    assert stands_at(order.need) == "rate"
    assert program.get("/team/orders/").json()["count"] == 0
    assert program.get("/team/orders/", tab="finished").json()["count"] == 1


def _later(order: Order) -> str:
    due: Any = order.due_at
    return str((due + dt.timedelta(days=2)).isoformat())


def test_a_refusal_has_a_reason_and_the_order_is_gone(county: NeedCounty) -> None:
    order, program = county.assigned(), captain(county)
    assert program.post(path(order, "refuse"), {"code": "other", "text": ""}).status_code == 422
    answer = program.post(path(order, "refuse"), {"code": "no_capacity", "text": "人手不够"})
    assert (answer.status_code, answer.json()["state"], answer.json()["team"]) == (200, "waiting", "")
    assert Refusal.objects.get(order=order).reason_code == "no_capacity"
    assert program.get(path(order)).status_code == 404


def test_the_quickest_takes_it_and_the_next_is_told(county: NeedCounty) -> None:
    order = pooled(county)
    rival = caller(county.rivals.captain)
    assert [each["code"] for each in rival.get("/team/pool/").json()["items"]] == [order.code]
    assert caller(county.dispatcher).get("/team/pool/").json()["count"] == 0
    taken = captain(county).post(f"/team/pool/{order.code}/take/", {}, key="t")
    assert (taken.status_code, taken.json()["team_code"]) == (200, county.team.code)
    late = rival.post(f"/team/pool/{order.code}/take/", {"team": county.rivals.code})
    assert (late.status_code, late.json()["code"]) == (409, "exchange.taken")
    assert rival.post(f"/team/pool/{order.code}/take/", {"team": county.team.code}).status_code == 404


def test_who_leads_two_teams_says_which(county: NeedCounty) -> None:
    order = pooled(county)
    county.rivals.deputies.add(county.team.captain)
    program = captain(county)
    asked = program.post(f"/team/pool/{order.code}/take/", {})
    assert (asked.status_code, asked.json()["errors"][0]["loc"]) == (422, ["team"])
    took = program.post(f"/team/pool/{order.code}/take/", {"team": county.rivals.code})
    assert took.json()["team_code"] == county.rivals.code


def test_a_plan_names_what_is_the_teams_to_use(county: NeedCounty) -> None:
    order, program = county.accepted(), captain(county)
    stranger = county.rivals.members.get().pk
    wrong = [({"members": [stranger]}, "members"), ({"space": 999_999}, "space"), ({"vehicle": "zzzz"}, "vehicle")]
    for change, where in wrong:
        answer = program.post(path(order, "plan"), slot(county, **change))
        assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, [where])
    assert Order.objects.get(pk=order.pk).state == "accepted"


def test_what_has_changed_since_is_not_answered_unseen(county: NeedCounty) -> None:
    order, program = county.assigned(), captain(county)
    tag = program.get(path(order))["ETag"]
    assert program.post(path(order, "accept"), match=tag).status_code == 200
    stale = program.post(path(order, "start"), match=tag)
    assert (stale.status_code, stale.json()["code"]) == (412, "api.changed")


def test_the_teams_of_a_captain(county: NeedCounty) -> None:
    (team,) = captain(county).get("/team/").json()
    assert (team["code"], [each["name"] for each in team["members"]]) == (county.team.code, ["队长"])


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_lists(county: NeedCounty, count: int) -> None:
    for _number in range(count):
        county.assigned()
        pooled(county)
    program = captain(county)
    with CaptureQueriesContext(connection) as orders:
        assert program.get("/team/orders/").json()["count"] == count
    with CaptureQueriesContext(connection) as pool:
        assert program.get("/team/pool/").json()["count"] == count
    with CaptureQueriesContext(connection) as teams:
        assert len(program.get("/team/").json()) == 1
    assert (len(orders), len(pool), len(teams)) == (5, 5, 4)
