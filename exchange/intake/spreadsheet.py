"""A table of needs as people fill it in: .xlsx or .csv, headings by name in any order, values as they are written."""

import csv
import datetime as dt
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from common.errors import Invalid
from exchange.intake.moments import read_slot
from exchange.intake.naming import CategoryNames
from exchange.models import Category
from media.documents import BROKEN_ARCHIVE, check_office, decode_text
from organisations.models import Unit

MOST_ROWS = 2000
MOST_COLUMNS = 40
MOST_BYTES = 5 * 1024 * 1024
# Two thousand rows of text unpack to a few megabytes.
MOST_UNPACKED = 40 * 1024 * 1024
HEADING_WITHIN = 10
LONGEST_CELL = 2000


@dataclass(frozen=True)
class Column:
    """`names`: the heading of the template, then what else it is called."""

    key: str
    names: tuple[str, ...]
    required: bool = False

    @property
    def heading(self) -> str:
        return self.names[0]


COLUMNS = (
    Column("words", ("需求内容", "需求", "诉求", "内容", "群众诉求", "求助内容", "需求描述", "问题", "事项"), True),
    Column("category", ("类别", "需求类别", "分类", "类型", "服务类别", "事项类别")),
    Column("unit", ("所属单位", "单位", "村社区", "社区", "村", "站点", "所属站", "实践站")),
    Column("name", ("求助人", "姓名", "联系人", "求助人姓名", "居民姓名")),
    Column("phone", ("联系电话", "电话", "手机", "手机号", "手机号码", "联系方式")),
    Column("address", ("住址", "地址", "详细地址", "家庭住址", "家庭地址")),
    Column("people_count", ("人数", "服务人数", "受益人数", "参加人数")),
    Column("wanted", ("希望时间", "时间", "期望时间", "服务时间", "需求时间", "希望开始时间", "开始时间")),
    Column("wanted_to", ("结束时间", "希望结束时间", "截止时间")),
    Column("vulnerable", ("特殊情况", "特殊群体", "人员类别", "困难类型")),
)
BY_KEY = {column.key: column for column in COLUMNS}
# Which column a field of the need came from.
COLUMN_OF = {"wanted_from": "wanted", "people_count": "people_count"}


@dataclass(frozen=True)
class CellError:
    """`row` as the spreadsheet counts it; `column` is the heading as it was written, empty for the whole row."""

    row: int
    column: str
    message: str


