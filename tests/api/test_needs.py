"""Asking by a program, and following what was asked by token or by receipt."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exchange.models import Need, Rating
from tests.factories.accounts import UserFactory
from tests.factories.api import Caller, caller, resident_caller
from tests.factories.needs import NeedCounty, stands_at
from tests.worlds import world

county = world(NeedCounty)
PHONE = "13800138000"


@pytest.fixture(autouse=True)
def _no_tries_before() -> None:
    cache.clear()


def body(county: NeedCounty, **changes: Any) -> dict[str, Any]:
    return {
        "unit": county.station.code,
        "category": county.heating.code,
        "words": "热水器坏了，联系13800138000",
        "name": "王秀英",
        "phone": PHONE,
        **changes,
    }


def opening(county: NeedCounty) -> tuple[Need, dict[str, str]]:
    """A visitor's need, and what opens it."""
    submitted = county.ask(actor=None)
    return submitted.need, {"code": submitted.receipt, "tail": PHONE[-4:]}


def test_a_need_is_asked_and_its_receipt_told_once(county: NeedCounty) -> None:
    program = resident_caller(county.resident)
    answer = program.post("/needs/", body(county), key="n1")
    assert answer.status_code == 201, answer.content.decode()
    told = answer.json()
    need = Need.objects.get(code=told["code"])
    assert (need.channel, need.asker, need.entered_by) == ("api", county.resident, None)
    assert stands_at(need) == "screen"
    assert len(told["receipt"]) == 8
    assert PHONE not in answer.content.decode()
    assert "王秀英" not in answer.content.decode()
    again = program.post("/needs/", body(county), key="n1")
    assert (again["Idempotency-Replayed"], again.json(), Need.objects.count()) == ("true", told, 1)
    followed = program.get(f"/needs/{need.code}/progress/")
    assert "receipt" not in followed.json()
    assert [each["name"] for each in followed.json()["milestones"] if each["at"]] == ["submitted"]


@pytest.mark.parametrize(
    ("who", "status", "entered"), [("helper", 201, True), ("other_dispatcher", 403, False), ("resident", 403, False)]
)
def test_on_behalf_needs_a_post_of_the_unit(county: NeedCounty, who: str, status: int, entered: bool) -> None:
    person = getattr(county, who)
    answer = resident_caller(person).post("/needs/", body(county, on_behalf="phone"))
    assert answer.status_code == status
    assert Need.objects.filter(entered_by=person, asker=None, channel="phone").exists() == entered


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"unit": "zzzz"}, "unit"),
    ({"category": "zzzz"}, "category"),
    ({"words": "坏"}, "words"),
    ({"phone": "12"}, "phone"),
    ({"people_count": 0}, "people_count"),
    ({"wanted_from": "2020-01-01T08:00:00"}, "wanted_from"),
    ({"answers": {"x": "1"}}, "answers"),
    ({"on_behalf": "api"}, "on_behalf"),
]


def test_wrong_values_name_the_field(county: NeedCounty) -> None:
    program = resident_caller(county.resident)
    for change, where in WRONG:
        answer = program.post("/needs/", body(county, **change))
        assert (change, answer.status_code) == (change, 422)
        assert where in str(answer.json()["errors"])
    assert not Need.objects.exists()


def test_a_receipt_opens_the_need_and_nothing_personal(county: NeedCounty) -> None:
    need, receipt = opening(county)
    answer = Caller().post("/needs/track/", receipt)
    assert (answer.status_code, answer.json()["code"]) == (200, need.code)
    assert PHONE not in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    of_account = county.ask()
    shut = Caller().post("/needs/track/", {"code": of_account.receipt, "tail": PHONE[-4:]})
    assert shut.status_code == 404


def test_guessing_is_slowed_down(county: NeedCounty) -> None:
    _need, receipt = opening(county)
    guesses = [Caller().post("/needs/track/", {**receipt, "tail": "0000"}).status_code for _ in range(11)]
    assert guesses == [404] * 10 + [429]
    late = Caller().post("/needs/track/", receipt)
    assert (late.status_code, late["Retry-After"]) == (429, "900")


