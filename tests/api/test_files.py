"""Pictures and documents by program: as safe as by hand, for whoever may, once."""

import io
from typing import Any

import pytest
from PIL import Image
from wagtail.models import ModelLogEntry

from media.models import File, Picture
from tests.factories import media as files
from tests.factories.api import ApiCounty, Caller, caller, token_for

PROBLEM = "application/problem+json"


def picture(county: ApiCounty, data: bytes | None = None, name: str = "cunkou.jpg", **fields: Any) -> dict[str, Any]:
    file = files.upload(files.picture_bytes() if data is None else data, name)
    return {"unit": county.baijiaqiao.code, "title": "村口的老槐树", "file": file, **fields}


def document(county: ApiCounty, data: bytes = files.PDF, name: str = "tongzhi.pdf", **fields: Any) -> dict[str, Any]:
    return {"unit": county.baijiaqiao.code, "title": "通知", "file": files.upload(data, name), **fields}


def test_a_picture_is_taken_in_cleaned_and_can_be_shown(county: ApiCounty) -> None:
    program = caller(county.editor)
    fields = {"description": "一棵老槐树", "credit": "百家桥站", "people_consented": "true"}
    made = program.upload("/images/", picture(county, files.photo_with_position(), **fields))
    assert made.status_code == 201, made.content.decode()
    row = Picture.objects.get()
    body = made.json()
    # Upright: the photo was taken lying on its side.
    assert (body["id"], body["width"], body["height"]) == (row.pk, 40, 64)
    assert (body["title"], body["description"], body["people_consented"]) == ("村口的老槐树", "一棵老槐树", True)
    assert (row.uploaded_by_user, row.collection_id) == (county.editor, unit_shelf(county))
    with row.file.open() as stored:
        data = stored.read()
    assert not Image.open(io.BytesIO(data)).getexif()
    assert b"Maker of phones" not in data
    assert ModelLogEntry.objects.filter(action="wagtail.create", object_id=str(row.pk), user=county.editor).exists()
    draft = {"meta": {"type": "cms.NewsPage", "parent_id": county.station_page.pk}, "title": "老槐树", "cover": row.pk}
    assert program.post("/pages/", draft).status_code == 201


def unit_shelf(county: ApiCounty) -> int | None:
    county.baijiaqiao.refresh_from_db()
    return county.baijiaqiao.collection_id


def test_without_the_word_nobody_has_agreed(county: ApiCounty) -> None:
    made = caller(county.editor).upload("/images/", picture(county, people_consented="false"))
    assert (made.status_code, Picture.objects.get().people_consented) == (201, False)


def test_a_document_is_taken_in(county: ApiCounty) -> None:
    made = caller(county.editor).upload("/documents/", document(county))
    assert made.status_code == 201, made.content.decode()
    row = File.objects.get()
    filename = made.json()["filename"]
    assert made.json() == {"id": row.pk, "title": "通知", "filename": filename, "file_size": len(files.PDF)}
    assert filename.startswith("tongzhi")
    assert (row.uploaded_by_user, row.collection_id) == (county.editor, unit_shelf(county))


