"""What people in a village group write, and what a person who looks through it should find ticked."""

import datetime as dt

import pytest
from django.utils import timezone

from exchange.intake.chat import Confidence, Why, phone_in, read_chat
from tests.exchange.intake.names import names

NOW = dt.datetime(2026, 11, 28, 10, 0, tzinfo=timezone.get_default_timezone())
NAMES = names()

NEEDS = [
    # Something is broken.
    ("我家水龙头一直滴水，关不紧", None),
    ("楼下的车子占了消防通道", None),
    ("家里wifi连不上了，孩子要上网课", None),
    ("自来水发黄，不敢喝", None),
    ("书记，我们三组的桥栏杆松了，危险", None),
    ("空调不制冷", "家电"),
    ("冰箱不响了，里面东西要坏", "家电"),
    ("卫生间的水管冒水，淹到客厅了", "水电"),
    ("整栋楼跳闸了", "水电"),
    ("墙角发霉，老人咳得厉害", None),
    ("树枝断了压在电线上", None),
    ("门口的窨井盖塌了一个角", None),
    ("二组河边的路坑坑洼洼，老人摔了两次", None),
    # Somebody is wished for.
    ("能帮我带点菜吗，腿摔了出不了门", None),
    ("快递帮我拿一下，在3号楼", None),
    ("想找个人下棋", None),
    ("有没有会修锁的师傅，钥匙断在里面了", None),
    ("垃圾桶满了两天没人收，麻烦来清一下", "清洁"),
    ("哪里能给老人剪头发", "理发"),
    ("希望多办几次手机课", "学手机"),
    ("想给我妈报名义诊", "量血压"),
    ("可以教一下怎么用微信交电费吗", None),
    # Somebody is in trouble.
    ("小孩的作业没人辅导，愁死了", "辅导作业"),
    ("老人一个人在家，中饭没着落", None),
    ("谁家的狗天天叫，吵得睡不着", None),
    ("楼上半夜拖凳子，噪音太大", None),
    ("我这个手机不会用，微信打不开", None),
    # Thanks that go on to a wish.
    ("谢谢网格员，另外三组的灯也坏了", None),
    ("感谢关心，能不能再派人看看下水道，还是堵", None),
    ("谢谢书记，热水器坏掉了没法洗澡", "水电"),
    # Staff are asked to pass something on.
    ("麻烦反映一下，路灯坏了好几天", "水电"),
    ("帮忙报修一下，电梯不动了打不开门", None),
    # Long words in which nothing is needed are still looked at.
    ("晚上不需要那么亮的灯，刺眼睡不着，希望调一调", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "category"), NEEDS)
def test_a_need_is_ticked(text: str, category: str | None) -> None:
    reading = read_chat(f"王阿姨 09:00\n{text}", NAMES, NOW)
    assert [each.text for each in reading.left_out] == []
    [found] = reading.candidates
    assert found.chosen
    assert (found.category and found.category.name) == category
    assert found.why
    assert all(word in text.lower() for word in found.why)


NOT_TICKED = [
    ("收到，马上反映", Why.ANSWER),
    ("好的，马上安排人过去", Why.ANSWER),
    ("嗯，我们马上联系物业", Why.ANSWER),
    ("知道了，这就派人来看", Why.ANSWER),
    ("行，师傅下午过来", Why.ANSWER),
    ("已经上报街道处理了", Why.ANSWER),
    ("收到！已登记", Why.ANSWER),
    ("感谢志愿者帮我家修好了水管", Why.THANKS),
    ("谢谢网格员，灯亮了", Why.THANKS),
    ("非常感谢，堵了一个月的下水道通了", Why.THANKS),
    ("太感谢了，垃圾都运走了", Why.THANKS),
    ("多谢各位师傅", Why.THANKS),
    ("谢谢社区送的月饼", Why.THANKS),
    ("不需要了，谢谢", Why.TALK),
    ("没有需要", Why.TALK),
    ("我家没什么需求", Why.TALK),
    ("不用帮忙了", Why.TALK),
    ("不用麻烦志愿者", Why.TALK),
    ("算了，我自己修", Why.TALK),
    ("暂时不需要", Why.TALK),
    ("参加+1", Why.TALK),
    ("我要报名", Why.TALK),
    ("今天的菜真便宜", Why.TALK),
    ("1", Why.TALK),
    ("明天上午8点半在大礼堂集合", Why.TALK),
]


