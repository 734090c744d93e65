"""Columns silent too long, and empty ones, as inspections of government sites count them.

Limits stand on the columns (国办秘函〔2019〕19号: two weeks for news, six months for notices and
policies); the home page may be silent for two weeks.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.models import ContentPage, HomePage, SectionPage
from cms.selectors.shelf import Shelf

HOME_DAYS = 14
STATES = {"empty": _("empty"), "silent": _("silent too long"), "fresh": _("up to date")}


@dataclass(frozen=True)
class ColumnState:
    """`days` since the last publication; None for a column that never had any."""

    page: Page
    shows: str
    limit: int
    last: dt.datetime | None
    days: int | None

    @property
    def state(self) -> str:
        if self.days is None:
            return "empty"
        return "silent" if self.days > self.limit else "fresh"

    @property
    def state_label(self) -> str:
        return str(STATES[self.state])

    @property
    def title(self) -> str:
        return str(self.page.title)


def column_states(at: dt.datetime | None = None) -> list[ColumnState]:
    """Home and every live column, the worst first: empty, then the longest silent. One query a kind of page."""
    at = at or timezone.now()
    shelf = Shelf()
    sections = list(shelf.pages(SectionPage).select_related("unit").order_by("path"))
    newest = {kind: _newest_by_unit(shelf, kind) for kind in {section.shows for section in sections}}
    states = [
        _state(section, section.get_shows_display(), section.silent_days, _latest(newest[section.shows], section), at)
        for section in sections
    ]
    last = shelf.pages(ContentPage).aggregate(last=Max("last_published_at"))["last"]
    states += [_state(home, str(_("everything")), HOME_DAYS, last, at) for home in shelf.pages(HomePage)]
    return sorted(
        states, key=lambda s: (s.days is not None, s.limit - s.days if s.days is not None else 0, s.page.path)
    )


def _newest_by_unit(shelf: Shelf, kind: str) -> dict[str, dt.datetime]:
    rows = shelf.pages(apps.get_model("cms", kind)).order_by().values_list("unit__path")
    return {path: last for path, last in rows.annotate(Max("last_published_at")) if last is not None}


def _latest(newest: dict[str, dt.datetime], section: SectionPage) -> dt.datetime | None:
    return max((last for path, last in newest.items() if path.startswith(section.unit.path)), default=None)


def _state(page: Any, shows: str, limit: int, last: dt.datetime | None, at: dt.datetime) -> ColumnState:
    return ColumnState(page, shows, limit, last, None if last is None else (at - last).days)
