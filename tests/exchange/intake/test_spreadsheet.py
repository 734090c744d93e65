"""A table of needs as people send it: any order of headings, any way to write a number, every error at its cell."""

import datetime as dt
import io
from typing import Any

import pytest
from django.utils import translation
from openpyxl import load_workbook

from common.errors import Invalid
from exchange.intake.spreadsheet import COLUMNS, MOST_COLUMNS, MOST_ROWS, read_table
from exchange.intake.template import template
from tests.exchange.intake.tables import NAMES, STATION, cell, csv, rows, xlsx

# Headings


@pytest.mark.parametrize(
    ("heading", "key"), [(name, column.key) for column in COLUMNS if column.key != "words" for name in column.names]
)
def test_every_name_of_a_column_is_known(heading: str, key: str) -> None:
    table = read_table(csv(f"{heading},需求内容", "某,路灯坏了"), "a.csv")
    assert table.headings == {key: heading, "words": "需求内容"}
    assert table.cells[0][1][key] == "某"


@pytest.mark.parametrize("heading", [*COLUMNS[0].names])
def test_every_name_of_the_words_begins_a_table(heading: str) -> None:
    assert read_table(csv(heading, "路灯坏了"), "a.csv").cells == ((2, {"words": "路灯坏了"}),)


@pytest.mark.parametrize(
    "heading",
    [
        "需求内容（必填）",
        "需求内容 (必填)",
        "*需求内容*",
        " 需求 内容 ",
        "需求内容：",
        "【需求内容】",
        "需求\n内容",
        "需求内容（50字\n以内）",
    ],
)
def test_what_stands_around_a_heading_does_not_matter(heading: str) -> None:
    assert list(read_table(xlsx([heading], ["路灯坏了"]), "a.xlsx").headings) == ["words"]


@pytest.mark.parametrize("heading", ["手机号码", "手机 号码", "手机号码（本人）", "手机号码*"])
def test_a_heading_is_shown_as_it_was_written(heading: str) -> None:
    assert read_table(xlsx(["需求", heading], ["路灯坏了", "1"]), "a.xlsx").headings["phone"] == heading


@pytest.mark.parametrize(
    ("first", "second"),
    [("需求", "诉求"), ("电话", "联系方式"), ("单位", "社区"), ("时间", "希望时间"), ("姓名", "姓名")],
)
def test_two_columns_of_one_meaning_are_refused(first: str, second: str) -> None:
    head = [first, second] if first == "需求" else ["需求内容", first, second]
    with translation.override("zh-hans"), pytest.raises(Invalid) as refused:
        read_table(xlsx(head, ["路灯坏了"] * len(head)), "a.xlsx")
    assert refused.value.code == "exchange.sheet_twice"
    assert first in str(refused.value)
    assert second in str(refused.value)


@pytest.mark.parametrize("before", [0, 1, 5, 9])
def test_a_title_may_stand_above(before: int) -> None:
    table = read_table(xlsx(*[["汇总"]] * before, ["需求", "备注"], ["路灯坏了", "急"]), "a.xlsx")
    assert table.cells == ((before + 2, {"words": "路灯坏了"}),)
    assert table.ignored == ("备注",)


def test_headings_far_below_are_not_looked_for() -> None:
    with pytest.raises(Invalid) as refused:
        read_table(xlsx(*[["汇总"]] * 10, ["需求"], ["路灯坏了"]), "a.xlsx")
    assert refused.value.code == "exchange.sheet_headings"


def test_the_first_visible_sheet_with_the_heading_is_read() -> None:
    sheets = {
        "说明": [["怎样填写"]],
        "草稿": [["需求"], ["不要这个"]],
        "表": [["需求"], ["路灯坏了"]],
        "旧表": [["需求"], ["旧的"]],
    }
    data = xlsx(["封面"], sheets=sheets, hidden=("草稿",))
    assert read_table(data, "a.xlsx").cells == ((2, {"words": "路灯坏了"}),)


def test_a_book_whose_every_sheet_is_hidden_has_no_table() -> None:
    data = xlsx(["封面"], sheets={"表": [["需求"], ["路灯坏了"]]}, hidden=("表",))
    with pytest.raises(Invalid) as refused:
        read_table(data, "a.xlsx")
    assert refused.value.code == "exchange.sheet_headings"


