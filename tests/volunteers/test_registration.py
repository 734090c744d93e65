"""Registering a team: by whom, for which unit, with what, and what is written of it."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from accounts.models import User
from common.errors import Conflict, Invalid, NotAllowed
from common.models import AuditEntry, OutboxMessage
from organisations.enums import Role
from organisations.models import Unit
from tests.factories.accounts import UserFactory
from tests.factories.common import only_consumer
from tests.factories.exchange import ServiceCounty
from tests.worlds import world
from volunteers import services
from volunteers.enums import TeamKind, TeamState
from volunteers.models import Team, TeamMember

county = world(ServiceCounty)


def register(county: ServiceCounty, **changes: Any) -> Team:
    captain = changes.get("captain") or UserFactory()
    given = {"actor": captain, "captain": captain, "name": "夕阳红队", "unit": county.station, **changes}
    return services.team_register(**given)


@pytest.mark.parametrize(
    ("role", "where", "allowed"),
    [
        (Role.ADMINISTRATOR, "station", True),
        (Role.DISPATCHER, "station", True),
        (Role.ADMINISTRATOR, "town", True),
        (Role.DISPATCHER, "centre", True),
        (Role.HELPER, "station", False),
        (Role.EDITOR, "station", False),
        (Role.DIRECTOR, "centre", False),
        (Role.ADMINISTRATOR, "other_town", False),
        (Role.DISPATCHER, "other_station", False),
    ],
)
def test_who_registers_a_team_for_somebody_else(county: ServiceCounty, role: Role, where: str, allowed: bool) -> None:
    staff, captain = county.holder(role, getattr(county, where)), UserFactory()
    if allowed:
        team = register(county, actor=staff, captain=captain)
        assert (team.captain, team.state) == (captain, TeamState.REVIEW)
        assert team.changes.get().actor == staff
    else:
        with pytest.raises(NotAllowed) as refused:
            register(county, actor=staff, captain=captain)
        assert refused.value.code == "volunteers.not_yours"
        assert not Team.objects.filter(name="夕阳红队").exists()


def test_nobody_registers_nothing(county: ServiceCounty) -> None:
    with pytest.raises(NotAllowed):
        services.team_register(actor=None, captain=UserFactory(), name="夕阳红队", unit=county.station)


def test_what_was_typed_is_kept_without_its_edges(county: ServiceCounty) -> None:
    team = register(
        county,
        name="  银发理发队\n",
        kind=TeamKind.BACKBONE,
        parent=county.rivals,
        areas=[county.station, county.other_town],
        weekly_capacity=200,
        phone=" 0512-58223344 ",
        description=" 每周三上门理发。 ",
    )
    team.refresh_from_db()
    assert (team.name, team.kind, team.parent) == ("银发理发队", "backbone", county.rivals)
    assert (team.weekly_capacity, team.phone, team.description) == (200, "0512-58223344", "每周三上门理发。")
    assert {area.name for area in team.areas.all()} == {"百家桥站", "凤凰镇实践所"}


def test_the_captain_is_the_first_member_from_today_on(county: ServiceCounty) -> None:
    with time_machine.travel(dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC), tick=False):  # 2027 in China
        team = register(county)
    member = team.members.get()
    assert (member.user, member.name) == (team.captain, team.captain.get_full_name())
    assert (member.valid_from, member.valid_to) == (dt.date(2027, 1, 1), None)


def test_a_captain_without_a_name_is_a_member_by_the_user_name(county: ServiceCounty) -> None:
    captain = UserFactory(username="laowang", first_name="", last_name="")
    assert register(county, captain=captain).members.get().name == "laowang"


def test_registering_is_on_record_and_told_once(county: ServiceCounty) -> None:
    heard: list[Any] = []
    with only_consumer(heard.extend, "volunteers.*"):
        team = register(county)
        messages = OutboxMessage.objects.filter(event="volunteers.team_changed")
        assert [(row.object_id, row.data) for row in messages] == [
            (str(team.pk), {"unit": county.station.pk, "state": "review"})
        ]
    entry = AuditEntry.objects.get(action="volunteers.team_registered")
    assert (entry.actor_id, entry.object_id, entry.unit_path) == (team.captain_id, str(team.pk), county.station.path)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"name": ""}, "volunteers.name", "name"),
        ({"name": " 队 "}, "volunteers.name", "name"),
        ({"name": "队" * 81}, "volunteers.name", "name"),
        ({"weekly_capacity": -1}, "volunteers.capacity", "weekly_capacity"),
        ({"weekly_capacity": 0}, "volunteers.capacity", "weekly_capacity"),
        ({"weekly_capacity": 201}, "volunteers.capacity", "weekly_capacity"),
        ({"kind": "secret"}, "volunteers.kind", "kind"),
        ({"kind": ""}, "volunteers.kind", "kind"),
        ({"phone": "1" * 31}, "volunteers.phone", "phone"),
        ({"description": "长" * 601}, "volunteers.description", "description"),
    ],
)
def test_wrong_values_are_said_at_their_field_and_nothing_is_made(
    county: ServiceCounty, changes: dict[str, Any], code: str, field: str
) -> None:
    before = (Team.objects.count(), TeamMember.objects.count())
    with pytest.raises(Invalid) as refused:
        register(county, **changes)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert (Team.objects.count(), TeamMember.objects.count()) == before


@pytest.mark.parametrize("name", ["队队", "队" * 80, "王阿姨的“针线包”—— 3 号队", "𠮷野川隊"])
def test_names_at_the_edge_are_names(county: ServiceCounty, name: str) -> None:
    assert Team.objects.get(pk=register(county, name=name).pk).name == name


def test_a_captain_who_has_left_captains_nothing(county: ServiceCounty) -> None:
    staff = county.holder(Role.ADMINISTRATOR, county.station)
    with pytest.raises(Invalid) as refused:
        register(county, actor=staff, captain=UserFactory(is_active=False))
    assert refused.value.field == "captain"


def test_a_resident_may_lead_a_team(county: ServiceCounty) -> None:
    """热心人士: whoever has an account may register a team; the unit above decides."""
    assert register(county, captain=county.resident).captain.kind == User.Kind.RESIDENT


def test_a_unit_that_has_ended_gets_no_team(county: ServiceCounty) -> None:
    Unit.objects.filter(pk=county.station.pk).update(valid_to=dt.date(2024, 12, 31))
    county.station.refresh_from_db()
    with pytest.raises(Conflict) as refused:
        register(county)
    assert (refused.value.code, refused.value.field) == ("volunteers.unit_ended", "unit")


@pytest.mark.parametrize(
    ("state", "taken"),
    [
        (TeamState.REVIEW, True),
        (TeamState.ACTIVE, True),
        (TeamState.SUSPENDED, True),
        (TeamState.REFUSED, True),
        (TeamState.ENDED, False),
    ],
)
def test_a_name_is_free_again_only_when_its_team_has_ended(
    county: ServiceCounty, state: TeamState, taken: bool
) -> None:
    county.make_team("夕阳红队", county.station, state)
    if not taken:
        assert register(county).pk
        return
    with pytest.raises(Invalid) as refused:
        register(county)
    assert (refused.value.code, refused.value.field) == ("volunteers.name_taken", "name")
    assert Team.objects.filter(name="夕阳红队").count() == 1  # the transaction of the refusal is usable still


@pytest.mark.parametrize("state", [TeamState.ENDED, TeamState.REFUSED])
def test_no_team_stands_below_one_that_is_none(county: ServiceCounty, state: TeamState) -> None:
    parent = county.make_team("老总队", county.town, state)
    with pytest.raises(Conflict) as refused:
        register(county, parent=parent)
    assert (refused.value.code, refused.value.field) == ("volunteers.parent_ended", "parent")
