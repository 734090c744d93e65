"""Pictures inside documents are read where they stand, described, never fetched; bad ones cost only themselves."""

import io
from typing import Any

import pytest
from docx import Document
from docx.shared import Inches

from cms.importer import ImportedDraft, read_document
from cms.importer.marked import from_marked, to_marked
from cms.importer.pictures import described
from tests.cms.import_made import MORE, PROSE, add_picture, data_uri, one, page, saved, word
from tests.factories.media import picture_bytes, png_bomb


def shapes(draft: ImportedDraft) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in draft.blocks]


# Reading


def test_word_pictures_stand_where_they_stood() -> None:
    data = word(
        "大新镇举行宣讲会", (one(1), "志愿者在讲"), PROSE, (one(2), ""), (one(3, "jpeg"), "村民在听"), MORE, one(4)
    )
    draft = read_document(data, "a.docx")
    assert shapes(draft) == [
        ("picture", "1"),
        ("paragraph", PROSE),
        ("picture", "2"),
        ("picture", "3"),
        ("paragraph", MORE),
        ("picture", "4"),
    ]
    assert [(each.number, each.alt, each.extension) for each in draft.pictures] == [
        (1, "志愿者在讲", "png"),
        (2, "", "png"),
        (3, "村民在听", "jpg"),
        (4, "", "png"),
    ]


def test_a_picture_within_a_paragraph_stands_above_it() -> None:
    document = Document()
    document.add_paragraph("大新镇举行宣讲会")
    paragraph = document.add_paragraph(PROSE)
    paragraph.add_run().add_picture(io.BytesIO(one(1)), width=Inches(1))
    assert shapes(read_document(saved(document), "a.docx")) == [("picture", "1"), ("paragraph", PROSE)]


def test_a_picture_in_a_table_is_taken() -> None:
    document = Document()
    document.add_paragraph("大新镇举行宣讲会")
    document.add_paragraph(PROSE)
    cell = document.add_table(rows=1, cols=2).rows[0].cells[0]
    cell.paragraphs[0].add_run().add_picture(io.BytesIO(one(1)), width=Inches(1))
    cell.add_paragraph("图为现场")
    assert shapes(read_document(saved(document), "a.docx"))[1:] == [("picture", "1"), ("paragraph", "图为现场")]


def test_pictures_above_the_title_come_first_and_those_of_the_tail_last() -> None:
    data = word(one(1), "大新镇举行宣讲会", "2026年3月5日", PROSE, MORE, one(2), "责任编辑：小李")
    draft = read_document(data, "a.docx")
    assert [block.text for block in draft.blocks if block.kind == "picture"] == ["1", "2"]
    assert (draft.blocks[0].kind, draft.blocks[-1].kind) == ("picture", "picture")
    assert [paragraph.text for paragraph in draft.tail] == ["责任编辑：小李"]


def test_the_same_picture_twice_is_one_shown_twice() -> None:
    draft = read_document(word("大新镇举行宣讲会", one(1), PROSE, one(1), MORE), "a.docx")
    assert [block.text for block in draft.blocks if block.kind == "picture"] == ["1", "1"]
    assert len(draft.pictures) == 1


def test_pictures_of_a_web_page_come_from_their_addresses() -> None:
    draft = read_document(
        page(
            f"<p>{PROSE}</p><p><img src='{data_uri(one(1))}' alt='村晚'></p>",
            f"<p>前半句<img src='{data_uri(one(2, 'jpeg'), 'image/jpeg')}'>后半句，{MORE}</p>",
        ),
        "a.html",
    )
    assert shapes(draft) == [
        ("paragraph", PROSE),
        ("picture", "1"),
        ("paragraph", "前半句"),
        ("picture", "2"),
        ("paragraph", f"后半句，{MORE}"),
    ]
    assert [each.alt for each in draft.pictures] == ["村晚", ""]


def test_the_type_is_that_of_the_content_whatever_is_said() -> None:
    draft = read_document(page(f"<p>{PROSE}</p><img src='{data_uri(one(1, 'jpeg'), 'image/png')}'>"), "a.html")
    assert [each.extension for each in draft.pictures] == ["jpg"]


@pytest.mark.parametrize(
    ("alt", "kept_text"),
    [
        ("志愿者在教旗袍步", "志愿者在教旗袍步"),
        ("  两 行\n 字 ", "两 行 字"),
        ("图片 1", ""),
        ("图片1", ""),
        ("Picture 12", ""),
        ("IMG_20260305", ""),
        ("微信图片_2026.jpg", ""),
        ("A screenshot. 描述已自动生成", ""),
        ("Description automatically generated", ""),
        ("3f2b8c1e-77aa-4d10-9c3d-0a1b2c3d4e5f", ""),
        ("图片里是村口的信箱", "图片里是村口的信箱"),
        ("", ""),
        ("长" * 400, "长" * 250),
    ],
)
def test_names_that_programs_give_are_no_descriptions(alt: str, kept_text: str) -> None:
    assert described(alt) == kept_text


# What is left out


def notes_of(draft: ImportedDraft) -> str:
    return "\n".join(draft.notes)


