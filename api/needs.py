"""What programs are shown of needs and orders: nothing personal, whoever asks."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from api.preconditions import given, order_version, require_match, tagged
from common.errors import NotFound
from exchange.enums import Breadth, Channel, ExtensionState, Mode, NeedState, OrderState
from exchange.models import Extension, Need, Order
from workflows.leading import held

Text = Annotated[str, Field(max_length=300)]


class Window(Schema):
    limit: Annotated[int, Field(ge=1, le=100)] = 25
    offset: Annotated[int, Field(ge=0, le=100_000)] = 0

    def of(self, rows: QuerySet[Any]) -> dict[str, Any]:
        """A page of an answer, and how many there are in all."""
        return {"count": rows.count(), "items": list(rows[self.offset : self.offset + self.limit])}


class PublicNeedOut(Schema):
    """What everybody may read of an accepted need."""

    code: str
    summary: str
    public_text: str
    state: NeedState
    state_label: str
    unit: str
    category: str
    submitted_at: dt.datetime

    @staticmethod
    def resolve_state_label(need: Need) -> str:
        return need.get_state_display()

    @staticmethod
    def resolve_unit(need: Need) -> str:
        return need.unit.name

    @staticmethod
    def resolve_category(need: Need) -> str:
        return need.category.name if need.category else ""


class NeedOut(PublicNeedOut):
    """What its asker, its team and its staff are shown besides."""

    unit_code: str
    channel: Channel
    breadth: Breadth | None
    urgency: int
    people_count: int | None
    wanted_from: dt.datetime | None
    wanted_to: dt.datetime | None
    reason: str

    @staticmethod
    def resolve_unit_code(need: Need) -> str:
        return need.unit.code

    @staticmethod
    def resolve_breadth(need: Need) -> str | None:
        return need.breadth or None


class ExtensionOut(Schema):
    state: ExtensionState
    reason: str
    old_due_at: dt.datetime
    new_due_at: dt.datetime
    answer: str


class OrderOut(Schema):
    """An order with its clocks. `round` is 2 once it has been opened again."""

    code: str
    round: int
    state: OrderState
    state_label: str
    mode: Mode | None
    binding: bool
    refusals_count: int
    rank: int
    team: str
    team_code: str
    dispatched_at: dt.datetime | None
    answer_due_at: dt.datetime | None
    due_at: dt.datetime | None
    paused_since: dt.datetime | None
    planned_from: dt.datetime | None
    planned_to: dt.datetime | None
    extension: ExtensionOut | None
    need: NeedOut

    @staticmethod
    def resolve_state_label(order: Order) -> str:
        return order.get_state_display()

    @staticmethod
    def resolve_mode(order: Order) -> str | None:
        return order.mode or None

    @staticmethod
    def resolve_team(order: Order) -> str:
        return order.team.name if order.team else ""

    @staticmethod
    def resolve_team_code(order: Order) -> str:
        return order.team.code if order.team else ""

    @staticmethod
    def resolve_planned_from(order: Order) -> dt.datetime | None:
        plan = getattr(order, "plan", None)
        return plan.starts_at if plan else None

    @staticmethod
    def resolve_planned_to(order: Order) -> dt.datetime | None:
        plan = getattr(order, "plan", None)
        return plan.ends_at if plan else None

    @staticmethod
    def resolve_extension(order: Order) -> Extension | None:
        found: Extension | None = getattr(order, "extension", None)
        return found


class OrderListOut(Schema):
    count: int
    items: list[OrderOut]


def with_facts(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Orders with all that is shown of them: one query."""
    return orders.select_related("need__unit", "need__category", "team__unit", "plan", "extension")


def order_in(orders: QuerySet[Order], code: str) -> Order:
    """One of these orders. Raises NotFound, whether there is no such thing or it is somebody else's."""
    order = with_facts(orders).filter(code=code).first()
    if order is None:
        raise NotFound("api.no_order", _("There is no such order, or it is not for you."))
    return order


@contextmanager
def as_read(request: HttpRequest, orders: QuerySet[Order], code: str) -> Iterator[Order]:
    """The order, held while a verb changes it: as it was read, if the request says how that was."""
    with held(order_in(orders, code).need_id):
        order = order_in(orders, code)
        require_match(given(request), order_version(order))
        yield order


def shown(request: HttpRequest, orders: QuerySet[Order], code: str) -> Order:
    """The order, with the tag of its version on the answer."""
    order = order_in(orders, code)
    tagged(request, order_version(order))
    return order
