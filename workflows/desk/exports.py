"""A list as a file: what is seen, with the filter written in."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

CSV, XLSX = "csv", "xlsx"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A cell that begins so is a formula to a spreadsheet, wherever the text came from.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def plain(value: object) -> str:
    """The value as text that a spreadsheet can hold, and none takes for a formula."""
    # What Word writes for a new line within a paragraph (\v) is among what no workbook may hold.
    text = ILLEGAL_CHARACTERS_RE.sub(" ", str(value))
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def as_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[object]], notes: Sequence[str]) -> HttpResponse:
    """UTF-8 with a byte order mark, which Excel needs to read Chinese."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerows([plain(note)] for note in notes)
    writer.writerow(head)
    writer.writerows([plain(cell) for cell in row] for row in rows)
    return _attachment(f"{name}.csv", "text/csv; charset=utf-8", buffer.getvalue().encode("utf-8-sig"))


def as_xlsx(name: str, head: Sequence[str], rows: Iterable[Sequence[object]], notes: Sequence[str]) -> HttpResponse:
    book = Workbook()
    sheet = book.active
    sheet.title = name[:31]
    for note in notes:
        sheet.append([plain(note)])
    sheet.append(list(head))
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = f"A{sheet.max_row + 1}"
    for row in rows:
        sheet.append([plain(cell) for cell in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return _attachment(f"{name}.xlsx", XLSX_TYPE, buffer.getvalue())


def _attachment(file_name: str, content_type: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    header = content_disposition_header(as_attachment=True, filename=file_name)
    response.headers["Content-Disposition"] = header or "attachment"
    return response
