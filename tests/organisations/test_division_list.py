"""Reading the division list: every wrong row is named by its line and in Chinese, and a second look changes nothing."""

import io
from typing import Any

import pytest
from django.utils.translation import override

from common.errors import Invalid
from common.models import AuditEntry, OutboxMessage
from common.outbox import _consumers, register_consumer
from organisations.enums import UnitKind
from organisations.models import Level, Unit
from organisations.selectors import today
from organisations.services import Division, DivisionErrors, divisions_import, read_divisions, unit_end, unit_rename
from organisations.services.division_list import check_divisions

COUNTY = "320582"
HEAD = "code,name,level,parent_code"
GOOD = [
    f"{COUNTY},张家港市,county,",
    f"{COUNTY}100,杨舍镇,town,{COUNTY}",
    f"{COUNTY}101,塘桥镇,town,{COUNTY}",
    f"{COUNTY}100201,杨舍镇百家桥村委会,village,{COUNTY}100",
    f"{COUNTY}100202,善港村村民委员会,village,{COUNTY}100",
    f"{COUNTY}101001,金都社区居委会,village,{COUNTY}101",
]


def file(*rows: str, encoding: str = "utf-8", ending: str = "\n", head: str = HEAD) -> io.BytesIO:
    return io.BytesIO((ending.join([head, *rows]) + ending).encode(encoding))


def load(*rows: str, **options: Any) -> Any:
    return divisions_import(actor=None, divisions=read_divisions(file(*rows), COUNTY), **options)


@pytest.fixture
def told(db: None) -> Any:
    register_consumer("test_divisions", ["organisations.*"], lambda batch: None)
    yield lambda: list(OutboxMessage.objects.filter(consumer="test_divisions").values_list("event", flat=True))
    del _consumers["test_divisions"]


def stored() -> tuple[Any, ...]:
    return (
        list(Unit.objects.order_by("pk").values()),
        list(Level.objects.order_by("pk").values()),
        AuditEntry.objects.count(),
    )


# --- reading ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        file(*GOOD),
        file(*GOOD, encoding="utf-8-sig"),
        file(*GOOD, ending="\r\n"),
        file(*reversed(GOOD)),
        file(*[row.replace(",", " , ") for row in GOOD]),
        file(*GOOD, "110101,东城区,county,", "110101001,东华门街道,town,110101"),
        file(*[f"{row},注" for row in GOOD], head=f"{HEAD},remark"),
    ],
    ids=["plain", "with a mark", "from Windows", "upside down", "with spaces", "with other counties", "more columns"],
)
def test_lists_as_they_come(source: io.BytesIO) -> None:
    rows = read_divisions(source, COUNTY)
    assert [row.code for row in rows] == [
        "320582", "320582100", "320582101", "320582100201", "320582100202", "320582101001",
    ]  # fmt: skip
    assert {row.name for row in rows if row.level == "town"} == {"杨舍镇", "塘桥镇"}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (f"{COUNTY}102,,town,{COUNTY}", "缺名称。"),
        (f"{COUNTY}102,锦丰镇,street,{COUNTY}", "不认识层级“street”，只认 county、town、village。"),
        (f"{COUNTY}102,锦丰镇,,{COUNTY}", "不认识层级“”，只认 county、town、village。"),
        (f"{COUNTY}1020,锦丰镇,town,{COUNTY}", "代码 3205821020 应为 9 位数字。"),
        (f"{COUNTY}10x,锦丰镇,town,{COUNTY}", "代码 32058210x 应为 9 位数字。"),
        (f"{COUNTY}10２,锦丰镇,town,{COUNTY}", "代码 32058210２ 应为 9 位数字。"),
        (f"{COUNTY}102,锦丰镇,town,", "上级 — 不在文件里。"),
        (f"{COUNTY}102,锦丰镇,town,999999", "上级 999999 不在文件里。"),
        (f"{COUNTY}102,锦丰镇,town,{COUNTY}100", f"上级 {COUNTY}100 的层级不对。"),
        (f"{COUNTY}100203,某村,village,{COUNTY}", f"上级 {COUNTY} 的层级不对。"),
        (f"{COUNTY}100,杨舍镇,town,{COUNTY}", f"代码 {COUNTY}100 在第 3 行已经有了。"),
    ],
)
def test_a_wrong_row_is_named_by_line_and_reason(row: str, message: str) -> None:
    with override("zh-hans"), pytest.raises(DivisionErrors) as wrong:
        read_divisions(file(*GOOD, row), COUNTY)
    assert wrong.value.rows == [(8, message)]
    assert (wrong.value.code, wrong.value.field, wrong.value.status) == ("organisations.divisions_wrong", "file", 422)
    assert str(wrong.value) == f"一条也没有导入，改好下面几行再试：\n第 8 行：{message}"


