"""A group chat as it is copied: what becomes a candidate, what is left out and why, whatever the shape."""

import datetime as dt

import pytest
from django.utils import timezone

from common.errors import Invalid
from exchange.intake.chat import LONGEST_PASTE, Candidate, Confidence, Reading, Why, cleaned, numbered_parts, read_chat
from tests.exchange.intake.names import names

NOW = timezone.make_aware(dt.datetime(2026, 11, 28, 10, 0))  # a Saturday
NAMES = names()


def read(text: str) -> Reading:
    return read_chat(text, NAMES, NOW)


def asked(text: str) -> list[tuple[str, str]]:
    return [(each.speaker, each.text) for each in read(text).candidates]


def only(text: str) -> Candidate:
    (candidate,) = read(text).candidates
    return candidate


# Shapes of a copied chat

LAMP = "三组的路灯坏了好几天，晚上出门看不清"


@pytest.mark.parametrize(
    ("paste", "speaker", "at"),
    [
        (f"张阿姨 10:12\n{LAMP}", "张阿姨", "11-27 10:12"),
        (f"张阿姨 9:12\n{LAMP}", "张阿姨", "11-28 09:12"),
        (f"张阿姨  09:12:33\n{LAMP}", "张阿姨", "11-28 09:12"),
        (f"张阿姨 2026/11/20 10:12:33\n{LAMP}", "张阿姨", "11-20 10:12"),
        (f"张阿姨 11月20日 10:12\n{LAMP}", "张阿姨", "11-20 10:12"),
        (f"张阿姨 昨天 20:12\n{LAMP}", "张阿姨", "11-27 20:12"),
        (f"张阿姨 星期三 20:12\n{LAMP}", "张阿姨", "11-25 20:12"),
        (f"张阿姨 昨天 下午 3:12\n{LAMP}", "张阿姨", "11-27 15:12"),
        (f"2026-11-20 10:12:33 张阿姨(12345678)\n{LAMP}", "张阿姨", "11-20 10:12"),
        (f"2026-11-20 10:12:33 【管理员】张阿姨<zhang@qq.com>\n{LAMP}", "张阿姨", "11-20 10:12"),
        (f"2026-11-20 10:12:33 张阿姨\n{LAMP}", "张阿姨", "11-20 10:12"),
        (f"张阿姨：{LAMP}", "张阿姨", None),
        (f"张阿姨: {LAMP}", "张阿姨", None),
        (f"10:12 张阿姨：{LAMP}", "张阿姨", "11-27 10:12"),
        (f"[09:12] 张阿姨: {LAMP}", "张阿姨", "11-28 09:12"),
        (f"2026-11-20 10:12 张阿姨：{LAMP}", "张阿姨", "11-20 10:12"),
        (f"张阿姨 09:12 {LAMP}", "张阿姨", "11-28 09:12"),
        (f"—————  2026-11-20  —————\n\n张阿姨  10:12\n{LAMP}", "张阿姨", "11-20 10:12"),
        (f"张三：{LAMP}", "张三", None),
        (f"李四(13812345678)：{LAMP}", "李四", None),
        (LAMP, "", None),
        (f"三组-张阿姨 09:12\n{LAMP}", "三组-张阿姨", "11-28 09:12"),
    ],
)
def test_every_known_shape_gives_who_when_and_what(paste: str, speaker: str, at: str | None) -> None:
    found = only(paste)
    said = f"{timezone.localtime(found.at):%m-%d %H:%M}" if found.at else None
    assert (found.speaker, found.text, said) == (speaker, LAMP, at)


def test_a_date_of_last_december_is_not_one_that_is_to_come() -> None:
    found = only(f"张阿姨 12月20日 10:12\n{LAMP}")
    assert found.at == timezone.make_aware(dt.datetime(2025, 12, 20, 10, 12))


# What is a need


