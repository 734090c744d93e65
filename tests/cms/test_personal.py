"""What is personal in Chinese text and what only looks like it: tables of both, however it is written."""

import itertools
from typing import Any

import pytest

from cms.blocks import BodyBlock
from cms.checks.official import Official
from cms.checks.personal import Hit, find_in, masked_texts
from cms.checks.texts import Text, walk
from common.personal import Kind, has_id_checksum, passes_luhn

MOBILE = "13812345678"
IDENTITY = "11010519491231002X"
CARD = "6222021234567890128"


def official(*, phones: tuple[str, ...] = (), addresses: tuple[str, ...] = ()) -> Official:
    """The county's own numbers and places, without a database."""
    known = Official()
    known.phones, known.addresses = set(phones), set(addresses)
    return known


def hits(text: str, *, is_rich: bool = False, known: Official | None = None) -> list[Hit]:
    return find_in([Text(("body",), "正文", text, is_rich)], known or official())


def kinds(text: str, **options: Any) -> list[str]:
    return [str(hit.kind) for hit in hits(text, **options)]


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def grouped(text: str, sign: str, *sizes: int) -> str:
    """3-4-4 and so on: the digits in groups with a sign between them."""
    digits = iter(text)
    return sign.join("".join(itertools.islice(digits, size)) for size in sizes)


# Numbers of identity (GB 11643)


