"""Files of a list: readable in a spreadsheet, and never a formula."""

import csv
import io

import pytest
from openpyxl import load_workbook

from workflows.desk import exports

HEAD = ["事项", "送来的人"]


def cells_of_csv(*rows: list[object], notes: tuple[str, ...] = ()) -> list[list[str]]:
    answer = exports.as_csv("清单", HEAD, rows, notes)
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_what_a_spreadsheet_takes_for_a_formula_is_made_text(start: str) -> None:
    evil = f"{start}HYPERLINK(1)"
    assert exports.plain(evil) == f"'{evil}"
    assert cells_of_csv([evil, evil])[1] == [f"'{evil}"] * 2
    assert cells_of_csv(notes=(evil,))[0] == [f"'{evil}"]


@pytest.mark.parametrize("text", ["", "家书", "1=1", "a-b", " =x", "'=x", "3", "邮箱 a@b.cn"])
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert exports.plain(text) == text


def test_commas_quotes_and_lines_stay_in_their_cell() -> None:
    words = '甲,"乙"\n丙'
    assert cells_of_csv([words, "丁"])[1] == [words, "丁"]


def test_excel_is_told_the_encoding_and_the_name() -> None:
    answer = exports.as_csv("待我办-20260311", HEAD, [], ())
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer.headers["Content-Disposition"].endswith(".csv")


def test_a_name_cannot_break_out_of_the_header() -> None:
    answer = exports.as_csv('a"\r\nSet-Cookie: x', HEAD, [], ())
    assert "\n" not in answer.headers["Content-Disposition"]
    assert "Set-Cookie" not in answer.headers


def test_a_workbook_has_notes_a_bold_head_that_stays_and_no_formulas() -> None:
    answer = exports.as_xlsx("待我办", HEAD, [["=1+1", "陈**"]], ["列表：待我办", "=2"])
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet.title == "待我办"
    values = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in values] == ["列表：待我办", "'=2", "事项", "'=1+1"]
    assert sheet["A3"].font.bold
    assert sheet.freeze_panes == "A4"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_a_long_name_of_a_sheet_is_cut_to_what_excel_opens() -> None:
    answer = exports.as_xlsx("长" * 60, HEAD, [], [])
    assert len(load_workbook(io.BytesIO(answer.content)).active.title) == 31


@pytest.mark.parametrize("letter", ["\x00", "\x0b", "\x0c", "\x1f", "\x08"])
def test_letters_that_no_workbook_may_hold_become_a_space(letter: str) -> None:
    """Word writes a new line within a paragraph as \\x0b: titles come with it."""
    title = f"家书{letter}进户"
    assert exports.plain(title) == "家书 进户"
    sheet = load_workbook(io.BytesIO(exports.as_xlsx("清单", HEAD, [[title, title]], [title]).content)).active
    assert [sheet["A1"].value, sheet["A3"].value, sheet["B3"].value] == ["家书 进户"] * 3
    assert cells_of_csv([title, "丁"])[1][0] == "家书 进户"


@pytest.mark.parametrize("text", ["两行\n一格", "制表\t符", "回车\r", "😀", "𠮷", "\u200b", "é"])
def test_letters_that_a_workbook_may_hold_stay(text: str) -> None:
    assert exports.plain(f"甲{text}") == f"甲{text}"


@pytest.mark.parametrize("letter", ["\x0b=1+1", "\x00=1+1"])
def test_a_formula_does_not_hide_behind_such_a_letter(letter: str) -> None:
    assert not exports.plain(letter).startswith("=")


@pytest.mark.parametrize("many", [0, 1, 3])
def test_both_files_hold_every_row_under_the_same_head(many: int) -> None:
    rows = [[f"第{n}件", n] for n in range(many)]
    expected = [HEAD, *([f"第{n}件", str(n)] for n in range(many))]
    assert cells_of_csv(*rows) == expected
    sheet = load_workbook(io.BytesIO(exports.as_xlsx("清单", HEAD, rows, ()).content)).active
    assert [list(row) for row in sheet.iter_rows(values_only=True)] == expected
