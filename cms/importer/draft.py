"""What the importer finds in a document: a plain value, before anybody decides what becomes of it."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

BlockKind = Literal["heading", "paragraph", "item", "picture"]


class Kind(TextChoices):
    """The page types that a document can become."""

    NEWS = "news", _("activity news")
    CASE = "case", _("model case")
    BRIEFING = "briefing", _("briefing")
    POLICY = "policy", _("policy document")


@dataclass
class Block:
    """A heading, a paragraph, an item of a list, or a picture. `text` is plain but for `**bold**`; of a picture
    it is the number."""

    kind: BlockKind
    text: str


@dataclass
class Item:
    """An article of a section."""

    title: str
    blocks: list[Block] = field(default_factory=list)


@dataclass
class Section:
    """A column of a briefing, as 【工作交流】 or 编者按."""

    heading: str
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True)
class ImportedPicture:
    """A picture as it stood in the document, checked but not yet cleaned. `extension` is that of its content."""

    number: int
    data: bytes
    extension: str
    alt: str = ""


@dataclass
class TailParagraph:
    """A paragraph that seems not to belong, and why."""

    text: str
    why: str


@dataclass
class Counts:
    """What the cleaning found: spaces between two Chinese characters, line breaks inside sentences."""

    spaces: int = 0
    joins: int = 0
    bookmarks: int = 0


@dataclass
class ImportedDraft:
    title: str = ""
    kind_guess: Kind = Kind.NEWS
    # The name of a unit as the document writes it; empty where it names none.
    unit_hint: str = ""
    date: dt.date | None = None
    series: str = ""
    number: int | None = None
    special_number: int | None = None
    special_name: str = ""
    issuer: str = ""
    remark: str = ""
    source: str = ""
    document_number: str = ""
    # Text outside any section; sections only for briefings that have them.
    blocks: list[Block] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    report_to: str = ""
    send_to: str = ""
    copies: int | None = None
    file_number: str = ""
    tail: list[TailParagraph] = field(default_factory=list)
    pictures: list[ImportedPicture] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)

    @property
    def text(self) -> str:
        """All the text that would be kept, one paragraph a line."""
        lines = [block.text for block in self.blocks if block.kind != "picture"]
        for section in self.sections:
            lines.append(section.heading)
            for item in section.items:
                lines.append(item.title)
                lines.extend(block.text for block in item.blocks if block.kind != "picture")
        return "\n".join(lines)