@pytest.mark.parametrize(
    ("text", "category", "confidence"),
    [
        ("谁能帮我家修一下热水器，老人洗澡太冷了", "水电", Confidence.SURE),
        ("请问哪天有人来给老人理发？", "理发", Confidence.SURE),
        ("我妈行动不便，想请志愿者上门量血压", "量血压", Confidence.SURE),
        ("孩子放学没人管，村里能不能办个暑托班", "辅导作业", Confidence.SURE),
        ("河边垃圾堆了一个月，臭得很", "清洁", Confidence.SURE),
        ("洗衣机不转了，有没有师傅会修", "家电", Confidence.SURE),
        ("想学用智能手机挂号，哪里能报名", "学手机", Confidence.SURE),
        ("楼道窗户关不上，风大得很", None, Confidence.LIKELY),
        ("有没有年轻人愿意陪隔壁老伯说说话", None, Confidence.LIKELY),
        ("希望村里多放几场老电影", None, Confidence.LIKELY),
        ("隔壁天天半夜打麻将吵得睡不着", None, Confidence.LIKELY),
        ("今年的义诊在大礼堂门口摆的", "量血压", Confidence.UNSURE),
        ("大礼堂周日开门吗？", None, Confidence.UNSURE),
    ],
)
def test_needs_are_found_with_their_category(text: str, category: str | None, confidence: Confidence) -> None:
    found = only(f"王叔 09:00\n{text}")
    assert (found.category and found.category.name, found.confidence) == (category, confidence)
    assert found.chosen is (confidence > Confidence.UNSURE)
    assert all(word in text.lower() for word in found.why)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("收到", Why.THANKS),
        ("收到！谢谢书记", Why.THANKS),
        ("谢谢谢谢🙏🙏", Why.THANKS),
        ("👍👍👍", Why.THANKS),
        ("大家早上好", Why.THANKS),
        ("OK", Why.THANKS),
        ("好的好的，辛苦了", Why.THANKS),
        ("@李站长 好的，谢谢", Why.THANKS),
        ("[图片]", Why.PICTURE),
        ("[动画表情][动画表情]", Why.PICTURE),
        ("[强][强]", Why.PICTURE),
        ("“李娟”邀请“王叔”加入了群聊", Why.NOTICE),
        ("王叔撤回了一条消息", Why.NOTICE),
        ("我拍了拍“李站长”", Why.NOTICE),
        ("【通知】明天下午停水检修，请大家提前存水", Why.ANNOUNCEMENT),
        ("各位居民：本周六上午在广场义诊，欢迎参加", Why.ANNOUNCEMENT),
        ("@所有人 周五之前把表交到站里", Why.ANNOUNCEMENT),
        ("温馨提示：天冷路滑，老人出门注意安全", Why.ANNOUNCEMENT),
        ("已经联系物业了，下午过来", Why.ANSWER),
        ("我们马上安排人去看", Why.ANSWER),
        ("修好了", Why.ANSWER),
        ("今天包了青菜馅的馄饨", Why.TALK),
        ("嗯，昨天我看见他了", Why.TALK),
        ("灯坏", Why.TALK),
    ],
)
def test_what_is_no_need_is_left_out_and_listed(text: str, why: Why) -> None:
    reading = read(f"王叔 09:00\n{text}")
    assert reading.candidates == []
    assert [(each.speaker, each.text, each.why) for each in reading.left_out] == [("王叔", text, why)]


# What belongs together


def test_a_message_of_several_lines_is_one_need() -> None:
    assert asked("王叔 09:00\n热水器坏了\n是老式的那种\n李娟 09:01\n收到") == [("王叔", "热水器坏了\n是老式的那种")]


def test_two_messages_of_one_person_are_two() -> None:
    assert len(asked("王叔：热水器坏了没法洗澡\n王叔：还想给老人剪头发")) == 2


def test_a_number_sent_afterwards_belongs_to_the_need_before() -> None:
    reading = read("王叔 09:00\n热水器坏了没法洗澡\n王叔 09:01\n我电话13812345678\n李娟 09:02\n13912345678")
    assert [each.phone for each in reading.candidates] == ["13812345678"]
    assert [each.why for each in reading.left_out] == [Why.CONTACT, Why.TALK]


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("热水器坏了，电话138 1234 5678", "13812345678"),
        ("热水器坏了，电话１３８１２３４５６７８", "13812345678"),
        ("热水器坏了，打0512-58123456", "051258123456"),
        ("热水器坏了，打0512-58123456或13812345678", "13812345678"),
        ("热水器坏了三天了", ""),
    ],
)
def test_the_phone_is_found_in_the_words(text: str, phone: str) -> None:
    assert only(text).phone == phone


@pytest.mark.parametrize("more", ["+1", "＋1", "我家也是", "我也要", "同求", "我们楼也不亮"])
def test_who_joins_in_is_counted_and_no_need_of_its_own(more: str) -> None:
    reading = read(f"王叔：路灯坏了好几天\n李娟：{more}\n赵婶：{more}")
    assert [each.supporters for each in reading.candidates] == [2]
    assert [each.why for each in reading.left_out] == [Why.AGREES] * 2


def test_an_answer_is_read_without_what_it_answers_to() -> None:
    for quote in (
        f"李娟 09:01\n「王叔：{LAMP}」\n- - - - - - - - - - - - - - -\n我家门口的也不亮，能不能一起修",
        f"李娟 09:01\n“王叔: {LAMP}”\n我家门口的也不亮，能不能一起修",
    ):
        assert asked(quote) == [("李娟", "我家门口的也不亮，能不能一起修")]


