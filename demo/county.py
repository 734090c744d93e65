"""Builds the county: units from the division list, people with posts, venues, columns. Twice makes nothing twice."""

import json
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from wagtail.models import Page, Site

from accounts.models import User
from cms.models import Audience, BriefingSeries, HomePage, Phrase, SectionPage, SiteSettings, Topic
from cms.unit_pages import current_units, make_unit_pages
from demo.narrator import Narrator
from organisations import services
from organisations.enums import Role, UnitKind
from organisations.models import Level, Post, Unit, Venue
from organisations.selectors import today

DATA = Path(__file__).parent / "data"
PASSWORD = "linli-demo"  # noqa: S105 - printed for the visitors of the demo

SECTIONS = [
    ("文明动态", "news", SectionPage.Shows.NEWS, 14),
    ("去走走", "routes", SectionPage.Shows.ROUTE, 180),
    ("去听听", "lectures", SectionPage.Shows.LECTURE, 90),
    ("找阵地", "venues", SectionPage.Shows.VENUE, 180),
    ("服务项目", "projects", SectionPage.Shows.PROJECT, 180),
    ("典型案例", "cases", SectionPage.Shows.CASE, 180),
    ("简报", "briefings", SectionPage.Shows.BRIEFING, 90),
    ("政策文件", "policies", SectionPage.Shows.POLICY, 180),
]


@dataclass
class County:
    """What later steps look up: units and people by the keys of county.json."""

    facts: dict[str, Any]
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    venues: dict[str, Venue] = field(default_factory=dict)

    def unit(self, key: str) -> Unit:
        return self.units[key]


def read_facts() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((DATA / "county.json").read_text())
    return facts


def build(narrator: Narrator) -> County:
    county = County(read_facts())
    _units(county, narrator)
    _people(county, narrator)
    _venues(county, narrator)
    _site(county, narrator)
    return county


def _units(county: County, narrator: Narrator) -> None:
    with (DATA / "divisions.csv").open("rb") as file:
        divisions = services.read_divisions(file, county=county.facts["county"])
    outcome = services.divisions_import(actor=None, divisions=divisions)
    narrator.line(f"区划导入：新增 {len(outcome.added)} 个单位，原有 {len(outcome.unchanged)} 个")
    for unit in Unit.objects.exclude(division_code=""):
        county.units[unit.division_code] = unit
    centre = county.units["centre"] = county.units[county.facts["county"]]
    for label, kind, names in (
        ("分中心", UnitKind.BRANCH, [(each["name"], centre) for each in county.facts["branches"]]),
        ("部门", UnitKind.DEPARTMENT, [(name, centre) for name in county.facts["departments"]]),
        ("点", UnitKind.POINT, [(each["name"], county.units[each["under"]]) for each in county.facts["points"]]),
    ):
        level = Level.objects.filter(label=label).first() or services.level_save(
            actor=None, label=label, order=Level.objects.count() + 1
        )
        for name, parent in names:
            parent.refresh_from_db()
            known = Unit.objects.filter(name=name, path__startswith=parent.path).first()
            county.units[name] = known or services.unit_create(
                actor=None, name=name, short_name=name, kind=kind, level=level, parent=parent, valid_from=today()
            )
    counts = ", ".join(
        f"{kind.label} {sum(unit.kind == kind for unit in set(county.units.values()))}" for kind in UnitKind
    )
    narrator.line(f"单位：{counts}")


def _people(county: County, narrator: Narrator) -> None:
    # Hashing takes a third of a second: all have the same.
    secret = make_password(PASSWORD)
    for each in county.facts["people"]:
        user = User.objects.filter(username=each["username"]).first()
        if user is None:
            user = User(
                username=each["username"], last_name=each["name"][0], first_name=each["name"][1], kind=User.Kind.STAFF
            )
            user.password = secret
            user.save()
        county.people[each["username"]] = user
        for role, key in each["posts"]:
            if not Post.objects.filter(person=user, role=role, unit=county.unit(key)).exists():
                services.post_give(actor=None, person=user, role=role, unit=county.unit(key))
    for each in county.facts["people"]:
        if "substitute_for" in each:
            post = Post.objects.get(person__username=each["substitute_for"])
            if not post.delegations.exists():
                services.delegation_give(
                    actor=None, post=post, substitute=county.people[each["username"]], reason="外出培训"
                )
    narrator.line(f"岗位：{len(county.people)} 人，{Post.objects.count()} 个岗位")


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _venues(county: County, narrator: Narrator) -> None:
    for each in county.facts["venues"]:
        venue = Venue.objects.filter(name=each["name"]).first()
        if venue is None:
            details = {key: each[key] for key in ("address", "phone", "facilities", "latitude", "longitude")
                       if key in each}  # fmt: skip
            venue = services.venue_create(
                actor=None,
                owner=county.unit(each["owner"]),
                name=each["name"],
                sharing_units=[county.unit(key) for key in each["sharing"]],
                **details,
            )
            hours = [(day, _time(opens), _time(closes)) for day, opens, closes in each["hours"]]
            services.venue_set_hours(actor=None, venue=venue, rules=hours)
            services.venue_set_spaces(actor=None, venue=venue, spaces=[(name, None) for name in each["spaces"]])
        county.venues[each["key"]] = venue
    narrator.line(f"阵地：{len(county.venues)} 处，开放时间照规则算")


def _site(county: County, narrator: Narrator) -> None:
    facts = county.facts
    for order, topic in enumerate(facts["topics"]):
        Topic.objects.update_or_create(slug=topic["slug"], defaults={**topic, "order": order})
    for order, name in enumerate(facts["audiences"]):
        Audience.objects.get_or_create(name=name, defaults={"order": order})
    for order, text in enumerate(facts["phrases"]):
        Phrase.objects.get_or_create(text=text, defaults={"order": order})
    for series in facts["series"]:
        BriefingSeries.objects.get_or_create(name=series["name"], defaults=series)
    home = HomePage.objects.first() or _home(county)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True, hostname="localhost")
    site.root_page, site.site_name = home, facts["site"]["name"]
    site.save()
    SiteSettings.objects.update_or_create(site=site, defaults=facts["site"])
    made = make_unit_pages(current_units())
    for title, slug, shows, silent_days in SECTIONS:
        if not SectionPage.objects.child_of(home).filter(slug=slug).exists():
            home.refresh_from_db()
            home.add_child(
                instance=SectionPage(
                    title=title,
                    slug=slug,
                    shows=shows,
                    unit=county.unit("centre"),
                    silent_days=silent_days,
                    show_in_menus=True,
                )
            )
    narrator.line(f"网站：{len(made)} 个单位页新建好，{len(SECTIONS)} 个栏目")


def _home(county: County) -> HomePage:
    root = Page.objects.get(depth=1)
    # Wagtail's own welcome page stands at the address that the county's home takes.
    Page.objects.filter(depth=2, slug="home").exclude(pk__in=HomePage.objects.values("pk")).delete()
    root.refresh_from_db()
    home = HomePage(
        title=county.facts["site"]["name"],
        slug="home",
        unit=county.unit("centre"),
        introduction="活动、讲座、线路、阵地，全市 273 个文明实践站都在这里。",
    )
    root.add_child(instance=home)
    return home


def roles_of(user: User) -> str:
    """What a person is shown as in the list of accounts."""
    return "、".join(f"{Role(post.role).label}（{post.unit}）" for post in user.posts.select_related("unit"))
