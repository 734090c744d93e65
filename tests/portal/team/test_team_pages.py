"""The team itself: members, what it can do, its week."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.accounts import UserFactory
from tests.portal.team.conftest import TeamCounty, signed_in
from volunteers.models import Team, Vehicle


@pytest.mark.parametrize("end", ["members/", "change/", "week/"])
def test_others_find_nothing(county: TeamCounty, end: str) -> None:
    address = f"/team/{county.team.code}/{end}"
    for person in (county.rivals.captain, county.resident, county.dispatcher):
        assert signed_in(person).get(address).status_code == 404
        assert signed_in(person).post(address, {"name": "甲"}).status_code in (404, 405)
    assert county.team.members.count() == 1


def test_members_come_and_go(county: TeamCounty, captain: Client) -> None:
    address = f"/team/{county.team.code}/members/"
    Vehicle.objects.create(unit=county.town, name="苏E·服务车")
    person = UserFactory()
    captain.post(address, {"name": "小李", "username": person.username})
    text = captain.get(address).content.decode()
    assert "小李" in text
    assert "苏E·服务车" in text
    again = captain.post(address, {"name": "小李", "username": person.username})
    assert (again.status_code, "error-summary" in again.content.decode()) == (409, True)
    unknown = captain.post(address, {"name": "小王", "username": "nobody-here"})
    assert unknown.status_code == 422
    assert 'value="小王"' in unknown.content.decode()
    member = county.team.members.get(user=person)
    captain.post(f"{address}{member.pk}/leave/")
    assert "小李" not in captain.get(address).content.decode().split('<h2 id="members"')[1]
    own = county.team.members.get(user=county.team.captain)
    told = captain.post(f"{address}{own.pk}/leave/", follow=True)
    assert "先把队伍交给别人" in told.content.decode()
    stranger = county.rivals.members.get()
    assert captain.post(f"{address}{stranger.pk}/leave/").status_code == 404


def test_the_captain_names_deputies_and_they_do_not(county: TeamCounty, captain: Client) -> None:
    person = UserFactory()
    county.team.members.create(name="小李", user=person, valid_from=dt.date(2020, 1, 1))
    address = f"/team/{county.team.code}/change/"
    given = {"weekly_capacity": 6, "phone": "58001234", "description": "会修水电", "areas": [county.town.pk]}
    assert captain.post(address, given | {"deputies": [person.pk]}).status_code == 302
    assert list(county.team.deputies.all()) == [person]
    deputy = signed_in(person)
    assert "id_deputies" not in deputy.get(address).content.decode()
    deputy.post(address, given | {"weekly_capacity": 7})
    team = Team.objects.get(pk=county.team.pk)
    assert (team.weekly_capacity, team.phone, list(team.deputies.all())) == (7, "58001234", [person])
    wrong = captain.post(address, given | {"weekly_capacity": 0})
    assert (wrong.status_code, "会修水电" in wrong.content.decode()) == (422, True)


def test_the_week_shows_each_plan_on_its_day(county: TeamCounty, captain: Client) -> None:
    order = county.scheduled(hours=24 * 7)
    day = timezone.localdate() + dt.timedelta(days=7)
    address = f"/team/{county.team.code}/week/"
    text = captain.get(f"{address}?from={day}").content.decode()
    assert f"/team/orders/{order.code}/" in text
    assert text.count("这天没有安排") == 6
    for wrong in ("", "?from=x", "?from=0001-01-01", "?from=9999-12-31"):
        assert captain.get(address + wrong).content.decode().count("这天没有安排") == 7


@pytest.mark.parametrize(("end", "queries"), [("week/", 12), ("members/", 13)])
def test_the_queries_do_not_grow(county: TeamCounty, captain: Client, end: str, queries: int) -> None:
    costs, address = [], f"/team/{county.team.code}/{end}?from={timezone.localdate() + dt.timedelta(days=3)}"
    for more in (1, 2):
        for number in range(more):
            county.scheduled(hours=72 + 2 * (number + more))
            county.team.members.create(name="队员", valid_from=dt.date(2020, 1, 1))
            Vehicle.objects.create(unit=county.town, name="车")
        captain.get(address)
        with CaptureQueriesContext(connection) as seen:
            captain.get(address)
        costs.append(len(seen))
    assert costs == [queries, queries]
