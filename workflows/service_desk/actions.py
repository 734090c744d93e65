"""What staff can do to a need, by its state and their posts: offered here, checked again by the services."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.enums import ON_BEHALF, Channel, ExtensionState, NeedState, OrderState, RatedBy
from exchange.models import Need, Order
from exchange.services.dispatch import DISPATCHES
from exchange.services.intake import CANCELLABLE
from exchange.services.rights import acting_as
from exchange.services.screening import CONCLUDES, PANEL, SCREENED
from organisations.enums import SERVICE_ROLES, Role
from workflows.service_desk import forms
from workflows.services import needs as verbs

Words = str | Promise
Data = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A need with its last order, and who looks at it."""

    need: Need
    order: Order | None
    actor: Any

    @property
    def order_state(self) -> str:
        return self.order.state if self.order is not None else ""


@dataclass(frozen=True)
class Action:
    """`button` says what happens; `done` is said afterwards."""

    name: str
    title: Words
    button: Words
    done: Words
    form: type[forms.ActionForm]
    roles: tuple[Role, ...]
    possible: Callable[[Case], bool]
    run: Callable[[Case, Data], Any]

    def open_to(self, case: Case) -> bool:
        return self.possible(case) and acting_as(case.actor, self.roles, case.need.unit) is not None


def _screening(case: Case) -> bool:
    return case.need.state in SCREENED


def _cancellable(case: Case) -> bool:
    if case.need.channel not in ON_BEHALF or not case.need.may_become(NeedState.CANCELLED):
        return False
    return case.need.state != NeedState.IN_HAND or case.order_state in CANCELLABLE


def _withdrawable(case: Case) -> bool:
    if case.need.state not in (NeedState.ACCEPTED, NeedState.IN_HAND):
        return False
    return case.order is None or case.order.may_become(OrderState.CANCELLED)


def recallable(order: Order | None) -> bool:
    """Whether a dispatcher may take it back from its team: not once the service has begun."""
    with_team = (OrderState.ASSIGNED, OrderState.ACCEPTED, OrderState.SCHEDULED, OrderState.PAUSED)
    return order is not None and order.state in with_team and order.started_at is None


def _asks_for_time(case: Case) -> bool:
    extension = getattr(case.order, "extension", None)
    return extension is not None and extension.state == ExtensionState.ASKED


def _rated_by_phone(case: Case) -> bool:
    return case.order_state == OrderState.DONE and case.need.channel in (*ON_BEHALF, Channel.VISITOR)


ACTIONS = (
    Action(
        "say", _("Give my opinion"), _("Hand in my opinion"), _("Your opinion is in."), forms.SayForm, PANEL,
        _screening,
        lambda case, data: verbs.panel_say(
            need=case.need, actor=case.actor, outcome=data["outcome"], text=data["reason"]
        ),
    ),
    Action(
        "screen", _("Conclude the screening"), _("Conclude, and tell the asker"), _("Concluded."), forms.ScreenForm,
        CONCLUDES, _screening,
        lambda case, data: verbs.screen(need=case.need, actor=case.actor, **data),
    ),
    Action(
        "deliberation", _("Record a deliberation"), _("Keep this record"), _("The record is kept."),
        forms.DeliberationForm, CONCLUDES, lambda case: case.need.state == NeedState.DELIBERATION,
        lambda case, data: verbs.deliberation_record(need=case.need, actor=case.actor, **data),
    ),
    Action(
        "extension", _("More time is asked for"), _("Answer the team"), _("Answered."), forms.ExtensionForm,
        DISPATCHES, _asks_for_time,
        lambda case, data: verbs.extension_decide(extension=case.order.extension, actor=case.actor, **data),  # type: ignore[union-attr]
    ),
    Action(
        "rate", _("Rate for the asker, by phone"), _("Enter this rating"), _("The rating is entered."),
        forms.RateForm, SERVICE_ROLES, _rated_by_phone,
        lambda case, data: verbs.order_rate(order=case.order, actor=case.actor, by=RatedBy.PHONE, **data),  # type: ignore[arg-type]
    ),
    Action(
        "supplement", _("Add for the asker"), _("Add, and send back to the panel"), _("Added: the panel goes on."),
        forms.SupplementForm, SERVICE_ROLES,
        lambda case: case.need.state == NeedState.RETURNED and case.need.channel in ON_BEHALF,
        lambda case, data: verbs.need_supplement(need=case.need, actor=case.actor, words=data["words"]),
    ),
    Action(
        "recall", _("Take it back from the team"), _("Take it back: it waits for dispatch"),
        _("Taken back: it waits for another team."), forms.ReasonForm, DISPATCHES,
        lambda case: recallable(case.order),
        lambda case, data: verbs.order_recall(order=case.order, actor=case.actor, reason=data["reason"]),  # type: ignore[arg-type]
    ),
    Action(
        "cancel", _("Cancel for the asker"), _("Cancel this need"), _("Cancelled."), forms.CancelForm, SERVICE_ROLES,
        _cancellable,
        lambda case, data: verbs.need_cancel(need=case.need, actor=case.actor, reason=data["reason"]),
    ),
    Action(
        "withdraw", _("Withdraw the need"), _("Withdraw, and tell the asker"), _("Withdrawn."), forms.ReasonForm,
        (Role.DISPATCHER, Role.DIRECTOR), _withdrawable,
        lambda case, data: verbs.need_withdraw(need=case.need, actor=case.actor, reason=data["reason"]),
    ),
)  # fmt: skip
BY_NAME = {action.name: action for action in ACTIONS}


def open_actions(case: Case) -> list[Action]:
    return [action for action in ACTIONS if action.open_to(case)]
