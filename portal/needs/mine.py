"""What a resident with an account has asked for: what is under way with its next step, and what is over."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from exchange.enums import OPEN_STATES, NeedState, OrderState
from exchange.models import Need, Order
from exchange.selectors import followed
from portal.needs import line
from portal.needs.promises import promise_words, until_of
from portal.needs.scores import scores
from portal.paging import paged
from portal.team.access import teams_led
from workflows.enums import UNFINISHED
from workflows.models.items import WorkItem

# More under way at once than any household has; what is older stands among those that are over.
MOST_OPEN = 50
UNDER_WAY = (*OPEN_STATES, NeedState.SERVED)
OPEN = Q(state__in=UNDER_WAY) | Q(state=NeedState.DUPLICATE, master__state__in=UNDER_WAY)


@dataclass(frozen=True)
class Mine:
    """A need under way: whose turn it is, until when, and what its asker can do now."""

    need: Need
    order: Order | None
    next: str
    promise: str
    may_rate: bool
    may_add: bool
    may_urge: bool
    may_cancel: bool


def _own(request: HttpRequest) -> QuerySet[Need]:
    return Need.objects.filter(asker=request.user.pk).select_related("unit", "category", "master__category")


def under_way(needs: list[Need]) -> list[Mine]:
    """With what waits for the asker first. Two queries, whatever their number."""
    ids = {need.pk for need in needs} | {need.master_id for need in needs if need.master_id}
    orders = {
        order.need_id: order
        for order in Order.objects.filter(need__in=ids).select_related("team", "plan").order_by("need", "round")
    }
    items = WorkItem.objects.filter(need__in=ids, state__in=UNFINISHED)
    until = dict(items.values_list("need", "due_at"))
    found = [_mine(need, orders, until) for need in needs]
    return sorted(found, key=lambda each: not (each.may_rate or each.may_add or _is_paused(each)))


def _is_paused(mine: Mine) -> bool:
    return mine.order is not None and mine.order.state == OrderState.PAUSED


def _mine(need: Need, orders: dict[int, Order], until: dict[Any, Any]) -> Mine:
    same = followed(need)
    order, joined = orders.get(same.pk), same.pk != need.pk
    waits_until = until_of(same, order, until.get(same.pk))
    return Mine(
        need=need,
        order=order,
        next=line.next_words(same, order),
        promise="" if joined else promise_words(need, order, waits_until),
        may_rate=line.may_rate(need, order),
        may_add=need.state == NeedState.RETURNED,
        may_urge=not joined and line.may_urge(need, order),
        may_cancel=line.may_cancel(need, orders.get(need.pk)),
    )


@never_cache
@login_required
@require_safe
def my_page(request: HttpRequest) -> HttpResponse:
    """Where one comes to after signing in: captains to their team, everybody else to the own needs."""
    return redirect("portal:team-home" if teams_led(request).exists() else "portal:my-needs")


@never_cache
@login_required
@require_safe
def my_needs(request: HttpRequest) -> HttpResponse:
    """Under way on top, each with what can be done; below a page of those that are over."""
    open_needs = list(_own(request).filter(OPEN)[:MOST_OPEN])
    over = paged(request, _own(request).exclude(pk__in=[need.pk for need in open_needs]))
    context = {"open": under_way(open_needs), "over": over["rows"], "page": over, "scores": scores()}
    return render(request, "pages/needs/mine.html", context)
