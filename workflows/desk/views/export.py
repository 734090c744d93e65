"""A queue as a file: what is seen, whole, with the filter written in."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations.selectors import reader_of
from workflows.desk import columns, exports
from workflows.desk.filters import Filters
from workflows.desk.person import columns_of, heaps_of
from workflows.desk.rows import Row, rows, with_rows
from workflows.desk.tabs import Tab

MOST_EXPORTED = 5000


@dataclass(frozen=True)
class Cell:
    """One cell of an exported line and the column of the list that it belongs to."""

    column: str
    label: str | Promise
    value: Callable[[Row], str]


CELLS = (
    Cell(columns.KIND, gettext_lazy("Kind"), lambda row: row.kind),
    Cell("", gettext_lazy("Item"), lambda row: row.item.title),
    Cell(columns.UNIT, gettext_lazy("Unit"), lambda row: row.item.unit.name),
    Cell(columns.STEP, gettext_lazy("Step"), lambda row: str(row.item.get_step_display())),
    Cell(columns.DUE, gettext_lazy("Due"), lambda row: f"{timezone.localtime(row.item.due_at):%Y-%m-%d %H:%M}"),
    Cell(columns.DUE, gettext_lazy("Time left"), lambda row: row.clock.words if row.clock else row.finished),
    Cell(columns.SENDER, gettext_lazy("Sent by"), lambda row: row.sender),
)


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
    arranged = columns.shown(columns_of(request))
    listed = rows(found)
    cells = [cell for cell in CELLS if cell.column in (*arranged, "")]
    head = [str(cell.label) for cell in cells]
    lines = [[cell.value(row) for cell in cells] for row in listed]
    write = exports.as_csv if request.GET["export"] == exports.CSV else exports.as_xlsx
    return write(f"{tab.label}-{now:%Y%m%d}", head, lines, notes)
