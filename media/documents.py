"""Taking in a document: its content must be what its name says, and nothing that can run."""

import zipfile
import zlib
from pathlib import PurePath
from typing import IO

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from common.errors import Invalid

MAX_UNPACKED = 200 * 1024 * 1024
# Office documents of text alone pack about 1 : 20; a bomb packs 1 : 1000.
MAX_RATIO = 100
RATIO_MATTERS_ABOVE = 5 * 1024 * 1024
MAX_PARTS = 5000
# What reading a broken archive may raise, by whichever part of it is broken.
BROKEN_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, ValueError, OSError, EOFError,
)  # fmt: skip
MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
TEXT_ENCODINGS = ("utf-8-sig", "gb18030")
# What a browser or a shell would run, wherever the name says it is text.
ACTIVE_STARTS = ("<!doctype", "<html", "<head", "<body", "<script", "<svg", "<?xml", "<?php", "<iframe", "#!", "<%")
BINARY_STARTS = (b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"%PDF", b"PK\3\4", b"\xd0\xcf\x11\xe0")


def _refuse(code: str, message: str) -> Invalid:
    return Invalid(code, message, field="file")


def _disguised(extension: str) -> Invalid:
    return _refuse(
        "document_disguised",
        _("The name ends in .%(extension)s, but the content is something else. Save it anew in the program it is from.")
        % {"extension": extension},
    )


def _bomb() -> Invalid:
    return _refuse("document_bomb", _("This document would unpack to an enormous size and is not taken."))


def check_size(size: int) -> None:
    limit = settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
    if size > limit:
        raise _refuse(
            "document_too_large",
            _("This document is too large (%(size)s; at most %(limit)s). Split it, or shrink the pictures in it.")
            % {"size": filesizeformat(size), "limit": filesizeformat(limit)},
        )


def check_document(file: IO[bytes], *, name: str, size: int) -> None:
    """Raises `Invalid` at `file` unless the content is what the name says. The file is rewound."""
    check_size(size)
    extension = PurePath(name).suffix.lower().lstrip(".")
    if extension in ("docm", "xlsm", "pptm", "dotm", "xlam"):
        raise _macros()
    if extension not in settings.WAGTAILDOCS_EXTENSIONS:
        raise _refuse(
            "document_unknown",
            _("Documents of this type are not taken. These are: %(types)s.")
            % {"types": ", ".join(settings.WAGTAILDOCS_EXTENSIONS)},
        )
    file.seek(0)
    try:
        if extension == "pdf":
            _check_pdf(file)
        elif extension in MAIN_PARTS:
            check_office(file, extension)
        else:
            decode_text(file.read(), extension=extension)
    finally:
        file.seek(0)


def _check_pdf(file: IO[bytes]) -> None:
    if not file.read(8).startswith(b"%PDF-"):
        raise _disguised("pdf")
    file.seek(0, 2)
    file.seek(max(0, file.tell() - 2048))
    if b"%%EOF" not in file.read():
        raise _refuse("document_broken", _("This document is broken or incomplete. Save it anew and choose that."))


def _macros() -> Invalid:
    return _refuse("document_macros", _("Documents with macros can run programs and are not taken. Save it without."))


def check_office(file: IO[bytes], extension: str) -> None:
    """Checks the packing of a docx, xlsx or pptx from its directory, before anything is unpacked."""
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        raise _disguised(extension)
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN_ARCHIVE as error:
        raise _refuse(
            "document_broken", _("This document is broken or incomplete. Save it anew and choose that.")
        ) from error
    parts = archive.infolist()
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED:
        raise _bomb()
    if unpacked > RATIO_MATTERS_ABOVE and unpacked > MAX_RATIO * max(packed, 1):
        raise _bomb()
    names = {part.filename for part in parts}
    if any(name.startswith("/") or ".." in name.split("/") or "\\" in name for name in names):
        raise _disguised(extension)
    if "[Content_Types].xml" not in names or MAIN_PARTS[extension] not in names:
        raise _disguised(extension)
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise _macros()
    if b"macroenabled" in _content_types(archive).lower():
        raise _macros()


def _content_types(archive: zipfile.ZipFile) -> bytes:
    try:
        with archive.open("[Content_Types].xml") as part:
            return part.read(2 * 1024 * 1024)
    except BROKEN_ARCHIVE as error:
        raise _refuse(
            "document_broken", _("This document is broken or incomplete. Save it anew and choose that.")
        ) from error


def decode_text(data: bytes, *, extension: str = "txt", markup: bool = False) -> str:
    """The text of UTF-8, UTF-16 or GB18030 bytes. `markup` allows what begins like a web page."""
    # Texts begin with MZ as well: MZ/T 061—2015 is a standard. A program goes on with signs that no text has.
    if data.startswith((*BINARY_STARTS, b"MZ\x90")) or (data.startswith(b"MZ") and b"\0" in data[:64]):
        raise _disguised(extension)
    text = _decoded(data)
    if text is None or any(ord(char) < 32 and char not in "\t\n\r\x0b\x0c\x1a" for char in text):
        raise _refuse(
            "text_unreadable", _("The letters of this text cannot be read. Save it as UTF-8 or GB18030 and try again.")
        )
    # Programs put a mark of the encoding before what is marked already.
    if not markup and text.lstrip("\ufeff \t\r\n\x0b\x0c").lower().startswith(ACTIVE_STARTS):
        raise _disguised(extension)
    return text


def _decoded(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = TEXT_ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
