"""What a picture says of itself in its first bytes: its type and its size, without decoding a pixel.

Pillow allocates memory for some types as soon as it opens them, so these are read by hand first.
"""

import struct
from dataclasses import dataclass
from typing import IO

# Enough for the metadata that cameras put before the frame header of a JPEG.
JPEG_SEARCH = 4 * 1024 * 1024


@dataclass(frozen=True)
class Header:
    """`type` is Pillow's name in lower case: jpeg, png, gif, webp. Sizes are in pixels, as stored."""

    type: str
    width: int
    height: int


class Unreadable(Exception):
    """The first bytes promise a type that the following ones do not keep."""


def looks_like_svg(head: bytes) -> bool:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return (text.startswith((b"<svg", b"<?xml", b"<!doctype svg")) and b"<svg" in text) or text.startswith(b"<svg")


def picture_type(head: bytes) -> str:
    """The type by content, or an empty string."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return ""


def read_header(file: IO[bytes]) -> Header | None:
    """The header of a picture, or None where the content is no picture that we take."""
    file.seek(0)
    head = file.read(64)
    kind = picture_type(head)
    if not kind:
        return None
    try:
        width, height = _readers[kind](file, head)
    except (struct.error, IndexError, ValueError) as error:
        raise Unreadable(kind) from error
    if not (width and height):
        raise Unreadable(kind)
    return Header(kind, width, height)


def _png(file: IO[bytes], head: bytes) -> tuple[int, int]:
    if head[12:16] != b"IHDR":
        raise ValueError
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def _gif(file: IO[bytes], head: bytes) -> tuple[int, int]:
    width, height = struct.unpack("<HH", head[6:10])
    return width, height


def _webp(file: IO[bytes], head: bytes) -> tuple[int, int]:
    chunk = head[12:16]
    if chunk == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if chunk == b"VP8L":
        (bits,) = struct.unpack("<I", head[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError


def _jpeg(file: IO[bytes], head: bytes) -> tuple[int, int]:
    """Walks the segments to the first frame header (SOF0..15 without DHT, JPG and DAC)."""
    position = 2
    while position < JPEG_SEARCH:
        file.seek(position)
        marker = file.read(4)
        if len(marker) < 4 or marker[0] != 0xFF:
            raise ValueError
        if marker[1] == 0xFF:
            position += 1
            continue
        if 0xC0 <= marker[1] <= 0xCF and marker[1] not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">xHH", file.read(5))
            return width, height
        (length,) = struct.unpack(">H", marker[2:])
        position += 2 + length
    raise ValueError


_readers = {"png": _png, "gif": _gif, "webp": _webp, "jpeg": _jpeg}
