"""A list as a file: what is seen, with the filter written in."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.styles import Font

from common.cells import plain

CSV, XLSX = "csv", "xlsx"
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[object]], notes: Sequence[str]) -> HttpResponse:
    """UTF-8 with a byte order mark, which Excel needs to read Chinese."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerows([plain(note)] for note in notes)
    writer.writerow(head)
    writer.writerows([plain(cell) for cell in row] for row in rows)
    return attachment(f"{name}.csv", CSV_TYPE, buffer.getvalue().encode("utf-8-sig"))


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
    return attachment(f"{name}.xlsx", XLSX_TYPE, buffer.getvalue())


def attachment(file_name: str, content_type: str, content: bytes) -> HttpResponse:
    """A file to be kept, under a name that may be Chinese."""
    response = HttpResponse(content, content_type=content_type)
    header = content_disposition_header(as_attachment=True, filename=file_name)
    response.headers["Content-Disposition"] = header or "attachment"
    return response
