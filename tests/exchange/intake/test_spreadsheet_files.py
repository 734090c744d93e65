"""The file that a table comes in: parted, encoded, packed and spoilt as files are."""

import io
import random
import zipfile

import pytest

from common.errors import Invalid
from exchange.intake import spreadsheet
from exchange.intake.spreadsheet import read_table
from tests.exchange.intake.tables import cell, csv, rows, xlsx
from tests.factories.media import spoilt


@pytest.mark.parametrize("sign", [",", "\t", ";", "，"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_however_it_is_parted_and_encoded(sign: str, encoding: str) -> None:
    data = csv(f"需求{sign}电话", f"路灯坏了{sign}13800138000", encoding=encoding)
    assert rows(data)[0].values["phone"] == "13800138000"


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_end_as_each_system_ends_them(ends: str) -> None:
    assert [row.values["words"] for row in rows(csv("需求,电话", "路灯坏了,", "想理发的,", ends=ends))] == [
        "路灯坏了",
        "想理发的",
    ]


def test_a_cell_in_quotes_may_hold_signs_and_lines() -> None:
    (row,) = rows(csv("需求,电话", '"路灯坏了，\n""三组""那盏,很暗",13800138000'))
    assert row.values["words"] == '路灯坏了，\n"三组"那盏,很暗'


@pytest.mark.parametrize(
    ("written", "kept"),
    [('="13800138000"', "13800138000"), (' = "0512" ', "0512"), ("=13800138000", "=13800138000"), ('="a"b', '="a"b')],
)
def test_numbers_that_were_guarded_are_uncovered(written: str, kept: str) -> None:
    assert cell("电话", written).values["phone"] == kept


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.csv", "exchange.sheet_headings"),
        (b"\xef\xbb\xbf", "a.csv", "exchange.sheet_headings"),
        (csv("需求"), "a", "exchange.sheet_type"),
        (csv("需求"), "a.csv.exe", "exchange.sheet_type"),
        (csv("需求"), "需求.XLS", "exchange.sheet_type"),
        (csv("需求"), "需求.et", "exchange.sheet_type"),
        (csv("a" * 140_000 + ",需求", "x,y"), "a.csv", "exchange.sheet_broken"),
        (xlsx(["需求"], ["路灯坏了"])[:-400], "a.xlsx", "document_broken"),
    ],
)
def test_what_is_no_table_says_so(data: bytes, name: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_table(data, name)
    assert (refused.value.code, refused.value.field) == (code, "file")


def test_an_extension_in_capitals_is_the_same() -> None:
    assert read_table(csv("需求", "路灯坏了"), "需求.CSV").cells
    assert read_table(xlsx(["需求"], ["路灯坏了"]), "需求.XLSX").cells


def inside(data: bytes, part: str, content: bytes | None) -> bytes:
    """A book with a part replaced, or (None) left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        if content is not None:
            new.writestr(part, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("part", "content"),
    [
        (SHEET, b"<worksheet>"),
        (SHEET, b"not xml"),
        (SHEET, b""),
        (SHEET, None),
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/styles.xml", b"\x00"),
    ],
)
def test_a_book_that_is_broken_inside_is_refused_at_the_file(part: str, content: bytes | None) -> None:
    with pytest.raises(Invalid) as refused:
        read_table(inside(xlsx(["需求"], ["路灯坏了"]), part, content), "a.xlsx")
    assert refused.value.field == "file"


@pytest.mark.parametrize("seed", range(40))
def test_whatever_befell_a_book_on_its_way_is_said_at_the_file(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(xlsx(["需求", "时间"], ["路灯坏了", "12月3日"]))
    for _ in range(chance.choice([1, 3, 10])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    assert where_refused(bytes(data)) in (None, "file")


def where_refused(data: bytes) -> str | None:
    try:
        read_table(data, "a.xlsx")
    except Invalid as refused:
        return refused.field
    return None


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "[Content_Types].xml", "xl/styles.xml"])
def test_a_part_that_cannot_be_unpacked_is_a_broken_file(part: str) -> None:
    assert where_refused(spoilt(xlsx(["需求"], ["路灯坏了"]), part)) == "file"


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_UNPACKED", 10_000)
    data = inside(xlsx(["需求"], ["路灯坏了"]), "xl/media/image1.bin", b"0" * 20_000)
    with pytest.raises(Invalid) as refused:
        read_table(data, "a.xlsx")
    assert refused.value.code == "exchange.sheet_large"
