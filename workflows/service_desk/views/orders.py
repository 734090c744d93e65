"""Orders in hand (在办的单): by state, the overdue first; a team that asks for more time is answered in the list."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.errors import LinliError
from exchange.models import Order
from exchange.rules import WATCHERS
from organisations.selectors import reader_of
from workflows.desk import exports
from workflows.desk.pages import CountedPaginator
from workflows.service_desk.forms import ExtensionForm
from workflows.service_desk.listing import MOST_EXPORTED
from workflows.service_desk.orders import ALL, ASKED, LATE, TABS, OrderFilters, head, line, listed, row, watched
from workflows.services import needs

ON_A_PAGE = 25


@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    if not reader_of(request).paths(WATCHERS):
        raise Http404
    filters = OrderFilters(request.GET, reader_of(request))
    if request.GET.get("export") in (exports.CSV, exports.XLSX):
        return _export(request, filters)
    return _page(request, filters)


@require_POST
def extension(request: HttpRequest, code: str) -> HttpResponse:
    """Answers a team that asks for more time. What was typed stays in the row where it is refused."""
    reader = reader_of(request)
    order = watched(reader).select_related("need__unit", "extension").filter(code=code).first()
    if order is None or getattr(order, "extension", None) is None:
        raise Http404
    filters = OrderFilters(request.GET, reader)
    form = ExtensionForm(request.POST, need=order.need, reader=reader, auto_id=f"more{order.pk}_%s")
    if not form.is_valid():
        return _page(request, filters, (order, form), status=422)
    try:
        needs.extension_decide(extension=order.extension, actor=request.user, **form.cleaned_data)
    except LinliError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _page(request, filters, (order, form), status=error.status)
    granted = form.cleaned_data["granted"]
    messages.success(
        request, _("More time given: asker and team are told.") if granted else _("Answered: no more time.")
    )
    return redirect(f"{reverse('needs:orders')}?{filters.address()}".rstrip("?&"))


def _page(
    request: HttpRequest, filters: OrderFilters, sent: tuple[Order, ExtensionForm] | None = None, *, status: int = 200
) -> HttpResponse:
    reader, now = reader_of(request), timezone.now()
    found = listed(filters.narrow(watched(reader)), now)
    page = CountedPaginator(found, ON_A_PAGE, count=filters.count(filters.tab)).get_page(request.GET.get("p"))
    rows = [row(order, reader, now, sent[1] if sent and sent[0].pk == order.pk else None) for order in page]
    shown = {each.order.pk for each in rows if each.form}
    context: dict[str, Any] = {
        "page_title": _("Orders in hand"),
        "filters": filters,
        "menus": filters.menus(),
        "tabs": _tabs(filters),
        "rows": rows,
        "page_obj": page,
        "query": filters.address(p=""),
        "keep": filters.address(),
        "late": filters.count(LATE),
        "total": filters.count(ALL),
        "list_url": reverse("needs:orders"),
        "problems": _stray(sent, shown),
        "empty_title": _("No team has an order now"),
        "empty_advice": _("What is sent from the dispatch board stands here until it is rated."),
    }
    return render(request, "service_desk/orders/page.html", context, status=status)


def _tabs(filters: OrderFilters) -> list[tuple[str, Any, int, bool, bool]]:
    """Address, label, how many, whether it is the one looked at, whether its number is an alarm."""
    return [
        (filters.address(**{"is": tab, "p": ""}), label, filters.count(tab), tab == filters.tab, tab in (LATE, ASKED))
        for tab, label in TABS.items()
    ]


def _stray(sent: tuple[Order, ExtensionForm] | None, shown: set[int]) -> list[str]:
    """What is wrong with an answer whose row is not there any more."""
    if sent is None or sent[0].pk in shown:
        return []
    return [str(error) for errors in sent[1].errors.values() for error in errors]


def _export(request: HttpRequest, filters: OrderFilters) -> HttpResponse:
    """What is seen, whole."""
    now, name = timezone.localtime(), _("Orders in hand")
    notes = [
        _("List: %(name)s") % {"name": name},
        _("Filter: %(filter)s") % {"filter": filters.words()},
        _("As of: %(time)s") % {"time": now.strftime("%Y-%m-%d %H:%M")},
    ]
    found = listed(filters.narrow(watched(reader_of(request))), now)[:MOST_EXPORTED]
    write = exports.as_csv if request.GET["export"] == exports.CSV else exports.as_xlsx
    return write(f"{name}-{now:%Y%m%d}", head(), [line(order) for order in found], notes)
