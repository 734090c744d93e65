"""Teams as staff keep them: who sees which, who decides, and what is said."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms import rights
from exchange.models import TeamService
from organisations.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.needs import NeedCounty
from volunteers import services
from volunteers.enums import TeamState
from volunteers.models import Team, Vehicle

HOME = "/admin/needs/teams/"


def as_(county: NeedCounty, role: Role, unit: Any) -> Client:
    person = county.holder(role, unit)
    cache.clear()
    rights.sync()
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("role", "where", "seen"),
    [
        (Role.ADMINISTRATOR, "centre", {"水电维修队", "银杏志愿队"}),
        (Role.DIRECTOR, "centre", {"水电维修队", "银杏志愿队"}),
        (Role.DISPATCHER, "town", {"水电维修队", "银杏志愿队"}),
        (Role.DISPATCHER, "station", {"水电维修队"}),
        (Role.ADMINISTRATOR, "other_town", set()),
        (Role.HELPER, "station", None),
        (Role.EDITOR, "centre", None),
        (Role.PANELLIST, "station", None),
    ],
)
def test_who_sees_which_teams(county: NeedCounty, role: Role, where: str, seen: set[str] | None) -> None:
    client = as_(county, role, getattr(county, where))
    answer = client.get(HOME)
    assert answer.status_code == (404 if seen is None else 200)
    text = answer.content.decode()
    assert {name for name in ("水电维修队", "银杏志愿队") if seen is not None and name in text} == (seen or set())
    for team in (county.team, county.rivals):
        expected = 200 if team.name in (seen or set()) else 404
        assert client.get(f"{HOME}{team.code}/").status_code == expected
        assert client.get(f"{HOME}{team.code}/stop/").status_code == expected


def test_staff_register_and_only_the_unit_above_admits(county: NeedCounty) -> None:
    person = UserFactory()
    station, town = as_(county, Role.DISPATCHER, county.station), as_(county, Role.DISPATCHER, county.town)
    given = {"name": "理发队", "unit": county.station.pk, "kind": "social", "weekly_capacity": 2}
    wrong = station.post(f"{HOME}new/", given | {"captain": "nobody-here"})
    assert (wrong.status_code, 'value="理发队"' in wrong.content.decode()) == (422, True)
    assert station.post(f"{HOME}new/", given | {"captain": person.username}).status_code == 302
    team = Team.objects.get(name="理发队")
    assert (team.state, team.captain) == (TeamState.REVIEW, person)
    refused = station.post(f"{HOME}{team.code}/admit/")
    assert (refused.status_code, "desk-note--err" in refused.content.decode()) == (403, True)
    assert town.post(f"{HOME}{team.code}/admit/").status_code == 302
    assert Team.objects.get(pk=team.pk).state == TeamState.ACTIVE
    assert town.post(f"{HOME}{team.code}/admit/").status_code == 409
    silent = town.post(f"{HOME}{team.code}/stop/", {"to": "suspended", "reason": ""})
    assert silent.status_code == 422
    assert town.post(f"{HOME}{team.code}/stop/", {"to": "suspended", "reason": "人手不够"}).status_code == 302
    assert Team.objects.get(pk=team.pk).state == TeamState.SUSPENDED
    assert "人手不够" in town.get(f"{HOME}{team.code}/").content.decode()


def test_what_a_team_can_do_is_entered(county: NeedCounty) -> None:
    client, address = as_(county, Role.ADMINISTRATOR, county.centre), f"{HOME}{county.team.code}/"
    assert client.post(f"{address}services/", {"categories": [county.repairs.pk]}).status_code == 302
    change = {"areas": [county.town.pk], "weekly_capacity": 9, "phone": "58001234"}
    assert client.post(f"{address}change/", change).status_code == 302
    assert client.post(f"{address}member/", {"name": "小李"}).status_code == 302
    assert client.post(f"{address}vehicle/", {"name": "服务车"}).status_code == 302
    team = Team.objects.get(pk=county.team.pk)
    assert (team.weekly_capacity, list(team.areas.all())) == (9, [county.town])
    assert TeamService.objects.get(team=team).category == county.repairs
    assert Vehicle.objects.get().unit == county.station
    text = client.get(address).content.decode()
    assert all(words in text for words in ("上门维修", "小李", "服务车", "杨舍镇实践所", "58001234"))
    assert client.post(f"{address}member/", {"name": ""}).status_code == 422
    assert client.get(f"{address}nothing/").status_code == 404


@pytest.mark.once
def test_the_queries_of_the_list_do_not_grow(county: NeedCounty) -> None:
    client = as_(county, Role.ADMINISTRATOR, county.town)
    costs = []
    for more in ("甲", "乙丙"):
        for name in more:
            county.make_team(f"{name}队", county.station)
        client.get(HOME)
        with CaptureQueriesContext(connection) as seen:
            client.get(HOME)
        costs.append(len(seen))
    assert costs == [12, 12]


def test_a_team_is_handed_to_a_member_or_to_somebody_by_name(county: NeedCounty) -> None:
    client, address = as_(county, Role.DISPATCHER, county.town), f"{HOME}{county.team.code}/captain/"
    member, stranger = UserFactory(last_name="陆", first_name="强"), UserFactory()
    services.member_add(actor=county.team.captain, team=county.team, name="陆强", user=member)
    assert "陆强" in client.get(address).content.decode()
    for wrong in (
        {"reason": "搬家了"},
        {"captain": "nobody-here", "reason": "搬家了"},
        {"member": member.pk, "captain": stranger.username, "reason": "搬家了"},
        {"member": stranger.pk, "reason": "搬家了"},
        {"captain": county.team.captain.username, "reason": "搬家了"},
    ):
        refused = client.post(address, wrong)
        assert (refused.status_code, "desk-field-error" in refused.content.decode()) == (422, True)
        assert "搬家了" in refused.content.decode()
    for given, captain in (({"member": member.pk}, member), ({"captain": f" {stranger.username} "}, stranger)):
        assert client.post(address, {**given, "reason": "老队长搬家了"}).status_code == 302
        assert Team.objects.get(pk=county.team.pk).captain == captain
    assert "老队长搬家了" in client.get(f"{HOME}{county.team.code}/").content.decode()


def test_only_teams_of_ones_own_units_are_handed_over(county: NeedCounty) -> None:
    given = {"captain": UserFactory().username, "reason": "搬家了"}
    elsewhere = as_(county, Role.DISPATCHER, county.other_town)
    assert elsewhere.post(f"{HOME}{county.team.code}/captain/", given).status_code == 404
    looks = as_(county, Role.DIRECTOR, county.town)
    assert looks.post(f"{HOME}{county.team.code}/captain/", given).status_code == 403
