"""The life of a team after it was registered: who decides, what is kept of it, who belongs to it."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from common.access import may_read, readable
from common.errors import Conflict, Invalid, NotAllowed
from common.models import AuditEntry, OutboxMessage
from organisations.enums import Role
from organisations.selectors import reader_for
from organisations.services import unit_move
from tests.factories.accounts import UserFactory
from tests.factories.common import only_consumer
from tests.factories.exchange import ServiceCounty
from tests.factories.organisations import UnitFactory
from tests.worlds import world
from volunteers import services
from volunteers.enums import TEAM_EDGES, TeamState
from volunteers.models import Team, TeamChange, TeamMember, Vehicle

county = world(ServiceCounty)
DECIDES = [
    (Role.ADMINISTRATOR, "town", True),
    (Role.DISPATCHER, "town", True),
    (Role.ADMINISTRATOR, "centre", True),
    (Role.ADMINISTRATOR, "station", False),
    (Role.DISPATCHER, "station", False),
    (Role.DIRECTOR, "town", False),
    (Role.EDITOR, "centre", False),
    (Role.ADMINISTRATOR, "other_town", False),
]


def stop(county: ServiceCounty, to: TeamState, *, team: Team | None = None, actor: Any = None, **more: Any) -> Team:
    given = {"reason": "保险到期", **more}
    return services.team_stop(actor=actor or county.dispatcher, team=team or county.team, to=to, **given)


# --- who decides --------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "where", "allowed"), DECIDES)
def test_who_admits_and_who_stops(county: ServiceCounty, role: Role, where: str, allowed: bool) -> None:
    actor = county.holder(role, getattr(county, where))
    new = county.make_team("新队", county.station, TeamState.REVIEW)
    verbs: list[Any] = [
        lambda: services.team_admit(actor=actor, team=new),
        lambda: stop(county, TeamState.SUSPENDED, actor=actor),
    ]
    for verb, state in zip(verbs, (TeamState.ACTIVE, TeamState.SUSPENDED), strict=True):
        if allowed:
            assert verb().state == state
        else:
            with pytest.raises(NotAllowed) as refused:
                verb()
            assert refused.value.code == "volunteers.unit_above"
    assert TeamChange.objects.count() == (2 if allowed else 0)


@pytest.mark.parametrize(
    ("role", "allowed"), [(Role.ADMINISTRATOR, True), (Role.DISPATCHER, True), (Role.HELPER, False)]
)
def test_the_centre_decides_on_its_own_teams(county: ServiceCounty, role: Role, allowed: bool) -> None:
    team = county.make_team("市级总队", county.centre, TeamState.REVIEW)
    actor = county.holder(role, county.centre)
    if allowed:
        assert services.team_admit(actor=actor, team=team).state == TeamState.ACTIVE
    else:
        with pytest.raises(NotAllowed):
            services.team_admit(actor=actor, team=team)


def test_a_unit_that_was_moved_is_decided_on_by_the_unit_above_it_now(county: ServiceCounty) -> None:
    new = county.make_team("搬家队", county.station, TeamState.REVIEW)
    unit_move(actor=None, unit=county.station, parent=county.other_town)
    with pytest.raises(NotAllowed):
        services.team_admit(actor=county.town_dispatcher, team=new)
    assert services.team_admit(actor=county.other_dispatcher, team=new).state == TeamState.ACTIVE


@pytest.mark.parametrize("actor", [None, "left"])
def test_nobody_and_who_has_left_decide_nothing(county: ServiceCounty, actor: str | None) -> None:
    User.objects.filter(pk=county.dispatcher.pk).update(is_active=False)
    who = User.objects.get(pk=county.dispatcher.pk) if actor else None
    with pytest.raises(NotAllowed):
        services.team_stop(actor=who, team=county.team, to=TeamState.ENDED, reason="解散")


# --- what is kept -------------------------------------------------------------------------------


def test_every_step_is_kept_with_who_and_why(county: ServiceCounty) -> None:
    team = county.make_team("新队", county.station, TeamState.REVIEW)
    stop(county, TeamState.REFUSED, team=team, reason="  人数不够  ")
    stop(county, TeamState.REVIEW, team=team, reason="补齐了人")
    services.team_admit(actor=county.town_dispatcher, team=team)
    stop(county, TeamState.ENDED, team=team, reason="并入别队")
    kept = [(row.from_state, row.to_state, row.actor, row.reason) for row in team.changes.all()]
    assert kept == [
        ("review", "refused", county.dispatcher, "人数不够"),
        ("refused", "review", county.dispatcher, "补齐了人"),
        ("review", "active", county.town_dispatcher, ""),
        ("active", "ended", county.dispatcher, "并入别队"),
    ]
    said = AuditEntry.objects.filter(object_type="volunteers.team", object_id=str(team.pk)).order_by("pk")
    assert [(row.action, row.data) for row in said] == [
        ("volunteers.team_refused", {"before": "review", "reason": "人数不够"}),
        ("volunteers.team_review", {"before": "refused", "reason": "补齐了人"}),
        ("volunteers.team_active", {"before": "review", "reason": ""}),
        ("volunteers.team_ended", {"before": "active", "reason": "并入别队"}),
    ]


def test_each_step_is_told_with_the_state_after_it(county: ServiceCounty) -> None:
    with only_consumer(lambda batch: None, "volunteers.*"):
        stop(county, TeamState.SUSPENDED)
        services.team_admit(actor=county.dispatcher, team=county.team)
        told = OutboxMessage.objects.filter(event="volunteers.team_changed").order_by("pk")
        assert [row.data["state"] for row in told] == ["suspended", "active"]


def test_a_refused_step_leaves_no_trace(county: ServiceCounty) -> None:
    with only_consumer(lambda batch: None, "volunteers.*"):
        with pytest.raises(Conflict) as refused:
            stop(county, TeamState.REFUSED)
        assert str(refused.value) == "这支队伍现在是“在用”。"
        assert (TeamChange.objects.count(), OutboxMessage.objects.count()) == (0, 0)
    assert Team.objects.get(pk=county.team.pk).state == TeamState.ACTIVE


def test_the_row_decides_not_what_somebody_still_holds(county: ServiceCounty) -> None:
    seen = Team.objects.get(pk=county.team.pk)
    stop(county, TeamState.ENDED)
    assert seen.state == TeamState.ACTIVE
    with pytest.raises(Conflict) as refused:
        stop(county, TeamState.SUSPENDED, team=seen)
    assert refused.value.code == "volunteers.moved_on"


@pytest.mark.parametrize(
    ("reason", "code"), [("", "reason_needed"), (" \n", "reason_needed"), ("长" * 301, "reason_length")]
)
def test_a_team_is_not_stopped_without_a_sentence(county: ServiceCounty, reason: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        stop(county, TeamState.ENDED, reason=reason)
    assert (refused.value.code, refused.value.field) == (f"volunteers.{code}", "reason")
    assert Team.objects.get(pk=county.team.pk).state == TeamState.ACTIVE


def test_stopping_admits_nothing(county: ServiceCounty) -> None:
    new = county.make_team("新队", county.station, TeamState.REVIEW)
    with pytest.raises(Invalid):
        stop(county, TeamState.ACTIVE, team=new)


def test_ended_is_the_end_and_every_other_state_leads_on() -> None:
    assert {state for state, edges in TEAM_EDGES.items() if not edges} == {TeamState.ENDED}
    assert set(TEAM_EDGES) == set(TeamState)
    assert all(state not in edges for state, edges in TEAM_EDGES.items())


def test_the_database_keeps_names_and_capacity(county: ServiceCounty) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Team.objects.filter(pk=county.team.pk).update(weekly_capacity=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        county.make_team(county.team.name, county.station)


# --- members ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("captain", True),
        ("deputy", True),
        ("station_administrator", True),
        ("town_dispatcher", True),
        ("member", False),
        ("helper", False),
        ("former_deputy", False),
        ("other_captain", False),
        ("nobody", False),
    ],
)
def test_who_adds_a_member(county: ServiceCounty, who: str, allowed: bool) -> None:
    deputy, member = UserFactory(), UserFactory()
    county.team.deputies.set([deputy])
    TeamMember.objects.create(team=county.team, name="队员", user=member)
    people: dict[str, Any] = {
        "captain": county.team.captain,
        "deputy": deputy,
        "station_administrator": county.holder(Role.ADMINISTRATOR, county.station),
        "town_dispatcher": county.town_dispatcher,
        "member": member,
        "helper": county.helper,
        "former_deputy": UserFactory(),
        "other_captain": county.rivals.captain,
        "nobody": None,
    }
    before = county.team.members.count()
    if allowed:
        added = services.member_add(actor=people[who], team=county.team, name=" 李师傅 ")
        assert (added.name, added.user, added.valid_to) == ("李师傅", None, None)
        entry = AuditEntry.objects.get(action="volunteers.member_added")
        assert (entry.actor_id, entry.data) == (people[who].pk, {"member": added.pk})
    else:
        with pytest.raises(NotAllowed):
            services.member_add(actor=people[who], team=county.team, name="李师傅")
    assert county.team.members.count() == before + allowed


@pytest.mark.parametrize(
    ("state", "takes"),
    [
        (TeamState.REVIEW, True),
        (TeamState.ACTIVE, True),
        (TeamState.SUSPENDED, True),
        (TeamState.REFUSED, False),
        (TeamState.ENDED, False),
    ],
)
def test_a_team_that_is_none_takes_nobody_in(county: ServiceCounty, state: TeamState, takes: bool) -> None:
    team = county.make_team("别队", county.station, state)
    if takes:
        assert services.member_add(actor=team.captain, team=team, name="李师傅").pk
        return
    with pytest.raises(Conflict) as refused:
        services.member_add(actor=team.captain, team=team, name="李师傅")
    assert refused.value.code == "volunteers.moved_on"


@pytest.mark.parametrize("name", ["", "  ", "名" * 41])
def test_a_member_has_a_name(county: ServiceCounty, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.member_add(actor=county.team.captain, team=county.team, name=name)
    assert (refused.value.code, refused.value.field) == ("volunteers.member_name", "name")


def test_one_account_is_in_a_team_once_at_a_time(county: ServiceCounty) -> None:
    li = UserFactory()
    first = services.member_add(actor=county.team.captain, team=county.team, name="李师傅", user=li)
    with pytest.raises(Conflict) as refused:
        services.member_add(actor=county.team.captain, team=county.team, name="李师傅", user=li)
    assert refused.value.field == "user"
    TeamMember.objects.filter(pk=first.pk).update(
        valid_from=dt.date(2020, 1, 1), valid_to=timezone.localdate() - dt.timedelta(days=1)
    )
    again = services.member_add(actor=county.team.captain, team=county.team, name="李师傅", user=li)
    assert again.pk != first.pk
    assert services.member_add(actor=county.rivals.captain, team=county.rivals, name="李师傅", user=li).pk


def test_two_people_without_an_account_may_have_one_name(county: ServiceCounty) -> None:
    for _ in range(2):
        services.member_add(actor=county.team.captain, team=county.team, name="王芳")
    assert county.team.members.filter(name="王芳").count() == 2


# --- who sees what ------------------------------------------------------------------------------


def people_of(county: ServiceCounty) -> dict[str, Any]:
    return {
        "visitor": AnonymousUser(),
        "resident": county.resident,
        "captain": county.team.captain,
        "helper": county.helper,
        "town": county.town_dispatcher,
        "auditor": county.holder(Role.AUDITOR, county.centre),
        "editor": county.holder(Role.EDITOR, county.station),
        "elsewhere": county.other_dispatcher,
    }


@pytest.mark.parametrize(
    ("state", "seen_by"),
    [
        (TeamState.ACTIVE, {"visitor", "resident", "captain", "helper", "town", "auditor", "editor", "elsewhere"}),
        *[
            (state, {"captain", "helper", "town", "auditor"})
            for state in (TeamState.REVIEW, TeamState.REFUSED, TeamState.SUSPENDED, TeamState.ENDED)
        ],
    ],
)
def test_who_sees_a_team(county: ServiceCounty, state: TeamState, seen_by: set[str]) -> None:
    Team.objects.filter(pk=county.team.pk).update(state=state)
    team = Team.objects.get(pk=county.team.pk)
    readers = {name: reader_for(person) for name, person in people_of(county).items()}
    assert {name for name, reader in readers.items() if may_read(reader, team)} == seen_by
    listed = {name for name, reader in readers.items() if team in readable(Team.objects.all(), reader)}
    assert listed == seen_by


def test_who_sees_the_people_of_a_team(county: ServiceCounty) -> None:
    li = UserFactory()
    member = TeamMember.objects.create(team=county.team, name="李师傅", user=li)
    readers = {name: reader_for(person) for name, person in {**people_of(county), "li": li}.items()}
    assert {name for name, reader in readers.items() if may_read(reader, member)} == {
        "captain", "helper", "town", "auditor", "li",
    }  # fmt: skip
    assert list(readable(TeamMember.objects.all(), readers["li"])) == [member]


def test_vehicles_are_seen_by_the_staff_of_their_unit_and_above(county: ServiceCounty) -> None:
    vehicle = Vehicle.objects.create(unit=county.station, name="“张闻明1号”流动服务车")
    readers = {name: reader_for(person) for name, person in people_of(county).items()}
    assert {name for name, reader in readers.items() if may_read(reader, vehicle)} == {"helper", "town", "auditor"}
    assert (str(vehicle), vehicle.is_active) == ("“张闻明1号”流动服务车", True)


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_teams_is_one_query_and_names_each_once(
    county: ServiceCounty, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    unit = UnitFactory(name="善港站", parent=county.town)
    deputies = [UserFactory() for _ in range(3)]
    for number in range(count):
        county.make_team(f"善港{number}队", unit, TeamState.REVIEW).deputies.set(deputies)
    reader = reader_for(deputies[0])
    with django_assert_num_queries(1):
        seen = list(readable(Team.objects.filter(unit=unit), reader))
    assert [team.name for team in seen] == [f"善港{number}队" for number in range(count)]