# Rows


def test_rows_are_counted_as_the_spreadsheet_does_and_empty_ones_left_out() -> None:
    data = xlsx(["需求"], ["路灯坏了"], [None], ["  "], ["老人想理发"])
    assert [number for number, _cells in read_table(data, "a.xlsx").cells] == [2, 5]


def test_cells_beyond_the_headings_are_not_read() -> None:
    assert read_table(csv("需求,电话", "路灯坏了,13800138000,多余,多余"), "a.csv").cells[0][1] == {
        "words": "路灯坏了",
        "phone": "13800138000",
    }


def test_a_short_row_has_what_it_has() -> None:
    (row,) = rows(csv("电话,类别,需求", "13800138000"))
    assert row.values["phone"] == "13800138000"
    assert [each.column for each in row.errors] == ["需求"]


def test_a_wide_table_is_read_as_far_as_people_fill_in() -> None:
    head = ["需求", *[f"列{n}" for n in range(MOST_COLUMNS)], "电话"]
    assert list(read_table(xlsx(head, ["路灯坏了"]), "a.xlsx").headings) == ["words"]


@pytest.mark.parametrize(("count", "fits"), [(MOST_ROWS, True), (MOST_ROWS + 1, False)])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_as_many_rows_as_anybody_can_look_through(count: int, fits: bool, kind: str) -> None:
    lines = [f"第{n}盏路灯坏了" for n in range(count)]
    data = csv("需求", *lines) if kind == "csv" else xlsx(["需求"], *[[line] for line in lines])
    if fits:
        assert len(read_table(data, f"a.{kind}").cells) == count
        return
    with pytest.raises(Invalid) as refused:
        read_table(data, f"a.{kind}")
    assert refused.value.code == "exchange.sheet_rows"
    assert str(MOST_ROWS) in str(refused.value)


# Cells


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (13800138000, "13800138000"),
        (13800138000.0, "13800138000"),
        ("１３８ ００１３ ８０００", "１３８ ００１３ ８０００"),
        (" 0512-58223344 ", "0512-58223344"),
        (5822.5, "5822.5"),
        (True, "True"),
        (None, ""),
    ],
)
def test_a_number_is_taken_without_what_a_spreadsheet_adds(value: Any, text: str) -> None:
    (row,) = rows(xlsx(["需求", "电话"], ["路灯坏了", value]), "a.xlsx")
    assert row.values["phone"] == text


@pytest.mark.parametrize(
    ("written", "people"),
    [
        ("20", 20), ("20人", 20), ("约20人", 20), ("大约 20 名", None), ("20左右", 20), ("20 位", 20), ("20个", 20),
        ("２０", 20), ("20.0", 20), ("20.00人", 20), ("0", 0), ("999999", 999999), ("1000000", None), ("二十", None),
        ("20-30", None), ("20多人", None), ("20.5", None), ("-3", None), ("很多", None), ("1e3", None),
    ],
)  # fmt: skip
def test_how_many_people(written: str, people: int | None) -> None:
    row = cell("人数", written)
    assert row.values.get("people_count") == people
    assert [(each.row, each.column) for each in row.errors] == ([] if people is not None else [(2, "人数")])


@pytest.mark.parametrize(
    ("start", "end", "meant"),
    [
        ("2026-12-03 15:00", "", "12-03 15:00 –"),
        ("2026-12-03 15:00", "2026-12-03 17:00", "12-03 15:00 – 12-03 17:00"),
        ("12月3日下午2点到4点", "", "12-03 14:00 – 12-03 16:00"),
        # What is said on its own counts more than what was understood beside it.
        ("12月3日下午2点到4点", "12月3日17点", "12-03 14:00 – 12-03 17:00"),
        ("12月3日", "12月5日", "12-03 08:30 – 12-05 17:30"),
        ("12月3日至12月5日", "", "12-03 08:30 – 12-05 17:30"),
        ("", "12月5日", "– 12-05 17:30"),
        ("", "", "–"),
    ],
)
def test_from_when_to_when(start: str, end: str, meant: str) -> None:
    (row,) = rows(csv("需求\t希望时间\t结束时间", f"路灯坏了\t{start}\t{end}"))
    assert row.errors == []
    shown = [
        f"{each:%m-%d %H:%M}" if each else "" for each in (row.values.get("wanted_from"), row.values.get("wanted_to"))
    ]
    assert " – ".join(shown).strip() == meant


