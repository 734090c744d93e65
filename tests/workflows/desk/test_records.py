"""The record of a page, the repair desk, and the buttons that lead there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from organisations.models import Post
from tests.factories.workflows import ReviewCounty, decide, item_of
from workflows.enums import ItemState, Stuck
from workflows.models import WorkItem

SignIn = Callable[[Any], Client]


def history_url(page: Any) -> str:
    return reverse("desk:history", args=[page.pk])


def test_the_record_holds_every_submission_opinion_and_version(county: ReviewCounty, sign_in: SignIn) -> None:
    page = county.submitted()
    decide(page, county.first, text="情况属实。")
    decide(page, county.second, "return_to_author", "请写清月份。")
    page = page.specific_class.objects.get(pk=page.pk)
    page.save_revision(user=county.editor)
    page.current_workflow_state.resume(user=county.editor)
    answer = sign_in(county.editor).get(history_url(page))
    assert [submission.state for submission in answer.context["submissions"]] == ["审核中", "已退回"]
    assert [step.state for step in answer.context["submissions"][1].steps] == ["done", "done", "stopped", "ahead"]
    body = answer.content.decode()
    assert "情况属实。" in body
    assert "请写清月份。" in body
    assert [version.number for version in answer.context["versions"]] == [2, 1]


@pytest.mark.parametrize(
    ("role", "status"),
    [("editor", 200), ("first", 200), ("second", 200), ("final", 200), ("other_first", 404), ("doctor", 404)],
)
def test_who_reads_the_record(role: str, status: int, county: ReviewCounty, sign_in: SignIn) -> None:
    page = county.submitted()
    assert sign_in(getattr(county, role)).get(history_url(page)).status_code == status


def test_a_page_that_is_not_there_is_not_found(county: ReviewCounty, sign_in: SignIn) -> None:
    assert sign_in(county.final).get(reverse("desk:history", args=[99999])).status_code == 404


def test_the_chart_is_text_as_well(county: ReviewCounty, sign_in: SignIn) -> None:
    body = sign_in(county.editor).get(history_url(county.submitted())).content.decode()
    assert 'aria-current="step"' in body
    assert "正在办" in body
    assert "还没到" in body


@pytest.fixture
def stuck(county: ReviewCounty) -> WorkItem:
    """An item that nobody can decide: the only second reviewer has left before it arrived."""
    page = county.submitted()
    Post.objects.filter(person=county.second).update(valid_to="2020-01-02")
    decide(page, county.first)
    item = item_of(page)
    assert item.stuck == Stuck.NO_HOLDER
    return item


def test_the_repair_desk_shows_what_is_stuck_and_why(county: ReviewCounty, sign_in: SignIn, stuck: WorkItem) -> None:
    answer = sign_in(county.administrator).get(reverse("desk:repair"))
    assert [found["row"].item for found in answer.context["stuck"]] == [stuck]


@pytest.mark.parametrize("role", ["final", "editor", "director"])
def test_only_administrators_repair(role: str, county: ReviewCounty, sign_in: SignIn, stuck: WorkItem) -> None:
    client = sign_in(getattr(county, role))
    assert client.get(reverse("desk:repair")).status_code == 404
    assert client.post(reverse("desk:repair_act", args=[stuck.code, "skip"]), {"reason": "试试"}).status_code == 404
    stuck.refresh_from_db()
    assert stuck.state == ItemState.OPEN


@pytest.mark.parametrize("verb", ["retry", "skip", "cancel", "reassign"])
def test_every_way_out_needs_a_reason(verb: str, county: ReviewCounty, sign_in: SignIn, stuck: WorkItem) -> None:
    answer = sign_in(county.administrator).post(reverse("desk:repair_act", args=[stuck.code, verb]), {"reason": ""})
    assert answer.status_code == 422
    stuck.refresh_from_db()
    assert stuck.state == ItemState.OPEN


@pytest.mark.parametrize(("verb", "state"), [("skip", ItemState.DONE), ("cancel", ItemState.CANCELLED)])
def test_a_way_out_with_a_reason_is_taken(
    verb: str, state: str, county: ReviewCounty, sign_in: SignIn, stuck: WorkItem
) -> None:
    url = reverse("desk:repair_act", args=[stuck.code, verb])
    answer = sign_in(county.administrator).post(url, {"reason": "二审岗位空缺"})
    assert answer.headers["Location"] == reverse("desk:repair")
    stuck.refresh_from_db()
    assert stuck.state == state


def test_retrying_without_anybody_says_what_is_missing(county: ReviewCounty, sign_in: SignIn, stuck: WorkItem) -> None:
    answer = sign_in(county.administrator).post(
        reverse("desk:repair_act", args=[stuck.code, "retry"]), {"reason": "再找找"}
    )
    assert answer.status_code == 422
    assert "desk-note--err" in answer.content.decode()


@pytest.mark.parametrize("verb", ["burn", "delete"])
def test_an_unknown_way_is_not_found(verb: str, county: ReviewCounty, sign_in: SignIn, stuck: WorkItem) -> None:
    assert sign_in(county.administrator).get(reverse("desk:repair_act", args=[stuck.code, verb])).status_code == 404


def test_the_side_bar_leads_to_repair_only_who_may(county: ReviewCounty, sign_in: SignIn) -> None:
    for person, shown in ((county.administrator, True), (county.final, False)):
        body = sign_in(person).get(reverse("desk:queue", args=["mine"])).content.decode()
        assert (reverse("desk:repair") in body) is shown
