"""A team handed to a new captain, with what it has in hand."""

from typing import Any

import pytest

from common.errors import Conflict, Invalid, NotAllowed
from common.models import AuditEntry
from exchange import services as exchange
from organisations.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.exchange import ServiceCounty
from tests.worlds import world
from volunteers import services
from volunteers.enums import TeamState
from volunteers.models import Team, TeamMember

county = world(ServiceCounty)


def hand_over(county: ServiceCounty, **changes: Any) -> Team:
    given = {"actor": county.dispatcher, "team": county.team, "captain": UserFactory(), "reason": "老队长搬家了"}
    return services.team_hand_over(**{**given, **changes})


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("captain", True), ("dispatcher", True), ("town_dispatcher", True), ("administrator", True),
        ("deputy", False), ("other_dispatcher", False), ("director", False), ("helper", False), ("nobody", False),
    ],
)  # fmt: skip
def test_the_captain_or_staff_of_the_unit(county: ServiceCounty, who: str, allowed: bool) -> None:
    deputy = UserFactory()
    county.team.deputies.add(deputy)
    people = {"captain": county.team.captain, "deputy": deputy, "nobody": None}
    if who == "administrator":
        people[who] = county.holder(Role.ADMINISTRATOR, county.station)
    actor, before = people[who] if who in people else getattr(county, who), county.team.captain_id
    if allowed:
        hand_over(county, actor=actor)
    else:
        with pytest.raises(NotAllowed):
            hand_over(county, actor=actor)
    assert (Team.objects.get(pk=county.team.pk).captain_id != before) is allowed


def test_orders_stay_with_the_team_and_the_former_captain_answers_no_more(county: ServiceCounty) -> None:
    order, former, person = county.assigned(), county.team.captain, UserFactory(last_name="陆", first_name="强")
    team = hand_over(county, captain=person)
    with pytest.raises(NotAllowed):
        exchange.order_accept(order=order, actor=former)
    assert exchange.order_accept(order=order, actor=person).team == team
    assert list(team.members.values_list("user", flat=True)) == [former.pk, person.pk]
    change = team.changes.last()
    assert change is not None
    assert (change.reason, change.actor, change.to_state) == ("老队长搬家了", county.dispatcher, TeamState.ACTIVE)
    entry = AuditEntry.objects.get(action="volunteers.team_handed_over")
    assert (entry.data["before"], entry.data["captain"]) == (former.pk, person.pk)


def test_a_deputy_becomes_captain_and_is_a_member_once(county: ServiceCounty) -> None:
    deputy = UserFactory()
    services.member_add(actor=county.team.captain, team=county.team, name="小李", user=deputy)
    county.team.deputies.add(deputy)
    team = hand_over(county, captain=deputy)
    assert (team.captain, team.deputies.count()) == (deputy, 0)
    assert TeamMember.objects.filter(team=team, user=deputy).count() == 1
    services.member_end(actor=deputy, team=team, member=team.members.exclude(user=deputy).get())


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"captain": "inactive"}, "captain"), ({"captain": "same"}, "captain"), ({"reason": " "}, "reason"),
     ({"reason": "长" * 301}, "reason")],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(county: ServiceCounty, changes: dict[str, Any], field: str) -> None:
    people = {"inactive": UserFactory(is_active=False), "same": county.team.captain}
    given = {name: people.get(value, value) for name, value in changes.items()}
    with pytest.raises(Invalid) as refused:
        hand_over(county, **given)
    assert refused.value.field == field


@pytest.mark.parametrize("state", [TeamState.ENDED, TeamState.REFUSED])
def test_a_team_that_is_no_more_has_no_new_captain(county: ServiceCounty, state: TeamState) -> None:
    gone = county.make_team("老年队", county.station, state)
    with pytest.raises(Conflict):
        hand_over(county, team=gone)
