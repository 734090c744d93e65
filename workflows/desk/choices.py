"""The decision bar: what can be chosen at a step, and what the button says will come of it."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.desk.forms import ADD_SIGNER
from workflows.enums import Decision, Step
from workflows.flows.content import EARLIER_STEPS
from workflows.models import WorkItem


@dataclass(frozen=True)
class Choice:
    value: str
    label: str | Promise
    icon: str
    key: str = ""


MAIN = [
    Choice(Decision.APPROVE, gettext_lazy("Approve"), "good", "A"),
    Choice(Decision.RETURN_TO_AUTHOR, gettext_lazy("Return for changes"), "back", "R"),
    Choice(Decision.REJECT, gettext_lazy("Reject"), "ban", "X"),
]
TO_STEP = Choice(Decision.RETURN_TO_STEP, gettext_lazy("Return to an earlier step"), "back")
SIGNER = Choice(ADD_SIGNER, gettext_lazy("Ask one more to sign"), "hand-over")


def earlier_steps(item: WorkItem) -> list[Choice]:
    """The reviews that an item can be returned to."""
    return [Choice(step, step.label, "") for step in EARLIER_STEPS[Step(item.step)]]


def more(item: WorkItem) -> list[Choice]:
    found = [TO_STEP] if earlier_steps(item) else []
    return [*found, SIGNER] if item.step == Step.CO_SIGN else found


def results(item: WorkItem, number: int) -> dict[str, Any]:
    """What the button says for each choice: never only “submit”."""
    step = item.get_step_display()
    approved = _("%(step)s approved, send on") % {"step": step}
    if item.step == Step.FINAL_REVIEW:
        approved = _("%(step)s approved, publish version %(number)s") % {"step": step, "number": number}
    elif item.step == Step.CO_SIGN:
        approved = _("Sign")
    return {
        Decision.APPROVE.value: approved,
        Decision.RETURN_TO_AUTHOR.value: _("Return to the author for changes"),
        Decision.REJECT.value: _("Reject, it ends here"),
        Decision.RETURN_TO_STEP.value: _("Return to the earlier step"),
        ADD_SIGNER: _("Ask them to sign"),
    }
