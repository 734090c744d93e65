"""Units change only through verbs, by those who answer for them, and nothing is lost."""

import datetime as dt
from typing import Any

import pytest

from common.errors import Conflict, Invalid, NotAllowed
from common.models import AuditEntry, OutboxMessage
from common.outbox import _consumers, register_consumer
from organisations.enums import Role, UnitKind
from organisations.models import Dated, Pairing, Post, Unit
from organisations.selectors import reader_for, today, units_under
from organisations.services import (
    unit_change,
    unit_create,
    unit_end,
    unit_merge,
    unit_move,
    unit_rename,
)
from tests.factories.organisations import County, PairingFactory, PostFactory

TOMORROW = dt.timedelta(days=1)


@pytest.fixture
def heard(db: None) -> Any:
    """What a consumer of all events of units would be told: names and data."""
    register_consumer("test_units", ["organisations.*"], lambda batch: None)
    yield lambda: [
        (message.event, message.object_id, message.data)
        for message in OutboxMessage.objects.filter(consumer="test_units")
    ]
    del _consumers["test_units"]


def test_unit_create_places_it_last_below_its_parent(county: County, heard: Any) -> None:
    unit = unit_create(
        actor=county.town_administrator,
        name=" 新站 ",
        kind=UnitKind.STATION,
        level=county.shangang.level,
        parent=county.yangshe,
    )
    assert unit.name == "新站"
    assert list(county.yangshe.get_children()) == [county.baijiaqiao, county.shangang, unit]
    assert heard() == [("organisations.unit_changed", str(unit.pk), {"path": unit.path, "created": True})]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_id, entry.unit_path) == (
        "organisations.unit_created",
        county.town_administrator.pk,
        unit.path,
    )


def test_unit_create_below_an_ended_unit_is_refused(county: County) -> None:
    Unit.objects.filter(pk=county.yangshe.pk).update(valid_to=today() - TOMORROW)
    with pytest.raises(Conflict) as error:
        unit_create(actor=None, name="新站", kind=UnitKind.STATION, level=county.shangang.level, parent=county.yangshe)
    assert (error.value.code, error.value.field) == ("organisations.parent_ended", "parent")


def test_only_the_administrator_of_a_tree_or_the_system_makes_a_root(county: County) -> None:
    values: dict[str, Any] = {"name": "另一个中心", "kind": UnitKind.CENTRE, "level": county.centre.level}
    with pytest.raises(NotAllowed):
        unit_create(actor=county.town_administrator, **values)
    assert unit_create(actor=county.administrator, **values).is_root()


# Who may do what to a station of 杨舍: the verb's right is at the unit, or above it.
@pytest.mark.parametrize(
    ("role", "where", "renames", "moves", "ends"),
    [
        (Role.ADMINISTRATOR, "centre", True, True, True),
        (Role.ADMINISTRATOR, "yangshe", True, False, True),
        (Role.ADMINISTRATOR, "baijiaqiao", True, False, False),
        (Role.ADMINISTRATOR, "shangang", False, False, False),
        (Role.ADMINISTRATOR, "tangqiao", False, False, False),
        *((role, "centre", False, False, False) for role in Role if role != Role.ADMINISTRATOR),
    ],
)
def test_who_may_change_a_unit(county: County, role: Role, where: str, renames: bool, moves: bool, ends: bool) -> None:
    actor = county.person(role, getattr(county, where))
    unit = county.baijiaqiao

    def may(verb: Any) -> bool:
        try:
            verb()
        except NotAllowed:
            return False
        return True

    assert may(lambda: unit_rename(actor=actor, unit=unit, name="百家桥村站")) is renames
    assert may(lambda: unit_move(actor=actor, unit=unit, parent=county.tangqiao)) is moves
    assert may(lambda: unit_end(actor=actor, unit=county.shangang, last_day=today(), posts_to=None)) is ends


def test_a_deactivated_administrator_may_nothing(county: County) -> None:
    county.administrator.is_active = False
    with pytest.raises(NotAllowed):
        unit_rename(actor=county.administrator, unit=county.shangang, name="别名")


def test_unit_rename_records_before_and_after(county: County, heard: Any) -> None:
    unit_rename(actor=county.administrator, unit=county.shangang, name="善港村站", short_name="善港村")
    entry = AuditEntry.objects.get()
    assert entry.data == {
        "before": {"name": "善港站", "short_name": ""},
        "after": {"name": "善港村站", "short_name": "善港村"},
    }
    assert [event for event, _id, _data in heard()] == ["organisations.unit_changed"]


def test_unit_change_without_a_difference_writes_nothing(county: County, heard: Any) -> None:
    unit_change(actor=county.administrator, unit=county.shangang, name="善港站", phone="")
    assert heard() == []
    assert not AuditEntry.objects.exists()


def test_unit_change_refuses_an_empty_name_and_what_is_no_detail(county: County) -> None:
    with pytest.raises(Invalid) as error:
        unit_change(actor=county.administrator, unit=county.shangang, name="  ")
    assert error.value.field == "name"
    with pytest.raises(TypeError, match="path"):
        unit_change(actor=county.administrator, unit=county.shangang, path="0001")


def test_unit_move_takes_the_subtree_and_the_rights_along(county: County, heard: Any) -> None:
    editor = county.person(Role.EDITOR, county.shangang)
    town_editor = county.person(Role.EDITOR, county.yangshe)
    old_path = county.yangshe.path
    moved = unit_move(actor=county.administrator, unit=county.yangshe, parent=county.tangqiao)
    county.shangang.refresh_from_db()
    assert moved.path == f"{county.tangqiao.path}0002"
    assert county.shangang.path.startswith(moved.path)
    assert Unit.find_problems() == ([], [], [], [], [])
    assert {scope.unit_path for scope in reader_for(editor).scopes} == {county.shangang.path}
    assert {scope.unit_path for scope in reader_for(town_editor).scopes} == {moved.path}
    assert heard() == [("organisations.unit_moved", str(moved.pk), {"old_path": old_path, "new_path": moved.path})]


