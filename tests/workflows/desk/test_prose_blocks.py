"""Every kind of block is read, in the order of reading, and nothing that is markup."""

from types import SimpleNamespace
from typing import Any

import pytest
from wagtail import blocks
from wagtail.blocks import StreamBlock, StreamValue
from wagtail.rich_text import RichText

from cms.models import BriefingPage, NewsPage
from workflows.desk.compare import Paragraph
from workflows.desk.prose import length, paragraphs

DEFINED = StreamBlock(
    [
        ("heading", blocks.CharBlock()),
        ("paragraph", blocks.RichTextBlock()),
        ("voice", blocks.StructBlock([("words", blocks.TextBlock()), ("speaker", blocks.CharBlock())])),
        (
            "facts",
            blocks.ListBlock(blocks.StructBlock([("figure", blocks.CharBlock()), ("title", blocks.CharBlock())])),
        ),
        ("nested", blocks.StreamBlock([("heading", blocks.CharBlock()), ("paragraph", blocks.RichTextBlock())])),
        ("number", blocks.IntegerBlock()),
        ("chosen", blocks.RawHTMLBlock()),
    ]
)


def read(*blocks_: tuple[str, Any]) -> list[tuple[str, str]]:
    """What is read of a page whose body holds these blocks, after its title."""
    page = SimpleNamespace(title="题", body=StreamValue(DEFINED, list(blocks_)))
    return [(paragraph.kind, paragraph.text) for paragraph in paragraphs(page)[1:]]


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("", []),
        ("<p></p><p> </p><p>\xa0</p>", []),
        ("<p>一</p><p>二</p>", ["一", "二"]),
        ("<p>一<br/>二<BR>三</p>", ["一", "二", "三"]),
        ("<h2>题</h2><p>文</p>", ["题", "文"]),
        ("<ul><li>甲</li><li>乙 <b>丙</b></li></ul>", ["甲", "乙 丙"]),
        ("<blockquote>引文</blockquote>后文", ["引文", "后文"]),
        ("没有段落的字", ["没有段落的字"]),
        ("<p>1 &lt; 2 &amp;&amp; &quot;三&quot;</p>", ['1 < 2 && "三"']),
        ("<p>空\t\t白\xa0\xa0处</p>", ["空 白 处"]),
        ('<p>看<a linktype="page" id="3">这里</a>。</p>', ["看这里。"]),
        ("<p>繁體𠮷😀</p>", ["繁體𠮷😀"]),
    ],
)
def test_rich_text_is_read_by_paragraphs_without_its_markup(html: str, texts: list[str]) -> None:
    assert read(("paragraph", RichText(html))) == [("text", text) for text in texts]


@pytest.mark.parametrize(
    ("text", "lines"),
    [("", []), ("一行", ["一行"]), ("一行\n\n  二行  \r\n三行", ["一行", "二行", "三行"]), (" \n\t\n", [])],
)
def test_plain_text_is_read_by_lines(text: str, lines: list[str]) -> None:
    assert read(("voice", {"words": text, "speaker": ""})) == [("voice", line) for line in lines]


def test_each_kind_of_block_keeps_its_voice() -> None:
    assert read(
        ("heading", "小标题"),
        ("voice", {"words": "多亏了站里。", "speaker": "陈**"}),
        ("facts", [{"figure": "1 286", "title": "封信"}, {"figure": "0", "title": "次"}]),
        ("nested", [("heading", "里层标题"), ("paragraph", RichText("<p>里层</p>"))]),
    ) == [
        ("heading", "小标题"),
        ("voice", "多亏了站里。"),
        ("voice", "陈**"),
        ("text", "1 286"),
        ("heading", "封信"),
        ("text", "0"),
        ("heading", "次"),
        ("heading", "里层标题"),
        ("text", "里层"),
    ]


def test_what_has_no_words_is_passed_over() -> None:
    assert read(("number", 7), ("chosen", "")) == []


@pytest.mark.parametrize("value", [None, "", [], "没有流"])
def test_a_page_without_blocks_is_its_title(value: Any) -> None:
    assert paragraphs(SimpleNamespace(title="只有题目", body=value)) == [Paragraph("只有题目", "title")]


def test_the_summary_stands_between_title_and_text_and_an_empty_one_is_no_paragraph() -> None:
    body = StreamValue(DEFINED, [("heading", "正文")])
    with_words = [each.kind for each in paragraphs(SimpleNamespace(title="题", summary="一句话。", body=body))]
    without = [each.kind for each in paragraphs(SimpleNamespace(title="题", summary="", body=body))]
    assert (with_words, without) == (["title", "summary", "heading"], ["title", "heading"])


def test_the_sections_of_a_briefing_are_read_with_their_headings(db: None) -> None:
    items = [{"title": "家书进户", "text": "<p>每月一封。</p><p>送到门口。</p>"}]
    page = BriefingPage(title="第一期", sections=[("section", {"heading": "工作动态", "items": items})])
    assert [(each.kind, each.text) for each in paragraphs(page)] == [
        ("title", "第一期"),
        ("heading", "工作动态"),
        ("heading", "家书进户"),
        ("text", "每月一封。"),
        ("text", "送到门口。"),
    ]


def test_a_letter_is_read_as_it_would_be_read_aloud(db: None) -> None:
    letter = {"greeting": "各位乡亲：", "text": "入冬了。\n\n取暖要当心。", "signature": "百家桥站", "date": "十月"}
    read_ = paragraphs(NewsPage(title="家书", body=[("letter", letter)]))
    assert [each.text for each in read_[1:]] == ["各位乡亲：", "入冬了。", "取暖要当心。", "百家桥站", "十月"]
    assert {each.kind for each in read_[1:]} == {"voice"}


@pytest.mark.parametrize(
    ("title", "summary", "body", "letters"),
    [("题目", "", [], 2), ("题目", "一句话。", [], 6), ("题", "", [("heading", "小标题")], 4), ("", "", [], 0)],
)
def test_the_length_counts_what_there_is_to_read(title: str, summary: str, body: Any, letters: int) -> None:
    page = SimpleNamespace(title=title, summary=summary, body=StreamValue(DEFINED, body))
    assert length(page) == letters
