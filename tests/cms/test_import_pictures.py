"""Pictures inside documents: taken where they stand, described, kept until the draft is made; never fetched."""

import base64
import datetime as dt
import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from docx import Document
from docx.shared import Inches
from PIL import Image
from wagtail.models import UploadedFile

from accounts.models import User
from cms.importer import ImportedDraft, Kind, create_draft, kept, read_document
from cms.importer.marked import from_marked, to_marked
from cms.importer.pictures import described
from cms.models import BriefingPage, NewsPage
from common.errors import Invalid
from common.jobs import jobs
from common.models import AuditEntry
from media.models import Picture
from tests.cms.import_world import World, make_world
from tests.factories.media import photo_with_position, picture_bytes, png_bomb

PROSE = "活动现场，志愿者为村民讲解移风易俗的好处，发放倡议书，解答大家关心的问题，气氛热烈而亲切。"
MORE = "周阿姨说，家门口就能学，老姐妹们都愿意来，一个星期三个下午，谁也不肯落下一堂课，风雨无阻。"
ADDRESS = "/admin/import/"


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


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


def shapes(draft: ImportedDraft) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in draft.blocks]


def one(number: int, kind: str = "png") -> bytes:
    """A picture unlike the others."""
    return picture_bytes(kind, size=(60 + number, 40))


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


# Becoming a draft


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def made(draft: ImportedDraft, world: World, kind: Kind = Kind.NEWS) -> Any:
    return create_draft(
        draft, unit=world.village.unit, kind=kind, parent=world.village, actor=world.editor, drop_tail=True
    )


@pytest.fixture
def read() -> ImportedDraft:
    return read_document(word("大新镇举行宣讲会", PROSE, (one(1), "志愿者在讲"), MORE, one(2)), "a.docx")


def test_pictures_become_figures_in_the_unit_s_own_collection(world: World, read: ImportedDraft) -> None:
    page = made(read, world)
    assert [block.block_type for block in page.body] == ["paragraph", "figure", "paragraph", "figure"]
    first, second = Picture.objects.order_by("pk")
    assert (page.body[1].value["image"], page.body[1].value.read_aloud) == (first, "志愿者在讲")
    assert (first.description, first.title, first.uploaded_by_user) == ("志愿者在讲", "志愿者在讲", world.editor)
    assert (second.description, second.title) == ("", "大新镇举行宣讲会 2")
    world.village.unit.refresh_from_db()
    assert {first.collection, second.collection} == {world.village.unit.collection}
    assert AuditEntry.objects.get(action="cms.page_imported").data["pictures"] == 2


def test_a_picture_without_words_is_found_by_the_machine_check(world: World, read: ImportedDraft) -> None:
    from cms.checks import machine_check

    found = [finding.where for finding in machine_check(made(read, world)) if finding.code == "alt"]
    assert found == ["body/3/value/alt"]


def test_the_place_where_it_was_taken_is_not_kept(world: World) -> None:
    draft = read_document(word("大新镇举行宣讲会", PROSE, photo_with_position(orientation=6), MORE), "a.docx")
    made(draft, world)
    picture = Picture.objects.get()
    with picture.file.open("rb") as file, Image.open(file) as stored:
        assert (dict(stored.getexif()), stored.size) == ({}, (40, 64))


def test_a_picture_taken_out_of_the_text_is_not_made(world: World, read: ImportedDraft) -> None:
    read.blocks = [block for block in read.blocks if block.text != "1"]
    page = made(read, world)
    assert [block.block_type for block in page.body] == ["paragraph", "figure"]
    assert Picture.objects.count() == 1


def test_a_mark_without_a_picture_shows_nothing(world: World, read: ImportedDraft) -> None:
    read.pictures = read.pictures[:1]
    assert [block.block_type for block in made(read, world).body] == ["paragraph", "figure", "paragraph"]


def test_a_briefing_shows_none(world: World, read: ImportedDraft) -> None:
    read.series = "文明实践工作简报"
    page = made(read, world, Kind.BRIEFING)
    assert isinstance(page, BriefingPage)
    assert (Picture.objects.count(), [block.block_type for block in page.body]) == (0, ["paragraph"])


