"""Documents that something befell on their way: read as far as they can be, or refused at the file."""

import random

import pytest

from cms.importer import read_document
from common.errors import Invalid
from tests.cms.import_made import PROSE, word
from tests.cms.test_import_hostile import refused
from tests.factories.media import spoilt

WORD = word("大新镇举行宣讲会", PROSE)


@pytest.mark.parametrize("part", ["[Content_Types].xml", "word/document.xml", "word/styles.xml", "_rels/.rels"])
def test_a_part_that_cannot_be_unpacked_is_a_broken_document(part: str) -> None:
    assert refused(spoilt(WORD, part), "通知.docx") == ("document_broken", "file")


@pytest.mark.parametrize("seed", range(30))
def test_a_document_spoilt_on_its_way_is_read_or_refused_at_the_file(seed: int) -> None:
    chance, data = random.Random(seed), bytearray(WORD)
    for _ in range(chance.choice([1, 3, 10])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    assert where_refused(bytes(data)) in (None, "file")


def where_refused(data: bytes) -> str | None:
    try:
        read_document(data, "通知.docx")
    except Invalid as error:
        return error.field
    return None
