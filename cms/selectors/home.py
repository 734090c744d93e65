"""What the county's home shows."""

from itertools import islice
from typing import Any

from django.utils import timezone

from cms.models import BriefingPage, CasePage, HomePage, LecturePage, NewsPage, Notice, RoutePage, Topic
from cms.selectors.shelf import Shelf
from cms.selectors.units import level_counts, sections_below
from cms.selectors.venues import sessions_to_come, venues_in, venues_now

NEWS = 6
FEW = 3
SESSIONS = 4
VENUES = 6
NOTICES = 3


def notices_now() -> list[Notice]:
    """The notices that hold now, the newest first."""
    now = timezone.now()
    return list(Notice.objects.filter(starts_at__lte=now, ends_at__gt=now)[:NOTICES])


def home_context(page: HomePage) -> dict[str, Any]:
    shelf = Shelf()
    venues = venues_now(venues_in(page.unit.path), shelf)
    return {
        "news": list(shelf.items(NewsPage)[:NEWS]),
        "briefings": list(shelf.items(BriefingPage)[:FEW]),
        "cases": list(shelf.items(CasePage)[:FEW]),
        "routes": list(shelf.items(RoutePage)[:FEW]),
        "programmes": list(shelf.items(LecturePage)[:FEW]),
        "sessions": sessions_to_come(shelf, SESSIONS),
        "venues_open": list(islice((venue for venue in venues if venue.is_open), VENUES)),
        "venues_total": len(venues),
        "unit_counts": level_counts(page.unit.path),
        "topics": list(Topic.objects.all()),
        "sections": sections_below(shelf, page),
        "notices": notices_now(),
    }
