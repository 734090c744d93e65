"""What a team can do with an order, and in which states: buttons, and forms on a page of their own."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchange.enums import MOST_REFUSALS, TEAM_STATES, OrderState
from exchange.models import Order
from exchange.services.privacy import personal_read
from portal.team import forms
from workflows.services import needs

# From acceptance to the report the team knows whom it goes to; before and after it does not.
WITH_CONTACT = (OrderState.ACCEPTED, OrderState.SCHEDULED, OrderState.IN_SERVICE, OrderState.PAUSED)
CONTACT_FIELDS = ("name", "phone", "address", "words", "answers")


@dataclass(frozen=True)
class Step:
    """`verb` is called with the order, the actor and what the form gives; without a form a button does."""

    name: str
    label: Any
    done: Any
    icon: str
    states: tuple[str, ...]
    verb: Any
    form: Any = None
    lead: Any = ""
    main: bool = False

    @property
    def has_form(self) -> bool:
        """For templates, which would call the class of the form."""
        return self.form is not None


ALL = (
    Step(
        "accept",
        _("We take it on"),
        _("Accepted. Now agree on a time and write the plan."),
        "check",
        (OrderState.ASSIGNED,),
        needs.order_accept,
        main=True,
    ),
    Step(
        "plan",
        _("Plan it"),
        _("The plan stands. The resident can see when you come."),
        "calendar",
        (OrderState.ACCEPTED, OrderState.SCHEDULED),
        needs.order_plan,
        forms.PlanForm,
        _("When, who goes, and with what. What is taken already is said at the field."),
        main=True,
    ),
    Step(
        "start",
        _("We begin now"),
        _("Under way. When you are done, write the report."),
        "footprints",
        (OrderState.SCHEDULED,),
        needs.order_start,
        main=True,
    ),
    Step(
        "report",
        _("Report it done"),
        _("Thank you. The resident now has some days to rate it."),
        "file-text",
        (OrderState.IN_SERVICE,),
        needs.order_report,
        forms.ReportForm,
        _("A few words are enough. Without a report nothing is done."),
        main=True,
    ),
    Step(
        "resume",
        _("The resident has answered"),
        _("Going on. The clock runs again, later by the time it stood still."),
        "arrow-right",
        (OrderState.PAUSED,),
        needs.order_resume,
        main=True,
    ),
    Step(
        "refuse",
        _("We cannot do it"),
        _("Handed back to the dispatcher. Thank you for saying so early."),
        "x",
        (OrderState.ASSIGNED,),
        needs.order_refuse,
        forms.RefuseForm,
        _("Saying no early helps most. The clock of the resident runs on."),
    ),
    Step(
        "pause",
        _("Wait for the resident"),
        _("Waiting. The clock stands still until the resident has answered."),
        "clock",
        WITH_CONTACT[:3],
        needs.order_pause,
        forms.PauseForm,
        _("Only waiting for the resident stops the clock."),
    ),
    Step(
        "extend",
        _("Ask for more time"),
        _("Asked. The dispatcher answers, and the resident is told."),
        "history",
        TEAM_STATES,
        needs.extension_ask,
        forms.ExtendForm,
        _("Once for each order, and before it is due."),
    ),
)
STEPS = {step.name: step for step in ALL}


def open_steps(order: Order) -> list[Step]:
    """What can be done now, in the order in which it is offered."""
    return [step for step in ALL if order.state in step.states and _is_open(step.name, order)]


def _is_open(name: str, order: Order) -> bool:
    if name == "refuse":
        return not is_binding(order)
    if name == "extend":
        asked = getattr(order, "extension", None) is not None
        return not asked and order.due_at is not None and timezone.now() < order.due_at
    return True


def is_binding(order: Order) -> bool:
    return order.binding or order.refusals_count >= MOST_REFUSALS


def refusals_left(order: Order) -> int:
    return 0 if is_binding(order) else MOST_REFUSALS - order.refusals_count


def contact(order: Order, *, actor: Any, purpose: str) -> dict[str, str]:
    """Who asks and where, in the clear: each reading is on record. Raises as `personal_read` does."""
    return personal_read(need=order.need, actor=actor, fields=CONTACT_FIELDS, purpose=purpose)
