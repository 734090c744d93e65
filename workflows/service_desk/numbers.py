"""Numbers as the page of statistics shows them: in words, each with the address of the list behind it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from exchange.models import Need
from exchange.statistics import (
    INDICATORS,
    TEAMS,
    Asked,
    Indicator,
    Report,
    SupplyCell,
    SupplyTable,
    Value,
    in_words,
    measure_of,
)

# The widest bar, in the units of its drawing.
WIDTH = 100


def list_of(params: dict[str, str]) -> str:
    """The address of the list behind a number: needs stand in the list of needs, all else in one of its own."""
    needs = params["measure"] != TEAMS and measure_of(params).model is Need
    return f"{reverse('needs:list' if needs else 'needs:statistics_rows')}?{urlencode(params)}"


@dataclass(frozen=True)
class Figure:
    """A number and where it leads."""

    many: int
    url: str


@dataclass(frozen=True)
class Cell:
    """What was asked for and not met, who serves it, and how wide the two parts of its bar are."""

    needs: Figure
    unmet: Figure
    served: Figure
    teams: Figure | None
    met_width: str = "0"
    unmet_width: str = "0"


@dataclass(frozen=True)
class Line:
    """A category, or all of them: the sum and one cell for each town. `url` narrows the page to it."""

    name: str
    url: str
    sum: Cell
    cells: list[Cell]


@dataclass(frozen=True)
class Told:
    """An indicator of a group. `words` are "" where there is nothing to tell."""

    indicator: Indicator
    words: str = ""
    of: Figure | None = None
    hit: Figure | None = None


@dataclass(frozen=True)
class Supply:
    lines: list[Line] = field(default_factory=list)
    towns: list[tuple[str, str]] = field(default_factory=list)


def _figure(cell: SupplyCell, measure: str) -> Figure:
    return Figure(getattr(cell, measure), list_of(cell.params(measure)))


def _cell(cell: SupplyCell, *, widest: int = 0, teams: bool = True) -> Cell:
    scale = WIDTH / widest if widest else 0.0
    return Cell(
        needs=_figure(cell, "needs"),
        unmet=_figure(cell, "unmet"),
        served=_figure(cell, "served"),
        teams=_figure(cell, TEAMS) if teams else None,
        met_width=f"{cell.served * scale:.2f}",
        unmet_width=f"{cell.unmet * scale:.2f}",
    )


def _narrowed(asked: Asked, by: str, name: str, code: str) -> str:
    return f"?{urlencode({**asked.params, 'by': by, name: code})}"


def supply(table: SupplyTable, by: str) -> Supply:
    """Categories down with their sums and all of them last, towns across."""
    sums = [table.sum(kind=kind) for kind in table.kinds]
    widest = max((each.needs for each in sums), default=0)
    known = {kind.code for kind in table.asked.trees.kinds}
    lines = [
        Line(
            kind.name,
            _narrowed(table.asked, by, "category", kind.code) if kind.code in known else "",
            _cell(total, widest=widest, teams=False),
            [_cell(cell) for cell in table.row(kind)],
        )
        for kind, total in zip(table.kinds, sums, strict=True)
    ]
    towns = [_cell(table.sum(town=town), teams=False) for town in table.towns]
    lines.append(Line("", "", _cell(table.sum(), teams=False), towns))
    return Supply(lines, [(town.name, _narrowed(table.asked, by, "unit", town.code)) for town in table.towns])


def _told(indicator: Indicator, value: Value | None) -> Told:
    if value is None:
        return Told(indicator)
    hit = None if value.count is None else Figure(value.count, list_of(value.params()))
    return Told(indicator, in_words(value), Figure(value.of, list_of(value.params(of=True))), hit)


def totals(report: Report) -> list[Told]:
    return [_told(each, report.totals.get(each.name)) for each in INDICATORS]


def by_group(report: Report) -> Iterator[tuple[str, list[Told]]]:
    """The groups in the order of their tree or of time: never by how well they do."""
    for group in report.groups:
        yield group.name, [_told(each, report.value(group, each)) for each in INDICATORS]