def test_pictures_of_sections_stand_below_their_headings(world: World, read: ImportedDraft) -> None:
    from cms.importer import Block, Item, Section

    read.sections = [Section("现场", [Item("开讲", [Block("picture", "1"), Block("paragraph", PROSE)])])]
    read.blocks = []
    page = made(read, world)
    assert [block.block_type for block in page.body] == ["heading", "heading", "figure", "paragraph"]


def test_a_refused_draft_leaves_neither_rows_nor_files(world: World, read: ImportedDraft, tmp_path: Path) -> None:
    read.source = "\ud800"  # no database takes half a sign
    with pytest.raises((Invalid, UnicodeEncodeError)):
        made(read, world)
    assert (Picture.objects.count(), NewsPage.objects.count()) == (0, 0)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_picture_that_turns_out_bad_only_now_is_left_out(
    world: World, read: ImportedDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    from media import fields

    take = fields.take_picture

    def choosy(file: Any, *, name: str, size: int) -> Any:
        if "import-1" in name:
            raise Invalid("picture_broken", "坏了", field="file")
        return take(file, name=name, size=size)

    monkeypatch.setattr(fields, "take_picture", choosy)
    assert [block.block_type for block in made(read, world).body] == ["paragraph", "figure"]


# The screen


@pytest.fixture
def editor(world: World, client: Client) -> Client:
    client.force_login(world.editor)
    return client


@pytest.fixture
def preview(editor: Client) -> Any:
    data = word("大新镇举行宣讲会", PROSE, (one(1), "志愿者在讲"), MORE, one(2))
    return editor.post(ADDRESS, {"file": SimpleUploadedFile("a.docx", data)})


def posted(response: Any, **changes: Any) -> dict[str, Any]:
    """What a browser would send back of the preview; a change to None takes the field out."""
    form = response.context["form"]
    values = {field.html_name: field.value() for field in form}
    sent = {
        name: "on" if value is True else getattr(value, "pk", value)
        for name, value in values.items()
        if value is not None and value is not False
    }
    return {name: value for name, value in {**sent, **changes}.items() if value is not None}


def test_the_preview_shows_each_picture_where_it_stands_and_asks_for_words(preview: Any) -> None:
    html = preview.content.decode()
    paper = html.split("import-paper")[1].split("</section>")[0]
    assert re.findall(r'<img[^>]*alt="([^"]*)"', paper) == ["志愿者在讲", ""]
    assert paper.index("移风易俗") < paper.index("志愿者在讲") < paper.index("周阿姨")
    assert html.count("不要这张图片") == 2
    assert html.count("看不见的人不知道图上是什么") == 1
    assert 'src="data:image/jpeg;base64,' in paper
    assert Picture.objects.count() == 0
    assert UploadedFile.objects.count() == 2


def test_the_draft_is_made_with_its_pictures_and_nothing_is_left_over(
    editor: Client, world: World, preview: Any, tmp_path: Path
) -> None:
    data = posted(preview, step="create", unit=world.village.pk, kind="news", picture_alt_2="村民在听")
    response = editor.post(ADDRESS, data)
    assert response.status_code == 302
    page = NewsPage.objects.get()
    assert [block.value.read_aloud for block in page.body if block.block_type == "figure"] == ["志愿者在讲", "村民在听"]
    assert UploadedFile.objects.count() == 0
    assert sorted({path.parent.name for path in tmp_path.rglob("*") if path.is_file()}) == ["original_images"]


def test_a_picture_is_left_out_when_ticked(editor: Client, world: World, preview: Any) -> None:
    data = posted(preview, step="create", unit=world.village.pk, kind="news", picture_drop_1="on")
    editor.post(ADDRESS, data)
    assert [block.block_type for block in NewsPage.objects.get().body] == ["paragraph", "figure"]
    assert Picture.objects.get().title == "大新镇举行宣讲会 2"
    assert UploadedFile.objects.count() == 0


def test_a_picture_moves_with_its_line(editor: Client, world: World, preview: Any) -> None:
    text = f"〔图2〕\n\n{PROSE}\n\n{MORE}"
    editor.post(ADDRESS, posted(preview, step="create", unit=world.village.pk, kind="news", text=text))
    assert [block.block_type for block in NewsPage.objects.get().body] == ["figure", "paragraph"]


def test_showing_the_changes_keeps_the_pictures_and_what_was_typed(editor: Client, preview: Any) -> None:
    again = editor.post(ADDRESS, posted(preview, step="preview", picture_alt_2="改过的话", picture_drop_1="on"))
    paper = again.content.decode().split("import-paper")[1].split("</section>")[0]
    assert re.findall(r'<img[^>]*alt="([^"]*)"', paper) == ["改过的话"]
    assert (UploadedFile.objects.count(), Picture.objects.count()) == (2, 0)
    third = editor.post(ADDRESS, posted(again, step="preview", picture_drop_1=None))
    assert third.content.decode().count("import-picture-row") == 2


def test_an_error_keeps_the_pictures(editor: Client, preview: Any) -> None:
    response = editor.post(ADDRESS, posted(preview, step="create", title=""))
    assert response.status_code == 422
    assert response.content.decode().count("import-picture-row") == 2
    assert UploadedFile.objects.count() == 2


def test_words_too_long_are_said_at_their_picture(editor: Client, world: World, preview: Any) -> None:
    response = editor.post(ADDRESS, posted(preview, step="create", unit=world.village.pk, picture_alt_1="长" * 251))
    assert list(response.context["form"].errors) == ["picture_alt_1"]


@pytest.mark.parametrize("named", ["999999", "x", "", "9" * 30, "-1"])
def test_a_made_up_upload_is_no_picture(editor: Client, world: World, preview: Any, named: str) -> None:
    data = posted(preview, step="create", unit=world.village.pk, kind="news", picture_upload_1=named)
    assert editor.post(ADDRESS, data).status_code == 302
    assert [block.block_type for block in NewsPage.objects.get().body] == ["paragraph", "figure"]


def test_the_upload_of_another_person_is_no_picture(editor: Client, world: World, preview: Any) -> None:
    """Its number is easily guessed; neither its thumbnail nor itself may be had."""
    theirs = kept.keep(read_document(word("标题在此", PROSE, one(9)), "b.docx").pictures, actor=world.admin)[0][0]
    data = posted(preview, picture_upload_1=theirs.upload)
    shown = editor.post(ADDRESS, {**data, "step": "preview"})
    assert theirs.thumbnail not in shown.content.decode()
    editor.post(ADDRESS, {**data, "step": "create", "unit": world.village.pk, "kind": "news"})
    assert Picture.objects.count() == 1
    assert UploadedFile.objects.filter(pk=theirs.upload).exists()


def test_a_file_kept_for_something_else_is_no_picture(editor: Client, world: World, preview: Any) -> None:
    from django.contrib.contenttypes.models import ContentType

    from media.models import File

    upload = UploadedFile.objects.get(file__contains="import-1")
    UploadedFile.objects.filter(pk=upload.pk).update(for_content_type=ContentType.objects.get_for_model(File))
    editor.post(ADDRESS, posted(preview, step="create", unit=world.village.pk, kind="news"))
    assert Picture.objects.count() == 1


def test_a_document_of_bad_pictures_is_shown_all_the_same(editor: Client) -> None:
    data = page(f"<h1>村晚</h1><p>{PROSE}</p><img src='{data_uri(BAD['bomb'][0])}'>")
    response = editor.post(ADDRESS, {"file": SimpleUploadedFile("a.html", data)})
    html = response.content.decode()
    assert (response.status_code, "第 1 张图片没有带过来" in html, "import-picture-row" in html) == (200, True, False)


# What nobody came back for


@pytest.mark.parametrize(("days", "gone"), [(0, 0), (1, 0), (3, 1)])
def test_kept_pictures_go_after_two_days(db: None, days: int, gone: int, tmp_path: Path) -> None:
    kept.keep(read_document(word("标题在此", PROSE, one(1)), "a.docx").pictures, actor=User.objects.create_user("a"))
    assert kept.sweep(timezone.now() + dt.timedelta(days=days)) == gone
    assert UploadedFile.objects.count() == 1 - gone
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1 - gone


def test_the_row_of_a_lost_file_goes_too(db: None, tmp_path: Path) -> None:
    kept.keep(read_document(word("标题在此", PROSE, one(1)), "a.docx").pictures, actor=User.objects.create_user("a"))
    for path in tmp_path.rglob("import-*"):
        path.unlink()
    assert (kept.sweep(), UploadedFile.objects.count()) == (1, 0)


def test_the_sweep_runs_once_a_night() -> None:
    assert jobs()["cms.kept_pictures"].every == dt.timedelta(days=1)
