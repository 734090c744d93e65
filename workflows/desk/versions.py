"""Which version the last review saw, and a text without changes."""

from typing import Any

from wagtail.models import Revision

from workflows.desk.compare import Change, Piece
from workflows.desk.prose import paragraphs
from workflows.models import Opinion


def last_seen(revision: Revision, opinions: list[Opinion]) -> Opinion | None:
    """The newest opinion on another version than this one: what the reader has to compare with."""
    seen = [opinion for opinion in opinions if opinion.person_id and opinion.revision_id not in (None, revision.pk)]
    return max(seen, key=lambda opinion: (opinion.at, opinion.pk), default=None)


def whole_text(page: Any) -> list[Change]:
    return [Change("same", paragraph.kind, [Piece(paragraph.text)]) for paragraph in paragraphs(page)]
