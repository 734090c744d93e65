"""Pages and what belongs to them. Each factory gives a small true page; traits say what is not usual."""

import datetime as dt
from typing import Any

from django.utils import timezone
from wagtail.models import Page, Site

from cms.models import (
    BriefingPage,
    BriefingSeries,
    HomePage,
    NewsPage,
    RoutePage,
    RouteStop,
    SectionPage,
    Topic,
    UnitPage,
)
from organisations.enums import DayType, UnitKind
from organisations.models import Level, OpeningRule, Unit, Venue


def unit(name: str = "张家港市新时代文明实践中心", *, below: Unit | None = None, **values: Any) -> Unit:
    """A unit at the root or below another; its level is called as its kind."""
    values.setdefault("kind", UnitKind.CENTRE if below is None else UnitKind.INSTITUTE)
    level = Level.objects.get_or_create(label=f"层级{values['kind']}")[0]
    row = {"name": name, "level": level, "valid_from": dt.date(2020, 1, 1), **values}
    return below.add_child(**row) if below else Unit.add_root(**row)


def home(centre: Unit | None = None, **values: Any) -> HomePage:
    """The live home page, set as the root of the default site."""
    root = Page.objects.get(depth=1)
    page = HomePage(title="张家港文明实践", slug="county", unit=centre or unit(), **values)
    root.add_child(instance=page)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"root_page": page, "hostname": "testserver", "port": 80}
    )
    Site.clear_site_root_paths_cache()
    return page


def unit_page(parent: Page, of: Unit, **values: Any) -> UnitPage:
    page = UnitPage(title=str(of), unit=of, **values)
    parent.add_child(instance=page)
    return page


def section(parent: Page, shows: str = "newspage", **values: Any) -> SectionPage:
    page = SectionPage(title=values.pop("title", "动态"), shows=shows, unit=values.pop("unit", parent.unit), **values)
    parent.add_child(instance=page)
    return page


def content(model: type[Any], parent: UnitPage, *, live: bool = True, days_ago: int = 0, **values: Any) -> Any:
    """A page of any type; a live one was published so many days ago. `body` may be raw blocks."""
    children = {name: values.pop(name) for name in ("stops", "sessions", "honours") if name in values}
    body = values.pop("body", None)
    page = model(title=values.pop("title", "家书送到百家桥"), unit=values.pop("unit", parent.unit), live=live, **values)
    if body is not None:
        page.body = [(name, value) for name, value in body] if isinstance(body, list) else body
    for name, rows in children.items():
        getattr(page, name).set(rows)
    parent.add_child(instance=page)
    if days_ago:
        at = timezone.now() - dt.timedelta(days=days_ago)
        Page.objects.filter(pk=page.pk).update(first_published_at=at, last_published_at=at)
        page.refresh_from_db()
    return page


def news(parent: UnitPage, **values: Any) -> NewsPage:
    found: NewsPage = content(NewsPage, parent, **values)
    return found


def series(**values: Any) -> BriefingSeries:
    return BriefingSeries.objects.create(
        **{"name": "张家港文明实践简报", "issuer": "张家港市新时代文明实践指导中心", **values}
    )


def briefing(parent: UnitPage, of: BriefingSeries, **values: Any) -> BriefingPage:
    found: BriefingPage = content(BriefingPage, parent, series=of, **values)
    return found


def venue(owner: Unit, name: str = "百家桥村文明实践站", *, rules: list[tuple[str, str, str]] | None = None) -> Venue:
    """Open every day from 8:30 to 17:00 unless rules say otherwise: (days, opens, closes); "" for closed."""
    row = Venue.objects.create(name=name, owner=owner, valid_from=dt.date(2020, 1, 1))
    for days, opens, closes in rules if rules is not None else [(DayType.EVERY_DAY, "08:30", "17:00")]:
        OpeningRule.objects.create(
            venue=row,
            day_type=days,
            opens=dt.time.fromisoformat(opens) if opens else None,
            closes=dt.time.fromisoformat(closes) if closes else None,
        )
    return row


def route(parent: UnitPage, stops: list[RouteStop], **values: Any) -> RoutePage:
    found: RoutePage = content(RoutePage, parent, stops=stops, **values)
    return found


def topic(name: str = "理论宣讲", **values: Any) -> Topic:
    return Topic.objects.create(name=name, **values)
