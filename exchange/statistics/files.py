"""The numbers as files: the filter stands in the first rows, the definitions below."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from common.cells import plain
from exchange.statistics.asking import Asked
from exchange.statistics.indicators import INDICATORS, Report, Value
from exchange.statistics.supply import COUNTED, SHOWN, SupplyTable, definitions, heads

Cell = str | int | float


@dataclass(frozen=True)
class Sheet:
    """A table as it is written: title, filter and definitions as pairs of words, a head and rows."""

    title: str
    filter: list[tuple[str, str]]
    head: Sequence[Cell]
    rows: Sequence[Sequence[Cell]]
    definitions: list[tuple[str, str]]

    def lines(self) -> list[list[Cell]]:
        """All of it, from the first row to the last, with an empty one between the parts."""
        parts: list[Sequence[Cell]] = [[self.title], *self.filter, [], self.head, *self.rows, [], *self.definitions]
        return [list(part) for part in parts]


def supply_sheet(table: SupplyTable) -> Sheet:
    """A row for each category and town with something to say, categories in their order."""
    said = heads()
    rows: list[list[Cell]] = [
        [kind.name, town.name, *(getattr(cell, name) for name in SHOWN)]
        for kind in table.kinds
        for town, cell in zip(table.towns, table.row(kind), strict=True)
        if cell.needs or cell.teams
    ]
    total = table.sum()
    rows.append([_("Sum"), "", *(getattr(total, name) for name in COUNTED), ""])
    head = [_("Category"), _("Area"), *(said[name] for name in SHOWN)]
    return Sheet(_("Needs and supply"), _filter(table.asked), head, rows, definitions())


def indicator_sheet(report: Report) -> Sheet:
    """A row for each group, and one for all of them; a report that is not broken down has that one alone."""
    head: list[Cell] = [_("Group")]
    for indicator in INDICATORS:
        head += [str(indicator.title), _("of how many")]
    shown = report.groups if report.by else []
    rows = [_row(group.name, [report.value(group, each) for each in INDICATORS]) for group in shown]
    rows.append(_row(_("all"), [report.totals.get(each.name) for each in INDICATORS]))
    said = [(str(indicator.title), str(indicator.definition)) for indicator in INDICATORS]
    return Sheet(_("Indicators"), _filter(report.asked), head, rows, said)


def _row(name: str, values: list[Value | None]) -> list[Cell]:
    row: list[Cell] = [name]
    for value in values:
        row += ["", ""] if value is None else [in_words(value), value.of]
    return row


def in_words(value: Value) -> str:
    """A share in per cent, a time in hours, or that there are too few to say."""
    if value.too_few:
        return _("too few")
    if value.share is not None:
        return f"{value.share:.1%}"
    return _("%(hours)g hours") % {"hours": value.median}


def _filter(asked: Asked) -> list[tuple[str, str]]:
    return [*asked.words(), (_("Counted at"), f"{timezone.localtime():%Y-%m-%d %H:%M}")]


def defused(cell: Cell) -> Cell:
    """A cell that a spreadsheet can hold, and takes for no formula; numbers stay numbers."""
    return plain(cell) if isinstance(cell, str) else cell


def csv_bytes(sheet: Sheet) -> bytes:
    """UTF-8 with a byte order mark, which Excel needs to read Chinese."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([defused(cell) for cell in line] for line in sheet.lines())
    return buffer.getvalue().encode("utf-8-sig")


def xlsx_bytes(sheet: Sheet) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    page = book.active
    page.title = sheet.title[:31]
    for line in sheet.lines():
        page.append([defused(cell) for cell in line])
    head = len(sheet.filter) + 3
    for cell in page[head]:
        cell.font = Font(bold=True)
    page.freeze_panes = f"A{head + 1}"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
