"""A document is what its name says, small when unpacked, and cannot run."""

import io
import re
import zipfile
from pathlib import Path

import pytest

from common.errors import Invalid
from media.documents import check_document, decode_text
from media.models import File
from tests.factories.media import PDF, office_bytes, upload

BOMB = office_bytes(extra={"word/media/zeros.bin": b"\x00" * 60_000_000})
MANY = office_bytes(extra={f"word/{number}.xml": b"" for number in range(5001)})
SLIP = office_bytes(extra={"../../evil.xml": b"x"})
PLAIN_ZIP = office_bytes(main_part="readme.txt")

REFUSED = [
    ("a.pdf", b"<html><script>alert(1)</script></html>", "document_disguised"),
    ("a.pdf", b"GIF89a" + PDF, "document_disguised"),
    ("a.pdf", PDF[:-8], "document_broken"),
    ("a.docx", b"MZ\x90\x00" + b"\x00" * 200, "document_disguised"),
    ("a.docx", b"\xd0\xcf\x11\xe0" + b"\x00" * 200, "document_disguised"),
    ("a.docx", office_bytes("xl/workbook.xml"), "document_disguised"),
    ("a.xlsx", office_bytes("word/document.xml"), "document_disguised"),
    ("a.docx", PLAIN_ZIP, "document_disguised"),
    ("a.docx", SLIP, "document_disguised"),
    ("a.docx", office_bytes()[:60], "document_broken"),
    ("a.docx", BOMB, "document_bomb"),
    ("a.docx", MANY, "document_bomb"),
    ("a.docm", office_bytes(), "document_macros"),
    ("a.docx", office_bytes(extra={"word/vbaProject.bin": b"x"}), "document_macros"),
    (
        "a.xlsx",
        office_bytes(
            "xl/workbook.xml", {"[Content_Types].xml": b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"}
        ),
        "document_macros",
    ),
    ("a.txt", b"  <!DOCTYPE html><script>alert(1)</script>", "document_disguised"),
    ("a.csv", b"\xef\xbb\xbf<svg onload=alert(1)>", "document_disguised"),
    ("a.txt", b"#!/bin/sh\nrm -rf /", "document_disguised"),
    ("a.txt", b"\x7fELF\x02\x01", "document_disguised"),
    ("a.txt", PDF, "document_disguised"),
    ("a.txt", b"\x00\x01\x02\x03", "text_unreadable"),
    ("a.txt", b"\xff\xff\xff\xff", "text_unreadable"),
    ("a.svg", b"<svg/>", "document_unknown"),
    ("a.exe", b"MZ", "document_unknown"),
    ("a.html", b"<p>", "document_unknown"),
    ("a.zip", PLAIN_ZIP, "document_unknown"),
    ("noextension", b"text", "document_unknown"),
]


@pytest.mark.parametrize(("name", "data", "code"), REFUSED, ids=[f"{row[0]}-{row[2]}" for row in REFUSED])
def test_what_is_not_what_it_says_is_refused(name: str, data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_document(io.BytesIO(data), name=name, size=len(data))
    assert (caught.value.code, caught.value.field) == (code, "file")
    assert re.search("[\u4e00-\u9fff]", str(caught.value))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", PDF),
        ("a.docx", office_bytes()),
        ("a.xlsx", office_bytes("xl/workbook.xml")),
        ("a.PPTX", office_bytes("ppt/presentation.xml")),
        ("a.txt", "点单、派单".encode()),
        ("a.txt", "点单、派单".encode("gb18030")),
        ("a.csv", "\ufeff姓名,次数\n陈,3\n".encode()),
        ("a.txt", "点单".encode("utf-16")),
    ],
    ids=["pdf", "docx", "xlsx", "pptx", "utf8", "gb18030", "csv-bom", "utf16"],
)
def test_real_documents_are_taken_and_rewound(name: str, data: bytes) -> None:
    file = io.BytesIO(data)
    check_document(file, name=name, size=len(data))
    assert file.read() == data


def test_a_document_over_the_limit_is_refused() -> None:
    with pytest.raises(Invalid, match="20"):
        check_document(io.BytesIO(PDF), name="a.pdf", size=21 * 1024 * 1024)


def test_an_archive_that_lies_about_its_sizes_is_refused() -> None:
    data = bytearray(office_bytes())
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = (3_000_000_000).to_bytes(4, "little")
    with pytest.raises(Invalid) as caught:
        check_document(io.BytesIO(bytes(data)), name="a.docx", size=len(data))
    assert caught.value.code == "document_bomb"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_text_is_decoded_from_the_encodings_met_in_china(encoding: str) -> None:
    data = "村民点单，團隊接單".encode(encoding)
    if encoding == "utf-16-le":
        data = b"\xff\xfe" + data
    assert decode_text(data).lstrip("\ufeff") == "村民点单，團隊接單"


@pytest.mark.django_db
def test_the_gate_stands_in_the_field_not_in_the_form(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        File.objects.create(title="假的", file=upload(b"<html>", "a.pdf"))
    assert File.objects.count() == 0
    kept = File.objects.create(title="真的", file=upload(PDF, "关于" + "很长" * 80 + ".pdf"))
    assert kept.file_size == len(PDF)
    assert len(Path(kept.file.path).name.encode()) <= 120
    assert zipfile.is_zipfile(kept.file.path) is False
