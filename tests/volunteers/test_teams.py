"""UV1: a team is registered, admitted by the unit above, suspended, ended."""

from typing import Any

import pytest

from common.errors import Conflict, Invalid, NotAllowed
from organisations.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.exchange import ServiceCounty
from tests.worlds import world
from volunteers import services
from volunteers.enums import TEAM_EDGES, TeamState
from volunteers.models import Team, TeamChange

county = world(ServiceCounty)


def register(county: ServiceCounty, **changes: Any) -> Team:
    captain = changes.get("captain") or UserFactory()
    given = {"actor": captain, "captain": captain, "name": "夕阳红队", "unit": county.station, **changes}
    return services.team_register(**given)


def test_uv1_review_then_active_by_the_unit_above(county: ServiceCounty) -> None:
    team = register(county)
    assert team.state == TeamState.REVIEW
    assert [member.user for member in team.members.all()] == [team.captain]
    own = county.holder(Role.ADMINISTRATOR, county.station)
    above = county.holder(Role.ADMINISTRATOR, county.town)
    with pytest.raises(NotAllowed):
        services.team_admit(actor=own, team=team)
    assert services.team_admit(actor=above, team=team).state == TeamState.ACTIVE
    assert list(TeamChange.objects.values_list("to_state", flat=True)) == ["review", "active"]


@pytest.mark.parametrize("who", ["captain", "stranger", "other_dispatcher"])
def test_nobody_else_admits(county: ServiceCounty, who: str) -> None:
    team = register(county)
    people = {"captain": team.captain, "stranger": UserFactory(), "other_dispatcher": county.other_dispatcher}
    with pytest.raises(NotAllowed):
        services.team_admit(actor=people[who], team=team)


def test_a_stranger_registers_no_team_for_somebody(county: ServiceCounty) -> None:
    with pytest.raises(NotAllowed):
        register(county, actor=UserFactory(), captain=UserFactory())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"weekly_capacity": 0}, "weekly_capacity"),
        ({"weekly_capacity": 201}, "weekly_capacity"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(county: ServiceCounty, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        register(county, **changes)
    assert refused.value.field == field


def test_a_name_is_taken_once_in_a_unit_until_the_team_has_ended(county: ServiceCounty) -> None:
    first = register(county)
    with pytest.raises(Invalid) as refused:
        register(county)
    assert refused.value.code == "volunteers.name_taken"
    assert register(county, unit=county.other_station).pk
    services.team_admit(actor=county.dispatcher, team=first)
    services.team_stop(actor=county.dispatcher, team=first, to=TeamState.ENDED, reason="并入别队")
    assert register(county).pk


def test_suspending_needs_a_reason_and_can_be_taken_back(county: ServiceCounty) -> None:
    with pytest.raises(Invalid):
        services.team_stop(actor=county.dispatcher, team=county.team, to=TeamState.SUSPENDED, reason="")
    services.team_stop(actor=county.dispatcher, team=county.team, to=TeamState.SUSPENDED, reason="保险到期")
    assert services.team_admit(actor=county.dispatcher, team=county.team).state == TeamState.ACTIVE


@pytest.mark.parametrize("state", TeamState)
@pytest.mark.parametrize("to", TeamState)
def test_every_edge_and_no_other(county: ServiceCounty, state: TeamState, to: TeamState) -> None:
    Team.objects.filter(pk=county.team.pk).update(state=state)

    def act() -> Team:
        if to == TeamState.ACTIVE:
            return services.team_admit(actor=county.dispatcher, team=county.team)
        return services.team_stop(actor=county.dispatcher, team=county.team, to=to, reason="按规定")

    if to in TEAM_EDGES[state]:
        assert act().state == to
    else:
        with pytest.raises(Conflict):
            act()


def test_teams_are_never_deleted(county: ServiceCounty) -> None:
    with pytest.raises(TypeError):
        county.team.delete()


def test_members_are_kept_by_the_captain_and_staff(county: ServiceCounty) -> None:
    assert services.member_add(actor=county.team.captain, team=county.team, name="李师傅").name == "李师傅"
    assert services.member_add(actor=county.town_dispatcher, team=county.team, name="周师傅").user is None
    for stranger in (county.rivals.captain, county.other_dispatcher, county.resident):
        with pytest.raises(NotAllowed):
            services.member_add(actor=stranger, team=county.team, name="混进来")
    with pytest.raises(Invalid):
        services.member_add(actor=county.team.captain, team=county.team, name="  ")
