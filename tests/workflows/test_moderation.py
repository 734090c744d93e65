"""What Wagtail asks of our task: who may edit, who sees which button, what a press does, what is listed."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import translation
from wagtail.models import Page, TaskState

from accounts.models import User
from common.errors import Conflict
from organisations.enums import Role
from tests.factories.organisations import DelegationFactory
from tests.factories.workflows import ReviewCounty, approve_all, decide, item_of
from workflows import moderation, moderation_hooks, steps
from workflows.enums import Decision, Step
from workflows.models import ApprovalState, ContentApprovalTask, Opinion, WorkItem
from workflows.services import content, queue


def state_of(page: Any) -> ApprovalState:
    return ApprovalState.objects.filter(revision__object_id=str(page.pk)).order_by("-pk").first()


def fresh(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk)


def actions(page: Any, person: Any) -> list[tuple[str, str, bool]]:
    person = User.objects.get(pk=person.pk)
    return [(name, str(label), words) for name, label, words in moderation.actions_for(fresh(page), person)]


PEOPLE = ["editor", "first", "second", "final", "other_first", "doctor", "director", "administrator"]
TURNS = [("submitted", "first"), ("first", "second"), ("second", "final"), ("published", None), ("returned", None)]


@pytest.mark.parametrize(("reached", "turn"), TURNS)
def test_buttons_are_for_whose_turn_it_is_and_the_editor_is_locked_for_all_others(
    county: ReviewCounty, reached: str, turn: str | None
) -> None:
    page = county.submitted()
    if reached == "returned":
        decide(page, county.first, Decision.RETURN_TO_AUTHOR, "日期有误。")
    for person in {"first": 1, "second": 2, "published": 3}.get(reached, 0) * ["x"]:
        decide(
            page, [county.first, county.second, county.final][Opinion.objects.exclude(person=None).count()], text=person
        )
    task = ContentApprovalTask.objects.get()
    for name in PEOPLE:
        person = User.objects.get(pk=getattr(county, name).pk)
        offered = task.get_actions(fresh(page), person)
        assert bool(offered) is (name == turn), name
        assert task.locked_for_user(fresh(page), person) is (name != turn)
        assert task.user_can_access_editor(fresh(page), person) is (name == turn)


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("zh-hans", ["退回修改", "通过", "通过并写意见"]),
        ("en", ["Return for changes", "Approve", "Approve with an opinion"]),
    ],
)
def test_the_buttons_say_what_they_do_and_a_no_asks_for_words(
    county: ReviewCounty, language: str, labels: list[str]
) -> None:
    page = county.submitted()
    with translation.override(language):
        found = actions(page, county.first)
    assert [name for name, _label, _words in found] == ["reject", "approve", "approve"]
    assert [words for _name, _label, words in found] == [True, False, True]
    assert all(label.isascii() == (language == "en") for _name, label, _words in found)
    assert len({label for _name, label, _words in found}) == len(labels)


def test_an_item_that_somebody_has_claimed_is_no_colleagues(county: ReviewCounty) -> None:
    page = county.submitted()
    colleague = county.person(Role.FIRST_REVIEWER, county.baijiaqiao)
    assert actions(page, colleague)
    queue.claim(item_of(page), actor=county.first)
    assert actions(page, colleague) == []
    assert len(actions(page, county.first)) == 3


def test_a_visitor_has_no_button(county: ReviewCounty) -> None:
    assert moderation.actions_for(county.submitted(), AnonymousUser()) == []


def test_of_two_items_each_department_has_its_own(county: ReviewCounty) -> None:
    page = county.submitted()
    decide(page, county.first, cosign_units=[county.health, county.fire])
    for person, unit in ((county.doctor, county.health), (county.fireman, county.fire)):
        assert len(actions(page, person)) == 3
        found = moderation._decidable(fresh(page), User.objects.get(pk=person.pk))
        assert found is not None
        assert found.unit == unit


def test_asking_again_costs_nothing_until_something_was_decided(
    county: ReviewCounty, django_assert_num_queries: Any
) -> None:
    page = county.submitted()
    person = User.objects.get(pk=county.first.pk)
    assert moderation.may_decide_now(page, person)
    with django_assert_num_queries(0):
        assert moderation.may_decide_now(page, person)
    decide(page, person)
    assert not moderation.may_decide_now(page, person)


# --- pressing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "comment", "decision", "text"),
    [
        ("approve", "", Decision.APPROVE, ""),
        ("approve", " 同意。 ", Decision.APPROVE, "同意。"),
        ("reject", "日期有误。", Decision.RETURN_TO_AUTHOR, "日期有误。"),
    ],
)
def test_a_press_is_a_decision_like_any_other(
    county: ReviewCounty, action: str, comment: str, decision: str, text: str
) -> None:
    page = county.submitted()
    moderation.act(state_of(page), county.first, action, comment=comment)
    opinion = Opinion.objects.get(person=county.first)
    assert (opinion.decision, opinion.text, opinion.step) == (decision, text, Step.FIRST_REVIEW)
    assert opinion.revision_id == page.latest_revision_id


@pytest.mark.parametrize("who", ["editor", "second", "other_first", "administrator"])
@pytest.mark.parametrize("action", ["approve", "reject"])
def test_a_press_of_somebody_else_is_refused(county: ReviewCounty, who: str, action: str) -> None:
    page = county.submitted()
    with pytest.raises(PermissionDenied):
        moderation.act(state_of(page), getattr(county, who), action, comment="改一改")
    assert item_of(page).step == Step.FIRST_REVIEW


def test_a_no_without_words_says_what_is_missing(county: ReviewCounty) -> None:
    page = county.submitted()
    with translation.override("zh-hans"), pytest.raises(PermissionDenied, match="为什么"):
        moderation.act(state_of(page), county.first, "reject", comment=" ")
    assert item_of(page).step == Step.FIRST_REVIEW


# --- starting ------------------------------------------------------------------------------------


def test_what_breaks_at_the_start_is_said_and_nothing_is_submitted(
    county: ReviewCounty, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(page: Any) -> Any:
        raise RuntimeError("no disk")

    monkeypatch.setattr(steps, "check_draft", broken)
    page = county.draft()
    with pytest.raises(Conflict) as refused:
        content.submit(page, actor=county.editor)
    assert refused.value.code == "workflows.not_started"
    assert "no disk" in caplog.text
    assert fresh(page).current_workflow_state is None
    assert not WorkItem.objects.filter(page=page.pk).exists()


# --- lists ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("first", True),
        ("director", True),
        ("administrator", True),
        ("editor", True),
        ("other_first", False),
        ("doctor", False),
    ],
)
def test_wagtails_list_holds_what_the_person_may_see(county: ReviewCounty, who: str, sees: bool) -> None:
    page = county.submitted()
    task = ContentApprovalTask.objects.get()
    found = task.get_task_states_user_can_moderate(getattr(county, who))
    assert [state.pk for state in found] == ([state_of(page).pk] if sees else [])


def test_what_somebody_has_claimed_is_in_the_list_of_nobody_else(county: ReviewCounty) -> None:
    page = county.submitted()
    colleague = county.person(Role.FIRST_REVIEWER, county.baijiaqiao)
    queue.claim(item_of(page), actor=county.first)
    task = ContentApprovalTask.objects.get()
    assert [len(task.get_task_states_user_can_moderate(person)) for person in (county.first, colleague)] == [1, 0]


def test_what_has_ended_is_in_no_list(county: ReviewCounty) -> None:
    page = county.submitted()
    approve_all(county, page)
    task = ContentApprovalTask.objects.get()
    assert not any(task.get_task_states_user_can_moderate(person) for person in county.reviewers.values())


def test_all_opinions_are_one_comment_with_masked_names(county: ReviewCounty) -> None:
    page = county.submitted()
    decide(page, DelegationFactory(post=county.first.posts.get()).substitute, text="同意。")
    decide(page, county.second, Decision.RETURN_TO_AUTHOR, "日期\n有误。")
    with translation.override("zh-hans"):
        lines = state_of(page).get_comment()
    assert lines.splitlines()[0] == "机检 通过"
    assert "同意。" in lines
    assert lines.endswith("日期\n有误。")
    assert county.second.masked_name in lines
    assert county.second.get_full_name() not in lines


def test_switching_the_task_off_cancels_and_publishes_nothing(county: ReviewCounty) -> None:
    pages = [county.submitted(title=title) for title in ("甲篇", "乙篇")]
    ContentApprovalTask.objects.get().deactivate(user=county.administrator)
    assert not Page.objects.filter(pk__in=[page.pk for page in pages], live=True).exists()
    assert set(ApprovalState.objects.values_list("status", flat=True)) == {TaskState.STATUS_CANCELLED}
    assert not WorkItem.objects.filter(state__in=["open", "claimed"]).exists()


# --- nothing goes public by Wagtail's own way ----------------------------------------------------


def posted(**data: str) -> Any:
    request = RequestFactory().post("/admin/pages/1/edit/")
    request.POST = QueryDict(mutable=True)  # type: ignore[assignment]
    request.POST.update(data)
    request._messages = []  # type: ignore[attr-defined]
    return request


class Noted(list[str]):
    def add(self, level: int, message: Any, extra: str = "") -> None:
        self.append(str(message))


@pytest.mark.parametrize(
    ("method", "data", "refused"),
    [
        ("POST", {"action-publish": "x", "title": "写了一上午"}, True),
        ("POST", {"title": "写了一上午"}, False),
        ("POST", {"action-submit": "x", "title": "写了一上午"}, False),
        ("GET", {}, False),
    ],
)
def test_a_press_of_publish_becomes_a_save_that_keeps_what_was_typed(
    county: ReviewCounty, method: str, data: dict[str, str], refused: bool
) -> None:
    request = posted(**data)
    request.method, request._messages = method, Noted()
    moderation_hooks.no_publishing_from_the_editor(request, county.draft())
    assert "action-publish" not in request.POST
    assert request.POST.get("title") == data.get("title")
    assert bool(request._messages) is refused


@pytest.mark.parametrize(
    ("action", "on_pages", "refused"), [("publish", True, True), ("publish", False, False), ("delete", True, False)]
)
def test_many_pages_are_not_published_either(county: ReviewCounty, action: str, on_pages: bool, refused: bool) -> None:
    request = posted()
    request._messages = Noted()
    objects = [county.draft()] if on_pages else [county.editor]
    answer = moderation_hooks.no_publishing_of_many(request, action, objects, None)
    assert (answer is not None) is refused
    assert len(request._messages) == int(refused)
