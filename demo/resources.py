"""The register of resources: what the county's papers name, and its library of seven themes on three levels."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from demo.county import DATA
from demo.narrator import Narrator
from demo.service import Service
from exchange.enums import ResourceKind
from exchange.models import Audience, Resource
from exchange.selectors import listed_resources
from exchange.services.resource_facts import Facts, Hours
from exchange.services.resources import resource_file, resource_hours, resource_list, resource_submit
from organisations.enums import UnitKind
from organisations.models import Unit

LEAST = 120


def read_resources() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((DATA / "resources.json").read_text())
    return facts


def run(service: Service, narrator: Narrator) -> None:
    """Files, hands in and lists what is not there yet: one enters it, another approves."""
    facts = read_resources()
    audiences = {
        name: Audience.objects.get_or_create(name=name, defaults={"order": order})[0]
        for order, name in enumerate(service.county.facts["audiences"], 1)
    }
    there = set(Resource.objects.values_list("unit_id", "kind", "name"))
    wanted = [(service.unit(each["unit"]), each) for each in facts["named"]]
    wanted += [(unit, {"kind": "talent", **each}) for unit, each in _themes(service, facts)]
    made = [(unit, each) for unit, each in wanted if (unit.pk, each["kind"], each["name"]) not in there]
    with transaction.atomic():
        for unit, each in made:
            _list(service, unit, each, [audiences[name] for name in each.get("audiences", ())])
    kinds = "、".join(f"{kind.label} {listed_resources().filter(kind=kind).count()}" for kind in ResourceKind)
    narrator.line(f"资源：新上架 {len(made)} 项，原有 {len(wanted) - len(made)} 项（{kinds}）")


def _themes(service: Service, facts: dict[str, Any]) -> Iterator[tuple[Unit, dict[str, Any]]]:
    """政策解读 … 防范诈骗 at the county and in each town; in one village of each town one of them."""
    centre, themes = service.unit("centre"), facts["themes"]
    yield from ((centre, _theme(theme, "市级")) for theme in themes)
    for number, town in enumerate(centre.get_descendants().filter(kind=UnitKind.INSTITUTE)):
        yield from ((town, _theme(theme, "镇级")) for theme in themes)
        for village in town.get_children().filter(kind=UnitKind.STATION)[:1]:
            yield village, _theme(themes[number % len(themes)], "村（社区）级")


def _theme(theme: str, level: str) -> dict[str, Any]:
    return {"name": f"{theme}教育服务", "text": f"{level}教育服务资源库：{theme}。"}


def _list(service: Service, unit: Unit, each: dict[str, Any], audiences: list[Audience]) -> None:
    enters, approves = service.people["dong"], service.people["cai"]
    facts = Facts(each["kind"], each["name"], each["text"], place=each.get("place", ""), audiences=audiences)
    resource = resource_file(unit=unit, actor=enters, facts=facts)
    if "hours" in each:
        weekly = [
            (day, dt.time.fromisoformat(opens), dt.time.fromisoformat(closes)) for day, opens, closes in each["hours"]
        ]
        resource_hours(resource=resource, actor=enters, hours=Hours(weekly))
    resource_submit(resource=resource, actor=enters)
    resource_list(resource=resource, actor=approves)


def check(narrator: Narrator) -> None:
    listed = listed_resources()
    narrator.check(listed.count() >= LEAST, f"上架的资源 {listed.count()} 项，不少于 {LEAST} 项")
    units = set(listed.values_list("unit__kind", flat=True))
    narrator.check({UnitKind.CENTRE, UnitKind.INSTITUTE, UnitKind.STATION} <= units, "市、镇、村三级都有资源")
