"""What a machine makes public of words that nobody has read: tables, and properties over numbers put anywhere."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.personal import DETECTORS, STRICT, found_in, masked
from common.readable import normalise


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("热水器坏了，打13812345678找张大爷", "热水器坏了，打138****5678找张大爷"),
        ("电话１３８１２３４５６７８", "电话138****5678"),
        ("打138\u200b1234\u200b5678", "打138****5678"),
        ("身份证11010519491231002X", "身份证110105********002X"),
        ("拨0512-58123456", "拨0512-****3456"),
        ("打58223344就行", "打****3344就行"),
        ("打 5822 3344", "打 ****3344"),
        ("我住大新镇百家桥村5组12号，路灯不亮", "我住大新镇，路灯不亮"),
        ("百家桥村5组12号路灯不亮", "百家桥村路灯不亮"),
        ("路灯不亮，在5组12号门口", "路灯不亮，在***门口"),
        ("我家3幢402室漏水", "我家***漏水"),
        ("8栋2单元301漏水", "***漏水"),
        ("二单元602室漏水", "***漏水"),
        ("奶奶住在人民中路88号3幢402室，想理发", "奶奶住在***，想理发"),
        ("奶奶住在向阳路12号，想理发", "奶奶住在***，想理发"),
        ("加微信 zhang_san88 谢谢", "加微信 *** 谢谢"),
        ("我QQ是123456789", "我QQ是***"),
        ("发到zhang.san@example.com", "发到***"),
        ("卡号6222021234567890128", "卡号6222***********0128"),
        ("找王建国，电话13912345678或13712345678", "找王建国，电话139****5678或137****5678"),
    ],
)
def test_what_is_personal_is_masked_and_nothing_else(text: str, public: str) -> None:
    assert masked(text) == public


@pytest.mark.parametrize(
    "text",
    [
        "老年活动室的血压计坏了，想请人来修",
        "12月3日下午3点，来30个人",
        "20261203之前办好",
        "2026年12月3日15:00-16:30",
        "5组的路灯都不亮",
        "人民中路的树挡住了路灯",
        "欠费5822334元",
        "村里有12个村民小组，共3200户",
        "3号楼的电梯停了",
        "TV12345信号不好",
        "拨打12345",
        "👵🏻想学手机😀",
        "",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert masked(text) == text


def test_the_gate_of_publishing_is_stopped_by_less_than_a_machine_masks() -> None:
    text = normalise("3幢402室漏水，打58223344")
    assert found_in(text) == []
    assert [each.kind for each in found_in(text, STRICT)] == ["address", "landline"]
    assert STRICT[: len(DETECTORS)] == DETECTORS


# Wherever it stands, whatever stands between the digits

words = st.text(alphabet="老人家里的灯坏了想请来看看，。、 \n😀", max_size=12)
separators = st.sampled_from(["", " ", "-", "－", "—", "\u3000", ".", "\u200b", "_"])
digits = st.characters(min_codepoint=0x30, max_codepoint=0x39)


@st.composite
def mobiles(draw: st.DrawFn) -> str:
    return "1" + draw(st.sampled_from("3456789")) + draw(st.text(digits, min_size=9, max_size=9))


@st.composite
def identities(draw: st.DrawFn) -> str:
    day = draw(st.dates(dt.date(1930, 1, 1), dt.date(2020, 12, 31)))
    body = f"320582{day:%Y%m%d}{draw(st.text(digits, min_size=3, max_size=3))}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def bare(text: str) -> str:
    return re.sub(r"[^0-9X]", "", text)


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if char.isdigit() else char for char in text)


@given(before=words, after=words, number=mobiles(), between=separators, wide=st.booleans())
def test_no_mobile_number_survives(before: str, after: str, number: str, between: str, wide: bool) -> None:
    parts = (number[:3], number[3:7], number[7:])
    if between == ".":
        parts = (number[:3] + number[3:7], number[7:])  # 138.1234 would be a number with decimals
    written = between.join(parts)
    public = masked(before + (full_width(written) if wide else written) + after)
    assert f"{number[:3]}****{number[7:]}" in public
    assert number[3:7] not in bare(public.replace(f"{number[:3]}****{number[7:]}", ""))
    assert masked(public) == public


@given(before=words, after=words, number=identities(), between=separators)
def test_no_identity_number_survives(before: str, after: str, number: str, between: str) -> None:
    public = masked(before + between.join((number[:6], number[6:14], number[14:])) + after)
    assert f"{number[:6]}********{number[-4:]}" in public
    assert number[6:14] not in bare(public)
    assert masked(public) == public


noise = st.text(alphabet="0123456789１２一二三十幺 -—:：电话微信QQ村组号幢栋室单元路街镇住在，。@.abX", max_size=40)


@given(text=noise)
def test_nothing_is_left_to_mask_and_masking_twice_is_masking_once(text: str) -> None:
    public = masked(text)
    assert found_in(normalise(public), STRICT) == []
    assert masked(public) == public


@given(text=st.text(alphabet="老人家里的灯坏了想请来看看王建国李秀英，。！？ \n😀", max_size=80))
def test_words_and_names_are_not_touched(text: str) -> None:
    assert masked(text) == text
