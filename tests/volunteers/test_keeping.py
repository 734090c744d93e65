"""Changing a team, letting members go, and the vehicles of a unit."""

from typing import Any

import pytest
from django.utils import timezone

from common.errors import Conflict, Invalid, NotAllowed
from common.models import AuditEntry
from organisations.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.exchange import ServiceCounty
from tests.worlds import world
from volunteers import services
from volunteers.models import Vehicle

county = world(ServiceCounty)


def change(county: ServiceCounty, actor: Any, **changes: Any) -> Any:
    given = {"areas": [county.town], "weekly_capacity": 5, **changes}
    return services.team_change(actor=actor, team=county.team, **given)


def test_the_captain_says_what_the_team_can_do(county: ServiceCounty) -> None:
    change(county, county.team.captain, phone=" 58000000 ", description="会修水电")
    county.team.refresh_from_db()
    assert (county.team.weekly_capacity, county.team.phone, county.team.description) == (5, "58000000", "会修水电")
    assert list(county.team.areas.all()) == [county.town]
    assert AuditEntry.objects.filter(action="volunteers.team_changed").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"weekly_capacity": 0}, "weekly_capacity"),
        ({"weekly_capacity": 201}, "weekly_capacity"),
        ({"phone": "1" * 31}, "phone"),
        ({"description": "好" * 601}, "description"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(county: ServiceCounty, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        change(county, county.team.captain, **changes)
    assert refused.value.field == field


def test_deputies_are_members_named_by_the_captain(county: ServiceCounty) -> None:
    member, stranger = UserFactory(), UserFactory()
    row = services.member_add(actor=county.team.captain, team=county.team, name="李", user=member)
    with pytest.raises(Invalid) as refused:
        change(county, county.team.captain, deputies=[stranger])
    assert refused.value.field == "deputies"
    change(county, county.team.captain, deputies=[member])
    assert list(county.team.deputies.all()) == [member]
    change(county, member, deputies=[member], weekly_capacity=2)
    with pytest.raises(NotAllowed):
        change(county, member, deputies=[])
    services.member_end(actor=county.team.captain, team=county.team, member=row)
    row.refresh_from_db()
    assert not row.holds_on(timezone.localdate())
    assert not county.team.deputies.exists()


def test_the_captain_stays_and_others_keep_out(county: ServiceCounty) -> None:
    own = county.team.members.get()
    with pytest.raises(Conflict):
        services.member_end(actor=county.team.captain, team=county.team, member=own)
    for stranger in (None, UserFactory(), county.rivals.captain, county.holder(Role.HELPER, county.station)):
        with pytest.raises(NotAllowed):
            services.member_end(actor=stranger, team=county.team, member=own)
        with pytest.raises(NotAllowed):
            change(county, stranger)
        with pytest.raises(NotAllowed):
            services.vehicle_save(actor=stranger, unit=county.station, name="服务车")


def test_staff_keep_the_vehicles_of_their_units(county: ServiceCounty) -> None:
    staff = county.holder(Role.ADMINISTRATOR, county.town)
    car = services.vehicle_save(actor=staff, unit=county.station, name=" 服务车 ")
    services.vehicle_save(actor=staff, unit=county.town, name="服务车", is_active=False, vehicle=car)
    assert Vehicle.objects.values_list("unit", "name", "is_active").get() == (county.town.pk, "服务车", False)
    for name in (" ", "车" * 41):
        with pytest.raises(Invalid) as refused:
            services.vehicle_save(actor=staff, unit=county.town, name=name)
        assert refused.value.field == "name"
    with pytest.raises(NotAllowed):
        services.vehicle_save(actor=staff, unit=county.other_town, name="大巴", vehicle=car)
