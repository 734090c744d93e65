"""Personal data in the texts of a page: what `common.personal` finds, less what is the county's own."""

from dataclasses import dataclass

from wagtail.models import Page

from cms.checks.official import Official
from cms.checks.texts import Path, Text, texts_of
from common.personal import Kind, found_in
from common.readable import Readable, readable


@dataclass(frozen=True)
class Hit:
    """`offset` counts characters as they are read; `path` leads to the text, `block` is the id of its top block."""

    kind: Kind
    value: str
    masked: str
    path: Path
    label: str
    block: str
    offset: int

    @property
    def field(self) -> str:
        return str(self.path[0])

    @property
    def where(self) -> str:
        return "/".join(map(str, self.path))

    @property
    def kind_label(self) -> str:
        return str(self.kind.label)


def hits_in(text: Text, official: Official) -> list[Hit]:
    """What is found in one text and is not the county's own, in order."""
    view = readable(text.value, text.is_rich)
    return [
        Hit(kind, view.seen[start:end], masked, text.path, text.label, text.block, start)
        for kind, start, end, masked in found_in(view.normal)
        if not _is_official(kind, view.normal[start:end], official)
    ]


def _is_official(kind: Kind, value: str, official: Official) -> bool:
    if kind in (Kind.MOBILE, Kind.LANDLINE):
        return official.knows_phone(value)
    return kind == Kind.ADDRESS and official.knows_address(value)


def find_in(texts: list[Text], official: Official | None = None) -> list[Hit]:
    known = official or Official()
    return [hit for text in texts for hit in hits_in(text, known)]


def find_personal_data(page: Page, official: Official | None = None) -> list[Hit]:
    """Everything personal in the texts of the page as it is in memory."""
    return find_in(texts_of(page), official)


def masked_texts(texts: list[Text], hits: list[Hit]) -> dict[Path, str]:
    """The stored form of each text that changes when the hits are masked."""
    changed = {}
    for text in texts:
        changes = [(hit.offset, hit.offset + len(hit.value), hit.masked) for hit in hits if hit.path == text.path]
        if changes:
            view: Readable = readable(text.value, text.is_rich)
            changed[text.path] = view.rewrite(changes)
    return changed
