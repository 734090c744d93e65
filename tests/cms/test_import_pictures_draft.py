"""Pictures of a document become those of its draft, by way of a preview that keeps them."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from wagtail.models import UploadedFile

from accounts.models import User
from cms.importer import ImportedDraft, Kind, create_draft, kept, read_document
from cms.models import BriefingPage, NewsPage
from common.errors import Invalid
from common.jobs import jobs
from common.models import AuditEntry
from media.models import Picture
from tests.cms.import_made import MORE, PROSE, data_uri, one, page, word
from tests.cms.import_world import World, make_world
from tests.factories.media import photo_with_position, png_bomb
from tests.worlds import world as shared

ADDRESS = "/admin/import/"


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


world = shared(make_world)


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
    data = page(f"<h1>村晚</h1><p>{PROSE}</p><img src='{data_uri(png_bomb(8000, 8000))}'>")
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
