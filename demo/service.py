"""Who answers needs in the demo: posts, teams with members and vehicles, the catalogue, and rules."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.models import User
from demo.county import DATA, PASSWORD, County
from demo.narrator import Narrator
from exchange.models import Category, RoutingRule
from exchange.services.catalogue import services_set
from exchange.services.catalogue_seed import seed_catalogue
from exchange.services.routing import rule_save
from organisations import services as organisations
from organisations.enums import UnitKind
from organisations.models import Level, Post, Unit
from organisations.selectors import today
from volunteers.models import Team, Vehicle
from volunteers.services import member_add, team_admit, team_register


@dataclass
class Service:
    """The county with what answers needs, by the keys of service.json."""

    county: County
    facts: dict[str, Any]
    assessor: Unit
    people: dict[str, User] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)

    def unit(self, key: str) -> Unit:
        return self.assessor if key == self.assessor.name else self.county.unit(key)

    def holders(self, role: str, unit: Unit) -> list[User]:
        """Who holds a role at this unit, in the order of their posts."""
        posts = Post.objects.filter(role=role, unit=unit).select_related("person").order_by("pk")
        return [post.person for post in posts]


def build(county: County, narrator: Narrator) -> Service:
    facts: dict[str, Any] = json.loads((DATA / "service.json").read_text())
    service = Service(county, facts, _assessor(facts["assessor"]))
    _people(service, narrator)
    made = seed_catalogue()
    service.categories = {category.name: category for category in Category.objects.all()}
    narrator.line(f"服务目录：{len(service.categories)} 类，新建 {made} 类")
    _teams(service, narrator)
    _rules(service, narrator)
    return service


def _assessor(name: str) -> Unit:
    """An organisation outside the county: the root of a tree of its own."""
    found = Unit.objects.filter(name=name).first()
    return found or organisations.unit_create(
        actor=None,
        name=name,
        short_name=name,
        kind=UnitKind.ASSESSOR,
        level=Level.objects.first(),
        parent=None,
        valid_from=today(),
    )


def _people(service: Service, narrator: Narrator) -> None:
    secret = make_password(PASSWORD)
    facts = service.facts
    for kind, people in ((User.Kind.STAFF, facts["people"]), (User.Kind.RESIDENT, facts["residents"])):
        for each in people:
            last, first = each["name"]
            user, _made = User.objects.get_or_create(
                username=each["username"],
                defaults={"last_name": last, "first_name": first, "kind": kind, "password": secret},
            )
            service.people[each["username"]] = user
            for role, key in each.get("posts", ()):
                unit = service.unit(key)
                if not Post.objects.filter(person=user, role=role, unit=unit).exists():
                    organisations.post_give(actor=None, person=user, role=role, unit=unit)
    narrator.line(f"点单派单的人：工作人员和队长 {len(facts['people'])} 人，居民 {len(facts['residents'])} 人")


def _teams(service: Service, narrator: Narrator) -> None:
    dispatcher, editor = service.people["dong"], service.people["cai"]
    for each in service.facts["teams"]:
        team = Team.objects.filter(name=each["name"]).first() or _team(service, each, dispatcher)
        if not team.services.exists():
            services_set(actor=editor, team=team, categories=[service.categories[name] for name in each["categories"]])
        service.teams[each["key"]] = team
    narrator.line(f"队伍：{len(service.teams)} 支，登记后由上一级准入")


def _team(service: Service, each: dict[str, Any], dispatcher: User) -> Team:
    team = team_register(
        actor=dispatcher,
        name=each["name"],
        unit=service.unit(each["unit"]),
        captain=service.people[each["captain"]],
        kind=each["kind"],
        areas=[service.unit(key) for key in each["areas"]],
        weekly_capacity=each["weekly_capacity"],
    )
    for name in each["members"]:
        member_add(actor=dispatcher, team=team, name=name)
    for name in each["vehicles"]:
        Vehicle.objects.create(unit=team.unit, name=name)
    team.deputies.set([service.people[name] for name in each["deputies"]])
    return team_admit(actor=dispatcher, team=team)


def _rules(service: Service, narrator: Narrator) -> None:
    for order, each in enumerate(service.facts["rules"], 1):
        if not RoutingRule.objects.filter(name=each["name"]).exists():
            rule_save(
                actor=service.people["dong"],
                rule=None,
                name=each["name"],
                unit=service.unit(each["unit"]),
                category=service.categories[each["category"]],
                mode=each["mode"],
                team=service.teams.get(each.get("team", "")),
                order=order,
            )
    narrator.line("派单规则：" + "；".join(each["name"] for each in service.facts["rules"]))