def test_all_wrong_rows_are_named_at_once_in_their_order() -> None:
    rows = [
        GOOD[0],
        f"{COUNTY}103,,town,{COUNTY}",
        GOOD[1],
        f"{COUNTY}104,乐余镇,hamlet,{COUNTY}",
        f"{COUNTY}1,南丰镇,town,{COUNTY}",
    ]
    with pytest.raises(DivisionErrors) as wrong:
        read_divisions(file(*rows), COUNTY)
    assert [line for line, _ in wrong.value.rows] == [3, 5, 6]


@pytest.mark.parametrize(
    ("head", "columns"),
    [
        ("code,name,level", "parent_code"),
        ("a,b", "code、name、level、parent_code"),
        ("CODE,name,level,parent_code", "code"),
    ],
)
def test_missing_columns_are_named(head: str, columns: str) -> None:
    with override("zh-hans"), pytest.raises(DivisionErrors) as wrong:
        read_divisions(file(*GOOD, head=head), COUNTY)
    assert wrong.value.rows == [(1, f"缺“{columns}”列。")]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_another_encoding_is_said_not_guessed(encoding: str) -> None:
    with override("zh-hans"), pytest.raises(Invalid) as wrong:
        read_divisions(file(*GOOD, encoding=encoding), COUNTY)
    assert (wrong.value.code, str(wrong.value)) == (
        "organisations.file_not_utf8",
        "文件不是 UTF-8 编码。另存为 UTF-8 的 CSV 再试。",
    )


@pytest.mark.parametrize("rows", [[], ["110101,东城区,county,"], [GOOD[1]]])
def test_a_list_without_the_county_is_refused(rows: list[str]) -> None:
    with override("zh-hans"), pytest.raises(DivisionErrors) as wrong:
        read_divisions(file(*rows), COUNTY)
    assert (1, f"缺县（市、区）{COUNTY} 这一行。") in wrong.value.rows


def test_short_rows_are_wrong_rows_not_a_crash() -> None:
    with pytest.raises(DivisionErrors) as wrong:
        read_divisions(file(GOOD[0], f"{COUNTY}100"), COUNTY)
    assert [line for line, _ in wrong.value.rows] == [3]


def test_checked_rows_come_parents_first() -> None:
    rows = [Division(line, *row.split(",")) for line, row in enumerate(GOOD, start=2)]
    assert check_divisions(reversed(rows), COUNTY) == sorted(rows, key=lambda row: (len(row.code), row.code))


# --- writing ------------------------------------------------------------------------------------


def test_a_dry_run_says_what_a_run_would_do_and_changes_nothing(told: Any) -> None:
    before = stored()
    dry = load(*GOOD, dry_run=True)
    assert stored() == before
    assert told() == []
    wet = load(*GOOD)
    assert (dry.added, dry.changed, dry.unchanged, dry.missing) == (wet.added, wet.changed, wet.unchanged, wet.missing)
    assert wet.added[0] == "张家港市新时代文明实践中心"
    assert told() == ["organisations.unit_changed"] * 6


