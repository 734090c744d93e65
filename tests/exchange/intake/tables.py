"""Tables of needs as people send them, and what the reader makes of them without a database."""

import datetime as dt
import io
from typing import Any

from django.utils import timezone, translation
from openpyxl import Workbook

from exchange.intake.spreadsheet import Row, read_rows, read_table
from organisations.models import Unit
from tests.exchange.intake.names import names

NOW = dt.datetime(2026, 11, 28, 10, 0, tzinfo=timezone.get_default_timezone())
NAMES = names()
STATION = Unit(pk=1, name="百家桥站", short_name="百家桥")
# Two are called so: nobody can tell which.
UNITS: dict[str, Unit | None] = {"百家桥站": STATION, "百家桥": STATION, "新村": None}


def csv(*lines: str, encoding: str = "utf-8", ends: str = "\r\n") -> bytes:
    return ends.join(lines).encode(encoding)


def xlsx(*rows: list[Any], sheets: dict[str, list[list[Any]]] | None = None, hidden: tuple[str, ...] = ()) -> bytes:
    book = Workbook()
    for name, held in {**{"需求": list(rows)}, **(sheets or {})}.items():
        sheet = book.create_sheet(name)
        for row in held:
            sheet.append(row)
    del book["Sheet"]
    for name in hidden:
        book[name].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows(data: bytes, name: str = "需求.csv") -> list[Row]:
    with translation.override("zh-hans"):
        return read_rows(read_table(data, name), NAMES, UNITS, NOW)


def cell(heading: str, value: str) -> Row:
    """The one row of a table with the words and another column."""
    (row,) = rows(csv(f"需求内容\t{heading}", f"路灯坏了\t{value}"))
    return row
