"""Documents of our own making, as editors bring them: each rule of the importer, and where it must not apply."""

import datetime as dt

import pytest

from cms.importer import Kind, read_document, read_text
from cms.importer.chinese import close_up, close_up_title, fold, glue
from cms.importer.papers import find_date, numeral
from common.errors import Invalid

PROSE = "活动现场，志愿者为村民讲解移风易俗的好处，发放倡议书，解答大家关心的问题，气氛热烈而亲切。"


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("文明 实 践", "文明实践"),
        ("“七有” 标准 （试行） ， 如下", "“七有”标准（试行），如下"),
        ("全角　空格　也去掉", "全角空格也去掉"),
        ("串联 10 条线路", "串联 10 条线路"),
        ("第 3 期", "第3期"),
        ("手机 APP 用户", "手机 APP 用户"),
        ("Open Day 活动", "Open Day 活动"),
        ("等任务, 重点发展", "等任务,重点发展"),
        ("新時代 文明實踐", "新時代文明實踐"),
        ("  两头有空格  ", "两头有空格"),
    ],
)
def test_only_the_spaces_that_chinese_does_not_have_go(text: str, closed: str) -> None:
    assert close_up(text) == closed


@pytest.mark.parametrize(
    ("title", "closed"),
    [
        ("张家港建好“一队两网三清单” 推动新时代文明实践常态化", "张家港建好“一队两网三清单” 推动新时代文明实践常态化"),
        ("通 知", "通知"),
        ("关于 举办 活动 的 通知", "关于举办活动的通知"),
        ("探索推进 小镇 建设", "探索推进小镇建设"),
    ],
)
def test_a_title_keeps_the_gap_between_two_clauses(title: str, closed: str) -> None:
    assert close_up_title(title) == closed


def test_lines_are_glued_as_their_script_wants() -> None:
    assert glue("文明", "实践") == "文明实践"
    assert glue("Open", "Day") == "Open Day"
    assert glue("平台", "App") == "平台App"


def test_folding_keeps_the_length_of_every_text() -> None:
    assert fold("張家港 點單") == "张家港 点单"
    text = "隻要乾淨后來裡麵"
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "value"), [("10", 10), ("十", 10), ("十二", 12), ("二十三", 23), ("一百零五", 105), ("二〇二二", 2022)]
)
def test_chinese_numbers(text: str, value: int) -> None:
    assert numeral(text) == value


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022年3月28日", dt.date(2022, 3, 28)),
        ("2019 年 1 月 25 日", dt.date(2019, 1, 25)),
        ("二〇二二年三月二十八日", dt.date(2022, 3, 28)),
        ("发布时间：2023-05-06 10:20", dt.date(2023, 5, 6)),
        ("2023/5/6", dt.date(2023, 5, 6)),
        ("2023.05.06", dt.date(2023, 5, 6)),
        ("2023年2月30日", None),
        ("今年3月", None),
    ],
)
def test_days(text: str, day: dt.date | None) -> None:
    assert find_date(text) == day


def test_lines_of_one_width_are_one_paragraph_until_an_indent() -> None:
    text = (
        "村里的道德讲堂开讲了\n\n"
        "　　十一月二十五日下午百家桥村新时代文明\n"
        "实践站里坐满了来听课的乡亲们老陈说这样\n"
        "的讲堂贴心又好懂下次还要带着老伴来听讲\n"
        "　　讲堂由宣讲员主讲用的是身边人的故事大\n"
        "家听得入神临走时还有人问下一讲是几时开\n"
        "在哪里开能不能带孩子一起来听听看。\n"
    )
    draft = read_text(text)
    assert draft.title == "村里的道德讲堂开讲了"
    assert [block.text[:6] for block in draft.blocks] == ["十一月二十五", "讲堂由宣讲员"]
    assert draft.counts.joins == 4


def test_one_line_a_paragraph_is_left_alone() -> None:
    draft = read_text(f"标题在这里\n{PROSE}\n“这样的活动真好。”老陈说\n{PROSE}\n小标题\n{PROSE}")
    assert [block.kind for block in draft.blocks] == ["paragraph", "paragraph", "paragraph", "heading", "paragraph"]
    assert draft.counts.joins == 0


def test_markdown_becomes_headings_lists_and_bold() -> None:
    draft = read_text(
        f"# 暖冬行动\n\n> {PROSE}\n\n---\n\n## 做了什么\n\n- **送**棉衣\n* 修[灯](http://a.b/c)\n\n__要点__：{PROSE}"
    )
    assert draft.title == "暖冬行动"
    assert [(block.kind, block.text[:8]) for block in draft.blocks] == [
        ("paragraph", PROSE[:8]),
        ("heading", "做了什么"),
        ("item", "**送**棉衣"),
        ("item", "修灯"),
        ("paragraph", "**要点**：活"),
    ]


def test_numbered_headings_are_headings_and_numbered_paragraphs_are_not() -> None:
    draft = read_text(f"工作总结材料\n{PROSE}\n一、组织到位\n{PROSE}\n1、第一点，{PROSE}\n（二）宣传到位\n{PROSE}")
    assert [block.text[:5] for block in draft.blocks if block.kind == "heading"] == ["一、组织到", "（二）宣传"]


