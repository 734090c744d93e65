"""A draft's text as one that people edit in a plain box, and back.

`【栏目】` alone on a line begins a section, `###` an article in it, `##` a heading, `-` an item of a
list, `〔图1〕` alone a picture; everything else is a paragraph. `**bold**` stays bold.
"""

import re

from cms.importer.chinese import normalise
from cms.importer.draft import Block, Item, Section
from cms.importer.lines import SECTION
from cms.importer.pictures import mark

_picture = re.compile(r"〔图\s*([0-9]{1,3})〕")


def to_marked(blocks: list[Block], sections: list[Section]) -> str:
    paragraphs = [_marked(block) for block in blocks]
    for section in sections:
        paragraphs.append(f"【{section.heading}】")
        for item in section.items:
            paragraphs.append(f"### {item.title}")
            paragraphs.extend(_marked(block) for block in item.blocks)
    return "\n\n".join(paragraphs)


def _marked(block: Block) -> str:
    if block.kind == "picture":
        return mark(int(block.text))
    return {"heading": "## ", "item": "- ", "paragraph": ""}[block.kind] + block.text


def from_marked(text: str) -> tuple[list[Block], list[Section]]:
    """Never fails: what is no mark is a paragraph."""
    blocks: list[Block] = []
    sections: list[Section] = []
    target = blocks
    for raw in normalise(text).split("\n"):
        line = raw.strip(" \t\u3000")
        section, article = SECTION.match(line), re.match(r"###\s*(.+)$", line)
        if not line:
            continue
        if section:
            sections.append(Section(section[1]))
            target = _opening_item(sections[-1])
        elif article and sections:
            items = sections[-1].items
            if len(items) == 1 and not items[0].blocks and items[0].title == sections[-1].heading:
                items.clear()
            items.append(Item(article[1].strip()))
            target = items[-1].blocks
        else:
            target.append(_block(line))
    return blocks, sections


def _opening_item(section: Section) -> list[Block]:
    """Text right below the name of a section becomes an article of the same name."""
    section.items.append(Item(section.heading))
    return section.items[0].blocks


def _block(line: str) -> Block:
    if picture := _picture.fullmatch(line):
        return Block("picture", str(int(picture[1])))
    heading, item = re.match(r"#{1,6}\s*(.+)$", line), re.match(r"[-•]\s+(.+)$", line)
    if heading:
        return Block("heading", heading[1].strip())
    return Block("item", item[1].strip()) if item else Block("paragraph", line)
