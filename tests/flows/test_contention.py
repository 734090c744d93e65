"""People who click at the same moment, on PostgreSQL, with real threads: all end well, none answers 500.

`make races` runs sixty of them, `make test` fewer.
"""

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Page, WorkflowState
from wagtail.test.utils.form_data import querydict_from_html

from cms.models import NewsPage
from common.errors import LinliError
from organisations.enums import Role
from tests.threads import at_once
from tests.workflows.town import Town
from workflows.checks import drifts
from workflows.enums import UNFINISHED, Decision, Step
from workflows.models import Opinion, WorkItem
from workflows.services import content, decisions, queue

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

ROUNDS = int(os.environ.get("RACES", "4"))


@pytest.fixture
def crowd(request: pytest.FixtureRequest) -> Town:
    request.getfixturevalue("transactional_db")
    town = Town()
    town.enter(town.first, town.second, town.final)
    return town


def assert_nothing_broke(results: list[Any]) -> None:
    for result in results:
        if isinstance(result, BaseException):
            assert isinstance(result, LinliError), repr(result)
        elif hasattr(result, "status_code"):
            assert result.status_code < 500, result.content[:500]


def assert_consistent(page: Page) -> None:
    """Page, workflow, process and items tell one story."""
    assert drifts() == []
    fresh = NewsPage.objects.get(pk=page.pk)
    state = WorkflowState.objects.for_instance(fresh).order_by("-pk").first()
    assert state is not None
    if state.status == WorkflowState.STATUS_APPROVED:
        assert fresh.live
    if state.status in (WorkflowState.STATUS_CANCELLED, WorkflowState.STATUS_NEEDS_CHANGES):
        assert not fresh.live
    open_items = WorkItem.objects.filter(page=page.pk, state__in=UNFINISHED).count()
    assert bool(open_items) == (state.status == WorkflowState.STATUS_IN_PROGRESS)


def approve(item: WorkItem, person: Any, **more: Any) -> Callable[[], Any]:
    seen = Page.objects.get(pk=item.page_id).latest_revision_id
    return lambda: decisions.decide(item, actor=person, decision=Decision.APPROVE, seen_revision_id=seen, **more)


def press(town: Town, user: Any, page: Page, action: str) -> Callable[[], Any]:
    """Wagtail's own button of the review in progress."""
    state = Page.objects.get(pk=page.pk).current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
    client = town.client(user)
    return lambda: client.post(url, {"comment": "看过"})


def save_form(town: Town, user: Any, page: Page, **changes: Any) -> Callable[[], Any]:
    """The editor as Wagtail shows it, with some fields changed, posted back."""
    client = town.client(user)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    shown = client.get(url)
    assert shown.status_code == 200, shown.content[:300]
    data = querydict_from_html(shown.content.decode(), form_id="page-edit-form").copy()
    # What the browser adds by script: a body without blocks.
    data["body-count"] = "0"
    for name, value in changes.items():
        data[name] = value
    return lambda: client.post(url, data)


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_reviewers_approve_at_once(crowd: Town, round_: int) -> None:
    colleague = crowd.person(Role.FIRST_REVIEWER, crowd.station)
    crowd.enter(colleague)
    crowd.submit()
    item = crowd.item()
    if round_ % 3 == 0:
        pair = approve(item, crowd.first), approve(item, colleague)
    elif round_ % 3 == 1:
        pair = press(crowd, crowd.first, crowd.page, "approve"), press(crowd, colleague, crowd.page, "approve")
    else:
        pair = approve(item, crowd.first), press(crowd, colleague, crowd.page, "approve")
    results = at_once(*pair)
    assert_nothing_broke(results)
    assert Opinion.objects.filter(page=crowd.page.pk, step=Step.FIRST_REVIEW).count() == 1
    assert crowd.item().step == Step.SECOND_REVIEW
    assert_consistent(crowd.page)


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_author_cancels_while_the_last_reviewer_approves(crowd: Town, round_: int) -> None:
    item = crowd.reach(Step.FINAL_REVIEW)
    final = approve(item, crowd.final) if round_ % 2 else press(crowd, crowd.final, crowd.page, "approve")
    if round_ % 4 < 2:
        cancel: Callable[[], Any] = save_form(crowd, crowd.author, crowd.page, **{"action-cancel-workflow": "true"})
    else:
        cancel = lambda: content.cancel(crowd.page, actor=crowd.author, reason="不发了")  # noqa: E731
    results = at_once(final, cancel)
    assert_nothing_broke(results)
    assert_consistent(crowd.page)


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_double_click_on_submit_and_on_approve(crowd: Town, round_: int) -> None:
    submit = {"action-submit": "true"}
    results = at_once(
        save_form(crowd, crowd.author, crowd.page, **submit), save_form(crowd, crowd.author, crowd.page, **submit)
    )
    assert_nothing_broke(results)
    assert WorkItem.objects.filter(page=crowd.page.pk).count() == 1
    assert_consistent(crowd.page)
    item = crowd.item()
    results = at_once(approve(item, crowd.first), approve(item, crowd.first))
    assert_nothing_broke(results)
    assert sum(isinstance(result, Opinion) for result in results) == 1
    assert_consistent(crowd.page)


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_edited_by_one_reviewer_while_another_decides(crowd: Town, round_: int) -> None:
    """What is published is what the last reviewer read, or the last reviewer is told to read again."""
    item = crowd.reach(Step.FINAL_REVIEW)
    colleague = crowd.person(Role.FINAL_REVIEWER, crowd.centre)
    crowd.enter(colleague)
    seen = crowd.fresh().latest_revision_id
    edit = save_form(crowd, colleague, crowd.page, title="改过的题目")
    results = at_once(approve(item, crowd.final), edit)
    assert_nothing_broke(results)
    assert_consistent(crowd.page)
    page = crowd.fresh()
    if page.live:
        assert (page.title, page.live_revision_id) == ("银杏叶黄了", seen)


@pytest.mark.parametrize("round_", range(3))
def test_twenty_claims_have_one_winner(crowd: Town, round_: int) -> None:
    people = [crowd.person(Role.FIRST_REVIEWER, crowd.station) for _ in range(20)]
    crowd.submit()
    item = crowd.item()
    results = at_once(*[lambda person=person: queue.claim(item, actor=person) for person in people])
    assert_nothing_broke(results)
    assert sum(isinstance(result, WorkItem) for result in results) == 1


@pytest.mark.parametrize("round_", range(5))
def test_a_held_decision_takes_effect_once(crowd: Town, round_: int) -> None:
    item = crowd.reach(Step.FIRST_REVIEW)
    seen = crowd.fresh().latest_revision_id
    decisions.hold(item, actor=crowd.first, decision=Decision.APPROVE, seen_revision_id=seen)
    from django.utils import timezone

    late = timezone.now() + decisions.TIME_TO_UNDO * 2
    results = at_once(*[lambda: decisions.run_due(late) for _ in range(4)])
    assert sorted(results) == [0, 0, 0, 1]
    assert Opinion.objects.filter(page=crowd.page.pk, step=Step.FIRST_REVIEW).count() == 1
