"""The importer over the real list of divisions, and over lists that are wrong."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from common.errors import Invalid, NotAllowed
from common.models import AuditEntry
from organisations.enums import UnitKind
from organisations.models import Level, Unit
from organisations.services import DivisionErrors, divisions_import, read_divisions, unit_create, unit_move
from organisations.services.division_list import short_name_of
from tests.factories.organisations import County

DIVISIONS = Path(__file__).resolve().parents[2] / "demo" / "data" / "divisions.csv"
COUNTY = "320582"


def load(**kwargs: Any) -> Any:
    return divisions_import(actor=None, divisions=read_divisions(DIVISIONS, COUNTY), **kwargs)


def written(folder: Path, *lines: str) -> Path:
    path = folder / "divisions.csv"
    path.write_text("\n".join(["code,name,level,parent_code", *lines]) + "\n")
    return path


@pytest.mark.parametrize(
    ("name", "town", "short"),
    [
        ("百家桥村委会", "杨舍镇", "百家桥村"),
        ("杨舍镇百家桥村委会", "杨舍镇", "百家桥村"),
        ("百家桥村村委会", "杨舍镇", "百家桥村"),
        ("百家桥村村民委员会", "杨舍镇", "百家桥村"),
        ("善港村民委员会", "杨舍镇", "善港村"),
        ("金都社区居委会", "杨舍镇", "金都社区"),
        ("金都居委会", "杨舍镇", "金都社区"),
        ("金都社区居民委员会", "杨舍镇", "金都社区"),
        ("张家港村委会", "张家港", "张家港村"),
        ("梁丰食品集团奶牛场生活区", "杨舍镇", "梁丰食品集团奶牛场生活区"),
        ("张家港经济技术开发区社区", "张家港经济技术开发区", "张家港经济技术开发区社区"),
        ("杨舍镇", "", "杨舍镇"),
    ],
)
def test_short_names(name: str, town: str, short: str) -> None:
    assert short_name_of(name, town) == short


def test_the_real_county(db: None, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(30):
        outcome = load()
    assert [len(names) for names in (outcome.added, outcome.changed, outcome.unchanged)] == [289, 0, 0]
    kinds = [Unit.objects.filter(kind=kind).count() for kind in UnitKind]
    assert dict(zip(UnitKind.values, kinds, strict=True)) == {
        "centre": 1,
        "branch": 0,
        "institute": 15,
        "station": 273,
        "point": 0,
        "department": 0,
        "assessor": 0,
    }
    centre = Unit.objects.get(division_code=COUNTY)
    assert (centre.name, centre.level.label) == ("张家港市新时代文明实践中心", "中心")
    assert centre.numchild == 15
    assert Unit.find_problems() == ([], [], [], [], [])
    station = Unit.objects.get(short_name="百家桥村")
    assert station.name == "百家桥村新时代文明实践站"
    assert station.get_parent().name == "杨舍镇新时代文明实践所"
    assert not Unit.objects.filter(short_name__endswith="委会").exists()
    assert not Unit.objects.exclude(division_code__startswith=COUNTY).exists()


def test_a_second_import_changes_nothing(db: None, django_assert_max_num_queries: Any) -> None:
    load()
    before = list(Unit.objects.values())
    with django_assert_max_num_queries(12):
        outcome = load()
    assert [len(names) for names in (outcome.added, outcome.changed, outcome.unchanged)] == [0, 0, 289]
    assert list(Unit.objects.values()) == before
    assert AuditEntry.objects.count() == 1


def test_a_dry_run_writes_nothing(db: None) -> None:
    outcome = load(dry_run=True)
    assert len(outcome.added) == 289
    assert not Unit.objects.exists()
    assert not Level.objects.exists()


def test_what_has_drifted_is_put_right_and_own_units_stay(db: None) -> None:
    load()
    level = Level.objects.get(label="站")
    centre = Unit.objects.get(division_code=COUNTY)
    branch = unit_create(actor=None, name="教育分中心", kind=UnitKind.BRANCH, level=level, parent=centre)
    station = Unit.objects.get(short_name="百家桥村")
    town = station.get_parent()
    unit_move(actor=None, unit=station, parent=branch)
    Unit.objects.filter(short_name="善港村").update(name="别名", phone="0512-1")
    outcome = load()
    assert sorted(outcome.changed) == ["善港村新时代文明实践站", "百家桥村新时代文明实践站"]
    assert Unit.objects.get(pk=station.pk).get_parent() == town
    assert Unit.objects.get(short_name="善港村").phone == "0512-1"
    assert Unit.objects.filter(pk=branch.pk).exists()
    assert outcome.missing == []
    assert Unit.find_problems() == ([], [], [], [], [])


def test_a_county_may_call_its_village_level_suo(db: None) -> None:
    load(labels={UnitKind.INSTITUTE: "站", UnitKind.STATION: "所"})
    assert Unit.objects.get(short_name="百家桥村").name == "百家桥村新时代文明实践所"
    assert Unit.objects.get(short_name="百家桥村").level.label == "所"


def test_new_villages_come_after_those_there_are(db: None, tmp_path: Path) -> None:
    rows = [f"{COUNTY},张家港市,county,", f"{COUNTY}100,杨舍镇,town,{COUNTY}"]
    first = [*rows, f"{COUNTY}100201,百家桥村委会,village,{COUNTY}100"]
    second = [*rows, f"{COUNTY}100202,善港村委会,village,{COUNTY}100", f"{COUNTY}101,塘桥镇,town,{COUNTY}"]
    for lines in (first, second):
        outcome = divisions_import(actor=None, divisions=read_divisions(written(tmp_path, *lines), COUNTY))
    assert outcome.missing == ["百家桥村新时代文明实践站"]
    assert list(Unit.objects.values_list("short_name", "path", "numchild")) == [
        ("张家港市", "0001", 2),
        ("杨舍镇", "00010001", 2),
        ("百家桥村", "000100010001", 0),
        ("善港村", "000100010002", 0),
        ("塘桥镇", "00010002", 0),
    ]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([f"{COUNTY},张家港市,county,", f"{COUNTY},张家港市,county,"], [3]),
        ([f"{COUNTY},张家港市,county,", f"{COUNTY}1,杨舍镇,town,{COUNTY}"], [3]),
        ([f"{COUNTY},张家港市,county,", f"{COUNTY}100,,town,{COUNTY}"], [3]),
        ([f"{COUNTY},张家港市,county,", f"{COUNTY}100,杨舍镇,hamlet,{COUNTY}"], [3]),
        ([f"{COUNTY},张家港市,county,", f"{COUNTY}100201,百家桥村委会,village,{COUNTY}100"], [3]),
        ([f"{COUNTY},张家港市,county,", f"{COUNTY}100201,百家桥村委会,village,{COUNTY}"], [3]),
        ([f"{COUNTY}100,杨舍镇,town,{COUNTY}"], [1, 2]),
    ],
)
def test_wrong_rows_are_named_and_nothing_is_imported(
    db: None, tmp_path: Path, rows: list[str], lines: list[int]
) -> None:
    with pytest.raises(DivisionErrors) as error:
        divisions_import(actor=None, divisions=read_divisions(written(tmp_path, *rows), COUNTY))
    assert [line for line, _message in error.value.rows] == lines
    assert not Unit.objects.exists()


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="nowhere"):
        read_divisions(tmp_path / "nowhere.csv", COUNTY)
    (tmp_path / "gbk.csv").write_bytes("code,name,level,parent_code\n320582,张家港市,county,\n".encode("gbk"))
    with pytest.raises(Invalid) as error:
        read_divisions(tmp_path / "gbk.csv", COUNTY)
    assert error.value.code == "organisations.file_not_utf8"
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(DivisionErrors):
        read_divisions(tmp_path / "other.csv", COUNTY)


def test_only_the_centre_s_administrator_imports(county: County) -> None:
    with pytest.raises(NotAllowed):
        divisions_import(actor=county.town_administrator, divisions=read_divisions(DIVISIONS, COUNTY))
    divisions_import(actor=county.administrator, divisions=read_divisions(DIVISIONS, COUNTY))
    assert AuditEntry.objects.filter(actor_id=county.administrator.pk).count() == 1


def test_the_command_says_what_it_did(db: None) -> None:
    out = io.StringIO()
    with override("en"):
        call_command("import_divisions", str(DIVISIONS), county=COUNTY, dry_run=True, stdout=out)
        assert "Dry run" in out.getvalue()
        assert not Unit.objects.exists()
        out = io.StringIO()
        call_command("import_divisions", str(DIVISIONS), county=COUNTY, labels="中心,分中心,站,所,点", stdout=out)
        assert "Added：289" in out.getvalue()
        with pytest.raises(CommandError, match="five"):
            call_command("import_divisions", str(DIVISIONS), county=COUNTY, labels="中心")
        with pytest.raises(CommandError, match="999999"):
            call_command("import_divisions", str(DIVISIONS), county="999999")
    assert Unit.objects.get(short_name="百家桥村").level.label == "所"
