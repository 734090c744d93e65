"""Orders of the teams that the token's person leads: answering, planning, serving, reporting; and the open pool."""

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
from api.values import Code, Id, NearTime, headers
from common.errors import Invalid, NotFound
from exchange.enums import FINISHED_STATES, TEAM_STATES, Mode, OrderState, RefusalCode
from exchange.models import Order
from exchange.rules import TEAM_OF_ORDER
from organisations.models import VenueSpace
from organisations.selectors import reader_of
from volunteers.enums import TeamState
from volunteers.models import Team, TeamMember, Vehicle
from volunteers.rules import LEADS_TEAM
from workflows.services import needs

work = Bearer(Scope.QUEUE)
router = Router(tags=["team"], auth=work)


class OrderFilter(Window):
    tab: Literal["running", "finished"] = "running"


class RefusalIn(Schema):
    code: RefusalCode
    text: Annotated[str, Field(min_length=2, max_length=300)]


class TakeIn(Schema):
    """`team` may be left out by who leads one team alone."""

    team: Code | None = None


class ReasonIn(Schema):
    reason: Text = ""


class PlanIn(Schema):
    """`members` are numbers of members of the team; `vehicle` is a public code, `space` the number of a room."""

    starts_at: NearTime
    ends_at: NearTime
    members: Annotated[list[Id], Field(min_length=1, max_length=50)]
    place: Annotated[str, Field(max_length=120)] = ""
    space: Id | None = None
    vehicle: Code | None = None
    note: Text = ""


class MoreTimeIn(Schema):
    until: NearTime
    reason: Annotated[str, Field(min_length=1, max_length=300)]


class ReportIn(Schema):
    text: Annotated[str, Field(min_length=4, max_length=1000)]
    people_served: Annotated[int, Field(ge=1, le=100_000)]
    minutes: Annotated[int, Field(ge=1, le=1440)]
    volunteers: Annotated[int, Field(ge=1, le=1000)] = 1


class MemberOut(Schema):
    id: int
    name: str


class TeamOut(Schema):
    code: str
    name: str
    state: TeamState
    members: list[MemberOut]


def _orders(request: HttpRequest) -> QuerySet[Order]:
    return Order.objects.filter(TEAM_OF_ORDER.filter(reader_of(request)))


def _teams(request: HttpRequest) -> QuerySet[Team]:
    return Team.objects.filter(LEADS_TEAM.filter(reader_of(request))).order_by("pk")


def _pool(request: HttpRequest) -> QuerySet[Order]:
    """What is free for all teams; nothing for who leads none that may take it."""
    if not _teams(request).filter(state=TeamState.ACTIVE).exists():
        return Order.objects.none()
    return Order.objects.filter(state=OrderState.POOLED)


@router.get("/", response=answers(200, list[TeamOut]), operation_id="team_list", summary="The teams one leads")
def list_teams(request: HttpRequest) -> Any:
    return list(_teams(request).prefetch_related("members")[:50])


@router.get("/orders/", response=answers(200, OrderListOut), operation_id="team_orders", summary="Orders of my teams")
def list_orders(request: HttpRequest, filters: Parameters[OrderFilter]) -> Any:
    states = TEAM_STATES if filters.tab == "running" else FINISHED_STATES
    found = with_facts(_orders(request)).filter(state__in=states)
    return filters.of(found.order_by(F("due_at").asc(nulls_last=True), "pk"))


@router.get("/orders/{code}/", response=answers(200, OrderOut, 404), operation_id="team_order", summary="One order")
def get_order(request: HttpRequest, code: Code) -> Any:
    return shown(request, _orders(request), code)


@router.get("/pool/", response=answers(200, OrderListOut), operation_id="team_pool", summary="The open pool")
def list_pool(request: HttpRequest, window: Parameters[Window]) -> Any:
    return window.of(with_facts(_pool(request)).order_by("-rank", F("due_at").asc(nulls_last=True), "pk"))


def _operation(path: str, name: str, summary: str) -> Callable[[Any], Any]:
    def decorate(view: Any) -> Any:
        return router.post(
            path,
            response=answers(200, OrderOut, 404, 409, 412, 413),
            operation_id=f"team_{name}",
            summary=summary,
            openapi_extra=headers(HEADER_PARAMETER, TAKEN),
        )(decorate_view(idempotent(work))(view))

    return decorate


