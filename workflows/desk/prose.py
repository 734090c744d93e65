"""The text of a page as the paragraphs that a reader reads, whatever blocks they were typed into."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from wagtail.blocks import StreamValue, StructValue
from wagtail.rich_text import RichText

from workflows.desk.compare import Paragraph

# Where one paragraph of rich text ends and the next begins.
BREAKS = re.compile(r"</(?:p|li|h[1-6]|blockquote)>|<br\s*/?>", re.IGNORECASE)
SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")


def _clean(html: str) -> str:
    return SPACES.sub(" ", unescape(strip_tags(html))).strip()


def _rich(value: RichText, kind: str) -> Iterator[Paragraph]:
    for part in BREAKS.split(value.source):
        if text := _clean(part):
            yield Paragraph(text, kind)


def _plain(value: str, kind: str) -> Iterator[Paragraph]:
    for line in value.splitlines():
        if text := line.strip():
            yield Paragraph(text, kind)


def _value(value: Any, kind: str) -> Iterator[Paragraph]:
    """Walks the value of a block: what is text is read, what holds others is opened."""
    if isinstance(value, RichText):
        yield from _rich(value, kind)
    elif isinstance(value, str):
        yield from _plain(value, kind)
    elif isinstance(value, StructValue):
        for name, inner in value.items():
            yield from _value(inner, "heading" if name in ("heading", "title") else kind)
    elif isinstance(value, StreamValue):
        for child in value:
            yield from _value(child.value, _kind_of(child.block_type))
    elif hasattr(value, "title"):
        # A picture, a document or a page that was chosen: its name stands for it.
        yield Paragraph(str(value.title), "note")
    elif hasattr(value, "__iter__"):
        for inner in value:
            yield from _value(inner, kind)


def _kind_of(block_type: str) -> str:
    return {"heading": "heading", "voice": "voice", "letter": "voice", "figure": "note", "file": "note"}.get(
        block_type, "text"
    )


def paragraphs(page: Any) -> list[Paragraph]:
    """Title, summary and every text of the page's streams, in the order of reading."""
    found = [Paragraph(page.title, "title")]
    if summary := getattr(page, "summary", ""):
        found.append(Paragraph(summary, "summary"))
    for name in ("body", "sections"):
        stream = getattr(page, name, None)
        if isinstance(stream, StreamValue):
            found.extend(_value(stream, "text"))
    return found


def length(page: Any) -> int:
    """How many characters there are to read."""
    return sum(len(paragraph.text) for paragraph in paragraphs(page))
