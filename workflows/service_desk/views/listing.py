"""All needs of the person's units: narrowed, paged, and as a file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.calendar import is_working_day
from common.errors import LinliError
from exchange.models import Need
from exchange.rules import STAFF
from exchange.statistics import Trees
from organisations.selectors import reader_of
from workflows.desk import exports
from workflows.desk.due import Clock, clock
from workflows.desk.pages import CountingPaginator
from workflows.enums import step_words
from workflows.service_desk.access import needs_of_staff, serves
from workflows.service_desk.listing import MOST_EXPORTED, NeedFilters, with_due

ON_A_PAGE = 25


def _clock(need: Any, now: Any) -> Clock | None:
    if need.item_due is None:
        return None
    return clock(due_at=need.item_due, started_at=need.item_since, now=now, is_working=is_working_day)


def _address(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name in ("p", "export"):
        query.pop(name, None)
    return f"{query.urlencode()}&" if query else ""


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    if not reader.paths(STAFF):
        raise Http404
    filters = NeedFilters(request.GET, Trees.read(reader, teams=False))
    try:
        narrowed = filters.narrow(needs_of_staff(reader))
    except LinliError as error:
        raise Http404 from error
    found = with_due(narrowed).order_by("-submitted_at", "-pk")
    if request.GET.get("export") in (exports.CSV, exports.XLSX):
        return export(request, found, filters)
    page, now = CountingPaginator(found, ON_A_PAGE).get_page(request.GET.get("p")), timezone.now()
    context = {
        "page_title": _("Needs"),
        "filters": filters,
        "menus": filters.menus(),
        "counted": filters.counted_words(),
        "rows": [(need, _clock(need, now), step_words(need.item_step) if need.item_step else "") for need in page],
        "page_obj": page,
        "total": page.paginator.count,
        "query": _address(request),
        "list_url": reverse("needs:list"),
        "may_enter": serves(reader),
        "empty_title": _("No needs yet"),
        "empty_advice": _("What residents of your units ask for stands here."),
    }
    return render(request, "service_desk/list.html", context)


def export(request: HttpRequest, found: Any, filters: NeedFilters) -> HttpResponse:
    """What is seen, whole; nothing personal is in it."""
    now = timezone.localtime()
    name = str(_("Needs"))
    notes = [
        _("List: %(name)s") % {"name": name},
        _("Filter: %(filter)s") % {"filter": filters.words()},
        _("As of: %(time)s") % {"time": now.strftime("%Y-%m-%d %H:%M")},
    ]
    head = [
        _("Code"), _("Submitted"), _("Need"),
        _("Category"), _("Unit"), _("Channel"), _("Urgency"), _("State"), _("Due"),
    ]  # fmt: skip
    lines = [_line(need) for need in found[:MOST_EXPORTED]]
    write = exports.as_csv if request.GET["export"] == exports.CSV else exports.as_xlsx
    return write(f"{name}-{now:%Y%m%d}", head, lines, notes)


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def _line(need: Need) -> list[str]:
    return [
        need.code,
        _moment(need.submitted_at),
        need.public_text,
        str(need.category or ""),
        need.unit.name,
        str(need.get_channel_display()),
        str(need.get_urgency_display()),
        str(need.get_state_display()),
        _moment(getattr(need, "item_due", None)),
    ]
