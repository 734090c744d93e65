"""Pictures inside a document: each checked like an upload, numbered in the order they stand, never fetched."""

import base64
import binascii
import hashlib
import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

from django.utils.translation import gettext as _

from cms.importer.draft import ImportedPicture
from common.errors import Invalid
from media.headers import Unreadable, picture_type, read_header
from media.pictures import check_picture

MOST = 30
# Spacers, bullets and counters of web pages.
SMALLEST = 16
LONGEST_ALT = 250
EXTENSIONS = {"jpeg": "jpg"}
# What Word writes by itself when nobody has described a picture.
_no_alt = re.compile(
    r"^(图片|图像|图形|picture|image|img|graphic|photo)?[\s_-]*\d*$|\.(jpe?g|png|gif|webp|bmp|tiff?)$"
    r"|描述已自动生成|automatically generated|^[0-9a-f-]{20,}$",
    re.IGNORECASE,
)
_data_uri = re.compile(r"data:([\w/+.-]*)((?:;[\w=.-]+)*),(.*)", re.DOTALL)


def mark(number: int) -> str:
    """The line that stands for a picture in the text."""
    return f"〔图{number}〕"


class Pictures:
    """Those of one document. What cannot be taken is told, and costs nothing but itself."""

    def __init__(self) -> None:
        self.taken: list[ImportedPicture] = []
        self._seen: dict[str, int] = {}
        self._refused: list[str] = []
        self._elsewhere: list[str] = []
        self._met = 0
        self._beyond = 0

    def take(self, data: bytes, alt: str = "") -> int | None:
        """The number of the picture, or None where it is left out. The same one twice has one number."""
        digest = hashlib.sha256(data).hexdigest()
        if digest in self._seen:
            return self._seen[digest]
        if _is_spacer(data):
            return None
        self._met += 1
        if len(self.taken) >= MOST:
            self._beyond += 1
            return None
        kind = picture_type(data[:64])
        name = f"{self._met}.{EXTENSIONS.get(kind, kind or 'unknown')}"
        try:
            check_picture(io.BytesIO(data), name=name, size=len(data))
        except Invalid as error:
            self.refuse(str(error), self._met)
            return None
        number = len(self.taken) + 1
        self.taken.append(ImportedPicture(number, data, EXTENSIONS.get(kind, kind), described(alt)))
        self._seen[digest] = number
        return number

    def take_address(self, address: str, alt: str = "") -> int | None:
        """The picture that an `<img>` carries in its address; others are named, never asked for."""
        if not address.strip():
            return None
        if not address.lower().startswith("data:"):
            self.name_elsewhere(address)
            return None
        try:
            data = _decoded(address)
        except (ValueError, binascii.Error):
            self._met += 1
            self.refuse(_("It cannot be read."), self._met)
            return None
        return self.take(data, alt)

    def refuse(self, why: str, number: int) -> None:
        self._refused.append(_("Picture %(number)d was left out: %(why)s") % {"number": number, "why": why})

    def name_elsewhere(self, address: str) -> None:
        if address not in self._elsewhere:
            self._elsewhere.append(address)

    def notes(self) -> Iterator[str]:
        yield from self._refused[:MOST]
        if self._beyond:
            yield _("Only the first %(most)d pictures were taken, %(count)d were left out.") % {
                "most": MOST,
                "count": self._beyond,
            }
        if self._elsewhere:
            shown = "、".join(address[:120] for address in self._elsewhere[:3])
            yield _("%(count)d pictures stand elsewhere and were not fetched: %(addresses)s") % {
                "count": len(self._elsewhere),
                "addresses": shown + ("……" if len(self._elsewhere) > 3 else ""),
            }


def described(alt: str) -> str:
    """What is said of the picture; empty where a program has only named it."""
    text = " ".join(alt.split())[:LONGEST_ALT]
    return "" if _no_alt.search(text) else text


def _is_spacer(data: bytes) -> bool:
    try:
        header = read_header(io.BytesIO(data))
    except Unreadable:
        return False
    return header is not None and max(header.width, header.height) < SMALLEST


def _decoded(address: str) -> bytes:
    match = _data_uri.fullmatch(address)
    if match is None:
        raise ValueError(address[:40])
    if ";base64" in match[2].lower():
        return base64.b64decode(re.sub(r"\s+", "", match[3]), validate=True)
    return unquote_to_bytes(match[3])


def pictures_in(element: Any, part: Any, pictures: Pictures) -> list[int]:
    """The numbers of what a paragraph or a row of a Word document shows, in its order."""
    found = []
    for node in element.iter():
        name = str(node.tag).rpartition("}")[2]
        if name not in ("blip", "imagedata") or _is_fallback(node):
            continue
        numbers = [_take_related(node, part, pictures)]
        found += [number for number in numbers if number is not None]
    return found


def _is_fallback(node: Any) -> bool:
    """Word writes a second time, for old readers, what it has written already."""
    return any(str(parent.tag).endswith("}Fallback") for parent in node.iterancestors())


def _take_related(node: Any, part: Any, pictures: Pictures) -> int | None:
    keys = {str(key).rpartition("}")[2]: value for key, value in node.attrib.items()}
    relation = part.rels.get(keys.get("embed") or keys.get("id") or keys.get("link") or "")
    if relation is None:
        return None
    if relation.is_external:
        pictures.name_elsewhere(relation.target_ref)
        return None
    return pictures.take(relation.target_part.blob, _alt_of(node))


def _alt_of(node: Any) -> str:
    """`docPr` of the drawing, or `alt` of the old shape."""
    for parent in node.iterancestors():
        name = str(parent.tag).rpartition("}")[2]
        if name in ("inline", "anchor"):
            told = [child.get("descr") or child.get("title") or "" for child in parent.iterfind("{*}docPr")]
            return next(filter(None, told), "")
        if name == "shape":
            return parent.get("alt") or ""
    return ""
