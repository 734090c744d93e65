"""Ended, merged and renewed units; venues without a name; the command that gives the first post."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from common.errors import Conflict, Invalid
from common.models import AuditEntry
from organisations.enums import Role, UnitKind
from organisations.models import Pairing, Post, Unit, Venue
from organisations.selectors import holders_of, reader_for, units_on
from organisations.services import (
    Division,
    divisions_import,
    pairing_make,
    post_give,
    unit_end,
    unit_merge,
    venue_change,
    venue_create,
    venue_end,
)
from tests.factories.accounts import UserFactory
from tests.factories.organisations import County, UnitFactory, VenueFactory
from tests.worlds import world

county = world(County)
NEW_YEARS_EVE = dt.date(2026, 12, 31)


def end(county: County, unit: Unit, last_day: dt.date, **more: Any) -> Unit:
    return unit_end(actor=county.administrator, unit=unit, last_day=last_day, **{"posts_to": None, **more})


# --- the end of a unit ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("later", "fits"),
    [
        (dt.date(2026, 12, 30), True),
        (NEW_YEARS_EVE, True),
        (dt.date(2027, 1, 1), False),
        (dt.date(2036, 12, 31), False),
    ],
)
@pytest.mark.parametrize("verb", ["end", "merge"])
def test_a_unit_that_ends_is_not_brought_back_by_ending_it_later(
    county: County, later: dt.date, fits: bool, verb: str
) -> None:
    end(county, county.shangang, NEW_YEARS_EVE)

    def again() -> Unit:
        if verb == "end":
            return end(county, county.shangang, later)
        given = {"actor": county.administrator, "unit": county.shangang, "into": county.baijiaqiao, "posts_to": None}
        return unit_merge(**given, last_day=later)

    if fits:
        assert again().valid_to == later
        return
    with pytest.raises(Conflict) as refused:
        again()
    assert (refused.value.code, refused.value.field) == ("organisations.unit_ended", "last_day")
    assert "2026-12-31" in str(refused.value)
    assert Unit.objects.get(pk=county.shangang.pk).valid_to == NEW_YEARS_EVE


def test_a_unit_is_there_on_its_last_day_and_gone_in_the_new_year(county: County) -> None:
    holder = county.person(Role.EDITOR, county.shangang)
    end(county, county.shangang, NEW_YEARS_EVE)
    new_year = NEW_YEARS_EVE + dt.timedelta(days=1)
    assert county.shangang in units_on(NEW_YEARS_EVE)
    assert county.shangang not in units_on(new_year)
    assert [acting.person for acting in holders_of(Role.EDITOR, county.shangang, NEW_YEARS_EVE)] == [holder]
    assert holders_of(Role.EDITOR, county.shangang, new_year) == ()
    assert [scope.role for scope in reader_for(holder, NEW_YEARS_EVE).scopes] == ["editor"]
    assert reader_for(holder, new_year).scopes == frozenset()


def test_whoever_goes_on_elsewhere_has_no_day_without_a_post(county: County) -> None:
    holder = county.person(Role.EDITOR, county.shangang)
    end(county, county.shangang, NEW_YEARS_EVE, posts_to=county.baijiaqiao)
    posts = (
        Post.objects.filter(person=holder).order_by("valid_from").values_list("unit__name", "valid_from", "valid_to")
    )
    before, after = posts
    assert before[2] == NEW_YEARS_EVE
    assert after[:2] == ("百家桥站", dt.date(2027, 1, 1))


@pytest.mark.parametrize("count", [1, 3])
def test_pairings_end_with_either_unit(county: County, count: int) -> None:
    for number in range(count):
        department = UnitFactory(name=f"局{number}", kind=UnitKind.DEPARTMENT, parent=county.centre)
        pair = (county.shangang, department) if number % 2 else (department, county.shangang)
        pairing_make(actor=None, unit=pair[0], partner=pair[1], kind="paired", valid_from=dt.date(2026, 1, 1))
    end(county, county.shangang, NEW_YEARS_EVE)
    assert set(Pairing.objects.values_list("valid_to", flat=True)) == {NEW_YEARS_EVE}


def test_a_post_is_not_given_beyond_the_end_of_its_unit(county: County) -> None:
    end(county, county.shangang, NEW_YEARS_EVE)
    county.shangang.refresh_from_db()
    person = UserFactory()
    with pytest.raises(Invalid) as refused:
        post_give(actor=None, person=person, role=Role.EDITOR, unit=county.shangang)
    assert refused.value.field == "unit"
    kept = post_give(actor=None, person=person, role=Role.EDITOR, unit=county.shangang, valid_to=NEW_YEARS_EVE)
    assert kept.valid_to == NEW_YEARS_EVE


# --- one code, two units ----------------------------------------------------------------------------

ROWS = [
    Division(2, "320582", "张家港市", "county", ""),
    Division(3, "320582100", "杨舍镇", "town", "320582"),
    Division(4, "320582100001", "善港村委会", "village", "320582100"),
]


@pytest.mark.parametrize("ended_first", [True, False])
def test_of_two_units_with_one_code_the_import_means_the_one_in_use(db: None, ended_first: bool) -> None:
    divisions_import(actor=None, divisions=ROWS)
    first = Unit.objects.get(division_code="320582100001")
    town = Unit.objects.get(division_code="320582100")
    second = town.add_child(name="善港老站", kind=UnitKind.STATION, level=first.level, division_code="320582100001")
    ended, used = (first, second) if ended_first else (second, first)
    Unit.objects.filter(pk=ended.pk).update(name="旧名", valid_from=dt.date(2019, 1, 1), valid_to=dt.date(2021, 1, 1))
    Unit.objects.filter(pk=used.pk).update(name="要改的名")
    outcome = divisions_import(actor=None, divisions=ROWS)
    assert outcome.changed == ["善港村新时代文明实践站"]
    assert (Unit.objects.get(pk=ended.pk).name, Unit.objects.get(pk=used.pk).name) == ("旧名", "善港村新时代文明实践站")
    assert divisions_import(actor=None, divisions=ROWS).changed == []


# --- venues -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "  ", "\n\t", "　"])
def test_a_venue_keeps_a_name(county: County, name: str) -> None:
    venue = VenueFactory(name="善港会堂", owner=county.shangang)
    for verb in (
        lambda: venue_change(actor=county.administrator, venue=venue, name=name),
        lambda: venue_create(actor=county.administrator, owner=county.shangang, name=name),
    ):
        with pytest.raises(Invalid) as refused:
            verb()
        assert (refused.value.code, refused.value.field) == ("organisations.venue_name_missing", "name")
    assert list(Venue.objects.values_list("name", flat=True)) == ["善港会堂"]


def test_the_name_of_a_venue_is_kept_without_its_edges(county: County) -> None:
    venue = venue_create(actor=county.administrator, owner=county.shangang, name=" 善港会堂 ")
    assert venue_change(actor=county.administrator, venue=venue, name=" 善港礼堂\n").name == "善港礼堂"
    entry = AuditEntry.objects.filter(action="organisations.venue_changed").latest("pk")
    assert (entry.data, entry.unit_path) == ({"fields": ["name"]}, county.shangang.path)


@pytest.mark.parametrize(
    ("first", "last", "fits"),
    [
        (NEW_YEARS_EVE, NEW_YEARS_EVE, True),
        (NEW_YEARS_EVE, None, True),
        (dt.date(2027, 1, 1), NEW_YEARS_EVE, False),
    ],
)
@pytest.mark.parametrize("verb", ["create", "change", "end"])
def test_a_venue_does_not_end_before_it_begins(
    county: County, first: dt.date, last: dt.date | None, fits: bool, verb: str
) -> None:
    venue = VenueFactory(owner=county.shangang, valid_from=first)

    def act() -> Venue:
        if verb == "create":
            days = {"valid_from": first, "valid_to": last}
            return venue_create(actor=None, owner=county.shangang, name="会堂", **days)
        if verb == "change":
            return venue_change(actor=None, venue=venue, valid_to=last)
        return venue_end(actor=None, venue=venue, last_day=last or first)

    if fits:
        assert act().valid_from == first
        return
    with pytest.raises(Invalid) as refused:
        act()
    assert refused.value.code == "organisations.ends_before_it_begins"
    assert Venue.objects.count() == 1


# --- the first post ---------------------------------------------------------------------------------


def give(*arguments: str) -> str:
    out = StringIO()
    call_command("give_post", *arguments, stdout=out)
    return out.getvalue().strip()


@pytest.mark.parametrize("named_by", ["code", "division_code", "name"])
def test_the_first_administrator_comes_by_command(county: County, named_by: str) -> None:
    Unit.objects.filter(pk=county.centre.pk).update(division_code="320582")
    county.centre.refresh_from_db()
    person = UserFactory(username="lin")
    said = give("lin", "administrator", getattr(county.centre, named_by))
    post = Post.objects.get(person=person)
    assert (post.role, post.unit, post.valid_from, post.valid_to) == (
        "administrator",
        county.centre,
        timezone.localdate(),
        None,
    )
    assert said == str(post)
    entry = AuditEntry.objects.filter(action="organisations.post_given").latest("pk")
    assert (entry.actor_id, entry.data) == (None, {"role": "administrator", "person": person.pk})


def test_what_cannot_be_given_is_said_and_nothing_is_given(county: County) -> None:
    UserFactory(username="lin")
    UserFactory(username="left", is_active=False)
    UserFactory(username="neighbour", resident=True)
    for _twice in range(2):
        UnitFactory(name="同名站", parent=county.yangshe)
    before = Post.objects.count()
    wrong = [
        (("nobody", "editor", "杨舍所"), "nobody"),
        (("lin", "editor", "没有这个站"), "没有这个站"),
        (("lin", "editor", "同名站"), "同名站"),
        (("lin", "editor", ""), ""),
        (("lin", "emperor", "杨舍所"), "emperor"),
        (("left", "editor", "杨舍所"), "工作人员"),
        (("neighbour", "editor", "杨舍所"), "工作人员"),
    ]
    for arguments, said in wrong:
        with pytest.raises(CommandError) as refused:
            give(*arguments)
        assert said in str(refused.value), arguments
    assert Post.objects.count() == before


def test_the_same_post_twice_is_refused(county: County) -> None:
    UserFactory(username="lin")
    give("lin", "editor", "杨舍所")
    with pytest.raises(CommandError):
        give("lin", "editor", "杨舍所")
    assert Post.objects.filter(person__username="lin").count() == 1