@pytest.mark.parametrize("day", [dt.datetime(2026, 12, 3, 15), dt.date(2026, 12, 3), 46359.625])  # noqa: DTZ001
def test_a_day_of_the_spreadsheet_is_one(day: Any) -> None:
    (row,) = rows(xlsx(["需求", "时间"], ["路灯坏了", day]), "a.xlsx")
    assert f"{row.values['wanted_from']:%Y-%m-%d}" == "2026-12-03"


@pytest.mark.parametrize("written", ["尽快", "1-2天内", "12月32日", "随时", "#N/A", "15:00"])
@pytest.mark.parametrize("heading", ["希望时间", "结束时间"])
def test_a_time_that_is_none_is_said_with_an_example(heading: str, written: str) -> None:
    (error,) = cell(heading, written).errors
    assert (error.row, error.column) == (2, heading)
    assert "2026-12-03 15:00" in error.message


@pytest.mark.parametrize(
    ("heading", "written", "found"),
    [
        ("类别", "水电", "水电"), ("类别", "上门维修/水电", "水电"), ("类别", "火箭", None), ("类别", "上门维修", None),
        ("单位", "百家桥站", "百家桥站"), ("单位", "百家桥", "百家桥站"), ("单位", "新村", None),
        ("单位", "月球", None),
    ],
)  # fmt: skip
def test_names_of_lists(heading: str, written: str, found: str | None) -> None:
    row = cell(heading, written)
    named = row.category or row.unit
    assert (named.name if named else None) == found
    assert [(each.column, written in each.message) for each in row.errors] == ([] if found else [(heading, True)])


@pytest.mark.parametrize("heading", ["需求内容", "住址", "特殊情况", "求助人"])
def test_a_cell_that_nobody_reads_to_the_end_is_too_long(heading: str) -> None:
    head = heading if heading == "需求内容" else f"需求内容\t{heading}"
    line = "长" * 2001 if heading == "需求内容" else "路灯坏了\t" + "长" * 2001
    (row,) = rows(csv(head, line))
    assert [each.column for each in row.errors] == [heading]
    assert max(len(str(value)) for value in row.values.values()) == 2000


def test_a_row_says_all_its_errors_at_once() -> None:
    (row,) = rows(csv("需求,类别,单位,人数,希望时间,结束时间", ",火箭,月球,很多,尽快,以后"))
    assert [each.column for each in row.errors] == ["需求", "人数", "希望时间", "结束时间", "类别", "单位"]
    assert {each.row for each in row.errors} == {2}
    assert all(each.message for each in row.errors)


# The template


def test_what_the_template_holds_is_understood_by_the_reader() -> None:
    book = load_workbook(io.BytesIO(template(NAMES, [STATION])))
    sheet = book["需求登记"]
    for leaf in NAMES.leaves:
        sheet.append({1: "路灯坏了", 2: NAMES.label(leaf), 3: "百家桥站"})
    out = io.BytesIO()
    book.save(out)
    read = rows(out.getvalue(), "需求.xlsx")
    assert [row.category for row in read] == NAMES.leaves
    assert {row.unit for row in read} == {STATION}
    assert not [error for row in read for error in row.errors]


def test_the_template_names_every_column_and_offers_what_may_be_chosen() -> None:
    book = load_workbook(io.BytesIO(template(NAMES, [STATION])))
    sheet, allowed = book["需求登记"], book["可选值"]
    assert [value.value for value in sheet[1]] == ["需求内容（必填）", *[column.heading for column in COLUMNS[1:]]]
    assert [value.value for value in allowed["A"]] == ["类别", *map(NAMES.label, NAMES.leaves)]
    offered = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert offered == {"B2:B2001": f"'可选值'!$A$2:$A${len(NAMES.leaves) + 1}", "C2:C2001": "'可选值'!$B$2:$B$2"}
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["E"].number_format == "@"


def test_a_template_without_anything_to_choose_is_still_one() -> None:
    book = load_workbook(io.BytesIO(template(NAMES, [])))
    rules = book["需求登记"].data_validations.dataValidation
    # A list that is empty would offer its own heading.
    assert [str(rule.sqref) for rule in rules] == ["B2:B2001"]