def with_checksum(body: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


VALID = [
    with_checksum(body) for body in ("32058219650309123", "32058219881231001", "11010520000229013", "65010119700101888")
]


@pytest.mark.parametrize("number", [*VALID, IDENTITY])
def test_a_number_of_identity_is_known_by_its_last_sign(number: str) -> None:
    assert has_id_checksum(number)
    for wrong in "0123456789X":
        if wrong != number[-1]:
            assert not has_id_checksum(number[:-1] + wrong)


@pytest.mark.parametrize("number", [*VALID, IDENTITY])
@pytest.mark.parametrize(
    "write",
    [
        str,
        str.lower,
        full_width,
        lambda number: grouped(number, " ", 6, 8, 4),
        lambda number: grouped(number, "-", 6, 8, 4),
        lambda number: grouped(number, "\u00a0", 6, 4, 4, 4),
        lambda number: " ".join(number),
        lambda number: f"（{number}）",
        lambda number: f"身份证号：{number}，",
        lambda number: f"居民{number}某",
    ],
)
def test_a_number_of_identity_is_found_however_it_is_written(number: str, write: Any) -> None:
    (hit,) = hits(write(number))
    assert (hit.kind, hit.masked) == (Kind.IDENTITY, f"{number[:6]}********{number[-4:]}")


@pytest.mark.parametrize(
    "number",
    [
        VALID[0][:-1] + ("0" if VALID[0][-1] != "0" else "1"),  # last sign wrong
        with_checksum("99058219650309123"),  # no such province
        with_checksum("32058219651309123"),  # thirteenth month
        with_checksum("32058219650230123"),  # thirtieth of February
        with_checksum("32058217650309123"),  # nobody is that old
        with_checksum("32058221650309123"),  # not born yet
        with_checksum("11010519000229013"),  # 1900 had no 29 February
        f"9{VALID[0]}",
        f"{VALID[0]}1",
        f"A{VALID[0]}",
        f"{VALID[0][:6]}********{VALID[0][-4:]}",
    ],
)
def test_what_is_no_number_of_identity_passes_as_one(number: str) -> None:
    assert "identity" not in kinds(f"编号{number}。")


@pytest.mark.parametrize(
    ("number", "is_one"), [("320582650309123", True), ("320582651309123", False), ("990582650309123", False)]
)
def test_numbers_of_the_first_generation_have_a_day_and_no_last_sign(number: str, is_one: bool) -> None:
    assert ("identity" in kinds(f"旧证{number}")) is is_one


# Mobile phones


@pytest.mark.parametrize("second", "3456789")
def test_every_range_of_mobile_numbers_is_found(second: str) -> None:
    assert kinds(f"请打1{second}012345678") == ["mobile"]


@pytest.mark.parametrize("second", "012")
def test_ranges_that_nobody_has_pass(second: str) -> None:
    assert kinds(f"第1{second}012345678号文件") == []


@pytest.mark.parametrize(
    "written",
    [
        MOBILE,
        full_width(MOBILE),
        grouped(MOBILE, " ", 3, 4, 4),
        grouped(MOBILE, "-", 3, 4, 4),
        grouped(MOBILE, "—", 3, 4, 4),
        grouped(MOBILE, "－", 3, 4, 4),
        grouped(MOBILE, "　", 3, 4, 4),
        grouped(MOBILE, ".", 3, 4, 4).replace("138.", "138 ", 1),
        grouped(MOBILE, " ", 3, 8),
        grouped(MOBILE, "_", 3, 4, 4),
        grouped(MOBILE, "·", 3, 4, 4),
        " ".join(MOBILE),
        "-".join(MOBILE),
        f"+86{MOBILE}",
        f"86-{MOBILE}",
        f"＋86　{full_width(MOBILE)}",
        "一三八一二三四五六七八",
        "幺三八幺二三四五六七八",
        "一三八，一二三四五六七八".replace("，", ""),
        f"tel:{MOBILE}",
        f"微信同号{MOBILE}",
        f"陈**({MOBILE})",
        f"{MOBILE}/转1",
    ],
)
def test_a_mobile_number_is_found_however_it_is_written(written: str) -> None:
    (hit,) = hits(f"报名请打{written}联系")
    assert (hit.kind, hit.masked) == (Kind.MOBILE, "138****5678")


@pytest.mark.parametrize(
    "text",
    [
        "138****5678",
        "138xxxx5678",
        "1381234567",  # one digit short
        "138123456789",  # one too many
        "订单20261381234567890",
        "占13.812345678%",
        "经度120.13812345678",
        "3.1415926535897",
        "2022年3月28日",
        "2022-03-28 14:00:00",
        "28.6万户次",
        "全市1380000余人",
        "第1381234567号",
        *("统一社会信用代码12320582MB1234567X", "www.zjg.gov.cn/2026/11/25/1381234.html", "ISBN 978-7-5399-1234-5"),
        "苏B·12345",
        "1、3、8、1、2、3、4、5、6、7、8",
        "二〇二六年十一月二十五日",
        "一百三十八户一千二百三十四人",
    ],
)
def test_what_is_no_mobile_number_passes(text: str) -> None:
    assert kinds(text) == []


# Other phones


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("0512-58123456", "0512-****3456"),
        ("0512 5812 3456", "0512-****3456"),
        ("051258123456", "0512-****3456"),
        ("（0512）58123456", "0512-****3456"),
        ("(0512) 5812-3456", "0512-****3456"),
        ("０５１２－５８１２３４５６", "0512-****3456"),
        ("010-62345678", "010-****5678"),
        ("021—62345678", "021-****5678"),
        ("0516-8123456", "0516-***3456"),
        ("电话：58123456", "****3456"),
        ("热线58123456", "****3456"),
        ("TEL 5812-3456", "****3456"),
        ("联系方式：5812345", "***2345"),
    ],
)
def test_a_landline_is_found_and_masked(written: str, masked: str) -> None:
    (hit,) = hits(f"可{written}。")
    assert (hit.kind, hit.masked) == (Kind.LANDLINE, masked)


