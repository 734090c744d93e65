"""What can be done with a need, by state and right: each is a form, a verb and the words on its button."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.errors import Conflict
from exchange.enums import (
    ON_BEHALF,
    TEAM_STATES,
    Channel,
    ExtensionState,
    NeedState,
    OrderState,
    RatedBy,
)
from exchange.models import Extension, Need, Order
from exchange.services.dispatch import DISPATCHES, WITHDRAWABLE
from exchange.services.intake import CANCELLABLE
from exchange.services.rights import acting_as
from exchange.services.screening import CONCLUDES, PANEL, SCREENED
from organisations.enums import SERVICE_ROLES, Role
from workflows.service_desk import forms
from workflows.services import needs

Row = TypeVar("Row", Order, Extension)


@dataclass(frozen=True)
class Subject:
    """A need with its last order and an open question for more time, read once for all actions."""

    need: Need
    order: Order | None
    extension: Extension | None

    @property
    def order_state(self) -> str:
        return self.order.state if self.order is not None else ""


@dataclass(frozen=True)
class Action:
    """`roles` may do it at the unit or above; `fits` says whether there is anything to do now."""

    name: str
    label: str | Promise
    roles: tuple[Role, ...]
    fits: Callable[[Subject], bool]
    form: type[forms.VerbForm]
    run: Callable[[Subject, Any, dict[str, Any]], Any]
    done: str | Promise


def _screened(subject: Subject) -> bool:
    return subject.need.state in SCREENED


def _free(subject: Subject) -> bool:
    return subject.order_state in (OrderState.WAITING, OrderState.POOLED)


def _with_team(subject: Subject) -> bool:
    return subject.order_state in TEAM_STATES and subject.order_state != OrderState.IN_SERVICE


def _on_behalf(subject: Subject) -> bool:
    return subject.need.channel in ON_BEHALF


def _may_cancel(subject: Subject) -> bool:
    need = subject.need
    return (
        _on_behalf(subject)
        and need.may_become(NeedState.CANCELLED)
        and (not subject.order_state or subject.order_state in CANCELLABLE)
    )


def _may_withdraw(subject: Subject) -> bool:
    return subject.need.state in WITHDRAWABLE and subject.order_state != OrderState.IN_SERVICE


def _by_phone(subject: Subject) -> bool:
    from_afar = subject.need.channel in (*ON_BEHALF, Channel.VISITOR)
    return subject.order_state == OrderState.DONE and from_afar


def _there(row: Row | None) -> Row:
    """What an action is about; Conflict where it has gone since the page was shown."""
    if row is None:
        raise Conflict("workflows.moved_on", _("This has moved on since you opened it. Look again, then decide."))
    return row


def _on_need(verb: Callable[..., Any]) -> Callable[[Subject, Any, dict[str, Any]], Any]:
    return lambda subject, actor, given: verb(need=subject.need, actor=actor, **given)


def _on_order(verb: Callable[..., Any]) -> Callable[[Subject, Any, dict[str, Any]], Any]:
    return lambda subject, actor, given: verb(order=_there(subject.order), actor=actor, **given)


ACTIONS = {
    action.name: action
    for action in (
        Action("say", _("Give my opinion"), PANEL, _screened, forms.SayForm, _on_need(needs.panel_say),
               _("Your opinion is on record.")),
        Action("conclude", _("Conclude the screening"), CONCLUDES, _screened, forms.ConcludeForm,
               _on_need(needs.screen), _("The screening is concluded.")),
        Action("deliberation", _("Record a meeting"), CONCLUDES,
               lambda subject: subject.need.state == NeedState.DELIBERATION, forms.DeliberationForm,
               _on_need(needs.deliberation_record), _("The meeting is on record.")),
        Action("assign", _("Send it to a team"), DISPATCHES, _free, forms.AssignForm, _on_order(needs.order_assign),
               _("Sent: the team has been told.")),
        Action("pool", _("Open it to all teams"), DISPATCHES,
               lambda subject: subject.order_state == OrderState.WAITING, forms.WordsForm,
               _on_order(needs.order_pool), _("It is in the pool.")),
        Action("recall", _("Take it from the team"), DISPATCHES, _with_team, forms.ReasonForm,
               _on_order(needs.order_recall), _("Taken back: it waits for another team.")),
        Action("answer", _("Answer about more time"), DISPATCHES,
               lambda subject: subject.extension is not None, forms.AnswerForm,
               lambda subject, actor, given: needs.extension_decide(
                   extension=_there(subject.extension), actor=actor, **given),
               _("Answered: the team and the asker have been told.")),
        Action("supplement", _("Add what the asker says"), SERVICE_ROLES,
               lambda subject: _on_behalf(subject) and subject.need.state == NeedState.RETURNED,
               forms.SupplementForm, _on_need(needs.need_supplement), _("Added. The panel looks at it again.")),
        Action("rate", _("Enter a rating by phone"), SERVICE_ROLES, _by_phone, forms.RateForm,
               lambda subject, actor, given: needs.order_rate(
                   order=_there(subject.order), actor=actor, by=RatedBy.PHONE, **given),
               _("The rating is on record.")),
        Action("withdraw", _("Withdraw it"), (Role.DISPATCHER, Role.DIRECTOR), _may_withdraw, forms.ReasonForm,
               _on_need(needs.need_withdraw), _("Withdrawn: the asker has been told why.")),
        Action("cancel", _("Cancel it for the asker"), SERVICE_ROLES, _may_cancel, forms.WordsForm,
               _on_need(needs.need_cancel), _("Cancelled for the asker.")),
    )
}  # fmt: skip


def offered(subject: Subject, actor: Any) -> list[Action]:
    """What the person may do now. The verbs ask once more."""
    fitting = [action for action in ACTIONS.values() if action.fits(subject)]
    held = {roles: acting_as(actor, roles, subject.need.unit) for roles in {action.roles for action in fitting}}
    return [action for action in fitting if held[action.roles] is not None]


def subject_of(need: Need, order: Order | None) -> Subject:
    asked = Extension.objects.filter(order=order, state=ExtensionState.ASKED).first() if order is not None else None
    return Subject(need, order, asked)
