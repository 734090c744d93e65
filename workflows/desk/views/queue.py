"""The queues: one list behind each tab, and the same list as today's work on the admin's first page."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from organisations.selectors import reader_of
from workflows.desk import exports, pending
from workflows.desk.filters import Filters
from workflows.desk.person import counts_of, heaps_of
from workflows.desk.rows import Row, rows, with_rows
from workflows.desk.tabs import TABS, Tab

PAGE_SIZE = 25
MOST_EXPORTED = 5000


def greeting(count: int) -> str:
    """A count, not a slogan."""
    hour = timezone.localtime().hour
    hello = _("Good morning") if hour < 12 else _("Good afternoon") if hour < 18 else _("Good evening")
    if not count:
        return _("%(hello)s, nothing waits for you today") % {"hello": hello}
    words = ngettext(
        "%(hello)s, %(count)s item waits for you today", "%(hello)s, %(count)s items wait for you today", count
    )
    return words % {"hello": hello, "count": count}


def advice(counts: dict[str, int]) -> str:
    if counts["overdue"]:
        words = ngettext(
            "Begin with the one that is overdue.", "Begin with the %(count)s that are overdue.", counts["overdue"]
        )
        return (words % {"count": counts["overdue"]}) + _(" When one is done, the next opens.")
    if counts["mine"]:
        return _("When one is done, the next opens.")
    if counts["claimable"]:
        words = ngettext("%(count)s can be claimed.", "%(count)s can be claimed.", counts["claimable"])
        return words % {"count": counts["claimable"]}
    return ""


def queue_context(request: HttpRequest, tab: Tab) -> dict[str, Any]:
    """Everything that a list shows: the home page and the queues use the same."""
    filters = Filters(request.GET)
    counts = counts_of(request)
    everything = tab.items(reader_of(request), request.user)
    found = filters.order(filters.narrow(everything))
    paginator = Paginator(with_rows(found), PAGE_SIZE)
    if not filters.active:
        # The figure of the tab: the same selector counted it a moment ago.
        paginator.count = counts[tab.name]  # type: ignore[misc]
    page = paginator.get_page(request.GET.get("p"))
    listed = rows(page.object_list, action=tab.action)
    list_url = reverse("desk:queue", args=[tab.name])
    return {
        "tabs": [_tab_link(other, counts) for other in TABS.values()],
        "current": tab.name,
        "greeting": greeting(counts["mine"]),
        "advice": advice(counts),
        "urgent_url": reverse("desk:urgent") if counts["mine"] else "",
        "filters": filters,
        "menus": filters.menus(heap for heap in heaps_of(request) if heap.queue == tab.name),
        "rows": listed,
        "picking": tab.picking,
        "done_list": tab.finished,
        "page_obj": page,
        "total": paginator.count,
        "query": _query_without(request, "p"),
        "sort_url": f"{list_url}?{_query_without(request, 'p', 'sort')}{'' if filters.latest_first else 'sort=-due'}",
        "list_url": list_url,
        "list_address": request.get_full_path(),
        "empty_title": tab.empty_title,
        "empty_advice": tab.empty_advice,
        "now": timezone.localtime(),
        "page_title": tab.label,
        **pending.context(request),
    }


def _tab_link(tab: Tab, counts: dict[str, int]) -> dict[str, Any]:
    url = reverse("desk:queue", args=[tab.name])
    return {"name": tab.name, "label": tab.label, "count": counts[tab.name], "url": url}


def _query_without(request: HttpRequest, *names: str) -> str:
    query = request.GET.copy()
    for name in (*names, "export"):
        query.pop(name, None)
    return f"{query.urlencode()}&" if query else ""


@require_safe
def queue(request: HttpRequest, tab: str) -> HttpResponse:
    if tab not in TABS:
        raise Http404
    if request.GET.get("export") in (exports.CSV, exports.XLSX):
        return export(request, TABS[tab])
    return render(request, "desk/queue.html", queue_context(request, TABS[tab]))


def export(request: HttpRequest, tab: Tab) -> HttpResponse:
    """What is seen, whole: all pages of the list under the same filter and in the same order."""
    filters = Filters(request.GET)
    everything = tab.items(reader_of(request), request.user)
    found = with_rows(filters.order(filters.narrow(everything)))[:MOST_EXPORTED]
    menus = filters.menus(heap for heap in heaps_of(request) if heap.queue == tab.name)
    now = timezone.localtime()
    notes = [
        _("List: %(name)s") % {"name": tab.label},
        _("Filter: %(filter)s") % {"filter": filters.words(menus)},
        _("As of: %(time)s") % {"time": now.strftime("%Y-%m-%d %H:%M")},
    ]
    head = [_("Kind"), _("Item"), _("Unit"), _("Step"), _("Due"), _("Time left"), _("Sent by")]
    lines = [_line(row) for row in rows(found)]
    write = exports.as_csv if request.GET["export"] == exports.CSV else exports.as_xlsx
    return write(f"{tab.label}-{now:%Y%m%d}", head, lines, notes)


def _line(row: Row) -> list[str]:
    due = timezone.localtime(row.item.due_at).strftime("%Y-%m-%d %H:%M")
    left = row.clock.words if row.clock else row.finished
    return [row.kind, row.item.title, row.item.unit.name, str(row.item.get_step_display()), due, left, row.sender]
