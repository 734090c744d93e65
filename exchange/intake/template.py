"""The empty table that people fill in."""

import io
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from exchange.intake.naming import CategoryNames
from exchange.intake.spreadsheet import COLUMNS, MOST_ROWS
from organisations.models import Unit

SHEET, ALLOWED = "需求登记", "可选值"
WIDTHS = {"words": 48, "category": 20, "address": 28, "wanted": 22, "wanted_to": 22}
AS_TEXT = "@"


def template(names: CategoryNames, units: Iterable[Unit]) -> bytes:
    """An .xlsx with the headings, and a sheet of the categories and units that may be written."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    allowed = book.create_sheet(ALLOWED)
    lists = {"category": [names.label(leaf) for leaf in names.leaves], "unit": [unit.name for unit in units]}
    for at, (key, values) in enumerate(lists.items(), start=1):
        allowed.cell(1, at, next(each.heading for each in COLUMNS if each.key == key)).font = Font(bold=True)
        allowed.column_dimensions[get_column_letter(at)].width = 32
        for line, value in enumerate(values, start=2):
            allowed.cell(line, at, value)
    for at, column in enumerate(COLUMNS, start=1):
        letter = get_column_letter(at)
        cell = sheet.cell(1, at, column.heading + ("（必填）" if column.required else ""))
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="EAF1EC")
        cell.alignment = Alignment(vertical="center")
        sheet.column_dimensions[letter].width = WIDTHS.get(column.key, 14)
        if column.key == "phone":
            sheet.column_dimensions[letter].number_format = AS_TEXT
        if choices := lists.get(column.key):
            source = get_column_letter([*lists].index(column.key) + 1)
            rule = DataValidation(
                type="list", formula1=f"'{ALLOWED}'!${source}$2:${source}${len(choices) + 1}", allow_blank=True
            )
            rule.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
            sheet.add_data_validation(rule)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
