"""The demo's needs: the data names what exists, every branch is told, and all of them run on a small county."""

import csv
import json
from collections import Counter
from typing import Any

import pytest

from demo import needs, service
from demo.branches import BRANCHES
from demo.clock import Clock
from demo.county import DATA, County
from demo.narrator import Narrator
from exchange.catalogue_data import TREE, Kind
from exchange.enums import Channel, Mode, NeedState, OrderState
from exchange.models import FollowUp, Need
from organisations.enums import Role, UnitKind
from tests.factories.organisations import UnitFactory
from workflows.checks import drifts

FACTS: dict[str, Any] = json.loads((DATA / "service.json").read_text())
COUNTY: dict[str, Any] = json.loads((DATA / "county.json").read_text())


def leaves(kinds: tuple[Kind, ...] = TREE) -> set[str]:
    return {name for kind in kinds for name in (leaves(kind.kinds) if kind.kinds else {kind.name})}


def known_units() -> set[str]:
    with (DATA / "divisions.csv").open() as file:
        codes = {row[0] for row in csv.reader(file)}
    names = {each["name"] for each in COUNTY["branches"]}
    return codes | names | {"centre", FACTS["assessor"]}


def test_there_are_forty_and_more_each_with_words_of_its_own() -> None:
    words = [need["words"] for need in FACTS["needs"]]
    assert len(words) == len(set(words)) >= 40
    assert len({need["key"] for need in FACTS["needs"]}) == len(words)


def test_every_branch_is_reached_and_none_is_unknown() -> None:
    assert {need["branch"] for need in FACTS["needs"]} == set(BRANCHES)


@pytest.mark.parametrize("need", FACTS["needs"], ids=lambda need: need["key"])
def test_a_need_names_a_station_a_kind_and_a_way_in(need: dict[str, Any]) -> None:
    assert need["unit"] in known_units()
    assert need["category"] in leaves()
    assert need["channel"] in Channel.values
    assert "phone" in need or need["asker"] in {person["username"] for person in FACTS["residents"]}


def test_every_way_in_but_the_machines_is_used() -> None:
    assert {need["channel"] for need in FACTS["needs"]} == set(Channel.values) - {Channel.API, Channel.SPREADSHEET}


def test_people_hold_posts_that_exist_and_every_station_has_its_panel() -> None:
    posts = Counter((role, unit) for person in FACTS["people"] for role, unit in person["posts"])
    for role, unit in posts:
        assert role in Role.values
        assert unit in known_units()
    for station in {need["unit"] for need in FACTS["needs"]}:
        assert posts["panellist", station] >= 3
        assert posts["helper", station] >= 1


def test_teams_serve_kinds_that_exist_and_have_somebody_to_lead_them() -> None:
    names = {person["username"] for person in FACTS["people"]}
    assert len(FACTS["teams"]) >= 12
    for team in FACTS["teams"]:
        assert set(team["categories"]) <= leaves()
        assert {team["captain"], *team["deputies"]} <= names
        assert {team["unit"], *team["areas"]} <= known_units()
    for rule in FACTS["rules"]:
        assert rule["mode"] in Mode.values


def small_county() -> County:
    """The units that the needs speak of, and no other."""
    county = County(COUNTY)
    centre = county.units["centre"] = UnitFactory(name="市中心", kind=UnitKind.CENTRE)
    stations = {need["unit"] for need in FACTS["needs"]}
    for code in sorted({code[:9] for code in stations}):
        county.units[code] = UnitFactory(name=f"所{code}", kind=UnitKind.INSTITUTE, parent=centre)
    for code in sorted(stations):
        county.units[code] = UnitFactory(name=f"站{code}", parent=county.units[code[:9]])
    for each in COUNTY["branches"]:
        county.units[each["name"]] = UnitFactory(name=each["name"], kind=UnitKind.BRANCH, parent=centre)
    for unit in county.units.values():
        unit.refresh_from_db()
    return county


@pytest.mark.once
@pytest.mark.django_db
def test_all_needs_run_and_a_second_time_makes_none(capsys: pytest.CaptureFixture[str]) -> None:
    narrator = Narrator()
    with Clock(days_ago=60).running():
        ready = service.build(small_county(), narrator)
    needs.run(ready, narrator)
    needs.follow_up(ready, narrator)
    needs.check(ready, narrator)
    assert narrator.failed == []
    made = Need.objects.count()
    assert made >= len(FACTS["needs"])
    states = set(Need.objects.values_list("state", flat=True))
    assert states == set(NeedState) - {NeedState.DELIBERATION}
    orders = set(Need.objects.filter(orders__isnull=False).values_list("orders__state", flat=True))
    assert orders == set(OrderState) - {OrderState.IN_SERVICE, OrderState.PAUSED}
    calls = FollowUp.objects.count()
    with Clock(days_ago=60).running():
        service.build(ready.county, narrator)
    needs.run(ready, narrator)
    needs.follow_up(ready, narrator)
    assert (Need.objects.count(), FollowUp.objects.count()) == (made, calls)
    assert drifts() == []
    told = capsys.readouterr().out
    assert all(branch.label in told for branch in BRANCHES.values())
