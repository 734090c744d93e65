"""Word documents and web pages with pictures, made here the way they are made out there."""

import base64
import io
from typing import Any

from docx import Document
from docx.shared import Inches

from tests.factories.media import picture_bytes

PROSE = "活动现场，志愿者为村民讲解移风易俗的好处，发放倡议书，解答大家关心的问题，气氛热烈而亲切。"
MORE = "周阿姨说，家门口就能学，老姐妹们都愿意来，一个星期三个下午，谁也不肯落下一堂课，风雨无阻。"


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def add_picture(document: Any, data: bytes, alt: str = "") -> Any:
    document.add_picture(io.BytesIO(data), width=Inches(1))
    shown = document.inline_shapes[-1]._inline.docPr
    shown.set("descr", alt)
    return shown


def word(*parts: str | bytes | tuple[bytes, str]) -> bytes:
    """A document of paragraphs (text) and pictures (bytes, or bytes with what is said of them)."""
    document = Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
        else:
            add_picture(document, *((part,) if isinstance(part, bytes) else part))
    return saved(document)


def data_uri(data: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def page(*parts: str) -> bytes:
    return f"<html><head><title>村晚</title></head><body><article>{''.join(parts)}</article></body></html>".encode()


def one(number: int, kind: str = "png") -> bytes:
    """A picture unlike the others."""
    return picture_bytes(kind, size=(60 + number, 40))
