"""What was asked for, who serves it and how the work goes: on a page, as a file, and the lists behind."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from common.access import Reader
from common.errors import LinliError
from exchange import statistics as counted
from exchange.models import Order
from exchange.rules import WATCHERS
from organisations.selectors import reader_of
from workflows.desk import exports
from workflows.desk.filters import Choice, Menu
from workflows.desk.pages import CountingPaginator
from workflows.service_desk import numbers

ON_A_PAGE = 25
GROUPINGS = (
    (counted.TOWN, gettext_lazy("area")),
    (counted.KIND, gettext_lazy("category")),
    (counted.MONTH, gettext_lazy("month")),
)
SUPPLY, INDICATORS = "supply", "indicators"
# How far below the highest unit of the reader the choice of units goes; what lies deeper is a click away.
DEEP = 2
NAMES = ("from", "to", "unit", "category", "by")


@dataclass
class Typed:
    """The filter as it was typed, kept where it is refused."""

    query: QueryDict
    trees: counted.Trees
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, str]:
        return {name: self.query.get(name, "").replace("\x00", "").strip() for name in NAMES}

    @property
    def by(self) -> str:
        given = self.values["by"]
        return given if given in dict(GROUPINGS) else counted.TOWN

    def ask(self) -> counted.Asked | None:
        """None where something in it is wrong: then `errors` say what, by field."""
        try:
            asked = counted.ask(self.values, self.trees.reader, self.trees)
            if self.by == counted.MONTH:
                list(counted.months(asked))
        except LinliError as error:
            self.errors[error.field or ""] = str(error)
            return None
        return asked

    def menus(self) -> list[Menu]:
        units = self.trees.below(WATCHERS)
        deepest = min((unit.depth for unit in units), default=0) + DEEP
        chosen = self.values
        near = [each for each in units if each.depth <= deepest or each.code == chosen["unit"]]
        return [
            Menu("unit", _("Unit"), [Choice(each.code, each.name, each.code == chosen["unit"]) for each in near]),
            Menu("category", _("Category"), [
                Choice(each.code, self.trees.way(each), each.code == chosen["category"]) for each in self.trees.kinds
            ]),
            Menu("by", _("Indicators by"), [Choice(name, str(said), name == self.by) for name, said in GROUPINGS]),
        ]  # fmt: skip


def reader_or_404(request: HttpRequest) -> Reader:
    reader = reader_of(request)
    if not reader.paths(WATCHERS):
        raise Http404
    return reader


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """At most two queries of its own: names, and all the numbers."""
    typed = Typed(request.GET, counted.Trees.read(reader_or_404(request)))
    context: dict[str, Any] = {"page_title": _("Statistics"), "typed": typed, "menus": typed.menus()}
    asked = typed.ask()
    if asked is None:
        return render(request, "service_desk/statistics/page.html", context, status=422)
    found = counted.count(asked, [counted.PASS, *counted.passes(typed.by)])
    table, report = counted.needs_and_supply(asked, found), counted.indicators(asked, typed.by, found)
    if request.GET.get("export") in (exports.CSV, exports.XLSX):
        return export(request, table, report)
    context |= {
        "asked": asked,
        "words": asked.words(),
        "supply": numbers.supply(table, typed.by),
        "totals": numbers.totals(report),
        "groups": list(numbers.by_group(report)),
        "grouping": dict(GROUPINGS)[typed.by],
        "definitions": counted.definitions(),
        "least": counted.LEAST,
        "files": f"?{urlencode({**asked.params, 'by': typed.by})}&",
        "now": timezone.now(),
    }
    return render(request, "service_desk/statistics/page.html", context)


def export(request: HttpRequest, table: counted.SupplyTable, report: counted.Report) -> HttpResponse:
    """One of the two tables as a file, with the filter in its first rows and the definitions below."""
    indicators = request.GET.get("table") == INDICATORS
    sheet = counted.indicator_sheet(report) if indicators else counted.supply_sheet(table)
    name = f"{sheet.title}-{timezone.localdate():%Y%m%d}"
    if request.GET["export"] == exports.CSV:
        return exports.attachment(f"{name}.csv", exports.CSV_TYPE, counted.csv_bytes(sheet))
    return exports.attachment(f"{name}.xlsx", exports.XLSX_TYPE, counted.xlsx_bytes(sheet))


@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    """The orders or teams behind a number. What cannot be found and what may not be seen look the same."""
    reader = reader_or_404(request)
    trees = counted.Trees.read(reader, teams=False)
    params = {name: str(value).replace("\x00", "") for name, value in request.GET.items() if name != "p"}
    try:
        found = counted.cell_rows(params, reader, trees)
        words = counted.ask(params, reader, trees).words()
    except LinliError as error:
        raise Http404 from error
    orders = found.model is Order
    if orders:
        found = found.select_related("need__category", "unit", "team").order_by("-dispatched_at", "-pk")
    elif params["measure"] != counted.TEAMS:
        raise Http404
    else:
        found = found.select_related("unit")
    page = CountingPaginator(found, ON_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_title": counted.heads()["teams"] if not orders else str(counted.measure_of(params).words),
        "crumb": {"url": reverse("needs:statistics"), "label": _("Statistics")},
        "words": [*words, *counted.group_words(params, trees)],
        "orders": orders,
        "page_obj": page,
        "total": page.paginator.count,
        "query": f"{urlencode(params)}&",
    }
    return render(request, "service_desk/statistics/rows.html", context)
