"""Reading documents that editors already have, and making drafts of them.

`read_document` and `read_text` give an `ImportedDraft`, which is a plain value: nothing is stored
until `create_draft` is called.
"""

from cms.importer.creating import create_draft
from cms.importer.draft import Block, Counts, ImportedDraft, ImportedPicture, Item, Kind, Section, TailParagraph
from cms.importer.reading import read_document, read_text

__all__ = [
    "Block",
    "Counts",
    "ImportedDraft",
    "ImportedPicture",
    "Item",
    "Kind",
    "Section",
    "TailParagraph",
    "create_draft",
    "read_document",
    "read_text",
]
