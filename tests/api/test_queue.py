"""The queues of a token's person."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.api import ApiCounty, Caller, caller
from tests.factories.workflows import decide, item_of
from workflows.enums import Step
from workflows.models import Opinion, WorkItem


def codes(program: Caller, tab: str) -> list[str]:
    answer = program.get("/queue/", tab=tab)
    assert answer.status_code == 200, answer.content.decode()
    found = answer.json()
    assert found["count"] == len(found["items"])
    return [item["code"] for item in found["items"]]


def test_lists_and_counts_obey_rights(county: ApiCounty) -> None:
    item = item_of(county.submitted())
    expected = {"claimable": [], "mine": [], "waiting": [], "overdue": [], "done": [], "substituting": []}
    for person, tab in (
        (county.first, "claimable"),
        (county.editor, "waiting"),
        (county.other_first, ""),
        (county.second, ""),
    ):
        program = caller(person)
        found = {name: codes(program, name) for name in expected}
        assert found == {name: [item.code] if name == tab else [] for name in expected}


def test_an_item_is_claimed_given_back_and_decided(county: ApiCounty) -> None:
    page = county.submitted()
    item = item_of(page)
    program = caller(county.first)
    claimed = program.post(f"/queue/{item.code}/claim/", key="c1")
    assert claimed.status_code == 200, claimed.content.decode()
    assert (claimed.json()["mine"], claimed.json()["state"], claimed.json()["step_label"]) == (True, "claimed", "初审")
    assert codes(program, "mine") == [item.code]
    assert program.post(f"/queue/{item.code}/release/").json()["state"] == "open"
    seen = program.get(f"/queue/{item.code}/").json()["revision_id"]
    yes = {"decision": "approve", "text": "同意。", "seen_revision_id": seen}
    said = program.post(f"/queue/{item.code}/decide/", yes)
    assert said.status_code == 200, said.content.decode()
    assert (said.json()["decision"], said.json()["person"]) == ("approve", county.first.masked_name)
    assert WorkItem.objects.get(page=page, step=Step.SECOND_REVIEW).is_open
    again = program.post(f"/queue/{item.code}/decide/", yes)
    assert (again.status_code, again.json()["code"]) == (409, "workflows.item_closed")


def test_three_programs_review_and_the_page_is_public(county: ApiCounty, anonymous: Caller) -> None:
    page = county.submitted()
    for person in (county.first, county.second, county.final):
        item = item_of(page)
        program = caller(person)
        body = {"decision": "approve", "seen_revision_id": program.get(f"/queue/{item.code}/").json()["revision_id"]}
        assert program.post(f"/queue/{item.code}/decide/", body, key="same").status_code == 200
        assert program.post(f"/queue/{item.code}/decide/", body, key="same")["Idempotency-Replayed"] == "true"
    assert Opinion.objects.filter(page=page, decision="approve").exclude(person=None).count() == 3
    assert anonymous.get(f"/pages/{page.pk}/").status_code == 200


def test_a_text_that_moved_on_is_not_decided(county: ApiCounty) -> None:
    page = county.submitted()
    item = item_of(page)
    stale = page.latest_revision_id
    page.save_revision(user=county.first)
    answer = caller(county.first).post(
        f"/queue/{item.code}/decide/", {"decision": "approve", "seen_revision_id": stale}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "workflows.stale")


def test_whoever_comes_second_is_told_who_has_it(county: ApiCounty) -> None:
    item = item_of(county.submitted())
    colleague = county.person("first_reviewer", county.baijiaqiao)
    assert caller(colleague).post(f"/queue/{item.code}/claim/").status_code == 200
    late = caller(county.first).post(f"/queue/{item.code}/claim/")
    assert (late.status_code, late.json()["code"]) == (409, "workflows.taken")


WRONG: list[tuple[dict[str, Any], int, str]] = [
    ({"decision": "maybe"}, 422, "decision"),
    ({"decision": "reject"}, 422, "text"),
    ({"decision": "return_to_step", "text": "退回"}, 422, "to_step"),
    ({"seen_revision_id": 2**40}, 422, "seen_revision_id"),
    ({"publish_at": "2030-01-01T08:00:00"}, 422, "publish_at"),
    ({"publish_at": "9999-12-31T23:59:59-12:00"}, 422, "publish_at"),
    ({"publish_at": "2027-01-01T08:00:00+08:00"}, 422, "publish_at"),
    ({"cosign_units": ["nowhere"]}, 422, "cosign_units"),
    ({"cosign_units": ["!"]}, 422, "cosign_units"),
    ({"to_step": "nowhere"}, 422, "to_step"),
]


def test_wrong_decisions_name_the_field(county: ApiCounty) -> None:
    page = county.submitted()
    program, item = caller(county.first), item_of(page)
    good = {"decision": "approve", "seen_revision_id": page.latest_revision_id}
    for change, status, where in WRONG:
        answer = program.post(f"/queue/{item.code}/decide/", {**good, **change})
        assert (change, answer.status_code) == (change, status)
        assert where in str(answer.json()["errors"])
    assert WorkItem.objects.get(pk=item.pk).is_open


def test_departments_are_asked_to_sign(county: ApiCounty) -> None:
    page = county.submitted()
    item = item_of(page)
    body = {"decision": "approve", "seen_revision_id": page.latest_revision_id, "cosign_units": [county.health.code]}
    assert caller(county.first).post(f"/queue/{item.code}/decide/", body).status_code == 200
    assert codes(caller(county.doctor), "claimable") == [item_of(page).code]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list(county: ApiCounty, count: int) -> None:
    for number in range(count):
        county.submitted(title=f"第{number}篇")
    program = caller(county.first)
    with CaptureQueriesContext(connection) as queries:
        assert len(codes(program, "claimable")) == count
    assert len(queries) == 5, "\n".join(query["sql"][:160] for query in queries)


def test_queries_of_one_item(county: ApiCounty) -> None:
    item = item_of(county.submitted())
    program = caller(county.first)
    with CaptureQueriesContext(connection) as queries:
        program.get(f"/queue/{item.code}/")
    assert len(queries) <= 8


def test_decided_items_stay_readable(county: ApiCounty) -> None:
    page = county.submitted()
    item = item_of(page)
    decide(page, county.first)
    assert codes(caller(county.first), "done") == [item.code]
