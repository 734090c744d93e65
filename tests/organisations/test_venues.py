"""Venues, pairings and levels: their verbs and who may use them."""

import datetime as dt
from typing import Any

import pytest

from common.errors import Conflict, Invalid, LinliError, NotAllowed
from common.models import AuditEntry
from organisations.enums import DayType, PairingKind, Role
from organisations.models import Closure, Level, Pairing, Venue
from organisations.opening import hours_on
from organisations.selectors import today
from organisations.services import (
    closure_remove,
    level_save,
    pairing_end,
    pairing_make,
    venue_change,
    venue_close,
    venue_create,
    venue_end,
    venue_set_hours,
    venue_set_spaces,
)
from tests.factories.organisations import County, LevelFactory, VenueFactory

NINE, FIVE = dt.time(9), dt.time(17)


@pytest.mark.parametrize(
    ("role", "where", "allowed"),
    [
        (Role.EDITOR, "shangang", True),
        (Role.EDITOR, "yangshe", True),
        (Role.ADMINISTRATOR, "centre", True),
        (Role.EDITOR, "baijiaqiao", False),
        (Role.FIRST_REVIEWER, "shangang", False),
        (Role.AUDITOR, "centre", False),
    ],
)
def test_who_may_govern_a_venue(county: County, role: Role, where: str, allowed: bool) -> None:
    actor = county.person(role, getattr(county, where))
    held = VenueFactory(owner=county.shangang)
    closure = Closure.objects.create(venue=held, valid_from=today(), reason="检修")
    for verb in (
        lambda: venue_create(actor=actor, owner=county.shangang, name="文化礼堂"),
        lambda: venue_change(actor=actor, venue=held, phone="0512"),
        lambda: venue_set_hours(actor=actor, venue=held, rules=[(DayType.EVERY_DAY, NINE, FIVE)]),
        lambda: venue_set_spaces(actor=actor, venue=held, spaces=[("阅览室", 20)]),
        lambda: venue_close(actor=actor, venue=held, valid_from=today(), valid_to=None, reason="布展"),
        lambda: closure_remove(actor=actor, closure=closure),
        lambda: venue_end(actor=actor, venue=held, last_day=today()),
    ):
        if allowed:
            verb()
        else:
            with pytest.raises(NotAllowed):
                verb()


def test_venue_create_and_change(county: County) -> None:
    venue = venue_create(
        actor=None, owner=county.shangang, name=" 操场 ", sharing_units=[county.yangshe], address="善港村"
    )
    assert (venue.name, venue.address, list(venue.sharing_units.all())) == ("操场", "善港村", [county.yangshe])
    changed = venue_change(actor=None, venue=venue, name="学校操场", sharing_units=[])
    assert (changed.name, list(changed.sharing_units.all())) == ("学校操场", [])
    assert list(AuditEntry.objects.values_list("action", flat=True)) == [
        "organisations.venue_created",
        "organisations.venue_changed",
    ]


def test_a_venue_is_not_handed_to_a_unit_of_others(county: County) -> None:
    actor = county.person(Role.EDITOR, county.shangang)
    venue = VenueFactory(owner=county.shangang)
    with pytest.raises(NotAllowed):
        venue_change(actor=actor, venue=venue, owner=county.jinqiao)
    assert Venue.objects.get().owner == county.shangang


def test_setting_hours_replaces_the_former(county: County) -> None:
    venue = VenueFactory(owner=county.shangang)
    venue_set_hours(actor=None, venue=venue, rules=[(DayType.EVERY_DAY, NINE, FIVE)])
    venue_set_hours(actor=None, venue=venue, rules=[(DayType.EVERY_DAY, NINE, dt.time(12))])
    assert hours_on(venue, today()) == [(NINE, dt.time(12))]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (("sometimes", NINE, FIVE), "organisations.unknown_day_type"),
        ((DayType.MONDAY, NINE, None), "organisations.half_a_rule"),
        ((DayType.MONDAY, None, FIVE), "organisations.half_a_rule"),
        ((DayType.MONDAY, FIVE, NINE), "organisations.closes_before_it_opens"),
        ((DayType.MONDAY, NINE, NINE), "organisations.closes_before_it_opens"),
    ],
)
def test_a_wrong_rule_leaves_the_former_ones(county: County, rule: Any, code: str) -> None:
    venue = VenueFactory(owner=county.shangang)
    venue_set_hours(actor=None, venue=venue, rules=[(DayType.EVERY_DAY, NINE, FIVE)])
    with pytest.raises(Invalid) as error:
        venue_set_hours(actor=None, venue=venue, rules=[rule])
    assert error.value.code == code
    assert hours_on(venue, today()) == [(NINE, FIVE)]


@pytest.mark.parametrize(
    ("verb", "field"),
    [
        (lambda venue: venue_create(actor=None, owner=venue.owner, name=" "), "name"),
        (lambda venue: venue_close(actor=None, venue=venue, valid_from=today(), valid_to=None, reason=" "), "reason"),
        (lambda venue: venue_end(actor=None, venue=venue, last_day=dt.date(2019, 1, 1)), "valid_to"),
    ],
)
def test_what_is_missing_is_said_by_field(county: County, verb: Any, field: str) -> None:
    with pytest.raises(Invalid) as error:
        verb(VenueFactory(owner=county.shangang))
    assert error.value.field == field


def test_pairings_are_made_once_and_end(county: County) -> None:
    values: dict[str, Any] = {"kind": PairingKind.PAIRED, "actor": county.administrator}
    pairing = pairing_make(unit=county.shangang, partner=county.jinqiao, **values)
    with pytest.raises(Conflict):
        pairing_make(unit=county.jinqiao, partner=county.shangang, **values)
    pairing_end(actor=county.administrator, pairing=pairing)
    assert Pairing.objects.get().valid_to == today() - dt.timedelta(days=1)
    pairing_make(unit=county.jinqiao, partner=county.shangang, **values)


@pytest.mark.parametrize(("unit", "error"), [("yangshe", Conflict), ("jinqiao", NotAllowed), ("centre", NotAllowed)])
def test_a_town_pairs_its_own_units(county: County, unit: str, error: type[LinliError]) -> None:
    pairing_make(actor=None, unit=county.yangshe, partner=county.tangqiao, kind=PairingKind.LIAISON)
    with pytest.raises(error):
        pairing_make(
            actor=county.town_administrator,
            unit=getattr(county, unit),
            partner=county.tangqiao if unit != "jinqiao" else county.yangshe,
            kind=PairingKind.LIAISON,
        )


def test_a_unit_is_not_paired_with_itself(county: County) -> None:
    with pytest.raises(Invalid):
        pairing_make(actor=None, unit=county.yangshe, partner=county.yangshe, kind=PairingKind.PAIRED)


def test_levels_are_the_centre_s_and_have_one_name_each(county: County) -> None:
    level = level_save(actor=county.administrator, label="点", order=4)
    with pytest.raises(NotAllowed):
        level_save(actor=county.town_administrator, label="岗", order=5)
    with pytest.raises(Conflict):
        level_save(actor=county.administrator, label="站", order=4, level=level)
    with pytest.raises(Invalid):
        level_save(actor=county.administrator, label=" ", order=4, level=level)
    level_save(actor=county.administrator, label="村级点", order=4, level=level)
    assert list(Level.objects.values_list("label", flat=True)) == ["中心", "所", "站", "村级点"]
    assert LevelFactory(label="站").units.count() == 3
