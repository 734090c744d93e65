"""The line of steps and the drawing of it, for every state a submission can be in."""

from typing import Any

import pytest

from tests.factories.workflows import ReviewCounty, decide, item_of
from workflows import selectors
from workflows.desk.chart import chart
from workflows.desk.progress import Stage, stages
from workflows.enums import Decision
from workflows.models import WorkItem

APPROVE, RETURN, REJECT = Decision.APPROVE, Decision.RETURN_TO_AUTHOR, Decision.REJECT
# What was decided so far → the states of the line (machine check first), and the words of the last that is not ahead.
LINES: list[tuple[list[tuple[str, Decision]], list[str], str]] = [
    ([], ["done", "now", "ahead", "ahead"], "正在办"),
    ([("first", APPROVE)], ["done", "done", "now", "ahead"], "正在办"),
    ([("first", APPROVE), ("second", APPROVE)], ["done", "done", "done", "now"], "正在办"),
    ([("first", RETURN)], ["done", "stopped", "ahead", "ahead"], "退回修改"),
    ([("first", APPROVE), ("second", RETURN)], ["done", "done", "stopped", "ahead"], "退回修改"),
    ([("first", REJECT)], ["done", "stopped", "ahead", "ahead"], "驳回"),
]


def line_of(page: Any, here: WorkItem | None = None) -> list[Stage]:
    process = WorkItem.objects.filter(page=page.pk).order_by("-pk").first().process
    return stages(process, selectors.history(page).order_by("pk"), here)


@pytest.mark.parametrize(("decided", "states", "words"), LINES)
def test_the_line_stands_where_the_submission_stands(
    decided: list[tuple[str, Decision]], states: list[str], words: str, county: ReviewCounty
) -> None:
    page = county.submitted()
    for who, decision in decided:
        decide(page, getattr(county, who), decision, "写一句为什么。")
    line = line_of(page)
    assert [stage.state for stage in line] == states
    assert [stage.words for stage in line if stage.state != "ahead"][-1] == words


def test_who_decided_is_named_by_the_family_name_and_who_is_asked_by_the_unit(county: ReviewCounty) -> None:
    page = county.submitted()
    decide(page, county.first)
    notes = [stage.note for stage in line_of(page)]
    assert notes[1] == county.first.masked_name
    assert notes[2] == str(item_of(page).unit)


def test_the_step_of_the_reader_says_you(county: ReviewCounty) -> None:
    page = county.submitted()
    line = line_of(page, item_of(page))
    assert [stage.note for stage in line if stage.state == "now"] == ["您"]


def test_a_co_sign_is_in_the_line_only_where_somebody_is_asked(county: ReviewCounty) -> None:
    page = county.submitted()
    assert "会签" not in [stage.label for stage in line_of(page)]
    decide(page, county.first, cosign_units=[county.health, county.fire])
    line = {stage.label: stage.state for stage in line_of(page)}
    assert list(line).index("会签") == 2
    assert line["会签"] == "now"


@pytest.mark.parametrize("published", [True, False])
def test_the_drawing_tells_the_same_in_words(published: bool) -> None:
    drawn = chart([Stage("初审", "done", "办完了"), Stage("二审", "stopped", "退回修改")], published=published)
    assert [box.state for box in drawn.boxes] == ["done", "done", "stopped", "done" if published else "ahead"]
    assert "初审：办完了，二审：退回修改" in drawn.words
    assert drawn.words.endswith("办完" if published else "还没到")
