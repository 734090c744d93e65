"""Wagtail's own buttons, pressed through its own addresses, by those who may and those who may not."""

import pytest
from django.urls import reverse
from wagtail.models import Task, TaskState

from accounts.models import User
from organisations.enums import Role
from tests.flows.test_contention import press, save_form
from tests.workflows.town import Town
from workflows.checks import drifts
from workflows.enums import Decision, Step
from workflows.models import ContentApprovalTask, WorkItem


@pytest.fixture
def superuser(db: None) -> User:
    return User.objects.create_superuser("root", password="linli-2026")


def test_the_submit_button_starts_the_review_and_cancel_ends_it(town: Town) -> None:
    assert save_form(town, town.author, town.page, **{"action-submit": "true"})().status_code == 302
    assert town.item().step == Step.FIRST_REVIEW
    save_form(town, town.author, town.page, **{"action-cancel-workflow": "true"})()
    assert town.items(town.page) == []
    assert drifts() == []


def test_the_same_button_submits_again_what_came_back(town: Town) -> None:
    town.submit()
    town.decide(town.first, Decision.RETURN_TO_AUTHOR)
    save_form(town, town.author, town.page, **{"action-submit": "true"})()
    assert town.item().step == Step.FIRST_REVIEW
    assert WorkItem.objects.filter(page=town.page.pk).count() == 2


def test_wagtail_s_approve_moves_one_step_and_the_last_one_publishes(town: Town) -> None:
    town.submit()
    for person in (town.first, town.second, town.final):
        town.enter(person)
        assert not town.fresh().live
        assert press(town, person, town.page, "approve")().status_code == 302
    assert town.fresh().live
    assert drifts() == []


@pytest.mark.parametrize("name", ["author", "second", "final", "health_signer", "administrator", "superuser"])
def test_nobody_else_s_button_moves_the_first_step(town: Town, superuser: User, name: str) -> None:
    person = superuser if name == "superuser" else getattr(town, name)
    town.submit()
    town.enter(person)
    for action in ("approve", "reject"):
        assert press(town, person, town.page, action)().status_code in (302, 403)
    assert town.item().step == Step.FIRST_REVIEW


def test_a_second_press_of_an_old_button_moves_nothing(town: Town) -> None:
    town.submit()
    town.enter(town.first)
    again = press(town, town.first, town.page, "approve")
    assert again().status_code == 302
    assert again().status_code in (302, 403)
    assert town.item().step == Step.SECOND_REVIEW


def test_a_no_without_words_is_asked_for_them(town: Town) -> None:
    town.submit()
    town.enter(town.first)
    state = town.fresh().current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[town.page.pk, "reject", state.pk])
    answer = town.client(town.first).post(url, {"comment": ""})
    assert answer.status_code < 500
    assert town.item().step == Step.FIRST_REVIEW


def test_the_author_s_editor_is_locked_and_the_reviewer_s_is_not(town: Town) -> None:
    town.submit()
    town.enter(town.first)
    before = town.fresh().latest_revision_id
    save_form(town, town.author, town.page, title="偷偷改")()
    assert town.fresh().latest_revision_id == before
    save_form(town, town.first, town.page, title="改一个字")()
    assert town.fresh().latest_revision_id != before


def test_deactivating_the_task_through_wagtail_publishes_nothing(town: Town, superuser: User) -> None:
    town.submit()
    task = ContentApprovalTask.objects.get()
    answer = town.client(superuser).post(reverse("wagtailadmin_workflows:disable_task", args=[task.pk]))
    assert answer.status_code == 302
    assert not town.fresh().live
    assert town.items(town.page) == []
    assert not TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).exists()
    assert drifts() == []


def test_with_the_review_switched_off_the_button_publishes_nothing_and_says_so(town: Town) -> None:
    Task.objects.update(active=False)
    answer = save_form(town, town.author, town.page, **{"action-submit": "true"})()
    assert answer.status_code == 409
    assert not town.fresh().live
    assert town.fresh().current_workflow_state is None


