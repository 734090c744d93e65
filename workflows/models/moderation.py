"""One Wagtail task is one process of the flow: this is where the two meet."""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process
from wagtail.models import Revision, Task, TaskState


class ApprovalState(TaskState):
    """The state of one submission: Wagtail's row, the process behind it, and what was decided."""

    process = models.OneToOneField(Process, models.PROTECT, null=True, related_name="approval")
    decided_revision = models.ForeignKey(
        Revision, models.SET_NULL, null=True, verbose_name=_("reviewed version"), related_name="+"
    )
    publish_at = models.DateTimeField(_("publish at"), null=True)
    released_at = models.DateTimeField(_("released"), null=True)

    exclude_fields_in_copy = ["process", "decided_revision", "publish_at", "released_at"]

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")

    def get_comment(self) -> str:
        """All opinions of the submission, for Wagtail's own history."""
        from workflows.moderation import opinions_as_text  # reason: thin method of a model

        return opinions_as_text(self)


class ContentApprovalTask(Task):
    """Three reviews (三审三校) behind Wagtail's own submit button."""

    task_state_class = ApprovalState

    class Meta:
        verbose_name = _("content approval")
        verbose_name_plural = _("content approvals")

    # Each method answers from posts and work items; see workflows.moderation. (reason: thin methods of a model)

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        from workflows.moderation import start_process
        from workflows.subjects import page_to_review

        # Wagtail asks for the page, its newest text and its unit again and again: read once.
        workflow_state.content_object = page_to_review(workflow_state.object_id)
        with transaction.atomic(savepoint=False):
            state = super().start(workflow_state, user=user)
            # The machine check may send back this very object.
            start_process(state, user)
            return state

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        from workflows.moderation import actions_for

        return actions_for(obj, user)

    def get_template_for_action(self, action: str) -> str:
        return "desk/action_modal.html"

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        from workflows.moderation import act

        act(task_state.specific, user, action_name, comment=kwargs.get("comment", ""))

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        from workflows.moderation import may_decide_now

        return may_decide_now(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        from workflows.moderation import may_decide_now

        return not may_decide_now(obj, user)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        from workflows.moderation import states_to_moderate

        return states_to_moderate(self, user)

    @classmethod
    def get_description(cls) -> Any:
        return _("First review, co-signing, second and final review by people whose posts say so")

    @transaction.atomic
    def deactivate(self, user: Any = None) -> None:
        """Cancels what is under review. Wagtail's own way would approve and publish all of it."""
        self.active = False
        self.save()
        running = TaskState.objects.filter(task=self, status=TaskState.STATUS_IN_PROGRESS)
        for state in running.select_related("workflow_state"):
            state.workflow_state.cancel(user=user)
