"""The five real documents, read whole."""

import datetime as dt
import re
from pathlib import Path

import pytest

from cms.importer import Kind, read_document
from cms.importer.chinese import HAN
from cms.importer.draft import ImportedDraft

FOLDER = Path(__file__).parents[2] / "demo" / "data" / "documents"
GAP = re.compile(f"(?<=[{HAN}])[ \u3000\u00a0]+(?=[{HAN}])")


def read(number: int) -> ImportedDraft:
    (path,) = FOLDER.glob(f"00{number}_*.txt")
    return read_document(path.read_bytes(), path.name)


def paragraphs(draft: ImportedDraft) -> list[str]:
    inside = [block.text for section in draft.sections for item in section.items for block in item.blocks]
    return [block.text for block in draft.blocks] + inside


def test_an_essay_keeps_its_paragraphs_and_its_three_headings() -> None:
    draft = read(0)
    assert draft.title == "江苏张家港：以文明实践之力助推城乡精神文明建设融合发展"
    assert draft.kind_guess == Kind.CASE
    assert draft.unit_hint == "江苏张家港"
    assert [block.text for block in draft.blocks if block.kind == "heading"] == [
        "立体式构建文明实践组织网络，畅通城乡精神文明建设要素流动的渠道载体",
        "精准化推送文明实践服务内容，在城乡文明深度共享中服务群众凝聚群众",
        "体系化推进文明实践志愿服务工作，激发城乡精神文明建设的内生动力",
    ]
    assert len(draft.blocks) == 17
    assert draft.blocks[0].text.startswith("习近平总书记在江苏考察时强调要")
    assert draft.blocks[-1].text.endswith("引领城乡居民群众共建更高水平文明城市。")
    assert (draft.tail, draft.sections, draft.date) == ([], [], None)


def test_a_scanned_briefing_gives_head_articles_and_foot() -> None:
    draft = read(1)
    assert (draft.series, draft.number, draft.special_number) == ("江苏精神文明建设简报", 10, 33)
    assert draft.special_name == "新时代文明实践中心建设专刊"
    assert (draft.issuer, draft.date) == ("江苏省文明办", dt.date(2022, 3, 28))
    assert draft.title == "江苏精神文明建设简报第10期（新时代文明实践中心建设专刊33）"
    assert draft.remark == "工作资料 注意保存"
    assert draft.kind_guess == Kind.BRIEFING
    assert draft.report_to == "中央文明办\n省文明委主任、副主任、委员"
    assert draft.send_to == "各设区市、县(市、区)文明委、文明办,省文明委成员单位"
    assert (draft.copies, draft.file_number) == (400, "苏简字1004号")
    (section,) = draft.sections
    assert section.heading == "工作交流"
    assert [item.title for item in section.items] == [
        '苏州市吴江区:构建"十百千万"文明实践体系 打造"美美江城"文明实践品牌',
        "南京市浦口区:探索推进新时代文明实践特色小镇建设",
    ]
    assert [len(item.blocks) for item in section.items] == [4, 4]
    assert draft.blocks == []


def test_a_scanned_briefing_loses_its_gaps_and_keeps_every_word() -> None:
    draft = read(1)
    assert draft.counts.spaces == 51
    # Eleven line ends stand between two characters: five break a sentence, six part headings and lists.
    assert draft.counts.joins == 5
    assert [text for text in paragraphs(draft) if GAP.search(text)] == []
    whole = "".join(paragraphs(draft))
    for joined in ("区镇村三级书记", "资源整合提升", "各类普惠型和特惠型", "树立鲜明的价值导向", "常态化听取群众"):
        assert joined in whole
    assert "培育 100 个新时代文明实践示范站" in whole
    assert all(text.endswith(("。", "!", "！")) for text in paragraphs(draft))


