"""Importing the division list in the admin: seen before it is done, done as seen, wrong rows named, nothing lost."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from common.models import AuditEntry
from organisations import division_forms
from organisations.enums import Role
from organisations.models import Level, Unit
from organisations.services import divisions_import, read_divisions, unit_rename, written_divisions
from tests.factories.organisations import County
from tests.organisations.test_admin import SENT_AWAY, client_of, words

CODE = "320582"
HEAD = "code,name,level,parent_code"
ROWS = [
    f"{CODE},张家港市,county,",
    f"{CODE}100,杨舍镇,town,{CODE}",
    f"{CODE}100201,百家桥村委会,village,{CODE}100",
    f"{CODE}100202,善港村委会,village,{CODE}100",
]
CALLED = {"county": CODE, "centre": "中心", "institute": "所", "station": "站"}
ADDRESS = "/admin/units/divisions/"


@pytest.fixture
def listed(county: County) -> County:
    """A county whose units came from the list, all but one village."""
    Unit.objects.filter(pk=county.centre.pk).update(division_code=CODE)
    divisions_import(actor=None, divisions=read_divisions(_file(*ROWS[:3]), CODE))
    county.centre.refresh_from_db()
    return county


@pytest.fixture
def centre(listed: County) -> Client:
    return client_of(listed.administrator)


def _file(*rows: str, name: str = "list.csv", encoding: str = "utf-8") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join([HEAD, *rows]).encode(encoding))


def look(client: Client, *rows: str, **fields: Any) -> Any:
    return client.post(ADDRESS, {**CALLED, "file": _file(*rows), **fields})


def sent_back(response: Any, **changes: Any) -> dict[str, Any]:
    """What a browser would send of the preview when it is confirmed."""
    html = BeautifulSoup(response.content, "html.parser")
    hidden = {str(each["name"]): each.get("value", "") for each in html.select("#w-editor-form input[type=hidden]")}
    button = html.select_one("button[name=step]")
    return {**hidden, **({"step": button["value"]} if button else {}), **changes}


def stored() -> Any:
    return list(Unit.objects.order_by("path").values()), list(Level.objects.values()), AuditEntry.objects.count()


@pytest.mark.parametrize(
    ("role", "where", "opens"),
    [
        (Role.ADMINISTRATOR, "centre", True),
        (Role.ADMINISTRATOR, "yangshe", False),
        (Role.EDITOR, "centre", False),
        (Role.AUDITOR, "centre", False),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_the_centre_s_administrator_opens_it(
    listed: County, role: Role, where: str, opens: bool, method: str
) -> None:
    client, before = client_of(listed.person(role, getattr(listed, where))), stored()
    sent = {**CALLED, "file": _file(*ROWS)} if method == "post" else {}
    assert getattr(client, method)(ADDRESS, sent).status_code == (200 if opens else SENT_AWAY)
    assert stored() == before
    if role == Role.ADMINISTRATOR:
        assert (ADDRESS in words(client.get(reverse("units:index")))) == opens


def test_the_form_knows_the_county_and_what_its_levels_are_called(centre: Client) -> None:
    shown = BeautifulSoup(centre.get(ADDRESS).content, "html.parser")
    values = {name: shown.select_one(f"#id_{name}")["value"] for name in CALLED}  # type: ignore[index]
    assert values == CALLED


def test_everything_is_shown_and_nothing_is_done(listed: County, centre: Client) -> None:
    unit_rename(actor=None, unit=Unit.objects.get(division_code=f"{CODE}100201"), name="旧名", short_name="旧")
    before = stored()
    html = words(look(centre, *ROWS[:2], ROWS[2].replace("100201", "100209"), ROWS[3], f"{CODE}101,塘桥镇,town,{CODE}"))
    assert "新增 3 个单位" in html
    assert "塘桥镇新时代文明实践所、善港村新时代文明实践站、百家桥村新时代文明实践站" in html
    assert "名单里没有、仍然保留的单位 1 个" in html
    assert f'href="{reverse("units:index")}?q=%E6%97%A7%E5%90%8D"' in html
    assert "照旧的单位 2 个" in html
    assert stored() == before


@pytest.mark.usefixtures("listed")
def test_what_is_put_right_says_what_it_was_and_becomes(centre: Client) -> None:
    unit = Unit.objects.get(division_code=f"{CODE}100201")
    unit_rename(actor=None, unit=unit, name="旧名", short_name="旧")
    moved = ROWS[2].replace(f"village,{CODE}100", f"village,{CODE}101")
    html = words(look(centre, *ROWS[:2], moved, f"{CODE}101,塘桥镇,town,{CODE}"))
    line = BeautifulSoup(html, "html.parser").select(".linli-outcome .linli-lines li")[0].get_text()
    assert line == (
        "百家桥村新时代文明实践站　名称：旧名 → 百家桥村新时代文明实践站；简称：旧 → 百家桥村；移到“塘桥镇”下面"
    )


def test_confirmed_it_is_done_as_shown_and_recorded(listed: County, centre: Client) -> None:
    preview = look(centre, *ROWS)
    answer = centre.post(ADDRESS, sent_back(preview), follow=True)
    assert answer.redirect_chain[0][0] == reverse("units:index")
    assert "新增单位 1 个，改正 0 个。" in words(answer)
    assert Unit.objects.get(division_code=f"{CODE}100202").get_parent().short_name == "杨舍镇"
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.actor_id) == ("organisations.divisions_imported", listed.administrator.pk)
    assert entry.data["added"] == ["善港村新时代文明实践站"]


def test_what_changed_meanwhile_is_shown_again_and_then_done(centre: Client) -> None:
    preview = look(centre, *ROWS)
    unit_rename(actor=None, unit=Unit.objects.get(division_code=f"{CODE}100201"), name="旧名", short_name="旧")
    before = stored()
    again = centre.post(ADDRESS, sent_back(preview))
    assert "您看过之后单位又有变动" in words(again)
    assert "改正 1 个单位" in words(again)
    assert stored() == before
    assert centre.post(ADDRESS, sent_back(again)).status_code == 302
    assert Unit.objects.get(division_code=f"{CODE}100201").short_name == "百家桥村"


def test_other_names_of_levels_travel_along(centre: Client) -> None:
    preview = look(centre, *ROWS, institute="站", station="所")
    assert centre.post(ADDRESS, sent_back(preview)).status_code == 302
    assert Unit.objects.get(division_code=f"{CODE}100202").name == "善港村新时代文明实践所"


def test_with_nothing_to_do_there_is_nothing_to_confirm(centre: Client) -> None:
    html = words(look(centre, *ROWS[:3]))
    assert "单位和名单一致，没有要改的。" in html
    assert 'name="step"' not in html


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (f"{CODE}100203,,village,{CODE}100", "第 6 行：缺名称。"),
        (f"{CODE}10020,某村,village,{CODE}100", f"第 6 行：代码 {CODE}10020 应为 12 位数字。"),
        (f"{CODE}100203,{'长' * 31},village,{CODE}100", "第 6 行：名称超过 30 个字，或者有看不见的字符。"),
        (f"{CODE}100203,某\0村,village,{CODE}100", "第 6 行：名称超过 30 个字，或者有看不见的字符。"),
        (f"{CODE}100203,{'长' * 140_000},village,{CODE}100", "第 6 行：这一行不是 CSV：有一格没有结束。"),
        (f"{CODE}100203,<b>,hamlet,{CODE}100", "第 6 行：不认识层级“hamlet”，只认 county、town、village。"),
    ],
)
def test_wrong_rows_are_named_in_chinese_and_nothing_typed_is_lost(centre: Client, row: str, line: str) -> None:
    before = stored()
    answer = look(centre, *ROWS, row, station="驿站")
    html = BeautifulSoup(answer.content, "html.parser")
    assert [each.get_text() for each in html.select("[role=alert] .linli-lines li")] == [line]
    assert html.select_one("#id_station")["value"] == "驿站"  # type: ignore[index]
    assert "有 1 行不能用。" in words(answer)
    assert stored() == before


def test_of_very_many_wrong_rows_the_first_hundred_are_shown(centre: Client) -> None:
    html = words(look(centre, *ROWS, *[f"{CODE}100{number},,village,{CODE}100" for number in range(300, 420)]))
    assert html.count("缺名称") == 100
    assert "有 120 行不能用。" in html
    assert "先列出前 100 行" in html


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"file": ""}, "选一份名单文件。"),
        ({"file": _file(*ROWS, encoding="gb18030")}, "文件不是 UTF-8 编码。另存为 UTF-8 的 CSV 再试。"),
        ({"file": SimpleUploadedFile("a.csv", b"")}, "缺“code、name、level、parent_code”列。"),
        ({"file": SimpleUploadedFile("a.csv", b"\xff\xd8\xff")}, "文件不是 UTF-8 编码。另存为 UTF-8 的 CSV 再试。"),
        ({"county": "32"}, "县（市、区）代码是六位数字。"),
        ({"county": "３２０５８２"}, "县（市、区）代码是六位数字。"),
        ({"county": "110101"}, "缺县（市、区）110101 这一行。"),
        ({"station": ""}, "必需字段"),
    ],
)
def test_what_cannot_be_read_is_said(centre: Client, fields: dict[str, Any], said: str) -> None:
    before = stored()
    if upload := fields.get("file"):
        upload.seek(0)
    assert said in words(look(centre, *ROWS, **fields))
    assert stored() == before


def test_a_file_too_large_is_refused_before_it_is_read(centre: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(division_forms, "MOST_BYTES", 40)
    assert "文件超过 20 MB" in words(look(centre, *ROWS))


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"text": "code,name"}, 200), ({"seen": ""}, 200), ({"seen": "x" * 64}, 200), ({"county": "x"}, 200)],
)
def test_a_confirmation_that_was_tampered_with_does_nothing(
    centre: Client, changes: dict[str, str], status: int
) -> None:
    preview, before = look(centre, *ROWS), stored()
    assert centre.post(ADDRESS, sent_back(preview, **changes)).status_code == status
    assert stored() == before


def test_another_county_s_tree_is_not_the_administrator_s(listed: County, centre: Client) -> None:
    """The centre's administrator may start a county that is not there, but not change one that others govern."""
    level = Level.objects.get(label="中心")
    Unit.add_root(name="吴江区新时代文明实践中心", kind="centre", level=level, division_code="320509")
    before = stored()
    answer = look(centre, "320509,吴江市,county,", county="320509")
    assert "您不是这个单位的管理员" in words(answer)
    assert stored() == before


def test_checked_rows_can_be_read_again() -> None:
    divisions = read_divisions(_file(*ROWS), CODE)  # type: ignore[arg-type]
    again = read_divisions(_file(*written_divisions(divisions).splitlines()[1:]), CODE)  # type: ignore[arg-type]
    assert again == divisions


@pytest.mark.parametrize("villages", [1, 3])
def test_the_preview_costs_the_same_however_long(
    centre: Client, villages: int, django_assert_max_num_queries: Any
) -> None:
    rows = ROWS[:3] + [f"{CODE}1003{number:02},第{number}村委会,village,{CODE}100" for number in range(villages)]
    centre.get(ADDRESS)
    with django_assert_max_num_queries(24):
        look(centre, *rows)
