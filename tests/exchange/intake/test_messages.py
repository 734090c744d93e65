"""A chat as it is copied: who said what, on which day, and what belongs to which message."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from exchange.intake.messages import Message, read_messages

NOW = dt.datetime(2026, 11, 28, 10, 0, tzinfo=timezone.get_default_timezone())  # a Saturday


def read(text: str) -> list[tuple[str, str, str]]:
    return [(each.speaker, when(each), each.text) for each in read_messages(text, NOW)]


def when(message: Message) -> str:
    return f"{timezone.localtime(message.at):%Y-%m-%d %H:%M}" if message.at else ""


@pytest.mark.parametrize(
    ("head", "at"),
    [
        ("王叔 09:12", "2026-11-28 09:12"),
        ("王叔 9:12", "2026-11-28 09:12"),
        ("王叔 10:12", "2026-11-27 10:12"),
        ("王叔 00:00", "2026-11-28 00:00"),
        ("王叔 09:12:59", "2026-11-28 09:12"),
        ("王叔 09：12", "2026-11-28 09:12"),
        ("王叔 上午 9:12", "2026-11-28 09:12"),
        ("王叔 下午 3:12", "2026-11-27 15:12"),
        ("王叔 晚上 8:12", "2026-11-27 20:12"),
        ("王叔 中午 12:12", "2026-11-27 12:12"),
        ("王叔 中午 1:12", "2026-11-27 13:12"),
        ("王叔 凌晨 2:12", "2026-11-28 02:12"),
        ("王叔 今天 09:12", "2026-11-28 09:12"),
        ("王叔 昨天 20:12", "2026-11-27 20:12"),
        ("王叔 前天 20:12", "2026-11-26 20:12"),
        ("王叔 星期三 20:12", "2026-11-25 20:12"),
        ("王叔 周六 08:12", "2026-11-28 08:12"),
        ("王叔 星期天 20:12", "2026-11-22 20:12"),
        ("王叔 11-20 20:12", "2026-11-20 20:12"),
        ("王叔 11/20 20:12", "2026-11-20 20:12"),
        ("王叔 11.20 20:12", "2026-11-20 20:12"),
        ("王叔 12月20日 20:12", "2025-12-20 20:12"),
        ("王叔 5月1日 20:12", "2026-05-01 20:12"),
        ("王叔 2025-12-20 20:12", "2025-12-20 20:12"),
        ("王叔 2025年12月20日 20:12:01", "2025-12-20 20:12"),
        ("2026-11-20 20:12:33 王叔(12345678)", "2026-11-20 20:12"),
        ("2026-11-20 20:12:33 王叔<wang@qq.com>", "2026-11-20 20:12"),
        ("2026-11-20 20:12:33 【群主】王叔", "2026-11-20 20:12"),
        ("2026/11/20 20:12 王叔", "2026-11-20 20:12"),
    ],
)
def test_when_it_was_said(head: str, at: str) -> None:
    assert read(f"{head}\n路灯坏了") == [("王叔", at, "路灯坏了")]


@pytest.mark.parametrize("clock", ["25:00", "12:60", "99:99"])
def test_a_clock_that_is_none_says_no_time(clock: str) -> None:
    [(speaker, at, words)] = read(f"王叔 {clock}\n路灯坏了")
    assert (speaker, at, words) == ("王叔", "", "路灯坏了")


@pytest.mark.parametrize("day", ["2月30日", "13月1日", "2026-02-30"])
def test_a_day_that_is_none_says_no_day(day: str) -> None:
    """The last time that the clock showed it is as good a guess as any."""
    assert read(f"王叔 {day} 20:12\n路灯坏了") == [("王叔", "2026-11-27 20:12", "路灯坏了")]


@pytest.mark.parametrize(
    "name", ["王叔", "三组-王叔", "A王叔~电工", "Wang", "王 叔", "王叔🌾", "百家桥 王建国", "12栋李姐", "😀"]
)
def test_names_as_people_choose_them(name: str) -> None:
    assert read(f"{name} 09:12\n路灯坏了") == [(name, "2026-11-28 09:12", "路灯坏了")]


@pytest.mark.parametrize(
    ("line", "speaker", "words"),
    [
        ("王叔：路灯坏了", "王叔", "路灯坏了"),
        ("王叔: 路灯坏了", "王叔", "路灯坏了"),
        ("王叔(13812345678)：路灯坏了", "王叔", "路灯坏了"),
        ("09:12 王叔：路灯坏了", "王叔", "路灯坏了"),
        ("[09:12] 王叔：路灯坏了", "王叔", "路灯坏了"),
        ("【09:12】王叔：路灯坏了", "王叔", "路灯坏了"),
        ("王叔 09:12 路灯坏了", "王叔", "路灯坏了"),
        ("王叔：", "王叔", ""),
    ],
)
def test_a_name_before_the_words(line: str, speaker: str, words: str) -> None:
    found = read(f"李娟 09:00\n收到\n{line}")
    assert [(each[0], each[2]) for each in found[1:]] == [(speaker, words)]


LABELS = [
    "时间",
    "地址",
    "联系电话",
    "姓名",
    "人数",
    "求助",
    "情况说明",
    "注意事项",
    "备注",
    "如下",
    "另外",
    "比如",
    "1",
    "第一",
    "https",
]


@pytest.mark.parametrize("label", LABELS)
def test_a_thing_before_a_colon_is_nobody(label: str) -> None:
    text = f"王叔 09:00\n热水器坏了\n{label}：见下面"
    assert read(text) == [("王叔", "2026-11-28 09:00", f"热水器坏了\n{label}：见下面")]


@pytest.mark.parametrize("words", ["比分是3:2", "开门时间9:00", "https://example.com/a", "看http://a.cn", "1:30的车"])
def test_colons_within_words_name_nobody(words: str) -> None:
    assert read(f"王叔 09:00\n{words}") == [("王叔", "2026-11-28 09:00", words)]


# Days between the messages


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("—————  2026-11-20  —————", "2026-11-20 20:12"),
        ("-----11月20日-----", "2026-11-20 20:12"),
        ("2026年11月20日 星期五", "2026-11-20 20:12"),
        ("昨天", "2026-11-27 20:12"),
        ("星期三", "2026-11-25 20:12"),
    ],
)
def test_a_day_holds_until_the_next_one(line: str, at: str) -> None:
    found = read(f"李娟 09:00\n收到\n{line}\n王叔 20:12\n路灯坏了\n张姨 20:12\n也坏了")
    assert [each[1] for each in found[1:]] == [at, at]


def test_each_day_has_its_messages() -> None:
    text = "—— 2026-11-20 ——\n王叔 20:12\n一二三四\n—— 2026-11-21 ——\n王叔 07:00\n五六七八\n李娟 2026-11-22 08:00\n九"
    assert [each[1] for each in read(text)] == ["2026-11-20 20:12", "2026-11-21 07:00", "2026-11-22 08:00"]


def test_before_anybody_is_named_a_day_may_be_an_answer() -> None:
    assert read("昨天\n路灯坏了") == [("", "", "昨天"), ("", "", "路灯坏了")]


# What belongs together


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\u200b", "\t"])
def test_empty_lines_part_nothing(blank: str) -> None:
    assert read(f"王叔 09:00\n路灯坏了\n{blank}\n三组的") == [("王叔", "2026-11-28 09:00", "路灯坏了\n三组的")]


def test_what_is_answered_to_is_kept_apart() -> None:
    [first] = read_messages("李娟 09:01\n「王叔：路灯坏了」\n- - - - - - - -\n我家也是", NOW)
    assert (first.quoted, first.words) == (["「王叔：路灯坏了」"], ["我家也是"])


def test_a_rule_under_no_quotation_is_dropped() -> None:
    assert read("王叔 09:00\n路灯坏了\n——————\n三组的") == [("王叔", "2026-11-28 09:00", "路灯坏了\n三组的")]


def test_lines_are_counted_as_they_were_pasted() -> None:
    found = read_messages("\n\n王叔 09:00\n路灯坏了\n\n李娟 09:01\n收到", NOW)
    assert [each.line for each in found] == [3, 6]


@pytest.mark.parametrize("text", ["", "\n\n", "   ", "——————"])
def test_nothing_is_nobodys(text: str) -> None:
    assert [words for _speaker, _at, words in read(text)] == ([text] if "—" in text else [])


lines = st.lists(
    st.sampled_from(
        [
            "王叔 09:00",
            "路灯坏了",
            "昨天",
            "- - - - - -",
            "「王叔：灯」",
            "李娟：收到",
            "10:12 张姨：好",
            "时间：周六",
            "",
            "🙏",
        ]
    ),
    max_size=12,
)


@given(lines)
def test_whatever_is_pasted_no_line_of_words_is_lost(pasted: list[str]) -> None:
    found = read_messages("\n".join(pasted), NOW)
    kept = "\n".join(part for each in found for part in (each.speaker, *each.quoted, *each.words))
    for line in pasted:
        if line in ("路灯坏了", "🙏", "时间：周六"):
            assert line in kept
    assert all(each.at is None or each.at <= NOW + dt.timedelta(minutes=1) for each in found)
