"""Moderation tasks and workflows are changed by superusers alone, whatever a group was given."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Task, Workflow
from wagtail.permissions import policy_registry

from accounts.models import User
from organisations.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.organisations import County
from tests.worlds import world

BACKEND = "django.contrib.auth.backends.ModelBackend"
RIGHTS = [f"{verb}_{model}" for verb in ("add", "change", "delete", "view") for model in ("task", "workflow")]
REFUSED = (302, 403, 404)


@pytest.fixture
def workflow(db: None) -> Workflow:
    made = Workflow.objects.create(name="另一条路")
    task = GroupApprovalTask.objects.create(name="走过场")
    made.workflow_tasks.create(task=task, sort_order=0)
    return made


county = world(County)


def addresses(workflow: Workflow) -> dict[str, list[Any]]:
    task = workflow.workflow_tasks.get().task
    return {
        "wagtailadmin_workflows:index": [],
        "wagtailadmin_workflows:index_results": [],
        "wagtailadmin_workflows:add": [],
        "wagtailadmin_workflows:edit": [workflow.pk],
        "wagtailadmin_workflows:disable": [workflow.pk],
        "wagtailadmin_workflows:enable": [workflow.pk],
        "wagtailadmin_workflows:usage": [workflow.pk],
        "wagtailadmin_workflows:task_index": [],
        "wagtailadmin_workflows:task_index_results": [],
        "wagtailadmin_workflows:select_task_type": [],
        "wagtailadmin_workflows:add_task": ["wagtailcore", "groupapprovaltask"],
        "wagtailadmin_workflows:edit_task": [task.pk],
        "wagtailadmin_workflows:disable_task": [task.pk],
        "wagtailadmin_workflows:enable_task": [task.pk],
    }


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def given_everything(user: User) -> User:
    """Somebody to whom every right over moderation was given by mistake."""
    user.user_permissions.set(
        Permission.objects.filter(codename__in=[*RIGHTS, "access_admin", "add_groupapprovaltask"])
    )
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("role", Role.values)
def test_no_role_changes_moderation_even_with_every_right(county: County, workflow: Workflow, role: str) -> None:
    client = client_of(given_everything(county.person(Role(role), county.centre)))
    for name, args in addresses(workflow).items():
        for answer in (client.get(reverse(name, args=args)), client.post(reverse(name, args=args), {"name": "改了"})):
            assert answer.status_code in (*REFUSED, 405), name
            assert answer.headers.get("Location", "/admin/") in ("/admin/", reverse("wagtailadmin_home")), name
    workflow.refresh_from_db()
    assert (workflow.name, workflow.active, workflow.workflow_tasks.get().task.active) == ("另一条路", True, True)
    assert Workflow.objects.filter(name="改了").count() == Task.objects.filter(name="改了").count() == 0


def test_a_superuser_opens_every_screen(workflow: Workflow) -> None:
    client = client_of(UserFactory(is_superuser=True))
    posted = {"wagtailadmin_workflows:enable", "wagtailadmin_workflows:enable_task"}
    for name, args in addresses(workflow).items():
        if name not in posted:
            # One kind of task alone: its form opens at once.
            assert client.get(reverse(name, args=args), follow=True).status_code == 200, name


def test_a_superuser_disables_a_task(workflow: Workflow) -> None:
    task = workflow.workflow_tasks.get().task
    client_of(UserFactory(is_superuser=True)).post(reverse("wagtailadmin_workflows:disable_task", args=[task.pk]))
    task.refresh_from_db()
    assert not task.active


@pytest.mark.parametrize("model", [Task, Workflow, GroupApprovalTask])
@pytest.mark.parametrize("action", ["add", "change", "delete", "view"])
def test_the_policy_looks_at_nothing_but_superusers(db: None, model: Any, action: str) -> None:
    policy = policy_registry.get_by_type(model)
    plain, above, gone = given_everything(UserFactory()), UserFactory(is_superuser=True), UserFactory(is_superuser=True)
    gone.is_active = False
    gone.save()
    assert [policy.user_has_permission(user, action) for user in (plain, above, gone)] == [False, True, False]
    assert [policy.user_has_any_permission(user, [action]) for user in (plain, above, gone)] == [False, True, False]
    assert list(policy.users_with_any_permission([action])) == [above]
    assert not policy.instances_user_has_permission_for(plain, action).exists()


def test_the_menu_offers_moderation_to_superusers_alone(county: County) -> None:
    address = reverse("wagtailadmin_workflows:index")
    plain = client_of(given_everything(county.administrator)).get(reverse("wagtailadmin_home")).content.decode()
    above = client_of(UserFactory(is_superuser=True)).get(reverse("wagtailadmin_home")).content.decode()
    assert (address in plain, address in above) == (False, True)
