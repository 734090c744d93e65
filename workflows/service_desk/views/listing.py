"""The needs of one's units, and the board of those that wait for a team."""

import hashlib
from typing import Any

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.access import readable
from exchange.board import free_orders
from exchange.enums import Channel, NeedState, Urgency
from exchange.models import Category, Need
from exchange.rules import STAFF
from organisations.models import Unit
from organisations.selectors import reader_of
from workflows.enums import UNFINISHED
from workflows.models import WorkItem
from workflows.service_desk.access import serves

ON_A_PAGE = 25
KEPT_SECONDS = 60


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """`?q= state= category= unit= channel= urgency= late=1`; what is none of these is no filter."""
    reader = reader_of(request)
    if not serves(reader):
        raise Http404
    units, kinds = _towns(reader.paths(STAFF)), _kinds()
    found = _narrow(readable(Need.objects.all(), reader), request, units, kinds)
    page = Paginator(found.order_by("-submitted_at", "-pk"), ON_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "needs": page,
        "units": units,
        "kinds": kinds,
        "states": NeedState.choices,
        "channels": Channel.choices,
        "urgencies": Urgency.choices,
        "chosen": request.GET,
        "query": _query(request),
        "page_title": _("Needs"),
    }
    return render(request, "service_desk/list.html", context)


def _towns(paths: list[str]) -> list[Unit]:
    """The units of the filter: centre and towns of the reader. They change rarely: kept for a minute."""
    key = "service-desk:units:" + hashlib.blake2s("|".join(paths).encode(), digest_size=12).hexdigest()
    found: Any = cache.get_or_set(
        key, lambda: list(Unit.objects.filter(_below(paths)).filter(depth__lte=2).order_by("path")), KEPT_SECONDS
    )
    return list(found)


def _kinds() -> list[Category]:
    found: Any = cache.get_or_set("service-desk:kinds", lambda: list(Category.objects.filter(depth=1)), KEPT_SECONDS)
    return list(found)


def _below(paths: list[str]) -> Q:
    query = Q(pk__in=[])
    for path in paths:
        query |= Q(path__startswith=path)
    return query


def _narrow(found: QuerySet[Need], request: HttpRequest, units: list[Unit], kinds: list[Category]) -> QuerySet[Need]:
    chosen = request.GET
    unit = next((each for each in units if str(each.pk) == chosen.get("unit")), None)
    kind = next((each for each in kinds if str(each.pk) == chosen.get("category")), None)
    if unit is not None:
        found = found.filter(unit__path__startswith=unit.path)
    if kind is not None:
        found = found.filter(category__path__startswith=kind.path)
    if chosen.get("state") in NeedState.values:
        found = found.filter(state=chosen["state"])
    if chosen.get("channel") in Channel.values:
        found = found.filter(channel=chosen["channel"])
    if chosen.get("urgency") in {str(value) for value in Urgency.values}:
        found = found.filter(urgency=chosen["urgency"])
    if chosen.get("late") == "1":
        late = WorkItem.objects.filter(state__in=UNFINISHED, due_at__lt=timezone.now(), need__isnull=False)
        found = found.filter(pk__in=late.values("need"))
    words = chosen.get("q", "").replace("\x00", "").strip()[:60]
    if words:
        found = found.filter(Q(public_text__icontains=words) | Q(code=words.lower()))
    return found.select_related("unit", "category")


def _query(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("p", None)
    return query.urlencode()


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What waits for a team in the dispatcher's units, the most urgent first."""
    reader = reader_of(request)
    if not serves(reader):
        raise Http404
    page: Any = Paginator(free_orders(reader), ON_A_PAGE).get_page(request.GET.get("p"))
    context = {"orders": page, "query": _query(request), "page_title": _("Dispatch board")}
    return render(request, "service_desk/board.html", context)