def test_unit_move_to_where_it_stands_writes_nothing(county: County, heard: Any) -> None:
    unit_move(actor=county.administrator, unit=county.shangang, parent=county.yangshe)
    assert heard() == []


@pytest.mark.parametrize("target", ["yangshe", "baijiaqiao"])
def test_unit_move_under_itself_is_refused(county: County, target: str) -> None:
    before = list(Unit.objects.values_list("pk", "path"))
    with pytest.raises(Invalid) as error:
        unit_move(actor=county.administrator, unit=county.yangshe, parent=getattr(county, target))
    assert error.value.code == "organisations.move_under_itself"
    assert list(Unit.objects.values_list("pk", "path")) == before


def test_unit_move_with_a_stale_row_keeps_the_tree_sound(county: County) -> None:
    stale = Unit.objects.get(pk=county.shangang.pk)
    unit_move(actor=None, unit=county.yangshe, parent=county.tangqiao)
    unit_move(actor=None, unit=stale, parent=county.centre)
    assert Unit.find_problems() == ([], [], [], [], [])


def test_unit_end_ends_posts_substitutes_and_pairings(county: County, heard: Any) -> None:
    post = PostFactory(unit=county.shangang)
    pairing = PairingFactory(unit=county.jinqiao, partner=county.shangang)
    unit_end(actor=county.town_administrator, unit=county.shangang, last_day=today(), posts_to=None)
    post.refresh_from_db()
    pairing.refresh_from_db()
    county.shangang.refresh_from_db()
    assert (post.valid_to, pairing.valid_to, county.shangang.valid_to) == (today(), today(), today())
    assert reader_for(post.person, today() + TOMORROW).scopes == frozenset()
    assert county.shangang not in units_under(county.yangshe, today() + TOMORROW)
    assert county.shangang in units_under(county.yangshe)
    assert sorted(event for event, _id, _data in heard()) == [
        "organisations.pairing_changed",
        "organisations.posts_changed",
        "organisations.unit_ended",
    ]


def test_unit_end_may_hand_its_posts_on(county: County) -> None:
    post = PostFactory(unit=county.shangang, role=Role.EDITOR, valid_to=today() + 90 * TOMORROW)
    held_there = PostFactory(unit=county.shangang, role=Role.FIRST_REVIEWER)
    PostFactory(unit=county.baijiaqiao, role=Role.FIRST_REVIEWER, person=held_there.person)
    unit_end(actor=county.town_administrator, unit=county.shangang, last_day=today(), posts_to=county.baijiaqiao)
    after = Post.objects.filter(Dated.on(today() + TOMORROW), unit=county.baijiaqiao)
    assert sorted(after.values_list("person", "role", "valid_to")) == sorted(
        [(post.person_id, "editor", today() + 90 * TOMORROW), (held_there.person_id, "first_reviewer", None)]
    )


def test_unit_end_with_units_below_is_refused(county: County) -> None:
    with pytest.raises(Conflict) as error:
        unit_end(actor=county.administrator, unit=county.yangshe, last_day=today(), posts_to=None)
    assert error.value.code == "organisations.units_below"
    assert "2" in str(error.value)


def test_unit_end_before_its_first_day_is_refused(county: County) -> None:
    with pytest.raises(Invalid) as error:
        unit_end(actor=None, unit=county.shangang, last_day=dt.date(2019, 1, 1), posts_to=None)
    assert error.value.field == "last_day"


def test_unit_merge_moves_what_is_below_and_says_into_what(county: County, heard: Any) -> None:
    old_path = county.baijiaqiao.path
    merged = unit_merge(
        actor=county.administrator,
        unit=county.yangshe,
        into=county.tangqiao,
        last_day=today(),
        posts_to=county.tangqiao,
    )
    county.baijiaqiao.refresh_from_db()
    assert merged.merged_into == county.tangqiao
    assert merged.valid_to == today()
    assert county.baijiaqiao.get_parent() == county.tangqiao
    assert Unit.find_problems() == ([], [], [], [], [])
    assert reader_for(county.town_administrator, today() + TOMORROW).paths([Role.ADMINISTRATOR]) == [
        county.tangqiao.path
    ]
    moved = {"old_path": old_path, "new_path": county.baijiaqiao.path}
    assert ("organisations.unit_moved", str(county.baijiaqiao.pk), moved) in heard()
    assert heard()[-1][0] == "organisations.unit_merged"
    assert heard()[-1][2]["into"] == county.tangqiao.pk


@pytest.mark.parametrize("target", ["yangshe", "shangang"])
def test_unit_merge_into_itself_is_refused(county: County, target: str) -> None:
    with pytest.raises(Invalid) as error:
        unit_merge(actor=None, unit=county.yangshe, into=getattr(county, target), last_day=today(), posts_to=None)
    assert error.value.code == "organisations.merge_into_itself"


def test_units_are_never_deleted(county: County) -> None:
    with pytest.raises(TypeError):
        county.shangang.delete()
    with pytest.raises(TypeError):
        Unit.objects.filter(pk=county.shangang.pk).delete()
    with pytest.raises(TypeError):
        county.yangshe.get_children().delete()
    assert Unit.objects.count() == 6
    assert Pairing.objects.count() == 0