def test_a_policy_paper_is_recognised_by_its_number_and_title() -> None:
    text = (
        "张文明委〔2023〕5号\n\n关于印发《张家港市志愿者礼遇办法》的通知\n\n各镇（街道）文明实践所：\n\n"
        f"{PROSE}\n\n张家港市文明委\n2023年5月6日"
    )
    draft = read_text(text)
    assert draft.kind_guess == Kind.POLICY
    assert draft.document_number == "张文明委〔2023〕5号"
    assert draft.title == "关于印发《张家港市志愿者礼遇办法》的通知"
    assert draft.date == dt.date(2023, 5, 6)
    assert draft.blocks[-2].text == "张家港市文明委"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("百家桥村举行“我们的节日”主题活动", Kind.NEWS),
        ("“心树林”心理志愿服务案例", Kind.CASE),
        ("张家港：把家书送到信箱", Kind.CASE),
        ("关于开展宣讲的通知", Kind.POLICY),
    ],
)
def test_the_kind_is_guessed_from_the_title(title: str, kind: Kind) -> None:
    assert read_text(f"{title}\n\n{PROSE}").kind_guess == kind


def test_the_line_under_a_title_gives_day_and_source() -> None:
    draft = read_text(f"大新镇举行宣讲会\n2023-05-06 09:30　来源：张家港日报　浏览次数：12\n{PROSE}")
    assert (draft.date, draft.source) == (dt.date(2023, 5, 6), "张家港日报")
    assert [block.text for block in draft.blocks] == [PROSE]


def test_the_issue_of_a_local_briefing_with_contents_and_chinese_numerals() -> None:
    text = (
        "文明实践工作简报\n第十二期\n（总第 45 期）\n张家港市新时代文明实践工作指导中心　2023年6月1日\n"
        "本期要目\n杨舍镇：讲堂进院落\n大新镇：旗袍队有了老师\n"
        f"杨舍镇：讲堂进院落\n{PROSE}\n{PROSE}\n大新镇：旗袍队有了老师\n{PROSE}\n"
        "送：市委宣传部，各成员单位\n印数：120份"
    )
    draft = read_text(text)
    assert (draft.series, draft.number, draft.date) == ("文明实践工作简报", 12, dt.date(2023, 6, 1))
    assert draft.issuer == "张家港市新时代文明实践工作指导中心"
    assert (draft.send_to, draft.copies) == ("市委宣传部，各成员单位", 120)
    assert [item.title for item in draft.sections[0].items] == ["杨舍镇：讲堂进院落", "大新镇：旗袍队有了老师"]
    assert [len(item.blocks) for item in draft.sections[0].items] == [2, 1]
    assert draft.title == "文明实践工作简报第12期"


TAILS = [
    "（责任编辑：王某某）",
    "【打印本页】【关闭窗口】",
    "上一篇：村里修了路",
    "版权所有：某某日报社",
    "扫一扫在手机打开当前页",
    "【别处的新闻】经济稳步增长，外贸数据亮眼，专家解读明年走势。 【详细】",
]


@pytest.mark.parametrize("tail", TAILS)
def test_what_does_not_belong_is_set_apart_with_a_reason(tail: str) -> None:
    draft = read_text(f"大新镇举行宣讲会\n{PROSE}\n{PROSE}（记者 陈某）\n{tail}")
    assert [paragraph.text for paragraph in draft.tail] == [close_up(tail)]
    assert draft.tail[0].why
    assert len(draft.blocks) == 2


def test_headlines_below_related_go_together() -> None:
    draft = read_text(f"大新镇举行宣讲会\n{PROSE}\n相关阅读\n全国铁路今日调图\n多地迎来降雪天气")
    assert [paragraph.text for paragraph in draft.tail] == ["相关阅读", "全国铁路今日调图", "多地迎来降雪天气"]


@pytest.mark.parametrize(
    "last", ["相关部门表示，将继续做好服务。", PROSE, "“谢谢你们！”老陈说。", "（通讯员 李某 文/图）"]
)
def test_what_belongs_stays(last: str) -> None:
    assert read_text(f"大新镇举行宣讲会\n{PROSE}\n{last}").tail == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_reads_the_same(encoding: str) -> None:
    draft = read_document(f"大新镇举行宣讲会\r\n\r\n{PROSE}\r\n".encode(encoding), "宣讲.TXT")
    assert (draft.title, [block.text for block in draft.blocks]) == ("大新镇举行宣讲会", [PROSE])


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.txt", "import_empty"),
        (b" \n\n ", "a.txt", "import_empty"),
        ("　　\n".encode(), "a.txt", "import_empty"),
        (b"\x00\x01", "a.txt", "text_unreadable"),
        (b"MZ\x90", "a.txt", "document_disguised"),
        (b"\xd0\xcf\x11\xe0", "a.doc", "import_type"),
        (b"%PDF-1.4", "a.pdf", "import_type"),
        (b"x", "a.xyz", "import_type"),
        (b"x", "noname", "import_type"),
        (b"PK\x03\x04broken", "a.docx", "document_broken"),
        (b"<html></html>", "a.docx", "document_disguised"),
        (b"<html><script>1</script></html>", "a.html", "import_empty"),
    ],
)
def test_bad_input_says_what_to_do(data: bytes, name: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_document(data, name)
    assert (caught.value.code, caught.value.field) == (code, "file")
    assert any("\u4e00" <= char <= "\u9fff" for char in str(caught.value))


def test_one_line_alone_is_a_text() -> None:
    draft = read_text("就这一句话")
    assert draft.title == "就这一句话"
