"""What stands around a story: the way to it, and where to read on."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page

from cms.models import ContentPage, HomePage, LecturePage, PolicyPage, UnitPage
from cms.selectors.shelf import LATEST_DAY_FIRST, NEWEST_FIRST, Shelf
from cms.selectors.units import sections_below

RELATED = 4


@dataclass(frozen=True)
class Crumb:
    title: str
    url: str


def crumbs_of(page: Page, request: HttpRequest | None = None) -> list[Crumb]:
    """The way from home to the page above; one query."""
    if not page.path:
        return []
    above = page.get_ancestors().filter(depth__gt=1).order_by("path")
    return [Crumb(ancestor.title, ancestor.get_url(request) or "") for ancestor in above]


def related_to(page: ContentPage, shelf: Shelf) -> list[ContentPage]:
    """Stories of the same topic first, then of the same unit; the newest of each first."""
    near = Q(unit_id=page.unit_id)
    if page.topic_id:
        near |= Q(topic_id=page.topic_id)
    closeness = Case(When(topic_id=page.topic_id, then=Value(0)), default=Value(1), output_field=IntegerField())
    items = shelf.items(ContentPage).filter(near).exclude(pk=page.pk)
    if page.topic_id:
        items = items.order_by(closeness, *LATEST_DAY_FIRST)
    return list(items[:RELATED])


def neighbours(page: ContentPage, shelf: Shelf) -> dict[str, ContentPage | None]:
    """The older and the newer page of the same kind and unit, by first publication."""
    at = page.first_published_at
    if at is None:
        return {"previous": None, "next": None}
    same = shelf.items(type(page)).filter(unit_id=page.unit_id).exclude(pk=page.pk)
    older = Q(first_published_at__lt=at) | Q(first_published_at=at, pk__lt=page.pk)
    newer = Q(first_published_at__gt=at) | Q(first_published_at=at, pk__gt=page.pk)
    return {
        "previous": _first(same.filter(older), NEWEST_FIRST),
        "next": _first(same.filter(newer), ("first_published_at", "pk")),
    }


def _first(items: QuerySet[Any], order: tuple[str, ...]) -> Any:
    return items.prefetch_related(None).order_by(*order).first()


def article_context(page: ContentPage) -> dict[str, Any]:
    shelf = Shelf()
    return {
        "related": related_to(page, shelf),
        **neighbours(page, shelf),
        "unit_page": shelf.unit_pages().filter(unit_id=page.unit_id).first(),
    }


def policy_context(page: PolicyPage) -> dict[str, Any]:
    """The attachments, and the documents before and after, if visitors may read them."""
    policies = Shelf().pages(PolicyPage).defer_streamfields()
    return {
        "attachments": list(page.attachments.select_related("document")) if page.pk else list(page.attachments.all()),
        "replaces": policies.filter(pk=page.replaces_id).first(),
        "replaced_by": policies.filter(replaces_id=page.pk).order_by("pk").first(),
    }


def lecture_context(page: LecturePage) -> dict[str, Any]:
    sessions, now = page.sorted_sessions(), timezone.now()
    past = [session for session in sessions if session.ends_at and session.ends_at <= now]
    return {
        "sessions": sessions,
        "sessions_to_come": [session for session in sessions if session not in past],
        "sessions_past": past,
        "next_session": page.next_session(now),
    }


def home_page() -> HomePage | None:
    return Shelf().pages(HomePage).first()


def unit_pages_below_home() -> list[UnitPage]:
    """The public pages right below home: institutes and branch centres, for the unit switcher."""
    shelf = Shelf()
    homes = shelf.pages(HomePage).values_list("path", "depth")[:1]
    return [page for path, depth in homes for page in shelf.unit_pages().filter(path__startswith=path, depth=depth + 1)]


def sections_of_home() -> list[Any]:
    """The public columns right below home, for the navigation."""
    shelf = Shelf()
    home = shelf.pages(HomePage).only("path", "depth").first()
    return sections_below(shelf, home) if home else []
