"""Which version the last review saw, and a text without changes."""

from typing import Any

from workflows.desk.compare import Change, Piece
from workflows.desk.prose import paragraphs
from workflows.models import Opinion, WorkItem


def last_seen(item: WorkItem, opinions: list[Opinion]) -> Opinion | None:
    """The newest opinion whose version is still there: what this review is compared with."""
    seen = [opinion for opinion in opinions if opinion.revision_id and opinion.person_id and opinion.item_id != item.pk]
    return max(seen, key=lambda opinion: (opinion.at, opinion.pk), default=None)


def whole_text(page: Any) -> list[Change]:
    return [Change("same", paragraph.kind, [Piece(paragraph.text)]) for paragraph in paragraphs(page)]