def test_a_dry_run_over_units_that_differ_writes_nothing_either(told: Any) -> None:
    load(*GOOD)
    unit = Unit.objects.get(division_code=f"{COUNTY}100201")
    unit_rename(actor=None, unit=unit, name="百家桥老站", short_name="老站")
    before, heard = stored(), told()
    dry = load(*GOOD, f"{COUNTY}102,锦丰镇,town,{COUNTY}", dry_run=True)
    assert (dry.added, dry.changed) == (["锦丰镇新时代文明实践所"], ["百家桥村新时代文明实践站"])
    assert (stored(), told()) == (before, heard)


def test_twice_the_same_list_writes_once(told: Any) -> None:
    load(*GOOD)
    before, heard = stored(), told()
    again = load(*GOOD)
    assert (again.added, again.changed, len(again.unchanged)) == ([], [], 6)
    assert (stored(), told()) == (before, heard)


def test_names_and_kinds_follow_the_list(db: None) -> None:
    load(*GOOD)
    units = {unit.division_code: unit for unit in Unit.objects.select_related("level")}
    assert [(unit.short_name, unit.kind, unit.level.label, unit.depth) for _, unit in sorted(units.items())] == [
        ("张家港市", UnitKind.CENTRE, "中心", 1),
        ("杨舍镇", UnitKind.INSTITUTE, "所", 2),
        ("百家桥村", UnitKind.STATION, "站", 3),
        ("善港村", UnitKind.STATION, "站", 3),
        ("塘桥镇", UnitKind.INSTITUTE, "所", 2),
        ("金都社区", UnitKind.STATION, "站", 3),
    ]
    assert Unit.find_problems() == ([], [], [], [], [])


def test_a_village_that_changes_its_town_moves_and_keeps_its_number(told: Any) -> None:
    load(*GOOD)
    village = Unit.objects.get(division_code=f"{COUNTY}100202")
    moved = [row.replace(f"village,{COUNTY}100", f"village,{COUNTY}101") if "善港" in row else row for row in GOOD]
    outcome = load(*moved)
    village.refresh_from_db()
    assert village.get_parent().short_name == "塘桥镇"
    assert outcome.changed == ["善港村新时代文明实践站"]
    assert told().count("organisations.unit_moved") == 1
    assert Unit.find_problems() == ([], [], [], [], [])


def test_a_village_moves_into_a_town_that_is_new(db: None) -> None:
    load(*GOOD)
    rows = [f"{COUNTY}102,锦丰镇,town,{COUNTY}"]
    rows += [row.replace(f"village,{COUNTY}100", f"village,{COUNTY}102") if "善港" in row else row for row in GOOD]
    load(*rows)
    assert Unit.objects.get(short_name="善港村").get_parent().short_name == "锦丰镇"
    assert Unit.find_problems() == ([], [], [], [], [])


def test_what_the_list_lacks_is_reported_and_left(db: None) -> None:
    load(*GOOD)
    outcome = load(*GOOD[:-1])
    assert outcome.missing == ["金都社区新时代文明实践站"]
    assert Unit.objects.get(division_code=f"{COUNTY}101001").valid_to is None
    # Once somebody decided to end it, it is missed no longer.
    unit_end(actor=None, unit=Unit.objects.get(division_code=f"{COUNTY}101001"), last_day=today(), posts_to=None)
    assert load(*GOOD[:-1]).missing == []


def test_one_wrong_row_keeps_all_the_others_out(told: Any) -> None:
    with pytest.raises(DivisionErrors):
        load(*GOOD, f"{COUNTY}102,,town,{COUNTY}")
    assert stored() == ([], [], 0)
    assert told() == []


@pytest.mark.parametrize("villages", [1, 3])
def test_a_list_costs_the_same_however_long(db: None, villages: int, django_assert_num_queries: Any) -> None:
    rows = GOOD[:2] + [f"{COUNTY}1002{number:02},第{number}村委会,village,{COUNTY}100" for number in range(villages)]
    load(*rows)
    with django_assert_num_queries(7):
        load(*rows)
