"""Blocks as the rich text and the stream data of pages. All text is escaped; only bold is markup."""

import re
import uuid
from html import escape
from itertools import groupby
from typing import Any

from cms.importer.draft import Block, Section

APART = ("heading", "picture")
_bold = re.compile(r"\*\*(.+?)\*\*")


def inline(text: str) -> str:
    return _bold.sub(r"<b>\1</b>", escape(text, quote=False)).replace("**", "")


def rich_text(blocks: list[Block]) -> str:
    """Paragraphs and lists as rich text; a heading is a paragraph in bold."""
    parts: list[str] = []
    written = [block for block in blocks if block.kind != "picture"]
    for is_list, members in groupby(written, key=lambda block: block.kind == "item"):
        if is_list:
            parts.append("<ul>" + "".join(f"<li>{inline(block.text)}</li>" for block in members) + "</ul>")
        else:
            parts.extend(_paragraph(block) for block in members)
    return "".join(parts)


def _paragraph(block: Block) -> str:
    if block.kind == "heading":
        return f"<p><b>{inline(block.text.replace('**', ''))}</b></p>"
    return f"<p>{inline(block.text)}</p>"


def body_data(blocks: list[Block], figures: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """For a `BodyBlock`: headings, pictures, and between them one paragraph block for each run of text.

    `figures` are the values of the pictures by number; a picture without one is left out.
    """
    shown = figures or {}
    data: list[dict[str, Any]] = []
    kept = [block for block in blocks if block.kind != "picture" or block.text in shown]
    for kind, members in groupby(kept, key=lambda block: block.kind if block.kind in APART else "text"):
        if kind == "heading":
            data.extend({"type": "heading", "value": block.text.replace("**", "")} for block in members)
        elif kind == "picture":
            data.extend({"type": "figure", "value": shown[block.text]} for block in members)
        else:
            data.append({"type": "paragraph", "value": rich_text(list(members))})
    return data


def sections_data(sections: list[Section]) -> list[dict[str, Any]]:
    """For a `BriefingBlock`."""
    return [
        {
            "type": "section",
            "value": {
                "heading": section.heading,
                "items": [
                    _listed({"title": item.title, "text": rich_text(item.blocks), "page": None})
                    for item in section.items
                ],
            },
        }
        for section in sections
    ]


def _listed(value: dict[str, Any]) -> dict[str, Any]:
    """An entry of a `ListBlock`: without an id Wagtail takes the wrapping itself for the value."""
    return {"type": "item", "id": str(uuid.uuid4()), "value": value}


def flattened(blocks: list[Block], sections: list[Section]) -> list[Block]:
    """Sections as headings, for page types that have none."""
    flat = list(blocks)
    for section in sections:
        flat.append(Block("heading", section.heading))
        for item in section.items:
            if item.title != section.heading:
                flat.append(Block("heading", item.title))
            flat.extend(item.blocks)
    return flat
