"""One page through Wagtail's own approval, and one through ours."""

import itertools
from typing import Any

from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, Workflow, WorkflowState, WorkflowTask
from wagtail.workflows import publish_workflow_state

from accounts.models import User
from cms.models import NewsPage, UnitPage
from demo.main_job import walk
from workflows.services import content

_numbers = itertools.count(1)


def _draft() -> NewsPage:
    parent = UnitPage.objects.select_related("unit").get(unit__division_code="320582100219")
    author = User.objects.get(username="chen")
    page = NewsPage(
        title=f"比较用的一篇 {next(_numbers)}",
        summary="量一量要多久。",
        unit=parent.unit,
        owner=author,
        live=False,
        body=[("paragraph", "<p>站里的新鲜事，写给大家看。</p>")],
    )
    parent.add_child(instance=page)
    page.save_revision(user=author)
    return page


def three_reviews() -> None:
    page = _draft()
    content.submit(page, actor=page.owner)
    walk(page, None)


def _stock_workflow() -> Any:
    workflow, created = Workflow.objects.get_or_create(name="比较用的单人审批")
    if created:
        group = Group.objects.create(name="比较用的审批人")
        group.user_set.add(User.objects.get(username="wang"))
        task = GroupApprovalTask.objects.create(name="比较用的审批")
        task.groups.add(group)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow


def stock_approval() -> None:
    """Wagtail's own: one group, one yes, published by a superuser, since nobody else may."""
    page = _draft()
    reviewer = User.objects.get(username="wang")
    reviewer.is_superuser = True
    own_finish = WorkflowState.on_finish
    WorkflowState.on_finish = lambda state, user=None: publish_workflow_state(state, user)
    try:
        state = _stock_workflow().start(page, page.owner)
        state.current_task_state.specific.approve(user=reviewer)
    finally:
        WorkflowState.on_finish = own_finish