def test_traditional_script_stays_and_the_teasers_are_set_apart() -> None:
    draft = read(2)
    assert [paragraph.text[:12] for paragraph in draft.tail] == ["【“十三五”,我們這樣走", "【總書記擘畫高質量發展】"]
    assert all("详细" in paragraph.why for paragraph in draft.tail)
    assert draft.blocks[-1].text.endswith("(記者孫寅)")
    assert [block.text for block in draft.blocks if block.kind == "heading"] == [
        "心中有本賬",
        "“群眾要什麼”與“我們有什麼”",
        "對接有平台",
        "“您開單我接單、我供單您點單”",
        "路徑有特色",
        "文明實踐“用心”更“走心”",
    ]
    assert "點單預約" in draft.text
    assert draft.unit_hint == "张家港市"
    assert draft.kind_guess == Kind.NEWS
    assert draft.title == "2018年8月,張家港市被列為新時代文明實踐中心建設試點城市"
    assert any("没有找到标题" in note for note in draft.notes)


def test_a_briefing_of_one_article_is_named_after_it() -> None:
    draft = read(3)
    assert draft.title == "张家港建好“一队两网三清单” 推动新时代文明实践常态化精准化"
    assert (draft.number, draft.special_number, draft.date) == (3, 15, dt.date(2019, 1, 25))
    assert (draft.copies, draft.file_number) == (500, "苏简字1004号")
    assert draft.report_to.split("\n") == ["中央文明办", "省文明委主任、副主任、委员"]
    assert draft.send_to.split("\n") == [
        "各市、县（市、区）文明委、文明办",
        "省各有关部门、单位职能处室",
        "省文明办综合联络处",
    ]
    assert draft.counts.joins == 3
    assert [block.text[:2] for block in draft.blocks] == ["张家", "1、", "2、", "3、"]
    assert "12 支新时代文明实践志愿服务行业支队" in draft.text
    assert "根据新时代广大群众的思想特点" in draft.text
    assert "卫生健康、安全生产" in draft.text
    assert "**加强制度保障**" in draft.blocks[1].text
    assert draft.kind_guess == Kind.BRIEFING


def test_ten_line_ends_stand_between_two_characters_in_the_fourth_document() -> None:
    (path,) = FOLDER.glob("003_*.txt")
    assert len(re.findall("(?<=[\u4e00-\u9fff])\n+(?=[\u4e00-\u9fff])", path.read_text())) == 10


def test_a_briefing_of_sections_has_the_editors_note_first_and_no_bookmark() -> None:
    draft = read(4)
    assert [(section.heading, [item.title for item in section.items]) for section in draft.sections] == [
        ("编者按", ["编者按"]),
        ("重要部署", ["省委研究部署我省新时代文明实践中心建设工作"]),
        (
            "工作动态",
            [
                "中宣部副部长孙志军到盱眙检查指导新时代文明实践中心建设试点工作",
                "省委常委、宣传部部长王燕文到徐州市贾汪区调研新时代文明实践中心建设情况",
            ],
        ),
        ("经验交流", ["海安市“四化”模式协同推进文明实践志愿服务"]),
    ]
    assert draft.counts.bookmarks == 1
    assert "bookmark" not in draft.text
    assert draft.series == "江苏精神文明建设简报"
    assert draft.title == "江苏精神文明建设简报（新时代文明实践中心建设专刊）"
    assert draft.kind_guess == Kind.BRIEFING
    assert (draft.tail, draft.blocks) == ([], [])


@pytest.mark.parametrize("number", range(5))
def test_nothing_is_lost(number: int) -> None:
    """Every character of the source is in the draft, but for marks, spaces and the table of contents."""
    (path,) = FOLDER.glob(f"00{number}_*.txt")
    draft = read(number)
    found = draft.text + draft.title + "".join(paragraph.text for paragraph in draft.tail)
    found += draft.series + draft.issuer + draft.remark + draft.report_to + draft.send_to + draft.file_number
    letters = re.compile(f"[{HAN}]+")
    kept = set("".join(letters.findall(found)))
    lines = [line for line in path.read_text().split("\n") if len("".join(letters.findall(line))) > 30]
    squeezed = re.sub(f"[^{HAN}]", "", found)
    for line in lines:
        for run in ("".join(letters.findall(line))[start : start + 24] for start in range(0, 24 * 3, 24)):
            assert run in squeezed or len(run) < 24
    assert kept
