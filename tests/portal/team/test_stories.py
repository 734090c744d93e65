"""UV1 and UV2 as they are told: registering a team, and carrying an order out."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from common.errors import NotAllowed
from exchange.enums import NeedState, OrderState
from exchange.models import Order, Report, TeamService
from exchange.suggesting import suggest
from organisations.enums import Role
from organisations.models import Venue, VenueSpace
from tests.factories.accounts import UserFactory
from tests.portal.team.conftest import TeamCounty, signed_in
from tests.portal.team.test_order_steps import local, press
from volunteers.enums import TeamState
from volunteers.models import Team, Vehicle
from volunteers.services import team_admit, team_stop
from workflows.services import needs


def test_uv1_register_a_team(county: TeamCounty) -> None:
    person = UserFactory()
    client = signed_in(person)
    given = {"name": "夕阳红维修队", "unit": county.station.pk, "kind": "social", "weekly_capacity": 4}
    wrong = client.post("/team/new/", given | {"name": "夕"})
    assert (wrong.status_code, 'value="夕"' in wrong.content.decode()) == (422, True)
    assert client.post("/team/new/", given).status_code == 302
    team = Team.objects.get(name="夕阳红维修队")
    # Under review, its captain in it, and nothing is sent to it.
    assert (team.state, team.captain, team.members.get().user) == (TeamState.REVIEW, person, person)
    assert "等上级单位审核" in client.get("/team/").content.decode()
    order = county.opened()
    TeamService.objects.create(team=team, category=county.repairs)
    assert team not in [each.team for each in suggest(order)]
    # The unit above decides, its own unit does not.
    with pytest.raises(NotAllowed):
        team_admit(actor=county.holder(Role.ADMINISTRATOR, county.station), team=team)
    above = county.holder(Role.ADMINISTRATOR, county.town)
    team_admit(actor=above, team=team)
    assert team in [each.team for each in suggest(order)]
    team_stop(actor=above, team=team, to=TeamState.SUSPENDED, reason="人手不够")
    assert team not in [each.team for each in suggest(order)]
    with pytest.raises(NotAllowed):
        needs.order_assign(order=order, team=team, actor=county.dispatcher)
    assert "已停用" in client.get("/team/").content.decode()
    twice = client.post("/team/new/", given)
    assert (twice.status_code, "夕阳红维修队" in twice.content.decode()) == (422, True)
    assert Team.objects.filter(name="夕阳红维修队").count() == 1


def test_uv2_accept_an_order_and_run_it(county: TeamCounty, captain: Client) -> None:
    car = Vehicle.objects.create(unit=county.station, name="服务车")
    venue = Venue.objects.create(name="站内活动室", owner=county.station, valid_from=dt.date(2020, 1, 1))
    room = VenueSpace.objects.create(venue=venue, name="阅览室")
    order, other = county.assigned(), county.assigned()
    # From the task list: one is declined, one accepted.
    listed = captain.get("/team/").content.decode()
    assert order.code in listed
    press(captain, other, "refuse", {"code": "no_capacity", "text": "这周满了"})
    press(captain, order, "accept", {})
    assert [Order.objects.get(pk=each.pk).state for each in (order, other)] == ["accepted", "waiting"]
    # A report before the service is no report.
    early = {"text": "热水器换好了", "people_served": 1, "minutes": 20, "volunteers": 1}
    assert press(captain, order, "report", early).status_code == 409
    start = timezone.now() + dt.timedelta(days=2)
    member = county.team.members.get()
    plan = {"starts_at": local(start), "ends_at": local(start + dt.timedelta(hours=1)), "vehicle": car.pk} | {
        "space": room.pk
    }
    assert press(captain, order, "plan", plan | {"members": [member.pk]}).status_code == 302
    # Person, room and vehicle are taken at that hour, for other teams too.
    _planned_twice(county, plan)
    press(captain, order, "start", {})
    assert not Report.objects.exists()
    assert press(captain, order, "report", early | {"text": ""}).status_code == 422
    assert press(captain, order, "report", early).status_code == 302
    done = Order.objects.select_related("need", "report").get(pk=order.pk)
    assert (done.state, done.need.state, done.report.text) == (OrderState.DONE, NeedState.SERVED, "热水器换好了")
    assert "热水器换好了" in captain.get(f"/team/orders/{order.code}/").content.decode()
    assert order.code in captain.get("/team/?past=1").content.decode()


def _planned_twice(county: TeamCounty, plan: dict[str, Any]) -> None:
    rivals = county.rivals
    rivals.unit = county.station
    rivals.save()
    same = rivals.members.create(name="队长", user=county.team.captain, valid_from=dt.date(2020, 1, 1))
    own = rivals.members.exclude(pk=same.pk).get()
    pooled = needs.order_pool(order=county.opened(), actor=county.dispatcher)
    taken = needs.order_take(order=pooled, team=rivals, actor=rivals.captain)
    client = signed_in(rivals.captain)
    tries = (
        (same, {"vehicle": "", "space": ""}, "members"),
        (own, {"space": ""}, "vehicle"),
        (own, {"vehicle": ""}, "space"),
    )
    for member, changes, field in tries:
        answer = press(client, taken, "plan", plan | {"members": [member.pk]} | changes)
        assert answer.status_code == 409
        assert f'id="id_{field}_error"' in answer.content.decode()
    assert press(client, taken, "plan", plan | {"members": [own.pk], "vehicle": "", "space": ""}).status_code == 302
