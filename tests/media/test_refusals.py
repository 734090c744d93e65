"""Every refusal of an upload in the words that people read: what is wrong, and what to do."""

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from PIL import Image

from common.errors import Invalid
from media.documents import check_document
from media.models import File, Picture
from media.pictures import check_picture, take_picture
from tests.factories.accounts import UserFactory
from tests.factories.media import PDF, office_bytes, photo_with_position, picture_bytes, png_bomb, spoilt, upload

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
DISGUISED = "文件名写的是 .{0}，内容却不是。在原来的软件里重新保存，再传一次。"

PICTURES = [
    ("bomb.png", png_bomb(), "这张图片像素太多（30000 × 30000，最多 30 百万）。缩小后再选一次。"),
    ("a.svg", SVG, "SVG 图可能带程序，不能收。另存为 PNG，再选一次。"),
    ("a.png", b"<!-- x -->" + SVG, "这个文件不是可以收的图片。可以收：JPEG、PNG、GIF、WebP。"),
    ("a.jpg", picture_bytes("png"), "文件名写的是 .jpg，内容却是 PNG。按真正的格式另存，再选一次。"),
    ("a.png", picture_bytes("webp"), "文件名写的是 .png，内容却是 WEBP。按真正的格式另存，再选一次。"),
    ("a.bmp", picture_bytes("bmp"), "这个文件不是可以收的图片。可以收：JPEG、PNG、GIF、WebP。"),
    ("a.jpg", b"", "这个文件不是可以收的图片。可以收：JPEG、PNG、GIF、WebP。"),
    ("a.png", picture_bytes("png", (300, 300))[:-60], "这张图片坏了或不完整。打开它，重新保存一份，再选一次。"),
]
DOCUMENTS = [
    ("a.pdf", b"<html>", DISGUISED.format("pdf")),
    ("a.pdf", PDF[:-8], "这个文档坏了或不完整。重新保存一份，再选一次。"),
    ("a.docx", office_bytes("xl/workbook.xml"), DISGUISED.format("docx")),
    ("a.docx", spoilt(office_bytes(), "[Content_Types].xml"), "这个文档坏了或不完整。重新保存一份，再选一次。"),
    ("a.docm", office_bytes(), "带宏的文档会运行程序，不能收。另存为不带宏的再传。"),
    ("a.docx", office_bytes(extra={"w/z.bin": b"\0" * 60_000_000}), "这个文档解开后会变得极大，不能收。"),
    ("a.txt", b"\x00\x01", "这段文字的编码认不出来。另存为 UTF-8 或 GB18030，再传一次。"),
    ("a.txt", b"<script>", DISGUISED.format("txt")),
    ("a.exe", b"MZ", "这种文档不能收。可以收：csv, docx, pdf, pptx, txt, xlsx。"),
]


@pytest.mark.parametrize(("name", "data", "message"), PICTURES)
def test_pictures_are_refused_in_words(name: str, data: bytes, message: str) -> None:
    for check in (check_picture, take_picture):
        with override("zh-hans"), pytest.raises(Invalid) as refused:
            check(io.BytesIO(data), name=name, size=len(data))
        assert (str(refused.value), refused.value.field, refused.value.status) == (message, "file", 422)


@pytest.mark.parametrize(("name", "data", "message"), DOCUMENTS)
def test_documents_are_refused_in_words(name: str, data: bytes, message: str) -> None:
    with override("zh-hans"), pytest.raises(Invalid) as refused:
        check_document(io.BytesIO(data), name=name, size=len(data))
    assert (str(refused.value), refused.value.field) == (message, "file")


@pytest.mark.parametrize(("extra", "taken"), [(0, True), (1, False)])
def test_the_limit_itself_is_taken(settings: Any, extra: int, taken: bool) -> None:
    data = picture_bytes("png")
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = len(data) - extra
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = len(PDF) - extra
    if taken:
        assert check_picture(io.BytesIO(data), name="a.png", size=len(data)).type == "png"
        check_document(io.BytesIO(PDF), name="a.pdf", size=len(PDF))
        return
    with override("zh-hans"):
        with pytest.raises(Invalid, match="这张图片太大"):
            check_picture(io.BytesIO(data), name="a.png", size=len(data))
        with pytest.raises(Invalid, match="这个文档太大"):
            check_document(io.BytesIO(PDF), name="a.pdf", size=len(PDF))


# How a phone may lie, and where the red left half of the picture is then.
LYING = {1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom"}


@pytest.mark.parametrize(("orientation", "side"), LYING.items())
def test_a_photo_stands_upright_and_says_nothing_of_its_place(orientation: int, side: str) -> None:
    data = photo_with_position(orientation)
    out = take_picture(io.BytesIO(data), name="p.jpg", size=len(data)).read()
    picture = Image.open(io.BytesIO(out))
    assert picture.size == ((64, 40) if orientation < 5 else (40, 64))
    assert not dict(picture.getexif())
    for told in (b"Maker of phones", b"shot by Chen", b"xmpmeta", b"Exif"):
        assert told not in out
    width, height = picture.size
    spot = {"left": (4, height // 2), "right": (width - 5, height // 2),
            "top": (width // 2, 4), "bottom": (width // 2, height - 5)}[side]  # fmt: skip
    pixel = picture.convert("RGB").getpixel(spot)
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200
    assert pixel[1] < 90


@pytest.mark.parametrize(
    ("address", "name", "data", "message"),
    [
        ("wagtailimages:add", "a.svg", SVG, "SVG 图可能带程序"),
        ("wagtailimages:add", "a.png", picture_bytes("jpeg"), "内容却是 JPEG"),
        ("wagtaildocs:add", "a.docm", office_bytes(), "带宏的文档会运行程序"),
        ("wagtaildocs:add", "a.pdf", b"<html>", "内容却不是"),
    ],
)
def test_the_form_says_it_keeps_the_title_and_stores_nothing(
    db: None, address: str, name: str, data: bytes, message: str
) -> None:
    client = Client()
    client.force_login(UserFactory(is_superuser=True), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(reverse(address), {"title": "善港的 <b>春天</b>", "file": upload(data, name), "collection": 1})
    content = answer.content.decode()
    assert answer.status_code == 200
    assert message in content
    assert "善港的 &lt;b&gt;春天&lt;/b&gt;" in content
    assert (Picture.objects.count(), File.objects.count()) == (0, 0)
