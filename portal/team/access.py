"""Whom the screens of teams open to: captains and deputies. What is not theirs and what is not there look the same."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from exchange.enums import Mode, OrderState
from exchange.models import Order
from exchange.rules import TEAM_OF_ORDER
from organisations.selectors import reader_of
from volunteers.enums import TeamState
from volunteers.models import Team
from volunteers.rules import LEADS_TEAM

View = Callable[..., HttpResponse]


def for_teams(view: View) -> View:
    """Signed in, and kept by no cache."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return never_cache(login_required(guarded))


def teams_led(request: HttpRequest) -> QuerySet[Team]:
    """The teams that the person leads, whatever their state; what is over for good is left out."""
    over = (TeamState.ENDED,)
    return Team.objects.filter(LEADS_TEAM.filter(reader_of(request))).exclude(state__in=over).select_related("unit")


def team_or_404(request: HttpRequest, code: str) -> Team:
    team = teams_led(request).filter(code=code).first()
    if team is None:
        raise Http404
    return team


def _orders() -> QuerySet[Order]:
    related = ("need__unit", "need__category", "need__personal", "team__unit", "plan__space__venue", "plan__vehicle")
    return Order.objects.select_related(*related, "extension", "report", "rating")


def order_or_404(request: HttpRequest, code: str) -> Order:
    """An order of a team that the person leads, or one of the pool that such a team may take."""
    order = _orders().filter(code=code).first()
    if order is None:
        raise Http404
    if order.state == OrderState.POOLED and takers(request):
        return order
    if not TEAM_OF_ORDER.check(reader_of(request), order):
        raise Http404
    return order


def pooled_or_404(request: HttpRequest, code: str) -> Order:
    """An order that is or was in the pool: who comes too late is told so, instead of finding nothing."""
    order = _orders().filter(code=code, mode=Mode.POOLED).first()
    if order is None or not takers(request):
        raise Http404
    return order


def takers(request: HttpRequest) -> list[Team]:
    """The teams of the person that may take orders at present."""
    return [team for team in teams_led(request) if team.state == TeamState.ACTIVE]
