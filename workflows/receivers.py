"""When Wagtail ends a submission, the process ends with it."""

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver
from viewflow.workflow.models import Process
from viewflow.workflow.status import PROCESS
from wagtail.models import Page
from wagtail.signals import task_cancelled

from workflows.models.items import WorkItem
from workflows.models.moderation import ApprovalState


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
