"""Cells of a table that is handed to a spreadsheet program."""

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

# A cell that begins so is a formula to a spreadsheet, wherever the text came from.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def plain(value: object) -> str:
    """The value as text that a spreadsheet can hold, and none takes for a formula."""
    # What Word writes for a new line within a paragraph (\v) is among what no workbook may hold.
    text = ILLEGAL_CHARACTERS_RE.sub(" ", str(value))
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
