"""For dispatchers: the orders that no team has, those under way, who fits them, and sending them."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query as Parameters
from ninja import Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from api.auth import Bearer
from api.errors import answers
from api.idempotency import HEADER_PARAMETER, idempotent
from api.models import Scope
from api.needs import OrderListOut, OrderOut, Text, Window, as_read, order_in, shown, with_facts
from api.preconditions import TAKEN
from api.values import Code, headers
from common.access import readable
from common.errors import Conflict, Invalid
from exchange import suggesting
from exchange.board import FREE_STATES
from exchange.enums import TEAM_STATES, ExtensionState, OrderState
from exchange.models import Order
from exchange.rules import DISPATCH_ORDER
from organisations.models import Unit
from organisations.selectors import reader_of
from volunteers.models import Team
from workflows.services import needs

work = Bearer(Scope.QUEUE)
router = Router(tags=["dispatch"], auth=work)

STATES: dict[str, tuple[OrderState, ...]] = {
    "free": FREE_STATES,
    "waiting": (OrderState.WAITING,),
    "pooled": (OrderState.POOLED,),
    "under_way": TEAM_STATES,
    "more_time": TEAM_STATES,
}


class BoardFilter(Window):
    """`free` is what no team has, `more_time` what a team asks more time for."""

    tab: Literal["free", "waiting", "pooled", "under_way", "more_time"] = "free"
    unit: Annotated[str, Field(max_length=16, description="Public code of a unit: with all below it.")] = ""


class ReasonOut(Schema):
    """`sign` says whether it speaks for the team (+), against it (-) or nothing is known (0)."""

    code: str
    sign: Literal["+", "-", "0"]
    text: str


class SuggestionOut(Schema):
    """`cells` is the fit, 1 to 5."""

    team: str
    team_code: str
    cells: int
    word: str
    reasons: list[ReasonOut]

    @staticmethod
    def resolve_team(found: Any) -> str:
        return str(found.team.name)

    @staticmethod
    def resolve_team_code(found: Any) -> str:
        return str(found.team.code)


class AssignIn(Schema):
    team: Code
    reason: Text = ""


class ReasonIn(Schema):
    reason: Text = ""


class MoreTimeAnswerIn(Schema):
    granted: bool
    answer: Text = ""


def _orders(request: HttpRequest) -> QuerySet[Order]:
    return Order.objects.filter(DISPATCH_ORDER.filter(reader_of(request)))


@router.get(
    "/orders/", response=answers(200, OrderListOut), operation_id="dispatch_orders", summary="The dispatcher's board"
)
def list_orders(request: HttpRequest, filters: Parameters[BoardFilter]) -> Any:
    found = with_facts(_orders(request)).filter(state__in=STATES[filters.tab])
    if filters.tab == "more_time":
        found = found.filter(extension__state=ExtensionState.ASKED)
    if filters.unit:
        unit = readable(Unit.objects.all(), reader_of(request)).filter(code=filters.unit).first()
        if unit is None:
            raise Invalid("api.unknown_unit", _("There is no such unit: look it up again."), field="unit")
        found = found.filter(need__unit__path__startswith=unit.path)
    return filters.of(found.order_by("-rank", F("due_at").asc(nulls_last=True), "pk"))


@router.get("/orders/{code}/", response=answers(200, OrderOut, 404), operation_id="dispatch_order", summary="One order")
def get_order(request: HttpRequest, code: Code) -> Any:
    return shown(request, _orders(request), code)


@router.get(
    "/orders/{code}/suggestions/",
    response=answers(200, list[SuggestionOut], 404),
    operation_id="dispatch_suggestions",
    summary="The teams that fit an order, best first, and why",
)
def suggestions(request: HttpRequest, code: Code) -> Any:
    return suggesting.suggest(order_in(_orders(request), code))


def _operation(verb: str, summary: str) -> Callable[[Any], Any]:
    def decorate(view: Any) -> Any:
        return router.post(
            f"/orders/{{code}}/{verb}/",
            response=answers(200, OrderOut, 404, 409, 412, 413),
            operation_id=f"dispatch_{verb.replace('-', '_')}",
            summary=summary,
            openapi_extra=headers(HEADER_PARAMETER, TAKEN),
        )(decorate_view(idempotent(work))(view))

    return decorate


def _change(request: HttpRequest, code: str, verb: Any, /, **said: Any) -> Order:
    with as_read(request, _orders(request), code) as order:
        verb(order=order, actor=request.user, **said)
    return shown(request, _orders(request), code)


@_operation("assign", "Send an order to a team")
def assign(request: HttpRequest, code: Code, data: AssignIn) -> Any:
    order_in(_orders(request), code)
    team = readable(Team.objects.all(), reader_of(request)).filter(code=data.team).first()
    if team is None:
        raise Invalid("api.unknown_team", _("There is no such team: look it up again."), field="team")
    return _change(request, code, needs.order_assign, team=team, reason=data.reason)


@_operation("pool", "Put an order into the open pool")
def pool(request: HttpRequest, code: Code, data: ReasonIn) -> Any:
    return _change(request, code, needs.order_pool, reason=data.reason)


@_operation("recall", "Take an order back from its team")
def recall(request: HttpRequest, code: Code, data: ReasonIn) -> Any:
    return _change(request, code, needs.order_recall, reason=data.reason)


@_operation("more-time", "Answer a team that asks for more time")
def more_time(request: HttpRequest, code: Code, data: MoreTimeAnswerIn) -> Any:
    def decide(*, order: Order, actor: Any) -> None:
        extension = getattr(order, "extension", None)
        if extension is None:
            raise Conflict("api.nothing_asked", _("Nobody has asked for more time for this order."))
        needs.extension_decide(extension=extension, actor=actor, granted=data.granted, answer=data.answer)

    return _change(request, code, decide)