def test_pictures_elsewhere_are_named_and_never_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def never(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError("Something was asked for.")

    monkeypatch.setattr(socket.socket, "connect", never)
    monkeypatch.setattr(socket, "getaddrinfo", never)
    addresses = ["https://www.example.cn/a.jpg", "//cdn.example.cn/b.png", "files/c.gif", "file:///etc/passwd", "x:d"]
    images = "".join(f"<img src='{address}'>" for address in addresses)
    draft = read_document(page(f"<p>{PROSE}</p>{images}<img data-src='lazy.png'>"), "a.html")
    assert draft.pictures == []
    assert (
        "有 6 张图片在别的地址，没有去取：https://www.example.cn/a.jpg、//cdn.example.cn/b.png、files/c.gif……"
        in notes_of(draft)
    )


def test_a_linked_picture_of_word_is_named_and_not_fetched() -> None:
    document = Document()
    document.add_paragraph("大新镇举行宣讲会")
    document.add_paragraph(PROSE)
    add_picture(document, one(1))
    from docx.opc.constants import RELATIONSHIP_TYPE

    relation = document.part.relate_to("http://10.0.0.1/secret.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    blip = next(node for node in document.element.body.iter() if str(node.tag).endswith("}blip"))
    for key in list(blip.attrib):
        if key.endswith("}embed"):
            del blip.attrib[key]
    blip.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}link", relation)
    draft = read_document(saved(document), "a.docx")
    assert (draft.pictures, "http://10.0.0.1/secret.png" in notes_of(draft)) == ([], True)


BAD: dict[str, tuple[bytes, str]] = {
    "bomb": (png_bomb(8000, 8000), "像素太多"),
    "cut off": (picture_bytes("jpeg", size=(600, 400))[:900], "坏了"),
    "drawing": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "SVG"),
    "windows metafile": (b"\x01\x00\x00\x00" + b"\x00" * 60, "JPEG"),
    "program": (b"MZ" + b"\x00" * 80, "JPEG"),
    "nothing": (b"", "JPEG"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_picture_costs_only_itself(name: str) -> None:
    data, why = BAD[name]
    draft = read_document(
        page(f"<p>{PROSE}</p><img src='{data_uri(one(1))}'><img src='{data_uri(data)}'><p>{MORE}</p>"), "a.html"
    )
    assert shapes(draft) == [("paragraph", PROSE), ("picture", "1"), ("paragraph", MORE)]
    (note,) = [note for note in draft.notes if "没有带过来" in note]
    assert note.startswith("第 2 张图片没有带过来：")
    assert why in note


def test_a_bad_picture_in_word_costs_only_itself() -> None:
    """The part is swapped inside the packing, as a broken transfer leaves it."""
    import zipfile

    whole = word("大新镇举行宣讲会", one(1), PROSE, one(2), MORE)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"broken" if name.endswith("image1.png") else old.read(name))
    draft = read_document(out.getvalue(), "a.docx")
    assert [block.text for block in draft.blocks if block.kind == "picture"] == ["1"]
    assert "第 1 张图片没有带过来" in notes_of(draft)


@pytest.mark.parametrize(
    "address",
    ["data:", "data:image/png;base64,@@@@", "data:image/png;base64,AAA", "data:image/png", "DATA:;base64,&#0;"],
)
def test_an_address_that_is_no_data_is_told(address: str) -> None:
    draft = read_document(page(f"<p>{PROSE}</p><img src='{address}'>"), "a.html")
    assert (draft.pictures, "第 1 张图片没有带过来" in notes_of(draft)) == ([], True)


def test_spacers_and_counters_go_without_a_word() -> None:
    pixel, bullet = picture_bytes("gif", size=(1, 1)), picture_bytes("png", size=(12, 12))
    draft = read_document(page(f"<p>{PROSE}</p><img src='{data_uri(pixel)}'><img src='{data_uri(bullet)}'>"), "a.html")
    assert (draft.pictures, [note for note in draft.notes if "图片" in note]) == ([], [])


def test_thirty_pictures_are_the_most() -> None:
    images = "".join(f"<img src='{data_uri(one(number))}'>" for number in range(33))
    draft = read_document(page(f"<p>{PROSE}</p>{images}"), "a.html")
    assert (len(draft.pictures), "只带了前 30 张图片，另有 3 张没有带过来" in notes_of(draft)) == (30, True)


def test_pictures_outside_the_article_are_not_taken() -> None:
    data = f"<nav><img src='{data_uri(one(1))}'></nav><article><p>{PROSE}</p><p>{MORE}</p></article>".encode()
    assert read_document(data, "a.html").pictures == []


# In the box in which the text is edited


def test_the_mark_survives_the_box() -> None:
    draft = read_document(word("大新镇举行宣讲会", PROSE, one(1), MORE), "a.docx")
    text = to_marked(draft.blocks, draft.sections)
    assert text.split("\n\n") == [PROSE, "〔图1〕", MORE]
    assert from_marked(text)[0] == draft.blocks


@pytest.mark.parametrize("line", ["〔图〕", "〔图一〕", "〔图1〕说明", "见〔图1〕", "〔图1000〕", "[图1]"])
def test_what_only_looks_like_a_mark_is_text(line: str) -> None:
    assert [block.kind for block in from_marked(line)[0]] == ["paragraph"]


def test_pictures_are_no_text() -> None:
    draft = read_document(word("大新镇举行宣讲会", one(1), PROSE), "a.docx")
    assert draft.text == PROSE
