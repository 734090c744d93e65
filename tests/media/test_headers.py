"""What the first bytes of a picture say, by hand, before anything is decoded; and texts that begin like programs."""

import io
import struct
from typing import Any

import pytest
from PIL import Image

from common.errors import Invalid
from media.documents import check_document, decode_text
from media.drawings import draw_seal
from media.fields import safe_name
from media.headers import Header, Unreadable, looks_like_svg, picture_type, read_header
from tests.factories.media import animation, picture_bytes


def header(data: bytes) -> Header | None:
    return read_header(io.BytesIO(data))


def webp(chunk: bytes, rest: bytes) -> bytes:
    return b"RIFF\x00\x00\x00\x00WEBP" + chunk + rest


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (picture_bytes("jpeg", (31, 17)), Header("jpeg", 31, 17)),
        (picture_bytes("jpeg", (31, 17), progressive=True), Header("jpeg", 31, 17)),
        (picture_bytes("jpeg", (31, 17), "L"), Header("jpeg", 31, 17)),
        (picture_bytes("png", (1, 1)), Header("png", 1, 1)),
        (picture_bytes("gif", (300, 2), "P"), Header("gif", 300, 2)),
        (animation(size=(40, 30)), Header("gif", 40, 30)),
        (picture_bytes("webp", (31, 17)), Header("webp", 31, 17)),
        (picture_bytes("webp", (31, 17), lossless=True), Header("webp", 31, 17)),
        (picture_bytes("webp", (500, 3), "RGBA", lossless=True), Header("webp", 500, 3)),
        (animation(size=(40, 30), kind="webp"), Header("webp", 40, 30)),
        (webp(b"VP8X", b"\x0a" + b"\0" * 7 + b"\xff\x3f\x00" + b"\x00\x00\x01"), Header("webp", 16384, 65537)),
        # As it is stored: lying on its side.
        (picture_bytes("jpeg", (64, 40), exif=b"Exif\x00\x00MM\x00*"), Header("jpeg", 64, 40)),
        # Padding between the segments of a JPEG, and comments of any length.
        (b"\xff\xd8\xff\xff\xff" + picture_bytes("jpeg", (31, 17))[3:], Header("jpeg", 31, 17)),
        (picture_bytes("jpeg", (31, 17), comment=b"x" * 60_000), Header("jpeg", 31, 17)),
    ],
)  # fmt: skip
def test_type_and_size_are_read_without_decoding(data: bytes, found: Header) -> None:
    assert header(data) == found


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\x00\x10",
        b"\xff\xd8\xff\xe0" + b"\x00\x02" + b"no marker",
        b"\xff\xd8\xff\xc4\x00\x02\xff\xd9",
        picture_bytes("jpeg", (31, 17))[:100],
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIDAT" + b"\0" * 8,
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + struct.pack(">II", 0, 40),
        b"GIF89a\x28",
        b"GIF89a" + struct.pack("<HH", 40, 0),
        webp(b"VP8?", b"\0" * 20),
        webp(b"VP8 ", b"\0\0"),
        webp(b"VP8L", b"\0"),
    ],
)
def test_a_promise_that_is_not_kept_is_told(data: bytes) -> None:
    with pytest.raises(Unreadable):
        header(data)


@pytest.mark.parametrize(
    "data",
    [b"", b"BM", b"II*\x00", b"\x00\x00\x00\x20ftypheic", b"%PDF-1.4", b"RIFF\0\0\0\0WAVE", b"GIF90a", "图".encode()],
)
def test_what_is_no_picture_that_is_taken_has_no_type(data: bytes) -> None:
    assert (picture_type(data), header(data)) == ("", None)


@pytest.mark.parametrize(
    ("data", "is_svg"),
    [
        (b"<svg/>", True),
        (b"\xef\xbb\xbf <SVG xmlns=''>", True),
        (b"<?xml version='1.0'?>\n<!-- x --><svg>", True),
        (b"<!DOCTYPE svg PUBLIC ''>\n<svg>", True),
        (b"<?xml version='1.0'?><rss/>", False),
        (b"<html><svg>", False),
        (b"", False),
        (b"text <svg>", False),
    ],
)
def test_drawings_are_known_however_they_begin(data: bytes, is_svg: bool) -> None:
    assert looks_like_svg(data) is is_svg


# --- texts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "MZ/T 061—2015 志愿服务信息系统基本规范",
        "MZ",
        "MZ 民政部标准",
        "PK赛结果公布",
        "％PDF 怎么转成文字",
        "#1 楼的信箱修好了",
        "<通知>明天停水",
        "？！……",
        "\t\n一行\x0b二行\x0c三页",
        "村名含生僻字：㑇、𠮷",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_text_may_begin_with_anything_that_is_text(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert decode_text(data) == text
    check_document(io.BytesIO(data), name="标准.txt", size=len(data))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"MZ\x90\x00\x03\x00\x00\x00" + b"\0" * 60, "document_disguised"),
        (b"MZ\x00", "document_disguised"),
        (b"MZ" + b"A" * 70 + b"\0", "text_unreadable"),
        (b"\x7fELF", "document_disguised"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "document_disguised"),
        (b"PK\x03\x04", "document_disguised"),
        (b"<%@ page %>", "document_disguised"),
        (b"\n\n <IFRAME src=x>", "document_disguised"),
        ("﻿<script>".encode("utf-16"), "document_disguised"),
        (b"a\x08b", "text_unreadable"),
        (b"\xff\xfea", "text_unreadable"),
        (b"\x80\x80\x80", "text_unreadable"),
    ],
)
def test_a_program_is_no_text(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        decode_text(data)
    assert (refused.value.code, refused.value.field) == (code, "file")


# --- names and the seal -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("村口.JPG", "村口.jpg"),
        ("C:\\Users\\chen\\村口.jpg", "村口.jpg"),
        ("../../etc/passwd", "passwd"),
        ("", "file"),
        ("/", "file"),
        ("...", "file"),
        (".jpg", "jpg"),
        ("a.tar.gz", "a.tar.gz"),
        ("名.很长很长的后缀名字样样", "名.很长很长的后缀名字"),
        ("村" * 100 + ".jpg", "村" * 24 + ".jpg"),
        ("𠮷" * 30 + ".jpg", "𠮷" * 18 + ".jpg"),
        (" 两边有空 .jpg", "两边有空.jpg"),
    ],
)
def test_names_fit_every_disk(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_a_site_without_a_name_has_no_seal_and_a_poster_all_the_same(text: str) -> None:
    canvas = Image.new("RGB", (300, 200), "white")
    draw_seal(canvas, text, (150, 100))
    assert canvas.getcolors() == [(300 * 200, (255, 255, 255))]


@pytest.mark.parametrize("text", ["印", "新时代文明实践", "张家港市新时代文明实践中心指导办公室"])
def test_a_seal_stays_on_its_paper(text: str) -> None:
    canvas = Image.new("RGB", (400, 200), "white")
    draw_seal(canvas, text, (200, 100))
    colours: set[Any] = {colour for _count, colour in canvas.getcolors(100_000) or []}
    assert any(red > 150 and green < 90 and blue < 70 for red, green, blue in colours)
    edge = [canvas.getpixel((x, y)) for x in (0, 399) for y in range(200)]
    assert set(edge) == {(255, 255, 255)}
