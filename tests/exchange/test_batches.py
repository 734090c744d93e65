"""Chats and spreadsheets become needs: all or none, once, and back again."""

import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from common.errors import Invalid, NotAllowed
from common.models import AuditEntry
from exchange import services
from exchange.enums import Channel
from exchange.intake.naming import CategoryNames
from exchange.intake.template import template
from exchange.models import Need, NeedBatch
from exchange.selectors import by_receipt
from exchange.services.batches import Entry, MovedOn, TakenBefore, batch_take_in, batch_undo
from exchange.services.intake import Asked
from exchange.services.sheets import BadRows, spreadsheet_take_in, spreadsheet_try
from organisations.enums import Role
from tests.factories.exchange import ServiceCounty
from tests.worlds import world

county = world(ServiceCounty)

HEAD = "需求内容,类别,电话,人数,希望时间,求助人"


def csv(*rows: str, head: str = HEAD, encoding: str = "utf-8") -> bytes:
    return "\r\n".join([head, *rows]).encode(encoding)


def xlsx(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def chat(county: ServiceCounty, *words: str, **changes: Any) -> Any:
    entries = [Entry(Asked(words=each, phone="13800138000"), county.heating) for each in words]
    given = {"actor": county.helper, "unit": county.station, "channel": Channel.CHAT, "entries": entries, **changes}
    return batch_take_in(**given)


def test_confirmed_needs_of_a_chat_come_in_together(county: ServiceCounty) -> None:
    taken = chat(county, "路灯坏了打13912345678", "老人想理发", name="三组群")
    needs = Need.objects.filter(batch=taken.batch).order_by("pk")
    assert [each.public_text for each in needs] == ["路灯坏了打139****5678", "老人想理发"]
    assert {(each.entered_by, each.channel, each.state) for each in needs} == {(county.helper, "chat", "submitted")}
    assert by_receipt(taken.submitted[1].receipt, "8000") == needs[1]


def test_one_that_is_wrong_stops_all(county: ServiceCounty) -> None:
    with pytest.raises(Invalid) as refused:
        chat(county, "路灯坏了", "灯")
    assert refused.value.field == "1-words"
    assert (Need.objects.count(), NeedBatch.objects.count()) == (0, 0)


def test_the_same_once_until_it_is_taken_back(county: ServiceCounty) -> None:
    taken = chat(county, "路灯坏了")
    with pytest.raises(TakenBefore) as refused:
        chat(county, "路灯坏了")
    assert refused.value.earlier == taken.batch
    batch_undo(batch=taken.batch, actor=county.helper, reason="贴错群了")
    assert chat(county, "路灯坏了").batch != taken.batch


def test_a_batch_of_others_is_not_pointed_to(county: ServiceCounty) -> None:
    spreadsheet_take_in(actor=county.helper, unit=county.station, data=csv("路灯坏了,,,,,"), name="名单.csv")
    other = county.holder(Role.HELPER, county.other_station)
    with pytest.raises(TakenBefore) as refused:
        spreadsheet_try(actor=other, unit=county.other_station, data=csv("路灯坏了,,,,,"), name="b.csv")
    assert refused.value.earlier is None
    assert "名单" not in str(refused.value)


@pytest.mark.parametrize("who", ["resident", "other_dispatcher", "administrator"])
def test_nobody_else_brings_one_in_or_takes_one_back(county: ServiceCounty, who: str) -> None:
    person = {"administrator": county.holder(Role.ADMINISTRATOR, county.centre)}.get(who) or getattr(county, who)
    with pytest.raises(NotAllowed):
        chat(county, "路灯坏了", actor=person)
    taken = chat(county, "路灯坏了")
    with pytest.raises(NotAllowed):
        batch_undo(batch=taken.batch, actor=person, reason="不要")


def test_no_row_leaves_the_tree_of_its_batch(county: ServiceCounty) -> None:
    entries = [Entry(Asked(words="路灯坏了"), county.heating, county.other_station)]
    with pytest.raises(Invalid) as refused:
        chat(county, actor=county.dispatcher, entries=entries)
    assert refused.value.field == "0-unit"


# Taking back


def test_what_is_taken_back_is_withdrawn_forgotten_and_on_record(county: ServiceCounty) -> None:
    taken = chat(county, "路灯坏了", "老人想理发")
    batch_undo(batch=taken.batch, actor=county.dispatcher, reason="表格传错了")
    for each in taken.submitted:
        need = Need.objects.get(pk=each.need.pk)
        assert (need.state, need.reason, need.personal.words, need.personal.phone) == (
            "withdrawn",
            "表格传错了",
            "",
            "",
        )
        assert [step.to_state for step in need.changes.all()] == ["submitted", "withdrawn"]
        assert by_receipt(each.receipt, "8000") == need
    entry = AuditEntry.objects.get(action="exchange.batch_undone")
    assert entry.data == {"count": 2, "reason": "表格传错了"}


@pytest.mark.parametrize("touch", ["opinion", "returned", "joined"])
def test_a_batch_that_somebody_deals_with_stays_whole(county: ServiceCounty, touch: str) -> None:
    taken = chat(county, "路灯坏了", "老人想理发")
    need = taken.submitted[1].need
    if touch == "opinion":
        services.panel_say(need=need, actor=county.panel[0], outcome="accept")
    elif touch == "returned":
        county.screened("return", need=need)
    else:
        county.screened("duplicate", master=need)
    with pytest.raises(MovedOn) as refused:
        batch_undo(batch=taken.batch, actor=county.helper, reason="不要")
    assert refused.value.needs == (need,)
    assert "老人想理发" in str(refused.value)
    assert not Need.objects.filter(state="withdrawn").exists()


# Spreadsheets


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_in_every_usual_encoding(county: ServiceCounty, encoding: str) -> None:
    data = csv('"路灯坏了，看不清",水电,="13800138000",约20人,2099-12-03 15:00,王建国', encoding=encoding)
    taken = spreadsheet_take_in(actor=county.helper, unit=county.station, data=data, name="a.csv")
    need = taken.submitted[0].need
    assert (need.category, need.people_count, need.wanted_from.year) == (county.heating, 20, 2099)
    assert (need.personal.phone, need.personal.name) == ("13800138000", "王建国")


def test_headings_in_any_order_with_other_names_under_a_title(county: ServiceCounty) -> None:
    data = xlsx(
        ["2026年群众需求汇总表"], [None], ["序号", "手机号码", "群众诉求（必填）", "村（社区）"],
        [1, 13800138000.0, "路灯坏了", "百家桥站"], [None, None, None, None], [2, None, "想理发的老人多", None],
    )  # fmt: skip
    draft = spreadsheet_try(actor=county.dispatcher, unit=county.town, data=data, name="需求.xlsx")
    assert draft.errors == []
    assert [(each.asked.words, each.asked.phone, each.unit) for each in draft.entries] == [
        ("路灯坏了", "13800138000", county.station),
        ("想理发的老人多", "", None),
    ]
    assert draft.ignored == ("序号",)


def test_every_error_is_said_with_row_and_column_and_nothing_is_written(county: ServiceCounty) -> None:
    data = csv(
        ",水电,,,,王", "路灯坏了,火箭,,,,", "路灯坏了呀,,123,,,", "老人想理发,,,很多,,", "想学手机的,,,,尽快,",
        "想听讲座,,,,2020-01-01,", "老人想理发吗,,,0,,", "想听讲座吗,,,,,", "想听讲座吗,,,,,",
    )  # fmt: skip
    with pytest.raises(BadRows) as refused:
        spreadsheet_take_in(actor=county.helper, unit=county.station, data=data, name="a.csv")
    assert [(each.row, each.column) for each in refused.value.errors] == [
        (2, "需求内容"), (3, "类别"), (4, "电话"), (5, "人数"), (6, "希望时间"), (7, "希望时间"), (8, "人数"),
        (10, "需求内容"),
    ]  # fmt: skip
    assert "2026-12-03" in refused.value.errors[4].message
    assert not Need.objects.exists()
    assert not NeedBatch.objects.exists()


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"x", "a.xls", "exchange.sheet_type"),
        (csv("1,2", head="甲,乙"), "a.csv", "exchange.sheet_headings"),
        (csv("路灯坏了,路灯坏了", head="需求,诉求"), "a.csv", "exchange.sheet_twice"),
        (csv(), "a.csv", "exchange.sheet_empty"),
        (csv(*[f"第{n}盏路灯坏了,,,,," for n in range(2001)]), "a.csv", "exchange.sheet_rows"),
        (b"0" * (5 * 1024 * 1024 + 1), "a.csv", "exchange.sheet_large"),
        (b"PK\x03\x04rubbish", "a.xlsx", "document_broken"),
        (csv("路灯坏了,,,,,"), "a.xlsx", "document_disguised"),
    ],
)
def test_what_is_no_table_is_refused_at_the_file(county: ServiceCounty, data: bytes, name: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        spreadsheet_try(actor=county.helper, unit=county.station, data=data, name=name)
    assert (refused.value.code, refused.value.field) == (code, "file")


def test_formulas_are_read_as_their_values_and_never_run(county: ServiceCounty) -> None:
    data = csv('"=HYPERLINK(""http://evil.example"")",,,,,')
    draft = spreadsheet_try(actor=county.helper, unit=county.station, data=data, name="a.csv")
    assert draft.entries[0].asked.words == '=HYPERLINK("http://evil.example")'
    book = xlsx(["需求内容", "人数"], ["路灯坏了很久", "=1+1"])
    draft = spreadsheet_try(actor=county.helper, unit=county.station, data=book, name="a.xlsx")
    assert draft.entries[0].asked.people_count is None


def test_the_template_can_be_filled_in_and_sent(county: ServiceCounty) -> None:
    book = load_workbook(io.BytesIO(template(CategoryNames.read(), [county.station])))
    assert book.sheetnames == ["需求登记", "可选值"]
    assert [cell.value for cell in book["可选值"][2]] == ["上门维修/水电", "百家桥站"]
    sheet = book["需求登记"]
    sheet.append(["路灯坏了", "上门维修/水电", "百家桥站", "王建国", "13800138000"])
    out = io.BytesIO()
    book.save(out)
    (made,) = spreadsheet_take_in(
        actor=county.helper, unit=county.station, data=out.getvalue(), name="需求.xlsx"
    ).submitted
    assert (made.need.category, made.need.unit, made.need.channel) == (county.heating, county.station, "spreadsheet")