@pytest.mark.parametrize(("text", "why"), NOT_TICKED)
def test_what_asks_for_nothing_is_left_out_with_its_reason(text: str, why: Why) -> None:
    reading = read_chat(f"陈站长 09:00\n{text}", NAMES, NOW)
    assert reading.candidates == []
    assert [(each.text, each.why) for each in reading.left_out] == [(text, why)]


@pytest.mark.parametrize("text", ["路灯修好了没有？", "今年还有义诊吗？", "理发在几号？", "大礼堂的空调开不开？"])
def test_a_question_is_shown_and_not_ticked(text: str) -> None:
    [found] = read_chat(f"杨嫂 09:00\n{text}", NAMES, NOW).candidates
    assert (found.confidence, found.chosen) == (Confidence.UNSURE, False)


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("我电话13812345678，在家等", "13812345678"),
        ("打138-1234-5678", "13812345678"),
        ("手机:138 1234 5678.", "13812345678"),
        ("＋86 13812345678", "13812345678"),
        ("一三八一二三四五六七八", "13812345678"),
        ("座机0512-58123456", "051258123456"),
        ("座机（0512）58123456", "051258123456"),
        ("第一个13812345678，第二个13912345678", "13812345678"),
        ("身份证320582199001011234", ""),
        ("订单号138123456789", ""),
        ("12345", ""),
        ("房间1381", ""),
        ("", ""),
    ],
)
def test_the_number_to_call(text: str, phone: str) -> None:
    assert phone_in(text) == phone


WHOLE = """2026年11月27日 星期五

张阿姨  08:12
@李站长 三组村口的路灯坏了，晚上看不清路[流泪]

李站长  08:15
收到，马上联系电工

王叔  08:20
+1 我们这边也不亮

李娟  08:21
[图片]

李娟  08:22
垃圾桶满了两天没人收，麻烦来清一下
电话13912345678

“李娟”邀请“赵婶”加入了群聊

赵婶  19:05
谢谢网格员，灯亮了
"""


def test_a_day_of_a_group_becomes_two_needs() -> None:
    reading = read_chat(WHOLE, NAMES, NOW)
    assert [(each.speaker, each.text.splitlines()[0], each.phone) for each in reading.candidates] == [
        ("张阿姨", "三组村口的路灯坏了，晚上看不清路", ""),
        ("李娟", "垃圾桶满了两天没人收，麻烦来清一下", "13912345678"),
    ]
    assert [each.supporters for each in reading.candidates] == [1, 0]
    expected = [Why.ANSWER, Why.AGREES, Why.PICTURE, Why.NOTICE, Why.THANKS]
    assert {f"{each.at:%m-%d}" for each in reading.candidates if each.at} == {"11-27"}
    assert [each.why for each in reading.left_out] == expected


@pytest.mark.parametrize(
    "notice",
    [
        "“李娟”邀请“赵婶”加入了群聊", "王叔撤回了一条消息", "我拍了拍“李站长”", "赵婶退出了群聊", "你已成为新的群主",
        "以下为新消息", "3条新消息", "“孙大爷”修改群名为“百家桥三组”",
    ],
)  # fmt: skip
def test_a_notice_of_the_group_takes_no_need_along(notice: str) -> None:
    reading = read_chat(f"李娟 08:22\n热水器坏了，没法洗澡\n{notice}\n王叔 08:30\n收到", NAMES, NOW)
    assert [each.text for each in reading.candidates] == ["热水器坏了，没法洗澡"]
    assert [(each.text, each.why) for each in reading.left_out] == [(notice, Why.NOTICE), ("收到", Why.THANKS)]


def test_a_list_of_names_to_join_is_one_notice() -> None:
    reading = read_chat("陈站长 08:22\n#接龙\n周六理发报名\n1. 张阿姨\n2. 王叔", NAMES, NOW)
    assert (reading.candidates, [each.why for each in reading.left_out]) == ([], [Why.NOTICE])


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2026年11月20日 星期五", "11-20"), ("2026年11月20日星期五", "11-20"), ("2026-11-20（周五）", "11-20"),
        ("2026/11/20", "11-20"), ("———— 11月20日 周五 ————", "11-20"), ("2026年11月20日 08:00", "11-20"),
    ],
)  # fmt: skip
def test_a_line_for_the_day_dates_what_comes_after_it(line: str, day: str) -> None:
    [found] = read_chat(f"{line}\n\n张阿姨  10:12\n热水器坏了，没法洗澡", NAMES, NOW).candidates
    assert found.at is not None
    assert f"{found.at:%m-%d}" == day