@dataclass
class Row:
    """One filled row: `values` are what was understood, `errors` what was not."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    category: Category | None = None
    unit: Unit | None = None
    errors: list[CellError] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """`headings`: key of a known column to how it was written. `cells`: number of the row and its values by key."""

    headings: Mapping[str, str]
    cells: tuple[tuple[int, Mapping[str, Any]], ...]
    ignored: tuple[str, ...] = ()


def _refuse(code: str, message: str) -> Invalid:
    return Invalid(f"exchange.{code}", message, field="file")


def read_table(data: bytes, name: str) -> Table:
    """The rows of the file. Raises Invalid at `file` for what is no such table, too large, or a bomb."""
    if len(data) > MOST_BYTES:
        raise _refuse("sheet_large", _("This file is too large (5 MB at most): split it, or remove pictures."))
    extension = PurePath(name).suffix.lower().lstrip(".")
    if extension == "xlsx":
        sheets: Iterable[Iterator[tuple[int, list[Any]]]] = _sheets(data)
    elif extension == "csv":
        sheets = [_csv_rows(data)]
    else:
        raise _refuse("sheet_type", _("Send an .xlsx or .csv file: the template is one."))
    for rows in sheets:
        table = _table(rows)
        if table is not None:
            return table
    raise _refuse(
        "sheet_headings",
        _("No heading “%(heading)s” was found in the first rows. Use the template, or name the column so.")
        % {"heading": COLUMNS[0].heading},
    )


def _sheets(data: bytes) -> Iterator[Iterator[tuple[int, list[Any]]]]:
    file = io.BytesIO(data)
    check_office(file, "xlsx")
    with zipfile.ZipFile(file) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
            raise _refuse("sheet_large", _("This file is too large (5 MB at most): split it, or remove pictures."))
    try:
        # Formulas as the values that were last computed; no more is read than is asked for.
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                rows = sheet.iter_rows(max_row=MOST_ROWS + HEADING_WITHIN + 2, max_col=MOST_COLUMNS, values_only=True)
                yield ((number, list(row)) for number, row in enumerate(rows, start=1))
    # openpyxl raises what the broken XML happens to cause.
    except (
        InvalidFileException,
        *BROKEN_ARCHIVE,
        KeyError,
        TypeError,
        AttributeError,
        SyntaxError,
        IndexError,
    ) as error:
        raise _refuse("sheet_broken", _("This file is broken. Save it anew in the program it is from.")) from error


def _csv_rows(data: bytes) -> Iterator[tuple[int, list[Any]]]:
    text = decode_text(data, extension="csv")
    first = text.split("\n", 1)[0]
    delimiter = max((",", "\t", ";", "，"), key=first.count)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
            yield number, [_uncovered(cell) for cell in row[:MOST_COLUMNS]]
    except csv.Error as error:
        raise _refuse("sheet_broken", _("This file is broken. Save it anew in the program it is from.")) from error


def _uncovered(cell: str) -> str:
    """Programs write long numbers as ="138…" so that a spreadsheet keeps their digits."""
    found = re.fullmatch(r'\s*=\s*"(.*)"\s*', cell)
    return found[1] if found else cell


def _table(rows: Iterator[tuple[int, list[Any]]]) -> Table | None:
    """The table under the first row that has the heading of the words; None where none of the first ones has."""
    headings: dict[str, int] = {}
    written: list[str] = []
    cells: list[tuple[int, Mapping[str, Any]]] = []
    for number, row in rows:
        if not headings:
            written = [_heading(cell) for cell in row]
            headings = _columns_of(written)
            if "words" not in headings:
                headings = {}
                if number >= HEADING_WITHIN:
                    return None
            continue
        values = {key: row[at] for key, at in headings.items() if at < len(row) and not _is_empty(row[at])}
        if values:
            cells.append((number, values))
        if len(cells) > MOST_ROWS:
            words = _("At most %(most)d rows at a time: split the file.") % {"most": MOST_ROWS}
            raise _refuse("sheet_rows", words)
    if not headings:
        return None
    ignored = tuple(each for at, each in enumerate(written) if each and at not in headings.values())
    return Table({key: written[at] for key, at in headings.items()}, tuple(cells), ignored)


def _heading(cell: Any) -> str:
    return "" if _is_empty(cell) else " ".join(str(cell).split())[:40]


def _columns_of(written: list[str]) -> dict[str, int]:
    """Which column stands where. Raises Invalid where two are called the same."""
    found: dict[str, int] = {}
    for at, heading in enumerate(written):
        bare = re.sub(r"[（(].*?[)）]|[\W_]", "", unicodedata.normalize("NFKC", heading))
        column = next((each for each in COLUMNS if bare in each.names), None)
        if column is None:
            continue
        if column.key in found:
            said = {"first": written[found[column.key]], "second": heading}
            raise _refuse("sheet_twice", _("“%(first)s” and “%(second)s” mean the same: keep one.") % said)
        found[column.key] = at
    return found


def _is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def read_rows(table: Table, names: CategoryNames, units: Mapping[str, Unit | None], now: dt.datetime) -> list[Row]:
    """Every row with what it means. `units`: by name and short name, None where two are called so."""
    return [_Reader(table, number, values, names, units, now).read() for number, values in table.cells]


@dataclass
class _Reader:
    table: Table
    number: int
    cells: Mapping[str, Any]
    names: CategoryNames
    units: Mapping[str, Unit | None]
    now: dt.datetime

    def read(self) -> Row:
        self.row = Row(self.number)
        for key in ("words", "name", "phone", "address", "vulnerable"):
            self.row.values[key] = self._text(key)
        if not self.row.values["words"]:
            self._wrong("words", _("Write what is needed."))
        self._people()
        self._when()
        if text := self._text("category"):
            self.row.category = self.names.named(text)
            if self.row.category is None:
                self._wrong("category", _("There is no category “%(name)s”: choose one of the list.") % {"name": text})
        if text := self._text("unit"):
            self.row.unit = self.units.get(text)
            if self.row.unit is None:
                words = _("There is no one unit “%(name)s” here: choose one of the list.") % {"name": text}
                self._wrong("unit", words)
        return self.row

    def _text(self, key: str) -> str:
        """A number without what a spreadsheet adds to it: 13800138000.0 is a phone."""
        value = self.cells.get(key)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = "" if value is None else str(value).strip()
        if len(text) > LONGEST_CELL:
            self._wrong(key, _("This is too long: shorten it."))
            return text[:LONGEST_CELL]
        return text

    def _wrong(self, key: str, message: str) -> None:
        heading = self.table.headings.get(key, BY_KEY[key].heading)
        self.row.errors.append(CellError(self.number, heading, message))

    def _people(self) -> None:
        text = unicodedata.normalize("NFKC", self._text("people_count"))
        if not text:
            return
        found = re.fullmatch(r"(?:约|大约)?(\d{1,6})(?:\.0+)?\s*(?:人|名|位|个)?(?:左右)?", text)
        if found is None:
            self._wrong("people_count", _("Write how many people as a number, like 20."))
            return
        self.row.values["people_count"] = int(found[1])

    def _when(self) -> None:
        for key in ("wanted", "wanted_to"):
            value = self.cells.get(key)
            if value is None:
                continue
            slot = read_slot(value, self.now)
            if slot is None:
                self._wrong(key, _("This time is not understood. Write it like 2026-12-03 15:00 or 12月3日下午3点."))
            elif key == "wanted":
                self.row.values["wanted_from"], self.row.values["wanted_to"] = slot
            else:
                self.row.values["wanted_to"] = slot[0] if slot[1] is None else slot[1]
