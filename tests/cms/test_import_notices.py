"""Invitations: when and where people come is text, not the head of a paper; and other heads and tails."""

import datetime as dt

import pytest

from cms.importer import read_text

PROSE = "市第一人民医院的医生将到村里为大家量血压、测血糖，讲解常见病的预防，欢迎各位村民带着家人一起来参加。"


def paragraphs(text: str) -> list[str]:
    return [block.text for block in read_text(text).blocks]


@pytest.mark.parametrize("when", ["时间：2026年3月28日14:00—16:00", "日期：2026年12月31日晚", "时间:每周六上午"])
@pytest.mark.parametrize(
    "where", ["地点：百家桥村文明实践站", "活动地点：村委会三楼", "对象：全体村民", "主讲人：吴老师", "内容：义诊"]
)
def test_the_hour_of_an_invitation_is_kept(when: str, where: str) -> None:
    kept = paragraphs(f"社区义诊邀您来\n{when}\n{where}\n{PROSE}")
    assert kept == [when, where, PROSE]


def test_an_invitation_in_traditional_script_keeps_it_too() -> None:
    kept = paragraphs(f"社區義診邀您來\n時間：2026年3月28日\n地點：百家橋村\n{PROSE}")
    assert kept[:2] == ["時間：2026年3月28日", "地點：百家橋村"]


@pytest.mark.parametrize(
    ("line", "day", "source"),
    [
        ("时间：2023-05-06 09:30", dt.date(2023, 5, 6), ""),
        ("发布时间：2023年5月6日 来源：张家港日报", dt.date(2023, 5, 6), "张家港日报"),
        ("发布日期：2024/2/29", dt.date(2024, 2, 29), ""),
        ("来源：友爱港城网", None, "友爱港城网"),
        ("2026.12.31", dt.date(2026, 12, 31), ""),
        ("二〇二六年十二月三十一日", dt.date(2026, 12, 31), ""),
        ("发布时间：2023-02-30", None, ""),
        ("浏览次数：1024", None, ""),
    ],
)
def test_the_line_below_a_title_is_no_text(line: str, day: dt.date | None, source: str) -> None:
    draft = read_text(f"大新镇举行宣讲会\n{line}\n{PROSE}")
    assert (draft.title, draft.date, draft.source) == ("大新镇举行宣讲会", day, source)
    assert [block.text for block in draft.blocks] == [PROSE]


@pytest.mark.parametrize(
    ("foot", "report", "send", "copies", "number"),
    [
        ("报：省文明办\n发：各镇\n（共印400份）", "省文明办", "各镇", 400, ""),
        ("报送：省文明办", "", "", None, ""),
        ("主报：市委办\n抄送：各区镇、各部门\n苏简字1004号　共印50份", "市委办", "各区镇、各部门", 50, "苏简字1004号"),
        ("发：各镇\n各街道\n各村", "", "各镇\n各街道\n各村", None, ""),
        ("印数：3", "", "", 3, ""),
    ],
)
def test_the_foot_of_a_paper_is_its_distribution_list(
    foot: str, report: str, send: str, copies: int | None, number: str
) -> None:
    draft = read_text(
        f"张家港文明实践简报\n第10期\n张家港市文明办编 2022年3月28日\n大新镇建好队伍\n{PROSE}\n{PROSE}\n{foot}"
    )
    assert (draft.series, draft.number, draft.date) == ("张家港文明实践简报", 10, dt.date(2022, 3, 28))
    assert (draft.report_to, draft.send_to, draft.copies, draft.file_number) == (report, send, copies, number)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("第10期", 10),
        ("第 十 期", 10),
        ("第二十三期", 23),
        ("第一百零五期", 105),
        ("第〇期", None),
        ("第99999期", None),
    ],
)
def test_the_number_of_an_issue_however_it_is_written(line: str, number: int | None) -> None:
    draft = read_text(f"张家港文明实践简报\n{line}\n大新镇建好队伍\n{PROSE}")
    assert (draft.series, draft.number) == ("张家港文明实践简报", number)


def test_what_follows_the_signature_and_speaks_of_something_else_is_set_apart_and_the_rest_stays() -> None:
    foreign = "昨日沪指收盘上涨百分之三，新能源板块领涨，成交额突破万亿元大关，外资持续净流入。"
    draft = read_text(f"大新镇举行义诊\n{PROSE}\n{PROSE}（记者 陈某）\n{foreign}")
    assert [tail.text for tail in draft.tail] == [foreign]
    assert [tail.why for tail in draft.tail] == ["在署名之后，说的是另一件事"]
    own = read_text(f"大新镇举行义诊\n{PROSE}（记者 陈某）\n{PROSE}")
    assert own.tail == []
