"""Numbers of what was asked for and what became of it: each with its definition and with the list behind it.

`trees` holds the names beside the numbers; `asking` is the filter, checked against who asks; `groups` what a number
is broken down by; `measures` which rows count; `counting` counts them all in one statement; `supply` needs against
teams by category and town; `indicators` times and shares; `files` CSV and Excel.
By unit, category, team and month, never by person.
"""

from exchange.statistics.asking import Asked, ask
from exchange.statistics.counting import Counted, count
from exchange.statistics.files import csv_bytes, in_words, indicator_sheet, supply_sheet, xlsx_bytes
from exchange.statistics.groups import KIND, MONTH, NONE, TOWN, group_words, months
from exchange.statistics.indicators import INDICATORS, LEAST, Indicator, Report, Value, indicators, passes
from exchange.statistics.measures import TEAMS, cell_rows, measure_of, needs_counted
from exchange.statistics.supply import PASS, SupplyCell, SupplyTable, definitions, heads, needs_and_supply
from exchange.statistics.trees import Node, Trees

__all__ = [
    "INDICATORS",
    "KIND",
    "LEAST",
    "MONTH",
    "NONE",
    "PASS",
    "TEAMS",
    "TOWN",
    "Asked",
    "Counted",
    "Indicator",
    "Node",
    "Report",
    "SupplyCell",
    "SupplyTable",
    "Trees",
    "Value",
    "ask",
    "cell_rows",
    "count",
    "csv_bytes",
    "definitions",
    "group_words",
    "heads",
    "in_words",
    "indicator_sheet",
    "indicators",
    "measure_of",
    "months",
    "needs_and_supply",
    "needs_counted",
    "passes",
    "supply_sheet",
    "xlsx_bytes",
]