BAD_PICTURES: list[tuple[str, bytes, str, str]] = [
    ("bomb", files.png_bomb(9_000, 9_000), "a.png", "picture_too_many_pixels"),
    ("disguised", files.picture_bytes("png"), "a.jpg", "picture_disguised"),
    ("svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "picture_svg"),
    ("svg as png", b"<?xml version='1.0'?><svg><script/></svg>", "a.png", "picture_svg"),
    ("page", b"<!doctype html><script>alert(1)</script>", "a.jpg", "picture_unknown"),
    ("program", b"MZ" + b"\0" * 100, "a.png", "picture_unknown"),
    ("cut off", files.picture_bytes("png")[:60], "a.png", "picture_broken"),
    ("no ending", files.picture_bytes(), "a", "picture_unknown"),
    ("two endings", files.picture_bytes(), "a.jpg.exe", "picture_unknown"),
    ("empty", b"", "a.jpg", "empty"),
]


@pytest.mark.parametrize(("data", "name", "code"), [row[1:] for row in BAD_PICTURES], ids=[r[0] for r in BAD_PICTURES])
def test_pictures_that_are_refused(county: ApiCounty, data: bytes, name: str, code: str) -> None:
    answer = caller(county.editor).upload("/images/", picture(county, data, name), key="k1")
    assert (answer.status_code, answer["Content-Type"]) == (422, PROBLEM)
    assert [(error["code"], error["loc"]) for error in answer.json()["errors"]] == [(code, ["file"])]
    assert not answer.json()["errors"][0]["message"].isascii()
    assert not Picture.objects.exists()


BAD_DOCUMENTS: list[tuple[str, bytes, str, str]] = [
    ("program", b"MZ" + b"\0" * 100, "a.pdf", "document_disguised"),
    ("cut off", b"%PDF-1.4\n", "a.pdf", "document_broken"),
    ("macros by name", files.office_bytes(), "a.docm", "document_macros"),
    ("macros inside", files.office_bytes(extra={"word/vbaProject.bin": b"x"}), "a.docx", "document_macros"),
    ("way out", files.office_bytes(extra={"../../etc/passwd": b"x"}), "a.docx", "document_disguised"),
    ("bomb", files.office_bytes(extra={"word/media/a": b"\0" * 30_000_000}), "a.docx", "document_bomb"),
    ("page as text", b"<html><script>alert(1)</script>", "a.txt", "document_disguised"),
    ("shell", b"#!/bin/sh\nrm -rf /\n", "a.csv", "document_disguised"),
    ("unknown", b"x", "a.exe", "document_unknown"),
    ("html", b"<html>", "a.html", "document_unknown"),
]


@pytest.mark.parametrize(
    ("data", "name", "code"), [row[1:] for row in BAD_DOCUMENTS], ids=[row[0] for row in BAD_DOCUMENTS]
)
def test_documents_that_are_refused(county: ApiCounty, data: bytes, name: str, code: str) -> None:
    answer = caller(county.editor).upload("/documents/", document(county, data, name))
    assert (answer.status_code, answer["Content-Type"]) == (422, PROBLEM)
    assert answer.json()["errors"][0]["loc"] == ["file"]
    assert answer.json()["errors"][0]["code"] in {code, "invalid_extension"}
    assert not File.objects.exists()


def test_the_name_leads_nowhere(county: ApiCounty) -> None:
    program = caller(county.editor)
    for name in ("../../../etc/a.pdf", "C:\\temp\\a.pdf", "a\x00b.pdf", "长" * 200 + ".pdf"):
        made = program.upload("/documents/", document(county, name=name))
        assert made.status_code == 201, (name, made.content.decode())
    for row in File.objects.all():
        assert row.file.name.startswith("documents/")
        assert ".." not in row.file.name
        assert len(row.file.name.encode()) < 130


@pytest.mark.parametrize("path", ["/images/", "/documents/"])
def test_a_file_goes_to_ones_own_unit_alone(county: ApiCounty, path: str) -> None:
    program = caller(county.editor)
    fields = picture(county) if path == "/images/" else document(county)
    told = []
    for unit in (county.shangang.code, county.yangshe.code, "zzzzzzzzzz"):
        fields["file"].seek(0)
        answer = program.upload(path, {**fields, "unit": unit})
        assert answer.status_code == 422
        told.append(answer.content)
    assert len(set(told)) == 1
    assert Picture.objects.count() + File.objects.count() == 0


def test_the_town_puts_something_on_a_villages_shelf(county: ApiCounty) -> None:
    made = caller(county.town_editor).upload("/images/", picture(county))
    assert (made.status_code, Picture.objects.get().collection_id) == (201, unit_shelf(county))


MISSING = [("file", "missing"), ("title", "missing"), ("unit", "missing")]


@pytest.mark.parametrize(("field", "code"), MISSING)
def test_what_is_needed(county: ApiCounty, field: str, code: str) -> None:
    fields = picture(county)
    del fields[field]
    answer = caller(county.editor).upload("/images/", fields)
    assert (answer.status_code, answer["Content-Type"]) == (422, PROBLEM)
    assert [(error["code"], error["loc"][-1]) for error in answer.json()["errors"]] == [(code, field)]


def test_the_same_upload_twice_is_one_picture(county: ApiCounty) -> None:
    program = caller(county.editor)
    # Each time with other borders between the parts.
    first, again = (program.upload("/images/", picture(county), key="k1") for _ in range(2))
    assert (first.status_code, again.status_code, again["Idempotency-Replayed"]) == (201, 201, "true")
    assert again.content == first.content
    assert Picture.objects.count() == 1


@pytest.mark.parametrize("change", ["title", "content", "name", "unit"])
def test_a_key_belongs_to_all_that_was_sent(county: ApiCounty, change: str) -> None:
    program = caller(county.editor)
    program.upload("/images/", picture(county), key="k1")
    other = {
        "title": picture(county, title="另一张"),
        "content": picture(county, files.picture_bytes(size=(65, 40))),
        "name": picture(county, name="lingyizhang.jpg"),
        "unit": picture(county, unit=county.shangang.code),
    }[change]
    answer = program.upload("/images/", other, key="k1")
    assert (answer.status_code, answer.json()["code"]) == (422, "api.key_reused")
    assert Picture.objects.count() == 1


def test_the_key_of_a_refused_upload_is_free(county: ApiCounty) -> None:
    program = caller(county.editor)
    assert program.upload("/images/", picture(county, b"x"), key="k1").status_code == 422
    assert program.upload("/images/", picture(county), key="k1").status_code == 201


@pytest.mark.parametrize("path", ["/images/", "/documents/"])
@pytest.mark.parametrize("key", ["", "k1"])
def test_too_large_a_file_is_refused_before_it_is_read(county: ApiCounty, path: str, key: str) -> None:
    headers = {"Idempotency-Key": key} if key else {}
    answer = caller(county.editor).client.post(
        f"/api{path}", b"x", content_type="multipart/form-data; boundary=x", headers=headers, CONTENT_LENGTH="30000000"
    )
    assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (413, PROBLEM, "api.file_too_big")


BROKEN: list[tuple[str, bytes]] = [
    ("multipart/form-data", b""),
    ("multipart/form-data; boundary=x", b"not a part"),
    ("multipart/form-data; boundary=" + "x" * 300, b"--x--"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\na\x00b\r\n--x--\r\n',
    ),
    ("application/json", b"{}"),
    ("text/plain", b"x"),
    ("", b""),
]


@pytest.mark.parametrize(("kind", "body"), BROKEN, ids=range(len(BROKEN)))
@pytest.mark.parametrize("key", ["", "k1"])
def test_bodies_that_are_no_form(county: ApiCounty, kind: str, body: bytes, key: str) -> None:
    headers = {"Idempotency-Key": key} if key else {}
    answer = caller(county.editor).client.post("/api/images/", body, content_type=kind, headers=headers)
    assert answer.status_code in {400, 422}, answer.content.decode()
    assert answer["Content-Type"] == PROBLEM


def test_without_a_token_or_the_scope_nothing_is_read(county: ApiCounty, anonymous: Caller) -> None:
    assert anonymous.upload("/images/", picture(county), key="k1").status_code == 401
    assert Caller(token_for(county.editor, "read")).upload("/images/", picture(county), key="k1").status_code == 403
    answer = caller(county.first).upload("/images/", picture(county))
    assert (answer.status_code, answer.json()["detail"]) == (403, "图片和文件由编辑上传。")
    assert not Picture.objects.exists()
