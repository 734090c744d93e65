"""What waits for a captain's teams, what they have in hand, and what is in the pool."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.paging import paged
from portal.team.access import for_teams, takers, teams_led
from portal.team.selectors import lines, orders_of, pool_for
from workflows.desk.rows import item_clock
from workflows.notices import link_of
from workflows.selectors import of_teams

FIRST_OF_POOL = 5
MOST_WAITING = 20


@require_safe
@for_teams
def home(request: HttpRequest) -> HttpResponse:
    """Everything that a captain needs before going out, on one page."""
    teams = list(teams_led(request))
    taking = [team for team in teams if team.state == "active"]
    past = "past" in request.GET
    page = paged(request, orders_of(teams, past=past))
    pool = list(pool_for(taking)[: FIRST_OF_POOL + 1]) if taking else []
    context: dict[str, Any] = {
        "teams": teams,
        "waiting": _waiting(request) if teams else [],
        "past": past,
        "orders": lines(page.pop("rows")),
        "page": page,
        "pool": lines(pool[:FIRST_OF_POOL]),
        "more_in_pool": len(pool) > FIRST_OF_POOL,
        "taking": taking,
    }
    return render(request, "pages/team/home.html", context)


def _waiting(request: HttpRequest) -> list[dict[str, Any]]:
    now = timezone.now()
    items = of_teams(request.user)[:MOST_WAITING]
    return [{"item": item, "url": link_of(item), "clock": item_clock(item, now)} for item in items]


@require_safe
@for_teams
def pool(request: HttpRequest) -> HttpResponse:
    """The whole open pool: what the teams do and where they are comes first."""
    taking = takers(request)
    page = paged(request, pool_for(taking)) if taking else {"rows": []}
    context = {"pool": lines(page.pop("rows")), "page": page, "taking": taking}
    return render(request, "pages/team/pool.html", context)