def test_by_receipt_it_is_urged_and_taken_back(county: NeedCounty) -> None:
    need, receipt = opening(county)
    path = f"/needs/{need.code}"
    assert Caller().post(f"{path}/urge/", {"receipt": receipt}).status_code == 200
    second = Caller().post(f"{path}/urge/", {"receipt": receipt})
    assert (second.status_code, second.json()["code"]) == (409, "workflows.urged_already")
    other, _receipt = opening(county)
    assert Caller().post(f"/needs/{other.code}/cancel/", {"receipt": receipt}).status_code == 404
    assert Caller().post(f"{path}/cancel/", {}).status_code == 404
    done = Caller().post(f"{path}/cancel/", {"receipt": receipt, "reason": "好了"})
    assert (done.status_code, done.json()["state"]) == (200, "cancelled")
    assert stands_at(need) == "end"


def test_what_was_returned_is_added_to(county: NeedCounty) -> None:
    need = county.screened("return")
    program = resident_caller(county.resident)
    answer = program.post(f"/needs/{need.code}/supplement/", {"words": "在三楼，有电梯"})
    assert (answer.status_code, answer.json()["state"]) == (200, "submitted")
    assert "有电梯" in answer.json()["public_text"]
    again = program.post(f"/needs/{need.code}/supplement/", {"words": "再加一句"})
    assert again.status_code == 409


def test_what_was_done_is_rated_once(county: NeedCounty) -> None:
    order = county.done()
    program = resident_caller(county.resident)
    path = f"/needs/{order.need.code}/rate/"
    assert program.post(path, {"score": 6}).status_code == 422
    assert program.post(path, {}).status_code == 422
    assert program.post(path, {"score": 5, "text": "修得好"}, key="r").status_code == 200
    assert program.post(path, {"score": 5, "text": "修得好"}, key="r")["Idempotency-Replayed"] == "true"
    assert program.post(path, {"score": 1}).status_code == 409
    assert list(Rating.objects.values_list("order", "score", "by")) == [(order.pk, 5, "account")]


def test_what_has_changed_since_is_not_taken_back_unseen(county: NeedCounty) -> None:
    need = county.ask().need
    program = resident_caller(county.resident)
    tag = program.get(f"/needs/{need.code}/progress/")["ETag"]
    county.screened(need=need)
    stale = program.post(f"/needs/{need.code}/cancel/", {}, match=tag)
    assert stale.status_code == 412
    tag = program.get(f"/needs/{need.code}/progress/")["ETag"]
    assert program.post(f"/needs/{need.code}/cancel/", {}, match=tag).status_code == 200


def test_everybody_reads_accepted_needs_and_no_others(county: NeedCounty) -> None:
    hidden, open_need = county.ask().need, county.screened()
    answer = Caller().get("/needs/").json()
    assert [each["code"] for each in answer["items"]] == [open_need.code]
    assert set(answer["items"][0]) == {
        "code", "summary", "public_text", "state", "state_label", "unit", "category", "submitted_at",
    }  # fmt: skip
    assert Caller().get(f"/needs/{open_need.code}/").json()["state"] == "accepted"
    assert Caller().get(f"/needs/{hidden.code}/").status_code == 404
    narrowed = [
        Caller().get("/needs/", unit=county.town.code).json()["count"],
        Caller().get("/needs/", unit=county.other_town.code).json()["count"],
        Caller().get("/needs/", category=county.repairs.code).json()["count"],
        Caller().get("/needs/", state="closed").json()["count"],
    ]
    assert narrowed == [1, 0, 1, 0]
    assert Caller().get("/needs/", unit="zzzz").status_code == 422


def test_ones_own_are_listed(county: NeedCounty) -> None:
    mine = county.ask().need
    entered = county.ask(actor=county.helper, channel="desk").need
    assert [each["code"] for each in resident_caller(county.resident).get("/needs/mine/").json()["items"]] == [
        mine.code
    ]
    assert [each["code"] for each in caller(county.helper).get("/needs/mine/").json()["items"]] == [entered.code]
    assert caller(UserFactory()).get("/needs/mine/").json() == {"count": 0, "items": []}


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_lists(county: NeedCounty, count: int) -> None:
    for _number in range(count):
        county.screened()
    with CaptureQueriesContext(connection) as public:
        assert Caller().get("/needs/").json()["count"] == count
    program = resident_caller(county.resident)
    with CaptureQueriesContext(connection) as mine:
        assert program.get("/needs/mine/").json()["count"] == count
    assert (len(public), len(mine)) == (2, 4)
