"""What the gate finds, what it lets pass, and how each is masked."""

import pytest

from cms.checks.personal import Kind, find_in
from cms.checks.texts import Text
from tests.factories import cms as make

pytestmark = pytest.mark.django_db


def found(text: str, is_rich: bool = False) -> list[tuple[str, str]]:
    return [(str(hit.kind), hit.masked) for hit in find_in([Text(("body",), "正文", text, is_rich)])]


@pytest.mark.parametrize(
    ("text", "kind", "masked"),
    [
        ("请打13812345678报名", Kind.MOBILE, "138****5678"),
        ("手机：138 1234 5678", Kind.MOBILE, "138****5678"),
        ("138-1234-5678", Kind.MOBILE, "138****5678"),
        ("１３８１２３４５６７８", Kind.MOBILE, "138****5678"),
        ("+86 13812345678", Kind.MOBILE, "138****5678"),
        ("一三八一二三四五六七八", Kind.MOBILE, "138****5678"),
        ("1 3 8 1 2 3 4 5 6 7 8", Kind.MOBILE, "138****5678"),
        ("身份证号11010519491231002X。", Kind.IDENTITY, "110105********002X"),
        ("110105 19491231 002x", Kind.IDENTITY, "110105********002X"),
        ("旧证 320582650309123", Kind.IDENTITY, "320582******123"),
        ("卡号 6222 0212 3456 7890 128", Kind.BANK_CARD, "6222***********0128"),
        ("电话0512-58123456", Kind.LANDLINE, "0512-****3456"),
        ("（0512）58123456", Kind.LANDLINE, "0512-****3456"),
        ("联系电话：58123456", Kind.LANDLINE, "****3456"),
        ("大新镇百家桥村5组12号", Kind.ADDRESS, "大新镇"),
        ("百家桥村第三组12号", Kind.ADDRESS, "百家桥村"),
        ("杨舍镇人民中路88号3幢402室", Kind.ADDRESS, "杨舍镇"),
        ("梁丰花园12幢302室", Kind.ADDRESS, "***"),
    ],
)
def test_personal_data_is_found_and_masked(text: str, kind: Kind, masked: str) -> None:
    assert found(text) == [(str(kind), masked)]


@pytest.mark.parametrize(
    "text",
    [
        "二〇二六年十一月二十八日，一百二十人参加",
        "全市29.4万名志愿者，1330支队伍，活动79000场",
        "2022年3月28日14:00—15:00",
        "百家桥村文明实践站开放了",
        "大新镇百家桥村、中山村",
        "人民中路88号",
        "拨打12345或110",
        "138****5678",
        "110105********002X",
        "110105194912310021",
        "张文明委〔2023〕5号",
        "第10期（新时代文明实践中心建设专刊33）",
        "网站标识码3205820001",
        "苏ICP备12345678号",
        "13812345678901234",
        "占比13.812345678",
    ],
)
def test_what_is_no_personal_data_passes(text: str) -> None:
    assert found(text) == []


def test_identity_number_is_not_also_a_phone() -> None:
    assert [kind for kind, _masked in found("11010519491231002X 和 13812345678")] == ["identity", "mobile"]


def test_two_numbers_side_by_side_are_two() -> None:
    assert found("13812345678、13912345679") == [("mobile", "138****5678"), ("mobile", "139****5679")]


def test_number_behind_tags_and_entities_is_found() -> None:
    assert found("<p>13<b>8</b>1234&#53;678</p>", is_rich=True) == [("mobile", "138****5678")]


def test_numbers_of_two_paragraphs_are_not_joined() -> None:
    assert found("<p>共1381</p><p>2345678次</p>", is_rich=True) == []


@pytest.mark.parametrize("written", ["0512-58123456", "51258123456", "58123456"])
def test_office_phone_of_a_unit_passes(written: str) -> None:
    make.unit(phone="0512-58123456")
    assert found(f"电话：{written}") == []


def test_other_phone_is_found_beside_the_office_phone() -> None:
    make.unit(phone="0512-58123456")
    assert found("电话：0512-58123456，0512-58129999") == [("landline", "0512-****9999")]


def test_address_of_a_listed_venue_passes() -> None:
    venue = make.venue(make.unit())
    venue.address = "大新镇百家桥村5组12号"
    venue.save()
    assert found("地点在大新镇百家桥村5组12号") == []
    assert found("家在大新镇百家桥村6组13号") == [("address", "家在大新镇")]
