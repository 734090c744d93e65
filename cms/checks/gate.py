"""What still stands between a draft and its submission."""

import hashlib

from wagtail.models import Page, Revision

from cms.checks.personal import Hit, find_in
from cms.checks.texts import text_hash, texts_of
from cms.models.base import ContentPage
from cms.models.gate import GateOverride


def draft_of(page: Page) -> Page:
    """The newest text of the page, in its own type, even when the object at hand is older than it."""
    newest = Page.objects.filter(pk=page.pk).values_list("latest_revision_id", flat=True).first()
    current = page if newest == page.latest_revision_id else Page.objects.get(pk=page.pk)
    return current.get_latest_revision_as_object() if newest else current.specific


def draft_in(revision: Revision, page: Page) -> Page:
    """The text of a revision as it was written, without asking the database for anything it points to."""
    draft: Page = page.specific_class.from_serializable_data(revision.content, check_fks=False)
    return draft


def hits_hash(hits: list[Hit]) -> str:
    stored = "\n".join(f"{hit.where}@{hit.offset}:{hit.kind}:{hit.value}" for hit in hits)
    return hashlib.sha256(stored.encode()).hexdigest()


def gate_blocks(page: Page) -> list[Hit]:
    """What was found in the newest draft and not released by a granted override of exactly this text.

    Pages that are no stories (home, units, sections) have no overrides: whatever is found blocks.
    """
    return blocks_of_draft(draft_of(page))


def blocks_of_draft(draft: Page) -> list[Hit]:
    """The same for a draft at hand, as the editor's form holds it."""
    texts = texts_of(draft)
    hits = find_in(texts)
    if hits and isinstance(draft, ContentPage) and draft.pk and is_released(draft, text_hash(texts), hits_hash(hits)):
        return []
    return hits


def is_released(page: ContentPage, text: str, found: str) -> bool:
    granted = GateOverride.objects.filter(page_id=page.pk, text_hash=text, hits_hash=found, granted_by__isnull=False)
    return granted.exists()
