"""Makes pages as their editors would: written, submitted, reviewed three times, published by the last decision."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any

from django.utils import timezone

from cms.models import (
    Audience,
    CaseHonour,
    CasePage,
    ContentPage,
    LecturePage,
    LectureSession,
    NewsPage,
    PolicyPage,
    ProjectPage,
    RoutePage,
    RouteStop,
    Topic,
    UnitPage,
    VenuePage,
)
from demo.county import DATA, County

Written = tuple[ContentPage, str]  # the page, and the user name of its editor


def body_of(parts: list[list[Any]]) -> list[tuple[str, Any]]:
    """The short notation of pages.json as the value of a StreamField."""
    names: dict[str, Callable[[Any], tuple[str, Any]]] = {
        "p": lambda text: ("paragraph", f"<p>{text}</p>"),
        "h": lambda text: ("heading", text),
        "voice": lambda value: ("voice", value),
        "letter": lambda value: ("letter", value),
        "facts": lambda value: ("facts", [{"figure": figure, "meaning": meaning} for figure, meaning in value]),
    }
    return [names[kind](value) for kind, value in parts]


def read_pages() -> dict[str, list[dict[str, Any]]]:
    pages: dict[str, list[dict[str, Any]]] = json.loads((DATA / "pages.json").read_text())
    return pages


def date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _add(county: County, facts: dict[str, Any], page: ContentPage) -> ContentPage:
    """Puts a draft below the page of its unit, with a first revision by its editor."""
    unit = county.unit(facts["unit"])
    editor = county.people[facts["editor"]]
    page.unit, page.owner, page.live = unit, editor, False
    page.title, page.summary = facts["title"], facts["summary"]
    page.topic = Topic.objects.filter(name=facts.get("topic")).first()
    UnitPage.objects.get(unit=unit).add_child(instance=page)
    page.audiences.set(Audience.objects.filter(name__in=facts.get("audiences", [])))
    page.save()
    page.save_revision(user=editor)
    return page


def _news(county: County, facts: dict[str, Any]) -> ContentPage:
    page = NewsPage(body=body_of(facts["body"]), happened_on=date(facts["happened_on"]), place=facts["place"])
    return _add(county, facts, page)


def _project(county: County, facts: dict[str, Any]) -> ContentPage:
    page = ProjectPage(
        body=body_of([["p", facts["text"]]]), benefit=facts["benefit"], organiser=facts["organiser"], year=2026
    )
    return _add(county, facts, page)


def _case(county: County, facts: dict[str, Any]) -> ContentPage:
    notice = facts.get("notice", [None, None])
    page = CasePage(
        body=body_of([["p", facts["text"]], ["facts", facts["facts"]]]),
        year=facts["year"],
        subject=facts["subject"],
        deed=facts["deed"],
        notice_from=date(notice[0]),
        notice_to=date(notice[1]),
    )
    page.honours = [CaseHonour(name=name, issuer=issuer, year=year) for name, issuer, year in facts["honours"]]
    return _add(county, facts, page)


def _route(county: County, facts: dict[str, Any]) -> ContentPage:
    page = RoutePage(group_size=facts["group_size"], contact=facts["contact"])
    page.stops = [
        RouteStop(
            venue=county.venues[venue], text=text, stay_minutes=stay, way=way, way_minutes=minutes, way_metres=metres
        )
        for venue, text, stay, way, minutes, metres in facts["stops"]
    ]
    return _add(county, facts, page)


def _lecture(county: County, facts: dict[str, Any]) -> ContentPage:
    page = LecturePage(season=facts["season"], contact=facts["contact"])
    page.sessions = [
        LectureSession(
            topic=topic,
            lecturer=lecturer,
            form=form,
            starts_at=timezone.make_aware(dt.datetime.fromisoformat(starts)),
            minutes=minutes,
            venue=county.venues[venue],
        )
        for topic, lecturer, form, starts, minutes, venue in facts["sessions"]
    ]
    return _add(county, facts, page)


def _policy(county: County, facts: dict[str, Any]) -> ContentPage:
    dates = {name: date(facts[name]) for name in ("issued_on", "effective_on", "expires_on")}
    page = PolicyPage(
        body=body_of([["p", facts["text"]]]),
        issuer=facts["issuer"],
        document_number=facts["document_number"],
        **dates,
    )
    return _add(county, facts, page)


def waiting(county: County) -> Iterator[tuple[Callable[[], Written], int]]:
    """Drafts that stay on the way: how to write each, and how many reviews it has passed."""
    there = set(ContentPage.objects.values_list("title", flat=True))
    for facts in read_pages()["waiting"]:
        if facts["title"] not in there:
            yield (lambda facts=facts: (_news(county, facts), facts["editor"])), facts["steps"]


WRITERS: dict[str, Callable[[County, dict[str, Any]], ContentPage]] = {
    "news": _news,
    "projects": _project,
    "cases": _case,
    "routes": _route,
    "lectures": _lecture,
    "policies": _policy,
}


def missing(county: County) -> Iterator[Callable[[], Written]]:
    """One step for each page that is not there yet."""
    there = set(ContentPage.objects.values_list("title", flat=True))
    listed_pages = read_pages()
    for kind in WRITERS:
        for facts in listed_pages[kind]:
            if facts["title"] not in there:
                yield lambda kind=kind, facts=facts: (WRITERS[kind](county, facts), facts["editor"])
    for key, venue in county.venues.items():
        if venue.name not in there:
            yield lambda key=key, venue=venue: (_venue(county, key, venue), "lin")


def _venue(county: County, key: str, venue: Any) -> ContentPage:
    listed = next(each for each in county.facts["venues"] if each["key"] == key)
    facts = {
        "unit": listed["owner"],
        "editor": "lin",
        "title": venue.name,
        "summary": f"{venue.address}。{listed.get('facilities', '')}",
    }
    return _add(county, facts, VenuePage(venue=venue))
