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
from workflows.desk import columns, exports, pending
from workflows.desk.filters import Filters
from workflows.desk.pages import CountingPaginator
from workflows.desk.person import columns_of, counts_of, heaps_of, saved_of
from workflows.desk.rows import rows, with_rows
from workflows.desk.tabs import TABS, Tab
from workflows.desk.views.export import export

PAGE_SIZE = 25


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
    heaps = [heap for heap in heaps_of(request) if heap.queue == tab.name]
    page = _page(with_rows(found), filters.count_in(heaps), request.GET.get("p"))
    listed = rows(page.object_list, action=tab.action)
    list_url = reverse("desk:queue", args=[tab.name])
    arranged = columns.shown(columns_of(request))
    return {
        "tabs": [_tab_link(other, counts) for other in TABS.values()],
        "current": tab.name,
        "greeting": greeting(counts["mine"]),
        "advice": advice(counts),
        "urgent_url": reverse("desk:urgent") if counts["mine"] else "",
        "filters": filters,
        "menus": filters.menus(heaps, by_time=not tab.finished),
        **_saved(request, tab, filters),
        "columns": arranged,
        "column_choices": [(name, label, name in arranged) for name, label in columns.COLUMNS.items()],
        "columns_url": f"{reverse('desk:columns', args=[tab.name])}?{filters.address}",
        "rows": listed,
        "picking": tab.picking,
        "done_list": tab.finished,
        "page_obj": page,
        "total": page.paginator.count,
        "query": _query_without(request, "p"),
        "sort_url": f"{list_url}?{_query_without(request, 'p', 'sort')}{'' if filters.latest_first else 'sort=-due'}",
        "list_url": list_url,
        "list_address": request.get_full_path() if request.method == "GET" else f"{list_url}?{filters.address}",
        "empty_title": tab.empty_title,
        "empty_advice": tab.empty_advice,
        "now": timezone.localtime(),
        "page_title": tab.label,
        **pending.context(request),
    }


def _page(found: Any, count: int | None, number: Any) -> Any:
    if count is None:
        return CountingPaginator(found, PAGE_SIZE).get_page(number)
    paginator = Paginator(found, PAGE_SIZE)
    # The very figures of the tabs: the same selector counted them a moment ago.
    paginator.count = count  # type: ignore[misc]
    return paginator.get_page(number)


def _saved(request: HttpRequest, tab: Tab, filters: Filters) -> dict[str, Any]:
    """The chips above the list; what is filtered now can be named unless it has a name."""
    address = filters.address
    list_url = reverse("desk:queue", args=[tab.name])
    saved = [
        {
            "pk": each.pk,
            "name": each.name,
            "url": f"{list_url}?{each.query}",
            "here": each.query == address,
            "change_url": f"{reverse('desk:filter', args=[tab.name, each.pk])}?{address}",
        }
        for each in saved_of(request, tab.name)
    ]
    return {
        "saved": saved,
        "may_save": filters.active and not any(each["here"] for each in saved),
        "save_url": f"{reverse('desk:save_filter', args=[tab.name])}?{address}",
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
