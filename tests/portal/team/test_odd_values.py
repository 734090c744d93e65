"""What nobody of good will types at a captain's screens: answered in words at the field, and nothing changed."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from exchange.models import Order, OrderChange
from portal.team.steps import STEPS
from tests.portal.team.conftest import TeamCounty
from tests.portal.team.test_order_steps import press, reached, typed
from volunteers.models import Team

LONG = "长" * 5000
ODD: dict[str, list[tuple[str, Any]]] = {
    "refuse": [
        ("code", "nothing"), ("code", "\x00"), ("text", " "), ("text", "\x00"), ("text", LONG), ("text", "不"),
    ],
    "pause": [("reason", ""), ("reason", "  \n "), ("reason", "\x00"), ("reason", LONG)],
    "extend": [
        ("until", "明天"), ("until", "9999-99-99T00:00"), ("until", "0001-01-01T00:00"), ("until", "\x00"),
        ("reason", ""), ("reason", LONG),
    ],
    "report": [
        ("text", ""), ("text", "好"), ("text", "\x00好好好好"), ("text", LONG), ("people_served", "-1"),
        ("people_served", "两"), ("people_served", "1e3"), ("people_served", "9" * 30), ("minutes", "1441"),
        ("minutes", "0"), ("minutes", "1.5"), ("volunteers", "1001"), ("volunteers", ""),
    ],
    "plan": [
        ("starts_at", ""), ("starts_at", "x"), ("starts_at", "9999-12-31T23:59"), ("ends_at", "0001-01-01T00:00"),
        ("ends_at", "2026-02-30T10:00"), ("members", ["0"]), ("members", ["x"]), ("members", ["9" * 30]),
        ("members", ["\x00"]), ("place", "\x00"), ("place", LONG), ("note", LONG),
    ],
}  # fmt: skip
STAGE = {"refuse": "assigned", "pause": "accepted", "extend": "accepted", "report": "in_service", "plan": "accepted"}
CASES = [(verb, field, value) for verb, rows in ODD.items() for field, value in rows]


@pytest.mark.parametrize(("verb", "field", "value"), CASES, ids=[f"{v}-{f}-{str(x)[:12]!r}" for v, f, x in CASES])
def test_a_value_that_is_none_is_said_and_nothing_is_done(
    county: TeamCounty, captain: Client, verb: str, field: str, value: Any
) -> None:
    order = reached(county, STAGE[verb])
    before = OrderChange.objects.count()
    answer = press(captain, order, verb, typed(county, verb) | {field: value})
    assert answer.status_code in (409, 422)
    assert answer.context["form"].errors
    assert not str(answer.context["form"].errors.as_text()).isascii()
    now = Order.objects.get(pk=order.pk)
    assert (now.state, now.due_at, OrderChange.objects.count()) == (order.state, order.due_at, before)


def test_every_form_is_in_the_table() -> None:
    assert set(ODD) == {name for name, step in STEPS.items() if step.form is not None}


@pytest.mark.parametrize("verb", ["nothing", "delete", "ACCEPT", "accept2", "-"])
def test_a_step_that_is_none_is_not_found(county: TeamCounty, captain: Client, verb: str) -> None:
    order = county.assigned()
    assert captain.get(f"/team/orders/{order.code}/{verb}/").status_code == 404
    assert press(captain, order, verb, {}).status_code == 404
    assert Order.objects.get(pk=order.pk).state == "assigned"


@pytest.mark.parametrize("end", ["", "take/", "contact/", "plan/", "accept/", "photos/1/"])
@pytest.mark.parametrize("code", ["x", "x" * 200, "0", "-"])
def test_an_order_that_is_none_is_not_found(county: TeamCounty, captain: Client, end: str, code: str) -> None:
    address = f"/team/orders/{code}/{end}"
    assert {captain.get(address).status_code, captain.post(address).status_code} <= {404, 405}


@pytest.mark.parametrize("team", ["\x00", "x" * 300, "'", "nobody", ""])
def test_whose_team_takes_it_is_asked_for_where_it_is_not_clear(county: TeamCounty, captain: Client, team: str) -> None:
    county.rivals.deputies.add(county.team.captain)
    order = county.verbs.order_pool(order=county.opened(), actor=county.dispatcher)
    answer = captain.post(f"/team/orders/{order.code}/take/", {"team": team}, follow=True)
    assert "哪支队" in answer.content.decode()
    assert Order.objects.get(pk=order.pk).state == "pooled"


@pytest.mark.parametrize("purpose", ["", "\x00", "everything", LONG])
def test_nobody_reads_an_address_for_no_purpose(county: TeamCounty, captain: Client, purpose: str) -> None:
    order = county.accepted()
    answer = captain.post(f"/team/orders/{order.code}/contact/", {"purpose": purpose})
    assert answer.status_code == 422
    assert "13800138000" not in answer.content.decode()
    assert not order.need.reads.exists()


def test_any_page_of_a_list_is_answered(county: TeamCounty, captain: Client) -> None:
    order = county.assigned()
    pooled = county.verbs.order_pool(order=county.opened(), actor=county.dispatcher)
    for address, code in (("/team/", order.code), ("/team/pool/", pooled.code)):
        for number in ("0", "-1", "x", "9" * 40, "\x00", "１"):
            assert code in captain.get(address, {"page": number, "q": "\x00"}).content.decode(), number


MEMBERS = [
    ({"name": ""}, "name"), ({"name": " "}, "name"), ({"name": "\x00"}, "name"), ({"name": "长" * 41}, "name"),
    ({"name": "小李", "username": "nobody-here"}, "username"), ({"name": "小李", "username": "\x00"}, "username"),
    ({"name": "小李", "username": "x" * 200}, "username"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "field"), MEMBERS)
def test_a_member_has_a_name_and_an_account_that_exists(
    county: TeamCounty, captain: Client, given: dict[str, str], field: str
) -> None:
    answer = captain.post(f"/team/{county.team.code}/members/", given)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert county.team.members.count() == 1


@pytest.mark.parametrize("pk", [0, 2**31, 2**63, 10**30])
def test_a_member_that_is_none_does_not_leave(county: TeamCounty, captain: Client, pk: int) -> None:
    assert captain.post(f"/team/{county.team.code}/members/{pk}/leave/").status_code == 404
    assert county.team.members.count() == 1


TEAMS = [
    ({"name": ""}, "name"), ({"name": "队"}, "name"), ({"name": "\x00队队"}, "name"), ({"name": "长" * 81}, "name"),
    ({"unit": "0"}, "unit"), ({"unit": "x"}, "unit"), ({"unit": "9" * 30}, "unit"), ({"kind": "army"}, "kind"),
    ({"weekly_capacity": "0"}, "weekly_capacity"), ({"weekly_capacity": "201"}, "weekly_capacity"),
    ({"weekly_capacity": "x"}, "weekly_capacity"), ({"areas": ["0"]}, "areas"), ({"areas": ["\x00"]}, "areas"),
    ({"areas": ["9" * 30]}, "areas"),
    ({"phone": "1" * 31}, "phone"), ({"description": "长" * 601}, "description"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "field"), TEAMS)
def test_a_team_that_is_none_is_not_registered(
    county: TeamCounty, captain: Client, change: dict[str, Any], field: str
) -> None:
    before = Team.objects.count()
    given = {
        "name": "夕阳红队",
        "unit": county.station.pk,
        "kind": "social",
        "weekly_capacity": 3,
        "description": "理发",
    }
    answer = captain.post("/team/new/", given | change)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Team.objects.count() == before
    if field != "name":
        assert "夕阳红队" in answer.content.decode(), "what was typed stays"


@pytest.mark.parametrize(
    "given", ["", "x", "\x00", "0001-01-01", "9999-12-31", "2026/03/01", "2026-02-30", "1999-12-31"]
)
def test_a_week_that_is_none_is_this_one(county: TeamCounty, captain: Client, given: str) -> None:
    answer = captain.get(f"/team/{county.team.code}/week/", {"from": given})
    monday = timezone.localdate() - dt.timedelta(days=timezone.localdate().weekday())
    assert answer.context["days"][0].date == monday
    assert len(answer.context["days"]) == 7


@pytest.mark.parametrize("day", ["2000-01-01", "2026-03-01", "2100-12-31"])
def test_a_week_begins_on_its_monday(county: TeamCounty, captain: Client, day: str) -> None:
    answer = captain.get(f"/team/{county.team.code}/week/", {"from": day})
    first = answer.context["days"][0].date
    assert first.weekday() == 0
    assert dt.timedelta() <= dt.date.fromisoformat(day) - first < dt.timedelta(days=7)
