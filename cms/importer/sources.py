"""Reading bytes by type: text in the encodings that are met in China, Word documents, web pages."""

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from cms.importer.draft import ImportedPicture
from cms.importer.lines import CELL, Line
from cms.importer.pictures import Pictures, pictures_in
from cms.importer.web import read_web_page
from common.errors import Invalid
from media.documents import BROKEN_ARCHIVE, check_office, check_size, decode_text

TEXT = {"txt", "text", "md"}
WEB = {"html", "htm"}


@dataclass
class Source:
    """Either `text` still to be parted, or `lines` that are paragraphs already."""

    text: str = ""
    lines: list[Line] | None = None
    title: str = ""
    date: dt.date | None = None
    source: str = ""
    notes: list[str] = field(default_factory=list)
    pictures: list[ImportedPicture] = field(default_factory=list)


def empty(field: str) -> Invalid:
    return Invalid(
        "import_empty", _("There is no text in it. Choose another document, or paste the text."), field=field
    )


def _broken() -> Invalid:
    return Invalid(
        "document_broken", _("This document is broken or incomplete. Save it anew and choose that."), field="file"
    )


def read_source(data: bytes, name: str) -> Source:
    """Raises `Invalid` at `file`, in words that say what to do."""
    check_size(len(data))
    extension = PurePath(name).suffix.lower().lstrip(".")
    if not data.strip():
        raise empty("file")
    if extension in TEXT:
        return Source(text=decode_text(data, extension=extension))
    if extension in WEB:
        try:
            page = read_web_page(_decode_page(data, extension))
        except RecursionError as error:  # thousands of boxes within each other, each with text
            raise _broken() from error
        return Source(
            lines=page.lines,
            title=page.title,
            date=page.date,
            source=page.source,
            notes=list(page.pictures.notes()),
            pictures=page.pictures.taken,
        )
    if extension == "docx":
        check_office(io.BytesIO(data), "docx")
        return _read_docx(data)
    if extension in ("doc", "wps", "rtf", "pdf", "docm"):
        message = _(
            "Documents ending in .%(extension)s cannot be read."
            " Save it as .docx in Word or WPS, or copy the text and paste it."
        )
    else:
        message = _("Documents ending in .%(extension)s cannot be read. These can: .txt, .docx, .html.")
    raise Invalid("import_type", message % {"extension": extension or "?"}, field="file")


def _decode_page(data: bytes, extension: str) -> str:
    declared = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]+)", data[:2048])
    if declared and declared[1].lower() in (b"big5", b"big5-hkscs"):
        try:
            return data.decode("big5hkscs")
        except UnicodeDecodeError:
            pass
    return decode_text(data, extension=extension, markup=True)


def _read_docx(data: bytes) -> Source:
    from docx import Document
    from docx.opc.exceptions import OpcError

    pictures = Pictures()
    try:
        document = Document(io.BytesIO(data))
        lines = list(_lines_of_body(document, pictures))
        boxes = list(_text_boxes(document.element.body))
    except (OpcError, *BROKEN_ARCHIVE, KeyError, SyntaxError, AttributeError) as error:
        raise _broken() from error
    notes = []
    if boxes:
        lines.extend(Line(text) for text in boxes)
        notes.append(_("The text of text boxes stands at the end: move it to where it belongs."))
    notes.extend(pictures.notes())
    title = next((line.text for line in lines[:6] if line.level == 1), "")
    for line in lines:
        line.level = 2 if line.level == 1 and line.text != title else line.level
    return Source(lines=lines, title=title, notes=notes, pictures=pictures.taken)


def _lines_of_body(document: Any, pictures: Pictures) -> Iterator[Line]:
    """Each line with the pictures that stand between it and the one before."""
    waiting: list[int] = []
    for block in document.iter_inner_content():
        waiting += pictures_in(block._element, document.part, pictures)
        for line in _lines_of_block(block):
            line.pictures, waiting = waiting, []
            yield line


def _lines_of_block(block: Any) -> Iterator[Line]:
    if hasattr(block, "rows"):
        for row in block.rows:
            cells = list(dict.fromkeys(cell.text.strip() for cell in row.cells))
            text = CELL.join(cell.replace("\n", " ") for cell in cells if cell)
            if text:
                yield Line(text)
        return
    style = (block.style.name or "") if block.style is not None else ""
    for text in _marked_text(block).split("\n"):
        if text.strip():
            yield Line(text, level=_level(style), item=_is_list(block, style))


def _marked_text(paragraph: Any) -> str:
    """The text with `**` round bold runs; neighbours are one run."""
    text = ""
    for piece in paragraph.iter_inner_content():
        runs = getattr(piece, "runs", [piece])
        for run in runs:
            written = run.text.replace("**", "")
            if run.bold and written.strip():
                before = len(written) - len(written.lstrip())
                after = len(written.rstrip())
                written = f"{written[:before]}**{written[before:after]}**{written[after:]}"
            text += written
    return text.replace("****", "")


def _level(style: str) -> int:
    if style in ("Title", "标题"):
        return 1
    match = re.match(r"(?:Heading|标题)\s*(\d)", style)
    return int(match[1]) if match else 0


def _is_list(paragraph: Any, style: str) -> bool:
    properties = paragraph._p.pPr
    numbered = properties is not None and properties.numPr is not None
    return (numbered or style.startswith("List")) and not _level(style)


def _text_boxes(body: Any) -> Iterator[str]:
    for box in body.iterfind(".//{*}txbxContent"):
        if any(parent.tag.endswith("}Fallback") for parent in box.iterancestors()):
            continue
        for paragraph in box.iterfind(".//{*}p"):
            text = "".join(node.text or "" for node in paragraph.iterfind(".//{*}t")).strip()
            if text:
                yield text
