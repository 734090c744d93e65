"""Word documents and web pages, made here the way they are made out there."""

import datetime as dt
import io
from typing import Any

import pytest
from docx import Document

from cms.importer import Kind, read_document
from cms.importer.draft import ImportedDraft
from common.errors import Invalid
from tests.factories.media import office_bytes

PROSE = "活动现场，志愿者为村民讲解移风易俗的好处，发放倡议书，解答大家关心的问题，气氛热烈而亲切。"


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def shapes(draft: ImportedDraft) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in draft.blocks]


def test_a_word_document_keeps_headings_bold_lists_and_tables() -> None:
    document = Document()
    document.add_heading("大新镇“旗袍队”有了老师", 0)
    document.add_heading("缘起", 1)
    paragraph = document.add_paragraph("周阿姨说：")
    paragraph.add_run("“学 有").bold = True
    paragraph.add_run("所教”").bold = True
    paragraph.add_run("，真好。")
    document.add_paragraph("每周三下午", style="List Bullet")
    document.add_paragraph("社区活动室", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "时间", "14:00"
    document.add_heading("后来", 2)
    document.add_paragraph(PROSE)
    draft = read_document(saved(document), "旗袍队.docx")
    assert draft.title == "大新镇“旗袍队”有了老师"
    assert shapes(draft) == [
        ("heading", "缘起"),
        ("paragraph", "周阿姨说：**“学有所教”**，真好。"),
        ("item", "每周三下午"),
        ("item", "社区活动室"),
        ("paragraph", "时间｜14:00"),
        ("heading", "后来"),
        ("paragraph", PROSE),
    ]


def test_a_word_document_without_styles_is_read_by_its_look() -> None:
    document = Document()
    document.add_paragraph("大新镇举行宣讲会")
    document.add_paragraph().add_run("一、讲什么").bold = True
    document.add_paragraph(PROSE)
    document.add_paragraph().add_run("听众怎么说").bold = True
    document.add_paragraph(PROSE)
    draft = read_document(saved(document), "a.docx")
    assert draft.title == "大新镇举行宣讲会"
    assert [text for kind, text in shapes(draft) if kind == "heading"] == ["一、讲什么", "听众怎么说"]


def test_paragraphs_of_a_word_document_are_never_joined() -> None:
    document = Document()
    document.add_paragraph("大新镇举行宣讲会")
    document.add_paragraph("各镇、街道新时代文明实践所，各村、社区新时代文明实践站，志愿服务队")
    document.add_paragraph(PROSE)
    draft = read_document(saved(document), "a.docx")
    assert len(draft.blocks) == 2
    assert draft.counts.joins == 0


def test_a_briefing_in_word_is_read_as_the_text_would_be() -> None:
    document = Document()
    for line in (
        "文明实践工作简报",
        "第 8 期",
        "张家港市文明办　　2024年2月6日",
        "【工作动态】",
        f"杨舍镇举办村晚。{PROSE}{PROSE}",
        "报：省文明办",
        "共印80份",
    ):
        document.add_paragraph(line)
    draft = read_document(saved(document), "简报.docx")
    assert (draft.series, draft.number, draft.date, draft.copies) == ("文明实践工作简报", 8, dt.date(2024, 2, 6), 80)
    assert [(section.heading, section.items[0].title) for section in draft.sections] == [("工作动态", "杨舍镇举办村晚")]
    assert draft.kind_guess == Kind.BRIEFING


def test_text_boxes_are_kept() -> None:
    document = Document()
    document.add_paragraph("大新镇举行宣讲会")
    document.add_paragraph(PROSE)
    box = document.add_paragraph()._p
    from lxml import etree

    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    text = "<w:txbxContent><w:p><w:r><w:t>框里的话</w:t></w:r></w:p></w:txbxContent>"
    box.append(etree.fromstring(f'<w:r xmlns:w="{namespace}"><w:pict>{text}</w:pict></w:r>'))
    draft = read_document(saved(document), "a.docx")
    assert draft.blocks[-1].text == "框里的话"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (office_bytes(), "document_broken"),
        (office_bytes(extra={"word/vbaProject.bin": b"x"}), "document_macros"),
        (office_bytes(extra={"word/zeros.bin": b"\x00" * 60_000_000}), "document_bomb"),
        (saved(Document()), "import_empty"),
    ],
)
def test_a_bad_word_document_says_what_to_do(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_document(data, "a.docx")
    assert caught.value.code == code


def test_entities_of_a_word_document_are_not_expanded() -> None:
    lol = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    bomb = office_bytes("word/document.xml", {"word/document.xml": (lol + "<w>&b;</w>").encode()})
    with pytest.raises(Invalid):
        read_document(bomb, "a.docx")


GOVERNMENT = f"""<!DOCTYPE html><html><head><meta charset="gb2312">
<title>大新镇举行宣讲会_张家港市人民政府</title>
<meta name="ArticleTitle" content="大新镇举行宣讲会"><meta name="PubDate" content="2023-05-06 10:00">
<meta name="ContentSource" content="大新镇人民政府">
<style>p {{color:red}}</style><script>alert('一')</script></head>
<body><div class="header"><a href="/">首页</a><a href="/x">政务公开</a></div>
<nav>您所在的位置：首页 > 新闻</nav>
<h1>大新镇举行宣讲会</h1><div class="info">发布时间：2023-05-06　浏览次数：35</div>
<div class="TRS_Editor" id="zoom">
<p style="text-indent:2em" onclick="steal()">　　{PROSE}</p>
<p><strong>一、讲得好</strong></p><p>{PROSE}<br>{PROSE}</p>
<ul><li>周三 <b>下午</b></li><li>活动室</li></ul>
<p><a href="javascript:alert(1)">点这里</a>看&lt;script&gt;图&lt;/script&gt;</p>
<p style="display:none">藏起来的字</p><img src=x onerror=alert(1)>
<iframe src="http://evil"></iframe><!-- 注释 -->
</div><div class="share">分享到：微信 微博</div>
<footer>版权所有：张家港市人民政府 苏ICP备05000000号</footer></body></html>"""


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_a_page_of_a_government_site_gives_its_article_alone(encoding: str) -> None:
    draft = read_document(GOVERNMENT.encode(encoding), "page.html")
    assert (draft.title, draft.date, draft.source) == ("大新镇举行宣讲会", dt.date(2023, 5, 6), "大新镇人民政府")
    assert shapes(draft) == [
        ("paragraph", PROSE),
        ("heading", "一、讲得好"),
        ("paragraph", PROSE),
        ("paragraph", PROSE),
        ("item", "周三**下午**"),
        ("item", "活动室"),
        ("paragraph", "点这里看<script>图</script>"),
    ]
    assert draft.tail == []
    assert any("1 张" in note for note in draft.notes)


def test_a_page_without_known_names_is_read_by_where_the_text_is() -> None:
    page = (
        "<html><head><title>村里的事 - 某某网</title></head><body><table><tr>"
        "<td><a href=1>栏目一</a><a href=2>栏目二</a></td>"
        f"<td><div><div><p>{PROSE}</p><p>{PROSE}</p></div></div></td></tr></table></body></html>"
    )
    draft = read_document(page.encode(), "a.htm")
    assert draft.title == "村里的事"
    assert shapes(draft) == [("paragraph", PROSE), ("paragraph", PROSE)]


def test_a_traditional_page_in_big5_is_read() -> None:
    text = "群眾點單，團隊接單，中心派單，大家評單。"
    page = f'<html><head><meta charset="big5"><title>點單</title></head><body><p>{text}</p></body></html>'
    draft = read_document(page.encode("big5"), "a.html")
    assert draft.blocks[0].text == text


def test_editors_names_below_the_article_go_to_the_tail() -> None:
    page = f"<html><body><div class='article'><h1>宣讲会</h1><p>{PROSE}</p><p>（责编：某某）</p></div></body></html>"
    assert [paragraph.text for paragraph in read_document(page.encode(), "a.html").tail] == ["（责编：某某）"]
