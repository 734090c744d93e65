"""Who may read which page: written once, checked in views, lists and the index."""

from collections.abc import Sequence
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from wagtail.models import Page, PageViewRestriction

from common.access import TOKEN_PUBLIC, InScope, Named, Reader, Rule
from organisations.enums import Role

STAFF_ROLES = tuple(Role)
# What `prepare` leaves on a row.
_KNOWN = "_is_restricted"


def restricted() -> Exists:
    """Whether Wagtail asks for a password, a login or a group at the page or above it: part of the same statement."""
    place = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    return Exists(PageViewRestriction.objects.alias(place=place).filter(place__startswith=F("page__path")))


def _is_restricted(row: Any) -> bool:
    if not hasattr(row, _KNOWN):
        above = [row.path[:end] for end in range(Page.steplen, len(row.path) + 1, Page.steplen)]
        return PageViewRestriction.objects.filter(page__path__in=above).exists()
    return bool(getattr(row, _KNOWN))


class Published(Rule):
    """Everybody may, while the page is live and no page above it is restricted."""

    def check(self, reader: Reader, row: Any) -> bool:
        return bool(row.live) and not _is_restricted(row)

    def filter(self, reader: Reader) -> Q:
        return Q(live=True) & ~Q(restricted())

    def tokens(self, row: Any) -> frozenset[str]:
        return frozenset({TOKEN_PUBLIC}) if self.check(Reader(), row) else frozenset()

    def reader_tokens(self, reader: Reader) -> frozenset[str]:
        return frozenset({TOKEN_PUBLIC})

    def prepare(self, rows: Sequence[Any]) -> None:
        paths = tuple(PageViewRestriction.objects.values_list("page__path", flat=True))
        for row in rows:
            setattr(row, _KNOWN, row.path.startswith(paths))


PUBLISHED: Rule = Published()

# Drafts: the unit's own staff, and those who answer for a unit above it.
CONTENT_RULE: Rule = PUBLISHED | InScope(*STAFF_ROLES) | Named("owner_id")


def is_public(page: Page) -> bool:
    """Whether a visitor may read the page."""
    return PUBLISHED.check(Reader(), page)
