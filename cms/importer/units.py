"""Under which units a person may write, and which of them a document speaks of."""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.importer.chinese import fold
from cms.importer.draft import ImportedDraft
from cms.models import UnitPage

_suffix = re.compile(r"新时代文明实践(分中心|中心|所|站|点)$")


def unit_pages_for(user: Any) -> QuerySet[UnitPage]:
    """The unit pages below which the user may add, in the order of the tree."""
    addable = PagePermissionPolicy().instances_user_has_permission_for(user, "add")
    return UnitPage.objects.filter(pk__in=addable.values("pk")).select_related("unit").order_by("path")


def guess_unit_page(draft: ImportedDraft, pages: Iterable[UnitPage]) -> UnitPage | None:
    """The unit whose name the title, the hint or the text says; the only one there is; or None."""
    pages = list(pages)
    if len(pages) == 1:
        return pages[0]
    title, hint, text = fold(draft.title), fold(draft.unit_hint), fold(draft.text)
    best, best_score = None, 0
    for page in pages:
        score = max(_score(name, title, hint, text) for name in _names(page))
        if score > best_score:
            best, best_score = page, score
    return best


def _names(page: UnitPage) -> set[str]:
    names = {page.unit.name, page.unit.short_name}
    names |= {_suffix.sub("", name) for name in names}
    return {name for name in names if len(name) >= 2} or {page.unit.name}


def _score(name: str, title: str, hint: str, text: str) -> int:
    if name in title:
        return 100_000 + len(name)
    if name in hint:
        return 10_000 + len(name)
    return text.count(name) * len(name)