@pytest.mark.parametrize(
    "text",
    [
        "12345",
        "110、119、120",
        "58123456户",
        "0512年",
        "2026-58123456",
        "400-820-8820",
        "共计58123456元",
        "0512-18123456",
    ],
)
def test_short_numbers_and_sums_are_no_landlines(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize("written", ["0512-58123456", "58123456", "电话：5812 3456", "（0512）5812-3456"])
def test_the_county_s_own_phones_pass_with_and_without_area_code(written: str) -> None:
    assert kinds(f"拨打{written}", known=official(phones=("051258123456",))) == []


def test_a_mobile_of_a_unit_passes_and_its_neighbour_does_not() -> None:
    known = official(phones=(MOBILE,))
    assert [hit.value for hit in hits(f"站里{MOBILE}，小陈13812345679", known=known)] == ["13812345679"]


# Bank cards


@pytest.mark.parametrize("number", [CARD, "4111111111111111", "5500005555555559"])
def test_a_card_is_known_by_its_sum(number: str) -> None:
    assert passes_luhn(number)
    (hit,) = hits(f"卡号{grouped(number, ' ', 4, 4, 4, 4, 4)}")
    assert (hit.kind, hit.masked) == (Kind.BANK_CARD, number[:4] + "*" * (len(number) - 8) + number[-4:])
    last = str((int(number[-1]) + 1) % 10)
    assert not passes_luhn(number[:-1] + last)
    assert "bank_card" not in kinds(f"编号{number[:-1]}{last}")


# Addresses below the township


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("住大新镇百家桥村5组12号", "大新镇"),
        ("百家桥村第三组（村民陈某）", "百家桥村"),
        ("百家桥村5组，12户", "百家桥村"),
        ("百家桥村12号", "百家桥村"),
        ("百家桥村三埭8号", "百家桥村"),
        ("锦丰镇洪桥村十二队7号", "锦丰镇"),
        ("南沙社区2组3号", "南沙社区"),
        ("杨舍镇人民中路88号3幢402室", "杨舍镇"),
        ("人民中路88号2单元301室", "***"),
        ("梁丰花园12幢302室", "***"),
        ("西门小区3号楼1单元501", "***"),
        ("金港镇后塍新村8栋203室", "金港镇"),
        ("百家桥村５组１２号", "百家桥村"),
    ],
)
def test_an_address_is_masked_to_its_township(text: str, masked: str) -> None:
    (hit,) = hits(f"{text}。")
    assert (hit.kind, hit.masked.removeprefix("住")) == (Kind.ADDRESS, masked)


@pytest.mark.parametrize(
    "text",
    [
        "大新镇百家桥村",
        "百家桥村文明实践站",
        "百家桥村委会三楼",
        "全村5个组",
        "12个村民小组",
        "人民中路88号",
        "市民中心3号楼",
        "204国道",
        "张文明委〔2023〕5号",
        "第10期",
        "一村一品，五组竞赛",
        "百家桥村2号楼",
        "社区里坊",
        "杨舍镇人民中路",
        "城西新村的老人",
    ],
)
def test_a_place_that_everybody_knows_passes(text: str) -> None:
    assert kinds(f"{text}。") == []


def test_the_address_of_a_venue_passes_also_in_part() -> None:
    known = official(addresses=("大新镇百家桥村5组12号",))
    assert kinds("地点在大新镇百家桥村5组12号", known=known) == []
    assert kinds("百家桥村5组12号", known=known) == []
    assert kinds("百家桥村5组13号", known=known) == ["address"]


# Wherever it stands


def body(*blocks: tuple[str, Any]) -> list[Text]:
    raw = [{"type": name, "value": value, "id": f"b{index}"} for index, (name, value) in enumerate(blocks)]
    return list(walk(BodyBlock(), raw, ("body",)))


