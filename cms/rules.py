"""Who may read which page: written once, checked in views, lists and the index."""

from typing import Any

from django.db.models import Q
from wagtail.models import Page, PageViewRestriction

from common.access import EVERYBODY, TOKEN_PUBLIC, InScope, Named, Reader, Rule
from organisations.enums import Role

STAFF_ROLES = tuple(Role)


def restricted_paths() -> list[str]:
    """The tree paths of pages below which Wagtail asks for a password, a login or a group."""
    return list(PageViewRestriction.objects.values_list("page__path", flat=True))


class Published(Rule):
    """Everybody may, while the page is live and no page above it is restricted."""

    def check(self, reader: Reader, row: Any) -> bool:
        return bool(row.live) and not any(row.path.startswith(path) for path in restricted_paths())

    def filter(self, reader: Reader) -> Q:
        query = Q(live=True)
        for path in restricted_paths():
            query &= ~Q(path__startswith=path)
        return query & EVERYBODY

    def tokens(self, row: Any) -> frozenset[str]:
        return frozenset({TOKEN_PUBLIC}) if self.check(Reader(), row) else frozenset()

    def reader_tokens(self, reader: Reader) -> frozenset[str]:
        return frozenset({TOKEN_PUBLIC})


PUBLISHED: Rule = Published()

# Drafts: the unit's own staff, and those who answer for a unit above it.
CONTENT_RULE: Rule = PUBLISHED | InScope(*STAFF_ROLES) | Named("owner_id")


def is_public(page: Page) -> bool:
    """Whether a visitor may read the page."""
    return PUBLISHED.check(Reader(), page)
