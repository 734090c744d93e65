"""A new version of a flow runs beside the old one: what began with the old one ends with it."""

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.fields import get_flow_ref
from viewflow.workflow.models import Process, Task

from organisations.enums import Role
from tests.factories.workflows import ReviewCounty, approve_all, decide, item_of
from workflows import moderation, steps
from workflows.checks import drifts
from workflows.enums import Decision, Step
from workflows.flows.content import ContentApprovalV1
from workflows.locks import FlowLock
from workflows.models import ApprovalState
from workflows.nodes import HumanNode
from workflows.selectors import position
from workflows.services import content, repair

# Where a stored reference looks for it: inside an installed package, as a real next version would lie.
PLACE = "workflows.flows.content_next"


def next_version() -> Any:
    """The same three reviews, and then a look of the director, who was not asked before."""

    class ContentApprovalV2(flow.Flow):
        """Content approval with a last look of the director of the centre."""

        __module__ = PLACE
        process_class = Process
        lock_impl = FlowLock()

        start = flow.StartHandle(steps.begin).Next(this.machine_check)
        machine_check = flow.Function(steps.passes_machine_check).Next(this.first_review)
        first_review = HumanNode(Step.FIRST_REVIEW, Role.FIRST_REVIEWER).Next(this.after_first_review)
        after_first_review = flow.If(steps.approved).Then(this.second_review).Else(this.send_back)
        second_review = HumanNode(Step.SECOND_REVIEW, Role.SECOND_REVIEWER).Next(this.after_second_review)
        after_second_review = flow.If(steps.approved).Then(this.last_look).Else(this.send_back)
        last_look = HumanNode(Step.CO_SIGN, Role.DIRECTOR).Next(this.after_last_look)
        after_last_look = flow.If(steps.approved).Then(this.final_review).Else(this.send_back)
        final_review = HumanNode(Step.FINAL_REVIEW, Role.FINAL_REVIEWER).Next(this.after_final_review)
        after_final_review = flow.If(steps.approved).Then(this.release).Else(this.send_back)
        release = flow.Function(steps.release).Next(this.end)
        send_back = flow.Function(steps.send_back).Next(this.end)
        end = flow.End()

    return ContentApprovalV2


@pytest.fixture(scope="module")
def second() -> Iterator[Any]:
    """The second version, importable by its stored name. Viewflow keeps what it has looked up: made once."""
    module = ModuleType(PLACE)
    version = next_version()
    module.ContentApprovalV2 = version  # type: ignore[attr-defined]
    sys.modules[PLACE] = module
    yield version
    del sys.modules[PLACE]


@pytest.fixture
def released(second: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A call that makes the second version the current one."""
    return lambda: monkeypatch.setattr(moderation, "CURRENT", second)


def process_of(page: Any) -> Process:
    state = ApprovalState.objects.filter(workflow_state__object_id=str(page.pk)).latest("pk")
    # Read anew, as a request does that knows the stored name alone.
    return Process.objects.get(pk=state.process_id)


def passed(page: Any) -> set[str]:
    tasks = Task.objects.filter(process=process_of(page))
    return {task.flow_task.name for task in tasks}


def test_both_versions_are_told_apart_by_their_stored_names(second: Any) -> None:
    assert get_flow_ref(second) == "workflows/flows.content_next.ContentApprovalV2"
    assert get_flow_ref(ContentApprovalV1) == "workflows/flows.content.ContentApprovalV1"


def test_what_began_with_the_first_version_ends_with_it(county: ReviewCounty, released: Any) -> None:
    page = county.submitted(title="旧流程的一篇")
    decide(page, county.first)
    released()
    assert process_of(page).flow_class is ContentApprovalV1
    decide(page, county.second)
    assert item_of(page).step == Step.FINAL_REVIEW
    decide(page, county.final)
    page.refresh_from_db()
    assert page.live
    assert process_of(page).status == "DONE"
    assert "last_look" not in passed(page)


def test_what_begins_now_takes_the_new_node(county: ReviewCounty, second: Any, released: Any) -> None:
    released()
    page = county.submitted(title="新流程的一篇")
    assert process_of(page).flow_class is second
    decide(page, county.first)
    decide(page, county.second)
    assert (item_of(page).role, item_of(page).unit) == (Role.DIRECTOR, county.centre)
    decide(page, county.director)
    page.refresh_from_db()
    assert not page.live
    decide(page, county.final)
    page.refresh_from_db()
    assert page.live
    assert "last_look" in passed(page)


def test_two_versions_at_once_do_not_touch_each_other(county: ReviewCounty, second: Any, released: Any) -> None:
    old = county.submitted(title="旧流程的一篇")
    released()
    new = county.submitted(title="新流程的一篇")
    for person in (county.first, county.second):
        decide(new, person)
        decide(old, person)
    assert (item_of(old).role, item_of(new).role) == (Role.FINAL_REVIEWER, Role.DIRECTOR)
    assert (process_of(old).flow_class, process_of(new).flow_class) == (ContentApprovalV1, second)
    decide(new, county.director, Decision.RETURN_TO_AUTHOR, "再改改。")
    decide(old, county.final)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.live, new.live) == (True, False)
    assert drifts() == []


def test_what_comes_back_under_the_old_version_is_handed_in_under_the_new(
    county: ReviewCounty, second: Any, released: Any
) -> None:
    page = county.submitted()
    decide(page, county.first, Decision.RETURN_TO_AUTHOR, "换一张图。")
    released()
    content.submit(page, actor=county.editor)
    assert process_of(page).flow_class is second


def test_repair_and_cancelling_reach_the_version_that_runs(county: ReviewCounty, second: Any, released: Any) -> None:
    old = county.submitted(title="旧流程的一篇")
    released()
    new = county.submitted(title="新流程的一篇")
    repair.skip(item_of(old), actor=county.administrator, reason="站里没有人。")
    repair.skip(item_of(new), actor=county.administrator, reason="站里没有人。")
    assert [item_of(page).step for page in (old, new)] == [Step.SECOND_REVIEW] * 2
    assert [each.step for each in position(process_of(new)) if each.state == "now"] == [Step.SECOND_REVIEW]
    content.cancel(old, actor=county.editor)
    content.cancel(new, actor=county.editor)
    assert {process_of(page).status for page in (old, new)} == {"CANCELED"}
    assert drifts() == []


def test_the_first_version_still_runs_after_the_second_was_made(county: ReviewCounty, second: Any) -> None:
    """A next version shares no node with this one: making it changes nothing here."""
    mine = {id(node) for node in ContentApprovalV1.instance.nodes()}
    assert not mine & {id(node) for node in second.instance.nodes()}
    page = county.submitted()
    approve_all(county, page)
    page.refresh_from_db()
    assert page.live