PLACES: dict[str, tuple[tuple[str, Any], str]] = {
    "heading": (("heading", f"找{MOBILE}"), "body/0/value"),
    "paragraph": (("paragraph", f"<p>找{MOBILE}</p>"), "body/0/value"),
    "list": (("paragraph", f"<ul><li>一</li><li>找{MOBILE}</li></ul>"), "body/0/value"),
    "words of a link": (("paragraph", f'<p><a href="/a/">{MOBILE}</a></p>'), "body/0/value"),
    "bold half": (("paragraph", "<p><b>138</b>12<i>345</i>678</p>"), "body/0/value"),
    "entity": (("paragraph", "<p>138&nbsp;1234&nbsp;5678</p>"), "body/0/value"),
    "numeric entity": (("paragraph", "<p>&#49;3812345678</p>"), "body/0/value"),
    "caption": (("figure", {"image": 1, "alt": "", "caption": MOBILE}), "body/0/value/caption"),
    "text read aloud": (("figure", {"image": 1, "alt": MOBILE, "caption": ""}), "body/0/value/alt"),
    "voice": (("voice", {"words": f"打{MOBILE}", "speaker": ""}), "body/0/value/words"),
    "speaker": (("voice", {"words": "好", "speaker": f"陈{MOBILE}"}), "body/0/value/speaker"),
    "letter": (("letter", {"greeting": "", "text": MOBILE, "signature": "", "date": ""}), "body/0/value/text"),
    "signature": (("letter", {"greeting": "", "text": "", "signature": MOBILE, "date": ""}), "body/0/value/signature"),
    "figure of facts": (
        ("facts", [{"type": "item", "id": "i", "value": {"figure": MOBILE, "meaning": ""}}]),
        "body/0/value/0/value/figure",
    ),
    "title of a file": (("file", {"document": 1, "title": f"{MOBILE}名单"}), "body/0/value/title"),
}


@pytest.mark.parametrize("place", PLACES)
def test_it_is_found_wherever_it_stands(place: str) -> None:
    block, where = PLACES[place]
    (hit,) = find_in(body(block), official())
    assert (hit.kind, hit.where, hit.block) == (Kind.MOBILE, where, "b0")


@pytest.mark.parametrize("place", PLACES)
def test_masking_changes_that_place_alone(place: str) -> None:
    block, where = PLACES[place]
    texts = body(block, ("paragraph", "<p>别处的字，一个不少。</p>"))
    changed = masked_texts(texts, find_in(texts, official()))
    assert ["/".join(map(str, path)) for path in changed] == [where]
    (text,) = changed.values()
    assert "138****5678" in text.replace("<b>", "").replace("</b>", "").replace("<i>", "").replace("</i>", "")
    assert find_in([Text(("x",), "", text, is_rich=block[0] == "paragraph")], official()) == []


@pytest.mark.parametrize("broken", ["<p>138</p><p>12345678</p>", "138<br/>12345678", "<li>138</li><li>12345678</li>"])
def test_numbers_are_not_joined_across_lines(broken: str) -> None:
    assert kinds(broken, is_rich=True) == []


def test_numbers_within_tags_are_no_text() -> None:
    assert kinds(f'<a linktype="page" id="{MOBILE}">看这里</a>', is_rich=True) == []


# Several at once


def test_each_is_named_once_by_the_gravest_kind() -> None:
    text = f"{IDENTITY}、{MOBILE}、{CARD}、0512-58123456、大新镇百家桥村5组12号"
    assert kinds(text) == ["identity", "mobile", "bank_card", "landline", "address"]


@pytest.mark.parametrize("between", ["、", "，", " / ", "\n", "或", "；"])
def test_neighbours_are_told_apart(between: str) -> None:
    assert [hit.value for hit in hits(f"{MOBILE}{between}13912345679")] == [MOBILE, "13912345679"]


def test_offsets_point_at_what_is_read() -> None:
    text = f"甲{MOBILE}乙{MOBILE}"
    assert [(hit.offset, text[hit.offset : hit.offset + len(hit.value)]) for hit in hits(text)] == [
        (1, MOBILE),
        (13, MOBILE),
    ]


def test_a_long_text_is_read_quickly() -> None:
    """No detector may take more than its share on a hostile run of digits and signs."""
    import time

    started = time.monotonic()
    for hostile in ("1 " * 20_000, "一村" * 20_000, "138-" * 20_000, "镇村5组" * 10_000, "0512" * 20_000):
        hits(hostile)
    assert time.monotonic() - started < 20


def test_nothing_is_found_in_nothing() -> None:
    assert find_in([Text(("title",), "标题", ""), Text(("body",), "正文", "<p></p>", True)], official()) == []
