"""Documents that are broken, disguised, enormous or made to do harm: each refused in words, none opened further."""

import io
import socket
import struct
import time
import zipfile
from typing import Any

import pytest
from docx import Document

from cms.importer import ImportedDraft, read_document, read_text
from common.errors import Invalid
from tests.cms.import_made import MORE, PROSE, page, saved, word

TEXT = f"大新镇举行宣讲会\n\n{PROSE}\n\n{MORE}\n"


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that is read may ask anybody anything."""

    def never(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError("A connection was opened.")

    monkeypatch.setattr(socket.socket, "connect", never)
    monkeypatch.setattr(socket, "getaddrinfo", never)


def refused(data: bytes, name: str) -> tuple[str, str | None]:
    with pytest.raises(Invalid) as error:
        read_document(data, name)
    assert not str(error.value).isascii()
    return error.value.code, error.value.field


def repacked(whole: bytes, **changed: bytes | None) -> bytes:
    """A document with parts replaced, added or (None) taken out; names with `__` for `/`."""
    parts = {
        name.replace("__", "/").replace("_xml", ".xml").replace("_rels", ".rels"): data
        for name, data in changed.items()
    }
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, data in parts.items():
            if data is not None:
                new.writestr(name, data)
    return out.getvalue()


WORD = word("大新镇举行宣讲会", PROSE)


# Encodings


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gbk", "gb18030", "gb2312", "utf-16", "utf-16-le-bom", "utf-16-be-bom"],
)
def test_a_text_is_read_in_the_encodings_that_are_met(encoding: str) -> None:
    boms = {"utf-16-le-bom": (b"\xff\xfe", "utf-16-le"), "utf-16-be-bom": (b"\xfe\xff", "utf-16-be")}
    bom, codec = boms.get(encoding, (b"", encoding))
    draft = read_document(bom + TEXT.encode(codec), "a.txt")
    assert (draft.title, [block.text for block in draft.blocks]) == ("大新镇举行宣讲会", [PROSE, MORE])


@pytest.mark.parametrize("sign", ["㐂", "𠮷", "龘", "〇", "①", "￥"])
def test_rare_signs_survive_the_national_encoding(sign: str) -> None:
    text = TEXT.replace("志愿者", f"志愿者{sign}")
    assert sign in read_document(text.encode("gb18030"), "a.txt").text


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\u2028"])
def test_every_end_of_line_is_one(ends: str) -> None:
    draft = read_document(TEXT.replace("\n", ends).encode(), "a.txt")
    assert [block.text for block in draft.blocks] == [PROSE, MORE]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x80\x81\xff\xff" * 40, "text_unreadable"),
        (b"abc\x00def", "text_unreadable"),
        (b"\xff\xfe\x00", "text_unreadable"),
        (b"MZ" + b"\x90" * 100, "document_disguised"),
        (b"%PDF-1.7\n", "document_disguised"),
        (b"PK\x03\x04" + b"\x00" * 40, "document_disguised"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 40, "document_disguised"),
        (b"<html><body>x</body></html>", "document_disguised"),
        (b"<?php echo 1;", "document_disguised"),
        (b"", "import_empty"),
        (b" \r\n\t ", "import_empty"),
        ("\u200b\ufeff\n".encode(), "import_empty"),
    ],
)
def test_what_is_no_text_is_said(data: bytes, code: str) -> None:
    assert refused(data, "a.txt") == (code, "file")


@pytest.mark.parametrize(
    "name", ["a.doc", "a.wps", "a.rtf", "a.pdf", "a.docm", "a.exe", "a", "", "a.docx.exe", ".docx", "a.DOC"]
)
def test_other_kinds_are_named_with_what_to_do(name: str) -> None:
    assert refused(WORD, name) == ("import_type", "file")


@pytest.mark.parametrize("name", ["A.DOCX", "路径/../a.docx", "a b.docx", "名" * 300 + ".docx"])
def test_the_name_only_says_the_kind(name: str) -> None:
    assert read_document(WORD, name).title == "大新镇举行宣讲会"


# Word


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"word__document_xml": None}, "document_disguised"),
        ({"word__document_xml": b"<w:document"}, "document_broken"),
        ({"word__document_xml": b""}, "document_broken"),
        ({"word__document_xml": b"\x00\x01"}, "document_broken"),
        ({"[Content_Types]_xml": b"<Types"}, "document_broken"),
        ({"word__vbaProject.bin": b"macro"}, "document_macros"),
        ({"word__VBADATA_xml": b"<x/>"}, "document_macros"),
        ({"..__..__etc__passwd": b"x"}, "document_disguised"),
        ({"__absolute": b"x"}, "document_disguised"),
    ],
)
def test_a_document_that_was_tampered_with_is_refused(changed: dict[str, bytes | None], code: str) -> None:
    assert refused(repacked(WORD, **changed), "a.docx") == (code, "file")


@pytest.mark.parametrize("keep", [4, 30, 200, -40])
def test_a_document_cut_off_is_refused(keep: int) -> None:
    assert refused(WORD[:keep], "a.docx")[1] == "file"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = repacked(WORD, word__bomb_xml=b"\x00" * 60_000_000)
    assert len(bomb) < 200_000
    started = time.monotonic()
    assert refused(bomb, "a.docx") == ("document_bomb", "file")
    assert time.monotonic() - started < 2


def test_a_lying_directory_does_not_unpack_more_than_it_says() -> None:
    """The directory says ten bytes; what is packed is a megabyte."""
    bomb = bytearray(repacked(WORD, word__media__x_xml=b"\x00" * 1_000_000))
    at = bomb.rfind(b"word/media/x.xml") - 46
    bomb[at + 24 : at + 28] = struct.pack("<I", 10)
    draft_or_code = _read(bytes(bomb))
    assert draft_or_code in ("document_broken", "大新镇举行宣讲会")


def _read(data: bytes) -> str:
    try:
        return read_document(data, "a.docx").title
    except Invalid as error:
        return error.code


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY secret SYSTEM "file:///etc/passwd">',
        '<!ENTITY secret SYSTEM "http://169.254.169.254/latest">',
        "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(8))
        + '<!ENTITY l0 "好"><!ENTITY secret "&l8;">',
    ],
    ids=["file", "address", "laughs"],
)
def test_entities_are_neither_fetched_nor_multiplied(declared: str) -> None:
    with zipfile.ZipFile(io.BytesIO(WORD)) as archive:
        document = archive.read("word/document.xml").decode()
    body = document.split("?>", 1)[1].replace("大新镇", "大新镇&secret;")
    evil = f'<?xml version="1.0"?><!DOCTYPE d [{declared}]>{body}'.encode()
    started = time.monotonic()
    try:
        text = read_document(repacked(WORD, word__document_xml=evil), "a.docx")
        shown = text.title + text.text
    except Invalid as error:
        shown = error.code
    assert "root:" not in shown
    assert len(shown) < 2000
    assert time.monotonic() - started < 5


def test_a_document_of_nested_tables_lists_and_notes_loses_no_word() -> None:
    document = Document()
    document.add_heading("大新镇举行宣讲会", 0)
    for style, text in (
        ("List Bullet", "一级"),
        ("List Bullet 2", "二级"),
        ("List Bullet 3", "三级"),
        ("List Number", "编号"),
    ):
        document.add_paragraph(text, style=style)
    outer = document.add_table(rows=2, cols=2)
    outer.cell(0, 0).text, outer.cell(0, 1).text = "时间", "地点"
    outer.cell(1, 0).text, outer.cell(1, 1).text = "14:00", "村史馆\n二楼"
    document.add_paragraph(PROSE)
    draft = read_document(saved(document), "a.docx")
    assert [(block.kind, block.text) for block in draft.blocks] == [
        ("item", "一级"),
        ("item", "二级"),
        ("item", "三级"),
        ("item", "编号"),
        ("paragraph", "时间｜地点"),
        ("paragraph", "14:00｜村史馆二楼"),
        ("paragraph", PROSE),
    ]


def test_merged_cells_are_read_once() -> None:
    document = Document()
    document.add_heading("大新镇举行宣讲会", 0)
    table = document.add_table(rows=1, cols=3)
    merged = table.cell(0, 0).merge(table.cell(0, 2))
    merged.text = "只写一次"
    document.add_paragraph(PROSE)
    assert read_document(saved(document), "a.docx").text.count("只写一次") == 1


@pytest.mark.parametrize("paragraphs", [[], [""], ["  ", "\n"]])
def test_an_empty_document_is_said(paragraphs: list[str]) -> None:
    assert refused(word(*paragraphs), "a.docx") == ("import_empty", "file")


def test_a_long_document_is_read_in_time() -> None:
    started = time.monotonic()
    draft = read_document(word("大新镇举行宣讲会", *[f"第{n}段，{PROSE}" for n in range(800)]), "a.docx")
    assert len(draft.blocks) == 800
    assert time.monotonic() - started < 20


# Web pages


def blocks(draft: ImportedDraft) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in draft.blocks]


@pytest.mark.parametrize(
    "part",
    [
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        "<iframe src='//evil'>内</iframe>",
        "<object data='x'>内</object>",
        "<form><input value='内'><button>内</button></form>",
        "<svg><text>内</text></svg>",
        "<template>内</template>",
        "<noscript>内</noscript>",
        "<div style='display:none'>内</div>",
        "<p style='VISIBILITY : hidden'>内</p>",
        "<!-- 内 -->",
        "<![CDATA[内]]>",
    ],
)
def test_what_runs_or_hides_is_not_read(part: str) -> None:
    assert blocks(read_document(page(f"<p>{PROSE}</p>", part, f"<p>{MORE}</p>"), "a.html")) == [
        ("paragraph", PROSE),
        ("paragraph", MORE),
    ]


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("<h2>缘起</h2>", [("heading", "缘起")]),
        ("<ul><li>一</li><li>二<ul><li>三</li></ul></li></ul>", [("item", "一"), ("item", "二"), ("item", "三")]),
        ("<table><tr><td>时间</td><td>14:00</td></tr></table>", [("paragraph", "时间｜14:00")]),
        ("<p>前<br>后</p>", [("paragraph", "前"), ("paragraph", "后")]),
        ("<p>甲<b>乙</b>丙</p>", [("paragraph", "甲**乙**丙")]),
        ("<p>a &amp; b &lt;c&gt;</p>", [("paragraph", "a & b <c>")]),
        ("<p>一<a href='x'>二</a>三</p>", [("paragraph", "一二三")]),
        ("<p>&nbsp;</p>", []),
    ],
)
def test_what_a_page_is_made_of(part: str, expected: list[tuple[str, str]]) -> None:
    found = blocks(read_document(page(f"<p>{PROSE}</p>", part, f"<p>{MORE}</p>"), "a.html"))
    assert found[1:-1] == expected


@pytest.mark.parametrize(
    "markup",
    [
        f"<p>{PROSE}<p>{MORE}",
        f"<div><p>{PROSE}</div></p>{MORE}",
        f"<html><html><body><body><p>{PROSE}</p><p>{MORE}</p>",
        f"<p title='>'>{PROSE}</p><p a=b c>{MORE}</p>",
        f"</div></div><p>{PROSE}</p><p>{MORE}</p>",
    ],
)
def test_markup_that_is_wrong_is_read_all_the_same(markup: str) -> None:
    draft = read_document(markup.encode(), "a.html")
    assert (PROSE in draft.text, MORE in draft.text) == (True, True)


def outcome(read: Any, *args: Any) -> str:
    """The text, or the code of the refusal."""
    try:
        draft: ImportedDraft = read(*args)
    except Invalid as error:
        return error.code
    return f"{draft.title}\n{draft.text}"


def test_a_deep_page_is_read_in_time() -> None:
    started = time.monotonic()
    deep = "<div>" * 5000 + f"<p>{PROSE}</p>" + "</div>" * 5000
    assert PROSE in outcome(read_document, deep.encode(), "a.html")
    assert time.monotonic() - started < 10


def test_boxes_within_boxes_do_not_exhaust_the_reader() -> None:
    deep = "".join(f"<div>{PROSE}" for _ in range(2500))
    assert outcome(read_document, deep.encode(), "a.html") == "document_broken"


def test_at_most_a_tenth_of_a_page_is_left_round_its_article() -> None:
    """Thirty boxes within each other, each with its own part of the text: the innermost is not the article."""
    parts = [f"{number:02}，{PROSE}" for number in range(30)]
    draft = read_document("".join(f"<div><p>{part}</p>" for part in parts).encode(), "a.html")
    assert [part for part in parts[3:] if part not in draft.text] == []


@pytest.mark.parametrize("markup", ["<html></html>", "<p></p>", "<script>1</script>", "<!doctype html>"])
def test_a_page_without_text_is_said(markup: str) -> None:
    assert refused(markup.encode(), "a.html") == ("import_empty", "file")


# Pasted


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u3000", "\u200b"])
def test_nothing_pasted_is_said_at_the_box(text: str) -> None:
    with pytest.raises(Invalid) as error:
        read_text(text)
    assert (error.value.code, error.value.field) == ("import_empty", "text")


@pytest.mark.parametrize(
    "text",
    [
        "**",
        "** **",
        "#",
        "# ",
        "-",
        "- ",
        "【】",
        "【" * 500,
        "(" * 500,
        "第期",
        "第〇期",
        "报：",
        "：" * 100,
        "0" * 400,
        "a" * 5000,
    ],
)
def test_odd_texts_are_a_text_or_none_and_never_an_error(text: str) -> None:
    assert outcome(read_text, text).strip() != ""


@pytest.mark.parametrize(
    "hostile",
    [
        "（" * 4000,
        "[a](" * 3000,
        "**a" * 3000,
        "_a_" * 3000,
        "> " * 3000,
        "第1期" * 2000,
        "《" * 4000,
        "省" * 4000,
        "在大新镇" * 1500,
    ],
)
def test_no_pattern_can_be_made_to_run_for_ever(hostile: str) -> None:
    started = time.monotonic()
    read_text(f"{hostile}\n\n{PROSE}")
    assert time.monotonic() - started < 10