def test_nobody_but_a_superuser_changes_the_task(town: Town) -> None:
    task = ContentApprovalTask.objects.get()
    for person in (town.author, town.administrator):
        town.enter(person)
        client = town.client(person)
        for name in ("edit_task", "disable_task"):
            assert client.post(reverse(f"wagtailadmin_workflows:{name}", args=[task.pk])).status_code in (302, 403)
    assert Task.objects.get(pk=task.pk).active


def test_deleting_a_page_under_review_ends_the_review(town: Town) -> None:
    town.submit()
    url = reverse("wagtailadmin_pages:delete", args=[town.page.pk])
    assert town.client(town.author).post(url).status_code == 302
    assert drifts() == []


def test_what_may_not_be_deleted_is_said_on_a_page_not_with_500(town: Town, superuser: User) -> None:
    town.reach(Step.FINAL_REVIEW)
    town.decide(town.final)
    answer = town.client(superuser).post(reverse("wagtailadmin_pages:delete", args=[town.page.pk]))
    assert answer.status_code in (302, 409)
    assert town.fresh().live


def test_even_a_superuser_publishes_nothing_unreviewed(town: Town, superuser: User) -> None:
    save_form(town, superuser, town.page, **{"action-publish": "action-publish"})()
    assert not town.fresh().live
    assert town.fresh().get_latest_revision() is not None


def test_a_superuser_s_publish_button_is_not_offered(town: Town, superuser: User) -> None:
    shown = town.client(superuser).get(reverse("wagtailadmin_pages:edit", args=[town.page.pk]))
    assert "action-publish" not in shown.content.decode()


def test_a_submission_that_breaks_keeps_the_text(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from workflows import steps

    def broken(page: object) -> list[object]:
        raise RuntimeError("no disk")

    monkeypatch.setattr(steps, "check_draft", broken)
    answer = save_form(town, town.author, town.page, title="写了一上午", **{"action-submit": "true"})()
    assert answer.status_code == 409
    assert town.fresh().get_latest_revision_as_object().title == "写了一上午"
    assert town.fresh().current_workflow_state is None


def test_a_reviewer_of_another_station_sees_no_button(town: Town) -> None:
    other = town.person(Role.FIRST_REVIEWER, town.health)
    town.submit()
    task = town.fresh().current_workflow_task
    assert task.get_actions(town.fresh(), other) == []
    assert task.locked_for_user(town.fresh(), other)
    assert not task.user_can_access_editor(town.fresh(), other)
    assert len(task.get_actions(town.fresh(), town.first)) == 3


def decide_url(town: Town, action: str) -> str:
    state = town.fresh().current_workflow_task_state
    return reverse("wagtailadmin_pages:workflow_action", args=[town.page.pk, action, state.pk])


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_a_screen_that_shows_an_older_version_decides_nothing(town: Town, action: str) -> None:
    town.submit()
    town.enter(town.first)
    shown = town.fresh().latest_revision_id
    town.fresh().save_revision(user=town.author)
    url, client = decide_url(town, action), town.client(town.first)
    answer = client.post(url, {"comment": "看过了", "loaded_revision_id": shown})
    assert answer.status_code == 409
    assert town.item().step == Step.FIRST_REVIEW
    newest = town.fresh().latest_revision_id
    assert client.post(url, {"comment": "看过了", "loaded_revision_id": newest}).status_code == 302
    assert [item.step for item in town.items(town.page)] == ([Step.SECOND_REVIEW] if action == "approve" else [])


def test_the_question_for_words_carries_the_version_that_is_shown(town: Town) -> None:
    town.submit()
    town.enter(town.first)
    asked = town.client(town.first).get(decide_url(town, "reject"), headers={"x-requested-with": "XMLHttpRequest"})
    field = f'name="loaded_revision_id" value="{town.fresh().latest_revision_id}"'
    assert field in asked.json()["html"]


def test_the_editor_s_own_button_is_refused_once_a_colleague_has_saved(town: Town) -> None:
    town.submit()
    town.enter(town.first)
    press_approve = save_form(
        town, town.first, town.page, **{"action-workflow-action": "true", "workflow-action-name": "approve"}
    )
    town.fresh().save_revision(user=town.author)
    before = town.fresh().latest_revision_id
    assert press_approve().status_code == 409
    assert (town.item().step, town.fresh().latest_revision_id) == (Step.FIRST_REVIEW, before)