def test_a_forwarded_block_is_read_as_what_it_holds() -> None:
    paste = f"李娟和王叔的聊天记录\n\n王叔 11月27日 10:12\n{LAMP}\n\n李娟 11月27日 10:13\n收到，谢谢"
    reading = read(paste)
    assert [(each.speaker, each.text) for each in reading.candidates] == [("王叔", LAMP)]
    assert [each.why for each in reading.left_out] == [Why.NOTICE, Why.THANKS]


def test_lines_without_any_name_stand_each_for_itself() -> None:
    assert asked("路灯坏了好几天\n收到\n想请人来给老人理发") == [("", "路灯坏了好几天"), ("", "想请人来给老人理发")]


def test_a_word_before_a_colon_is_not_always_a_name() -> None:
    paste = "王叔 09:00\n求助：热水器坏了\n时间：周六上午\n地址：三组\n联系电话：13812345678"
    found = only(paste)
    assert (found.speaker, found.phone) == ("王叔", "13812345678")
    assert found.text.splitlines() == ["求助：热水器坏了", "时间：周六上午", "地址：三组", "联系电话：13812345678"]


def test_links_and_times_are_no_speakers() -> None:
    assert asked("王叔 09:00\n能不能帮忙看看\nhttps://example.com/a\n开门时间9:00") == [
        ("王叔", "能不能帮忙看看\nhttps://example.com/a\n开门时间9:00")
    ]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("@李站长 路灯坏了[图片]", "路灯坏了"),
        ("@李站长\u2005路灯坏了😭😭", "路灯坏了"),
        ("路灯坏了 @李站长", "路灯坏了"),
        ("👵🏻 路灯坏了[流泪][流泪]", "路灯坏了"),
        ("一\n\n二  三", "一\n二 三"),
        ("邮箱a@b.com", "邮箱a@b.com"),
    ],
)
def test_mentions_stickers_and_emoji_go(text: str, clean: str) -> None:
    assert cleaned(text) == clean


# Several in one message


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1、路灯不亮 2、下水道堵了", ["路灯不亮", "下水道堵了"]),
        ("1、路灯不亮\n2、下水道堵了", ["路灯不亮", "下水道堵了"]),
        ("1. 路灯不亮；2. 下水道堵了；3. 想理发", ["路灯不亮", "下水道堵了", "想理发"]),
        ("三件事：①路灯不亮②下水道堵了", ["路灯不亮", "下水道堵了"]),
        ("三件事：①路灯不亮，②下水道堵了", ["路灯不亮", "下水道堵了"]),
        ("（1）路灯不亮。（2）下水道堵了。", ["路灯不亮", "下水道堵了"]),
        ("反映两个问题，一是路灯不亮，二是下水道堵了", ["路灯不亮", "下水道堵了"]),
        ("一、路灯不亮\n二、下水道堵了", ["路灯不亮", "下水道堵了"]),
        ("第一，路灯不亮。第二，下水道堵了", ["路灯不亮", "下水道堵了"]),
        ("五组的老人：1）想理发；2）想量血压", ["五组的老人：想理发", "五组的老人：想量血压"]),
        ("水费涨到3.5元，比1.2元贵多了", ["水费涨到3.5元，比1.2元贵多了"]),
        ("2、路灯不亮\n3、下水道堵了", ["2、路灯不亮\n3、下水道堵了"]),
        ("1、路灯不亮", ["1、路灯不亮"]),
        ("一是一，二是二", ["一是一，二是二"]),
    ],
)
def test_a_message_that_counts_its_requests_splits(text: str, parts: list[str]) -> None:
    assert numbered_parts(text) == parts


def test_each_part_is_judged_for_itself() -> None:
    reading = read("王叔 09:00\n大家好，两件事：\n1、热水器坏了没法洗澡\n2、想请人来给老伴理发\n3、就这些")
    assert [each.category and each.category.name for each in reading.candidates] == ["水电", "理发"]
    assert [each.text for each in reading.left_out] == ["就这些"]


# Limits


@pytest.mark.parametrize("text", ["", " \n ", "长" * (LONGEST_PASTE + 1)])
def test_nothing_and_too_much_are_said_at_the_field(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(text)
    assert refused.value.field == "text"


def test_every_message_ends_up_somewhere() -> None:
    lines = [f"居民{number} 09:{number % 60:02}\n{LAMP if number % 3 else '收到'}" for number in range(300)]
    reading = read("\n".join(lines))
    assert (len(reading.candidates), len(reading.left_out)) == (200, 100)
