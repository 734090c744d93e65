"""Numbers of what was asked for and what became of it: each with its definition and with the list behind it.

`asking` is the filter, checked against who asks; `groups` what a number is broken down by; `measures` which rows
count; `supply` needs against teams by category and town; `indicators` times and shares; `files` CSV and Excel.
By unit, category, team and month, never by person.
"""

from exchange.statistics.asking import Asked, ask
from exchange.statistics.files import csv_bytes, indicator_sheet, supply_sheet, xlsx_bytes
from exchange.statistics.indicators import INDICATORS, Report, indicators
from exchange.statistics.measures import cell_rows
from exchange.statistics.supply import SupplyTable, needs_and_supply

__all__ = [
    "INDICATORS",
    "Asked",
    "Report",
    "SupplyTable",
    "ask",
    "cell_rows",
    "csv_bytes",
    "indicator_sheet",
    "indicators",
    "needs_and_supply",
    "supply_sheet",
    "xlsx_bytes",
]
