"""When Wagtail ends a submission, the process ends with it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models.signals import post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from viewflow.workflow.models import Process
from viewflow.workflow.status import PROCESS
from wagtail.models import Page, Revision, Task, TaskState, WorkflowState
from wagtail.signals import page_unpublished, task_cancelled

from workflows.models.items import Opinion, WorkItem
from workflows.models.moderation import ApprovalState
from workflows.publication import forget_planned


def cancel_process(process: Process | None) -> None:
    """Cancels every open task and the process; nothing where it has ended already."""
    if process is None:
        return
    process.refresh_from_db()
    if process.status == PROCESS.NEW:
        process.flow_class.instance.cancel(process)


@receiver(task_cancelled)
def on_task_cancelled(sender: Any, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, ApprovalState):
        cancel_process(instance.process)


@receiver(pre_delete)
def on_page_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Page):
        for item in WorkItem.objects.filter(page_id=instance.pk).select_related("process"):
            cancel_process(item.process)


@receiver(page_unpublished)
def on_page_unpublished(sender: Any, instance: Page, **kwargs: Any) -> None:
    """What was taken down does not come back by itself: neither at a set time nor by a review that still runs."""
    forget_planned(instance.pk)
    state = instance.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        state.cancel()


@receiver(post_save)
def on_task_deactivated(sender: Any, instance: Any, created: bool, **kwargs: Any) -> None:
    """Cancels what is under review before Wagtail goes through it: its own way approves and publishes all of it.

    A signal, since Wagtail's screens also call the base class, which knows nothing of our `deactivate`.
    """
    if not isinstance(instance, Task) or created or instance.active:
        return
    running = TaskState.objects.filter(task_id=instance.pk, status=TaskState.STATUS_IN_PROGRESS)
    for state in running.select_related("workflow_state"):
        if state.workflow_state.status == WorkflowState.STATUS_IN_PROGRESS:
            state.workflow_state.cancel()


@receiver(pre_save, sender=Revision)
def on_revision_overwritten(sender: Any, instance: Revision, update_fields: Any = None, **kwargs: Any) -> None:
    """What somebody has decided on stays as it was read. Wagtail's autosave writes over the newest revision."""
    if instance.pk is None or update_fields is not None or kwargs.get("raw"):
        return
    if Opinion.objects.filter(revision_id=instance.pk).exists():
        raise PermissionDenied(_("This version has been reviewed: reload the page, then go on writing."))