def _change(request: HttpRequest, code: str, verb: Any, /, **said: Any) -> Order:
    with as_read(request, _orders(request), code) as order:
        verb(order=order, actor=request.user, **said)
    # A team that has refused it has nothing to do with it any more: shown is what became of it.
    return shown(request, Order.objects.filter(pk=order.pk), code)


@_operation("/pool/{code}/take/", "take", "Take an order out of the pool")
def take(request: HttpRequest, code: Code, data: TakeIn) -> Any:
    teams = list(_teams(request).filter(**{"code": data.team} if data.team else {})[:2])
    if not teams:
        raise NotFound("api.no_team", _("You lead no such team."))
    if len(teams) > 1:
        raise Invalid("api.which_team", _("You lead several teams: say which one takes it."), field="team")
    # Who comes a moment late is told that another team was faster, and not that there is no such thing:
    # everything that was ever in the pool was there for all teams to see.
    order = order_in(Order.objects.filter(mode=Mode.POOLED), code)
    needs.order_take(order=order, team=teams[0], actor=request.user)
    return shown(request, _orders(request), code)


@_operation("/orders/{code}/accept/", "accept", "Accept an order")
def accept(request: HttpRequest, code: Code) -> Any:
    return _change(request, code, needs.order_accept)


@_operation("/orders/{code}/refuse/", "refuse", "Refuse an order, with a reason")
def refuse(request: HttpRequest, code: Code, data: RefusalIn) -> Any:
    return _change(request, code, needs.order_refuse, code=data.code, text=data.text)


@_operation("/orders/{code}/plan/", "plan", "Plan the service, or plan it anew")
def plan(request: HttpRequest, code: Code, data: PlanIn) -> Any:
    said: dict[str, Any] = data.dict(exclude={"members", "space", "vehicle"})
    wanted = set(data.members)
    with as_read(request, _orders(request), code) as order:
        said["members"] = list(TeamMember.objects.filter(team=order.team, pk__in=wanted))
        if len(said["members"]) != len(wanted):
            raise _unknown("members")
        paths = _paths_of(order)
        if data.space is not None:
            said["space"] = _one(VenueSpace.objects.filter(venue__owner__path__in=paths, pk=data.space), "space")
        if data.vehicle is not None:
            said["vehicle"] = _one(Vehicle.objects.filter(unit__path__in=paths, code=data.vehicle), "vehicle")
        needs.order_plan(order=order, actor=request.user, **said)
    return shown(request, _orders(request), code)


def _paths_of(order: Order) -> list[str]:
    """Rooms and vehicles are those of the team's unit and of the need's, and of the units above them."""
    units = [order.need.unit, *([order.team.unit] if order.team else [])]
    return [unit.path[:end] for unit in units for end in range(unit.steplen, len(unit.path) + 1, unit.steplen)]


def _unknown(field: str) -> Invalid:
    return Invalid("api.unknown_value", _("There is nothing by this code: look it up again."), field=field)


def _one(rows: QuerySet[Any], field: str) -> Any:
    found = rows.first()
    if found is None:
        raise _unknown(field)
    return found


@_operation("/orders/{code}/start/", "start", "Begin the service")
def start(request: HttpRequest, code: Code) -> Any:
    return _change(request, code, needs.order_start)


@_operation("/orders/{code}/pause/", "pause", "Wait for the resident")
def pause(request: HttpRequest, code: Code, data: ReasonIn) -> Any:
    return _change(request, code, needs.order_pause, reason=data.reason)


@_operation("/orders/{code}/resume/", "resume", "Go on after waiting for the resident")
def resume(request: HttpRequest, code: Code, data: ReasonIn) -> Any:
    return _change(request, code, needs.order_resume, reason=data.reason)


@_operation("/orders/{code}/more-time/", "more_time", "Ask for more time")
def more_time(request: HttpRequest, code: Code, data: MoreTimeIn) -> Any:
    return _change(request, code, needs.extension_ask, until=data.until, reason=data.reason)


@_operation("/orders/{code}/report/", "report", "Report what was done")
def report(request: HttpRequest, code: Code, data: ReportIn) -> Any:
    return _change(request, code, needs.order_report, **data.dict())
