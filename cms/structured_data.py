"""JSON-LD of schema.org: an article, the sessions of a programme, a venue, the site itself."""

from typing import Any

from wagtail.models import Page

from cms.head_meta import description_of, image_url
from cms.models import ContentPage, HomePage, LecturePage, LectureSession, SiteSettings, UnitPage, VenuePage
from organisations.enums import DayType
from organisations.models import Unit, Venue
from organisations.opening import Hours

CONTEXT = "https://schema.org"
# The rules that speak of each day of an ordinary week, the most particular first (`organisations.opening`).
WEEK: dict[str, tuple[DayType, ...]] = {
    "Monday": (DayType.MONDAY, DayType.WORKING_DAY, DayType.EVERY_DAY),
    "Tuesday": (DayType.TUESDAY, DayType.WORKING_DAY, DayType.EVERY_DAY),
    "Wednesday": (DayType.WEDNESDAY, DayType.WORKING_DAY, DayType.EVERY_DAY),
    "Thursday": (DayType.THURSDAY, DayType.WORKING_DAY, DayType.EVERY_DAY),
    "Friday": (DayType.FRIDAY, DayType.WORKING_DAY, DayType.EVERY_DAY),
    "Saturday": (DayType.SATURDAY, DayType.REST_DAY, DayType.EVERY_DAY),
    "Sunday": (DayType.SUNDAY, DayType.REST_DAY, DayType.EVERY_DAY),
    "PublicHolidays": (DayType.HOLIDAY,),
}


def structured_data_of(page: Page) -> list[dict[str, Any]]:
    if isinstance(page, VenuePage):
        return [_thing({**_place(page.venue), "url": page.full_url})]
    if isinstance(page, LecturePage):
        dated = [session for session in page.sorted_sessions() if session.starts_at]
        return [_article(page), *[_event(session, page) for session in dated]]
    if isinstance(page, ContentPage):
        return [_article(page)]
    if isinstance(page, HomePage):
        return [_site(page)]
    return [_thing({**_organisation(page.unit), "url": page.full_url})] if isinstance(page, UnitPage) else []


def _thing(values: dict[str, Any]) -> dict[str, Any]:
    """With the context, and without what is empty."""
    return {"@context": CONTEXT, **{name: value for name, value in values.items() if value not in (None, "", [])}}


def _organisation(unit: Unit) -> dict[str, Any]:
    return _bare(
        {"@type": "GovernmentOrganization", "name": unit.name, "telephone": unit.phone, "address": unit.address}
    )


def _bare(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _site(page: HomePage) -> dict[str, Any]:
    site = page.get_site()
    name = SiteSettings.for_site(site).name if site else page.title
    values = {"@type": "WebSite", "name": name, "url": page.full_url, "description": description_of(page)}
    return _thing({**values, "publisher": _organisation(page.unit)})


def _article(page: ContentPage) -> dict[str, Any]:
    at, changed = page.first_published_at, page.last_published_at
    return _thing(
        {
            "@type": "NewsArticle" if page.kind == "newspage" else "Article",
            "headline": page.title,
            "description": description_of(page),
            "datePublished": at.isoformat() if at else "",
            "dateModified": changed.isoformat() if changed else "",
            "image": image_url(page, page.get_site()),
            "author": _organisation(page.unit),
            "publisher": _organisation(page.unit),
            "mainEntityOfPage": page.full_url,
            "inLanguage": "zh-Hans",
        }
    )


def _event(session: LectureSession, page: LecturePage) -> dict[str, Any]:
    place = _place(session.venue) if session.venue else {"@type": "Place", "name": session.place}
    return _thing(
        {
            "@type": "Event",
            "name": session.topic,
            "startDate": session.starts_at.isoformat(),
            "endDate": session.ends_at.isoformat() if session.ends_at else "",
            "eventStatus": f"{CONTEXT}/EventScheduled",
            "eventAttendanceMode": f"{CONTEXT}/OfflineEventAttendanceMode",
            "location": place,
            "performer": {"@type": "Person", "name": session.lecturer} if session.lecturer else None,
            "organizer": _organisation(page.unit),
            "isAccessibleForFree": True,
            "url": page.full_url,
        }
    )


def _place(venue: Venue) -> dict[str, Any]:
    geo = None
    if venue.latitude is not None and venue.longitude is not None:
        geo = {"@type": "GeoCoordinates", "latitude": venue.latitude, "longitude": venue.longitude}
    return _bare(
        {
            "@type": "Place",
            "name": venue.name,
            "address": venue.address,
            "telephone": venue.phone,
            "geo": geo,
            "openingHoursSpecification": [
                {
                    "@type": "OpeningHoursSpecification",
                    "dayOfWeek": [f"{CONTEXT}/{day}" for day in days],
                    "opens": opens.strftime("%H:%M"),
                    "closes": closes.strftime("%H:%M"),
                }
                for (opens, closes), days in _hours_of_week(venue).items()
            ],
        }
    )


def _hours_of_week(venue: Venue) -> dict[Hours, list[str]]:
    """From when to when, and on which days: a day of which a particular rule speaks is not told by a general one."""
    rules = list(venue.opening_rules.all())
    found: dict[Hours, list[str]] = {}
    for day, day_types in WEEK.items():
        speaking = next((kind for kind in day_types if any(rule.day_type == kind for rule in rules)), None)
        for rule in rules:
            if rule.day_type == speaking and rule.opens and rule.closes:
                found.setdefault((rule.opens, rule.closes), []).append(day)
    return found
