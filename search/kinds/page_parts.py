"""What every kind whose rows are pages has in common."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse

from cms.checks import draft_in
from search.kinds.ancestry import below_units
from search.kinds.page_text import read_related
from search.registry import Card, Text


def add_said(pages: Sequence[Any]) -> None:
    """Gives each page `said`: the page whose words count. A draft's are in its newest revision, not in its row."""
    for page in pages:
        draft = not page.live and page.latest_revision
        page.said = draft_in(page.latest_revision, page) if draft else page
    read_related([page.said for page in pages])


def state(page: Any) -> str:
    return "live" if page.live else "draft"


def url(page: Any) -> str:
    return (page.get_url() or "") if page.live else ""


def page_card(page: Any, kind: str, kind_label: Text, **more: Any) -> Card:
    return Card(
        title=page.title if page.live else page.draft_title or page.title,
        kind=kind,
        kind_label=kind_label,
        url=url(page),
        edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        draft=not page.live,
        **more,
    )


def narrow_pages(name: str, values: Sequence[str], lookups: Mapping[str, str]) -> Q:
    """A chosen facet value as a condition; a facet that the kind does not have matches none of its rows."""
    if name == "unit":
        return below_units(values)
    if name == "state":
        return Q(live__in=[value == "live" for value in values])
    return Q(**{lookups[name]: values}) if name in lookups else Q(pk__in=[])
