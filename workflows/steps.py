"""What the automatic nodes of content approval do. Each reads and writes through the process's data."""

from typing import Any

from django.utils import timezone

from cms.checks import Finding, check_draft, draft_in
from workflows import notices
from workflows.enums import Decision, Step
from workflows.models.items import Opinion
from workflows.models.moderation import ApprovalState
from workflows.subjects import versions

STOP = "stop"


def begin(activation: Any, *, state: ApprovalState, user: Any) -> Any:
    """Starts a process for a submission: who wrote, who sent, which page. Returns the process."""
    written = state.revision.content
    activation.process.data = {
        "page": int(state.workflow_state.object_id),
        "title": written["title"],
        # Where its reviewers are looked for: whoever moves the page to another unit submits it anew.
        "unit": written.get("unit"),
        # From the row: a revision keeps the owner of the day it was written.
        "author": state.workflow_state.content_object.owner_id,
        "sender": user.pk if user else None,
        "state": state.pk,
    }
    # The machine check follows at once, on the same objects: nothing of it is read again.
    activation.process.begun_for = state
    return activation.process


def approval_of(activation: Any) -> ApprovalState:
    begun: ApprovalState | None = getattr(activation.process, "begun_for", None)
    if begun is not None:
        return begun
    found: ApprovalState = ApprovalState.objects.select_related("revision", "workflow_state").get(
        pk=activation.process.data["state"]
    )
    return found


def _line(finding: Finding) -> dict[str, str]:
    names = ("severity", "code", "message", "where", "found")
    return {name: str(getattr(finding, name)) for name in names}


def passes_machine_check(activation: Any) -> bool:
    """Looks for personal data, wrong words, empty alt texts and dead links, and keeps the report: nothing stops it?"""
    state = approval_of(activation)
    draft = draft_in(state.revision, state.workflow_state.content_object)
    report = [_line(finding) for finding in check_draft(draft)]
    stops = [line for line in report if line["severity"] == STOP]
    data = activation.process.data
    data["report"] = report
    data["decision"] = Decision.RETURN_TO_AUTHOR if stops else Decision.APPROVE
    data["reason"] = "；".join(line["message"] for line in stops)
    data["actor"] = None
    activation.process.save(update_fields=["data"])
    _say(activation, Step.MACHINE_CHECK, data["decision"], data["reason"], state)
    return not stops


def _say(activation: Any, step: Step, decision: str, text: str, state: ApprovalState) -> None:
    Opinion.objects.create(
        process=activation.process,
        page_id=activation.process.data["page"],
        step=step,
        decision=decision,
        text=text,
        revision=state.revision,
        revision_number=revision_number(state.revision),
    )


def revision_number(revision: Any) -> int:
    """The place of a revision among those of its page, counted from 1: what people call the version."""
    if revision is None:
        return 0
    counted: int | None = getattr(revision, "number", None)
    return versions(revision.pk).filter(object_id=revision.object_id).count() if counted is None else counted


def approved(activation: Any) -> bool:
    """Whether the last decision was a yes."""
    return bool(activation.process.data.get("decision") == Decision.APPROVE)


def wants_cosign(activation: Any) -> bool:
    return approved(activation) and bool(activation.process.data.get("cosign"))


def units_to_cosign(activation: Any) -> list[int]:
    units: list[int] = activation.process.data.get("cosign", [])
    return units


def vetoed(activation: Any, active_tasks: Any) -> bool:
    """One department's no ends the co-signing for all (一票否决)."""
    return not approved(activation)


def returned_to(step: Step) -> Any:
    """A condition: the last decision sends the text back to this step."""

    def condition(activation: Any) -> bool:
        data = activation.process.data
        return bool(data.get("decision") == Decision.RETURN_TO_STEP and data.get("to_step") == step)

    return condition


def release(activation: Any) -> None:
    """The last yes: Wagtail's state is approved, which publishes the reviewed revision or sets its time."""
    state = approval_of(activation)
    person = _person(activation)
    state.approve(user=person, comment=activation.process.data.get("reason", ""))
    kind = "scheduled" if state.publish_at and state.publish_at > timezone.now() else "published"
    _tell_author(activation, kind)


def send_back(activation: Any) -> None:
    """A no: back to the author for changes, or rejected, which ends the submission."""
    data = activation.process.data
    state = approval_of(activation)
    rejected = data.get("decision") == Decision.REJECT
    # While Wagtail is still starting the task it looks at the state itself.
    starting = state.workflow_state.current_task_state_id != state.pk
    update = not starting and not rejected
    state.reject(user=_person(activation), update=update, comment=data.get("reason", ""))
    if rejected:
        workflow_state = state.workflow_state
        workflow_state.status = workflow_state.STATUS_CANCELLED
        workflow_state.save(update_fields=["status"])
    _tell_author(activation, "rejected" if rejected else "returned", reason=data.get("reason", ""))


def _person(activation: Any) -> Any:
    from accounts.models import User  # reason: keeps the flow's module graph small

    return User.objects.filter(pk=activation.process.data.get("actor")).first()


def _tell_author(activation: Any, kind: str, **more: Any) -> None:
    data = activation.process.data
    link = f"/admin/pages/{data['page']}/edit/"
    people = {data.get("author"), data.get("sender")}
    notices.tell(people, kind, activation.process, title=data["title"], link=link, **more)
