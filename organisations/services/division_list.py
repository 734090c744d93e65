"""Reading the national division list: rows of one county, parents first, or every row that is wrong."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from common.errors import Invalid
from organisations.enums import UnitKind

COLUMNS = ("code", "name", "level", "parent_code")
KINDS = {"county": UnitKind.CENTRE, "town": UnitKind.INSTITUTE, "village": UnitKind.STATION}
DIGITS = {"county": 6, "town": 9, "village": 12}
# What the short name of a unit holds.
LONGEST_NAME = 30
PARENTS = {"town": "county", "village": "town"}


@dataclass(frozen=True)
class Division:
    """A row of the list. `line` counts from 1 with the heading."""

    line: int
    code: str
    name: str
    level: str
    parent_code: str


class DivisionErrors(Invalid):
    """Rows that cannot be taken. `rows`: line and message."""

    def __init__(self, rows: Sequence[tuple[int, str]]) -> None:
        lines = "\n".join(_("Line %(line)s: %(message)s") % {"line": line, "message": text} for line, text in rows)
        super().__init__("organisations.divisions_wrong", _("Nothing was imported.") + "\n" + lines, field="file")
        self.rows = list(rows)


def short_name_of(name: str, town: str = "") -> str:
    """杨舍镇百家桥村委会 → 百家桥村; 金都社区居委会 → 金都社区; other names stay."""
    short = name.strip()
    if town and short.startswith(town) and len(short) > len(town):
        rest = short[len(town) :]
        # 张家港村委会 in the town 张家港 keeps its name: what is left must name something.
        if rest not in ("村委会", "村民委员会", "居委会", "居民委员会", "社区居委会", "社区"):
            short = rest
    short = re.sub(r"(?:村村民委员会|村民委员会|村委会)$", "村", short)
    short = re.sub(r"(?:社区居民委员会|社区居委会|居民委员会|居委会)$", "社区", short)
    return re.sub(r"村村$", "村", short)


def read_divisions(source: Path | BinaryIO, county: str) -> list[Division]:
    """The rows of one county, parents first. Raises DivisionErrors naming each row that is wrong."""
    try:
        text = (source.read_bytes() if isinstance(source, Path) else source.read()).decode("utf-8-sig")
    except OSError as error:
        raise Invalid(
            "organisations.file_unreadable", _("The file %s cannot be read.") % source, field="file"
        ) from error
    except UnicodeDecodeError as error:
        raise Invalid(
            "organisations.file_not_utf8",
            _("The file is not UTF-8. Save it as CSV in UTF-8 and try again."),
            field="file",
        ) from error
    reader = csv.DictReader(text.splitlines())
    try:
        if missing := [column for column in COLUMNS if column not in (reader.fieldnames or ())]:
            raise DivisionErrors([(1, _("The column %s is missing.") % "、".join(missing))])
        rows = [
            Division(line, *((row[column] or "").strip() for column in COLUMNS))
            for line, row in enumerate(reader, start=2)
        ]
    except csv.Error as error:
        raise DivisionErrors([(reader.line_num + 1, _("This line is no CSV: a cell never ends."))]) from error
    return check_divisions([row for row in rows if row.code.startswith(county)], county)


def written_divisions(divisions: Iterable[Division]) -> str:
    """Checked rows as they can be read again."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((row.code, row.name, row.level, row.parent_code) for row in divisions)
    return text.getvalue()


def check_divisions(rows: Iterable[Division], county: str) -> list[Division]:
    rows = list(rows)
    by_code: dict[str, Division] = {}
    wrong: list[tuple[int, str]] = []
    for row in rows:
        if row.code in by_code:
            first = by_code[row.code].line
            wrong.append(
                (
                    row.line,
                    _("The code %(code)s stands in line %(first)s already.") % {"code": row.code, "first": first},
                )
            )
        by_code.setdefault(row.code, row)
    for row in rows:
        if message := _wrong_with(row, by_code):
            wrong.append((row.line, message))
    if county not in by_code:
        wrong.append((1, _("There is no row for the county %s.") % county))
    if wrong:
        raise DivisionErrors(sorted(wrong))
    return sorted(by_code.values(), key=lambda row: (len(row.code), row.code))


def _wrong_with(row: Division, by_code: Mapping[str, Division]) -> str:
    if row.level not in KINDS:
        return _("The level “%s” is unknown. Known are county, town and village.") % row.level
    if not row.name:
        return _("The name is missing.")
    if len(row.name) > LONGEST_NAME or not row.name.isprintable():
        return _("The name has more than %(most)s characters, or signs that cannot be read.") % {"most": LONGEST_NAME}
    if not (row.code.isascii() and row.code.isdigit()) or len(row.code) != DIGITS[row.level]:
        return _("The code %(code)s should have %(digits)s digits.") % {"code": row.code, "digits": DIGITS[row.level]}
    if row.level == "county":
        return ""
    parent = by_code.get(row.parent_code)
    if parent is None:
        return _("The parent %s is not in the file.") % (row.parent_code or "—")
    if parent.level != PARENTS[row.level]:
        return _("The parent %s is of the wrong level.") % row.parent_code
    return ""
