"""Deciding many: each for itself, with what the screen showed, and what failed left where it was."""

from typing import Any

import pytest

from common.errors import LinliError
from tests.factories.workflows import ReviewCounty, item_of
from workflows.enums import Decision, Step
from workflows.models import Opinion, PendingDecision, WorkItem
from workflows.services.many import Result, decide_many, hold_many, undo_many


@pytest.fixture
def three(county: ReviewCounty) -> list[WorkItem]:
    return [item_of(county.submitted(title=title)) for title in ("甲篇", "乙篇", "丙篇")]


def codes(results: list[Result]) -> list[str]:
    """Of each item the code of its error; empty where it went well."""
    return [result.error.code.removeprefix("workflows.") if result.error else "" for result in results]


def open_steps() -> list[str]:
    return list(WorkItem.objects.filter(state__in=["open", "claimed"]).order_by("pk").values_list("step", flat=True))


def test_nothing_is_no_result(county: ReviewCounty) -> None:
    assert decide_many([], actor=county.first, decision=Decision.APPROVE) == []
    assert hold_many([], actor=county.first, decision=Decision.APPROVE) == []
    assert undo_many([], actor=county.first) == []


@pytest.mark.parametrize("many", [1, 3])
def test_each_is_decided_with_its_opinion(county: ReviewCounty, three: list[WorkItem], many: int) -> None:
    results = decide_many(three[:many], actor=county.first, decision=Decision.APPROVE, text="同意。")
    assert codes(results) == [""] * many
    assert [result.item for result in results] == three[:many]
    assert [result.opinion.text for result in results if result.opinion] == ["同意。"] * many
    assert open_steps() == [Step.FIRST_REVIEW] * (3 - many) + [Step.SECOND_REVIEW] * many


def test_one_that_changed_meanwhile_stops_no_other(county: ReviewCounty, three: list[WorkItem]) -> None:
    seen = {item.code: item.page.latest_revision_id for item in three}
    three[1].page.specific.save_revision(user=county.editor)
    results = decide_many(three, actor=county.first, decision=Decision.APPROVE, seen=seen)
    assert codes(results) == ["", "stale", ""]
    assert not Opinion.objects.filter(item=three[1], person=county.first).exists()
    three[1].refresh_from_db()
    assert three[1].is_open


def test_what_the_screen_did_not_name_is_taken_as_it_lies_at_hand(county: ReviewCounty, three: list[WorkItem]) -> None:
    seen = {three[0].code: 987_654_321}
    assert codes(decide_many(three[:2], actor=county.first, decision=Decision.APPROVE, seen=seen)) == ["stale", ""]


def test_an_item_whose_page_is_gone_is_left_alone(county: ReviewCounty, three: list[WorkItem]) -> None:
    three[0].page.delete()
    three[0].refresh_from_db()
    results = decide_many(three[:2], actor=county.first, decision=Decision.APPROVE)
    assert codes(results) == ["item_closed", ""]


@pytest.mark.parametrize("do", [decide_many, hold_many])
@pytest.mark.parametrize(
    ("who", "decision", "text", "code"),
    [
        ("other_first", Decision.APPROVE, "", "no_role"),
        ("editor", Decision.APPROVE, "", "no_role"),
        ("first", Decision.REJECT, " ", "reason_needed"),
        ("first", Decision.RETURN_TO_STEP, "改", "no_earlier_step"),
        ("first", "burn", "改", "unknown_decision"),
    ],
)
def test_what_nobody_may_do_to_one_nobody_does_to_many(
    county: ReviewCounty, three: list[WorkItem], do: Any, who: str, decision: str, text: str, code: str
) -> None:
    results = do(three, actor=getattr(county, who), decision=decision, text=text)
    assert codes(results) == [code] * 3
    assert open_steps() == [Step.FIRST_REVIEW] * 3
    assert not PendingDecision.objects.exists()
    assert all(isinstance(result.error, LinliError) and str(result.error) for result in results)


def test_held_ones_wait_together_and_the_refused_do_not(county: ReviewCounty, three: list[WorkItem]) -> None:
    three[2].page.specific.save_revision(user=county.editor)
    results = hold_many(three, actor=county.first, decision=Decision.APPROVE)
    assert codes(results) == ["", "", "stale"]
    assert [result.opinion for result in results] == [None] * 3
    assert list(PendingDecision.objects.order_by("pk").values_list("item", flat=True)) == [three[0].pk, three[1].pk]
    assert len(set(PendingDecision.objects.values_list("takes_effect_at", flat=True))) == 1


def test_holding_twice_is_refused_and_moves_no_time(county: ReviewCounty, three: list[WorkItem]) -> None:
    hold_many(three[:1], actor=county.first, decision=Decision.APPROVE)
    before = PendingDecision.objects.get().takes_effect_at
    assert codes(hold_many(three[:1], actor=county.first, decision=Decision.APPROVE)) == ["pending"]
    assert PendingDecision.objects.get().takes_effect_at == before


def test_taking_back_says_of_each_why_it_could_not(county: ReviewCounty, three: list[WorkItem]) -> None:
    hold_many(three[:1], actor=county.first, decision=Decision.APPROVE)
    decide_many(three[1:2], actor=county.first, decision=Decision.APPROVE)
    for item in three:
        item.refresh_from_db()
    assert codes(undo_many(three, actor=county.first)) == ["", "too_late", "nothing_held"]
    assert not PendingDecision.objects.exists()


def test_nobody_takes_back_what_another_holds(county: ReviewCounty, three: list[WorkItem]) -> None:
    hold_many(three, actor=county.first, decision=Decision.APPROVE)
    assert codes(undo_many(three, actor=county.director)) == ["not_your_decision"] * 3
    assert PendingDecision.objects.count() == 3
