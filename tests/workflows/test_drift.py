"""Row and flow are compared: nothing is found in a healthy story, and each way of going wrong is."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS
from wagtail.models import TaskState

from organisations.selectors import reader_for
from tests.factories.workflows import ReviewCounty, approve_all, decide, item_of
from workflows import steps
from workflows.checks import drifts, report_drift
from workflows.enums import Decision, ItemState, Step
from workflows.models import ApprovalState, WorkItem
from workflows.services import content, decisions, queue, repair


def codes() -> list[str]:
    return sorted(drift.code for drift in drifts())


def test_nothing_is_found_at_any_point_of_a_healthy_story(county: ReviewCounty) -> None:
    page = county.submitted()
    assert codes() == []
    queue.claim(item_of(page), actor=county.first)
    assert codes() == []
    queue.release(item_of(page), actor=county.first)
    decide(page, county.first, cosign_units=[county.health, county.fire])
    assert codes() == []
    decide(page, county.doctor, item=item_of(page, unit=county.health))
    decide(page, county.fireman)
    decide(page, county.second, Decision.RETURN_TO_STEP, "再核一下。", to_step=Step.FIRST_REVIEW)
    assert codes() == []
    decide(page, county.first)
    decide(page, county.second, Decision.RETURN_TO_AUTHOR, "换一张图。")
    assert codes() == []
    content.submit(page, actor=county.editor)
    approve_all(county, page)
    assert codes() == []
    page.refresh_from_db()
    assert page.live


# --- each code, made on purpose ---------------------------------------------------------------


def item_forgotten(item: WorkItem) -> None:
    WorkItem.objects.filter(pk=item.pk).update(state=ItemState.DONE)


def item_never_claimed(item: WorkItem) -> None:
    Task.objects.filter(pk=item.task_id).update(status=STATUS.ASSIGNED)


def item_cancelled_alone(item: WorkItem) -> None:
    """Out of every queue, while the flow waits for it: the review would stand for ever."""
    WorkItem.objects.filter(pk=item.pk).update(state=ItemState.CANCELLED)


def item_lost(item: WorkItem) -> None:
    item.delete()


def task_ended_alone(item: WorkItem) -> None:
    Task.objects.filter(pk=item.task_id).update(status=STATUS.DONE)
    WorkItem.objects.filter(pk=item.pk).update(state=ItemState.DONE)


def process_ended_alone(item: WorkItem) -> None:
    Process.objects.filter(pk=item.process_id).update(status=PROCESS.CANCELED)


def state_without_process(item: WorkItem) -> None:
    ApprovalState.objects.filter(process=item.process_id).update(process=None)


def state_ended_alone(item: WorkItem) -> None:
    ApprovalState.objects.filter(process=item.process_id).update(status=TaskState.STATUS_REJECTED)


def step_failed(item: WorkItem) -> None:
    Task.objects.filter(pk=item.task_id).update(
        status=STATUS.ERROR, data={"_exception": {"title": "RuntimeError: no disk"}}
    )


def step_failed_without_a_word(item: WorkItem) -> None:
    Task.objects.filter(pk=item.task_id).update(status=STATUS.ERROR, data={})


BROKEN: list[tuple[Callable[[WorkItem], None], list[str]]] = [
    (item_forgotten, ["item_task"]),
    (item_never_claimed, ["item_task"]),
    (item_cancelled_alone, ["item_task"]),
    (item_lost, ["no_item"]),
    (task_ended_alone, ["idle"]),
    (process_ended_alone, ["state"]),
    (state_without_process, ["state"]),
    (state_ended_alone, ["state"]),
    (step_failed, ["error", "item_task"]),
    (step_failed_without_a_word, ["error", "item_task"]),
]


@pytest.mark.parametrize(("harm", "found"), BROKEN, ids=lambda value: getattr(value, "__name__", ""))
def test_each_disagreement_is_found_and_only_there(
    county: ReviewCounty, harm: Callable[[WorkItem], None], found: list[str]
) -> None:
    healthy = county.submitted(title="好好的一篇")
    item = item_of(county.submitted())
    process = item.process_id
    harm(item)
    assert codes() == found
    assert {drift.process_id for drift in drifts()} <= {process, 0}
    assert item_of(healthy).state == ItemState.OPEN


@pytest.mark.parametrize(("harm", "found"), BROKEN, ids=lambda value: getattr(value, "__name__", ""))
def test_command_fails_and_says_what_in_the_reader_s_language(
    county: ReviewCounty, harm: Callable[[WorkItem], None], found: list[str]
) -> None:
    harm(item_of(county.submitted()))
    output = StringIO()
    with override("zh-hans"), pytest.raises(CommandError, match=f"有 {len(found)} 处对不上") as failed:
        call_command("check_flows", stdout=output)
    assert failed.value.returncode != 0
    lines = output.getvalue().splitlines()
    assert len(lines) == len(found)
    assert all(f"［{code}］" in output.getvalue() for code in found)
    with override("en"), pytest.raises(CommandError, match="agree"):
        call_command("check_flows", stdout=(english := StringIO()))
    assert english.getvalue().startswith("Process ")


def test_command_is_content_with_a_healthy_county(county: ReviewCounty) -> None:
    county.submitted()
    output = StringIO()
    with override("zh-hans"):
        call_command("check_flows", stdout=output)
    assert output.getvalue() == "待办、流程和页面状态都对得上。\n"


def test_nightly_run_logs_each_with_its_process(county: ReviewCounty, caplog: pytest.LogCaptureFixture) -> None:
    item = item_of(county.submitted())
    assert report_drift() == 0
    item_forgotten(item)
    caplog.clear()
    assert report_drift() == 1
    (line,) = [record for record in caplog.records if record.name == "workflows.checks"]
    assert line.levelname == "ERROR"
    assert f"item_task in process {item.process_id}" in line.getMessage()


def test_the_administrator_sees_it_and_a_stranger_does_not(county: ReviewCounty) -> None:
    item = item_of(county.submitted())
    item_forgotten(item)
    assert [(each.item, each.code) for each in repair.stuck_items(reader_for(county.town_administrator))] == [
        (item, "item_task")
    ]
    for person in (county.first, county.director, county.other_first):
        assert repair.stuck_items(reader_for(person)) == []


def test_a_step_that_broke_in_a_story_is_an_error_with_its_cause(
    county: ReviewCounty, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = county.submitted()
    decide(page, county.first)
    decide(page, county.second)

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("no disk")

    with monkeypatch.context() as patch:
        patch.setattr(steps, "approval_of", broken)
        decide(page, county.final)
    (found,) = drifts()
    assert (found.code, "no disk" in found.text) == ("error", True)
    assert decisions.run_due() == 0
