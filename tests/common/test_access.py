"""Single predicates: what they let through, what they don't, and what they cost."""

import pytest
from django.contrib.auth import get_user_model
from django.db import models
from pytest_django import DjangoAssertNumQueries

from common import checks
from common.access import (
    ANONYMOUS,
    FieldIn,
    InScope,
    Named,
    Public,
    Reader,
    Scope,
    many_valued,
    may_read,
    readable,
    register_rule,
    registered_rules,
    rule_for,
)
from common.models import CalendarDay
from organisations.models import Level, Post, Unit, Venue

EDITOR_AT_TOWN = Reader(7, frozenset({Scope("editor", "00010002")}))


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("00010002", True), ("000100020001", True), ("0001", False), ("00010003", False), ("", False)],
)
def test_a_role_covers_its_unit_and_all_below(path: str, allowed: bool) -> None:
    rule = InScope("editor", lookup="path")
    assert rule.check(EDITOR_AT_TOWN, Unit(path=path)) is allowed
    assert bool(rule.tokens(Unit(path=path)) & rule.reader_tokens(EDITOR_AT_TOWN)) is allowed


def test_another_role_at_the_same_unit_is_not_enough() -> None:
    assert not InScope("director", lookup="path").check(EDITOR_AT_TOWN, Unit(path="00010002"))


@pytest.mark.parametrize("reader", [ANONYMOUS, Reader(8), Reader(None, frozenset({Scope("editor", "")}))])
def test_who_holds_nothing_reads_nothing(reader: Reader) -> None:
    rule = InScope("editor", lookup="path") | Named("pk")
    assert not rule.check(reader, Unit(pk=7, path="0001"))


def test_values_that_are_false_are_values() -> None:
    user = get_user_model()(is_active=False)
    assert FieldIn("is_active", False).check(ANONYMOUS, user)
    assert FieldIn("phone", "").check(ANONYMOUS, Unit(phone=""))


def test_no_value_can_look_like_a_pair_of_tokens() -> None:
    forged = FieldIn("name", "a&phone=1)") | Public() & FieldIn("phone", "2")
    pair = FieldIn("name", "a") & FieldIn("phone", "1")
    assert not forged.tokens(Unit(name="a&phone=1)", phone="1")) & pair.reader_tokens(ANONYMOUS)


@pytest.mark.parametrize(
    ("lookup", "many"),
    [
        ("path", False),
        ("level__label", False),
        ("pk", False),
        ("posts__role", True),
        ("shared_venues__owner__path", True),
    ],
)
def test_which_lookups_lead_to_several(lookup: str, many: bool) -> None:
    assert many_valued(Unit, lookup) is many


@pytest.mark.django_db
def test_two_conditions_need_not_meet_in_one_related_row_and_rows_come_once() -> None:
    level = Level.objects.create(label="层")
    person = get_user_model().objects.create(username="p")
    town = Unit.add_root(name="镇", level=level, kind="institute")
    for role in ("editor", "director"):
        Post.objects.create(unit=town, person=person, role=role)
    both = FieldIn("posts__role", "editor") & FieldIn("posts__role", "director")
    one = FieldIn("posts__role", "editor", "director")
    assert list(Unit.objects.filter(both.filter(ANONYMOUS))) == [town]
    assert list(Unit.objects.filter(one.filter(ANONYMOUS))) == [town]


@pytest.mark.django_db
def test_readable_can_be_ordered_locked_and_counted_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("common.access._rules", {Venue: InScope("editor", lookup="sharing_units__path")})
    level = Level.objects.create(label="层")
    town = Unit.add_root(name="镇", level=level, kind="institute")
    venue = Venue.objects.create(name="馆", owner=town)
    venue.sharing_units.add(town)
    Venue.objects.create(name="别馆", owner=town)
    reader = Reader(1, frozenset({Scope("editor", town.path)}))
    with django_assert_num_queries(1):
        assert [v.name for v in readable(Venue.objects.select_for_update(), reader).order_by("name")] == ["馆"]
    with django_assert_num_queries(0):  # It is known without asking.
        assert readable(Venue.objects.all(), ANONYMOUS).count() == 0
    assert may_read(reader, venue)


def test_a_model_takes_the_rule_of_its_nearest_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.access._rules", {})

    class Child(Unit):
        class Meta:
            proxy = True
            app_label = "organisations"

    rule = Public()
    register_rule(Unit, rule)
    assert rule_for(Child) is rule
    assert registered_rules() == {Unit: rule}
    with pytest.raises(KeyError, match="CalendarDay"):
        rule_for(CalendarDay)


def test_a_shown_model_without_a_rule_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    required: dict[type[models.Model], str] = {}
    monkeypatch.setattr("common.access._rules", {})
    monkeypatch.setattr(checks, "_required", required)
    checks.require_rule(CalendarDay, "the list of days")
    assert [message.id for message in checks.check_rules()] == ["common.E001"]
    register_rule(CalendarDay, Public())
    assert checks.check_rules() == []
