"""Over random trees, posts, grants and rules: check, filter and tokens always agree."""

from dataclasses import dataclass

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.access import ANONYMOUS, FieldIn, InScope, Named, Public, Reader, Rule, Scope
from organisations.models import Level, Post, Unit, Venue
from tests.permissions.agreement import disagreements

ROLES = ("editor", "director", "dispatcher")
KINDS = ("centre", "station", "point")
# Every path in which two tokens could be mistaken for one another.
PHONES = ("", "1&2", "(1", "1)", "1")
PATHS = ["0001", "00010001", "00010002", "000100010001", "0002", "00020001"]


@dataclass(frozen=True)
class World:
    """Which units exist and what they are; posts and shared venues as (unit, person or unit) by index."""

    kinds: list[str]
    phones: list[str]
    posts: list[tuple[int, int, str]]
    venues: list[tuple[int, list[int]]]
    merged: list[int | None]


unit_index = st.integers(0, len(PATHS) - 1)
person_index = st.integers(0, 2)
worlds = st.builds(
    World,
    kinds=st.lists(st.sampled_from(KINDS), min_size=len(PATHS), max_size=len(PATHS)),
    phones=st.lists(st.sampled_from(PHONES), min_size=len(PATHS), max_size=len(PATHS)),
    posts=st.lists(st.tuples(unit_index, person_index, st.sampled_from(ROLES)), max_size=6),
    venues=st.lists(st.tuples(unit_index, st.lists(unit_index, max_size=3, unique=True)), max_size=3),
    merged=st.lists(st.none() | unit_index, min_size=len(PATHS), max_size=len(PATHS)),
)
some_roles = st.lists(st.sampled_from(ROLES), min_size=1, max_size=2, unique=True)


def in_scope(roles: list[str], lookup: str) -> Rule:
    return InScope(*roles, lookup=lookup)


def field_in(lookup: str, values: list[object]) -> Rule:
    return FieldIn(lookup, *values)


atoms: st.SearchStrategy[Rule] = st.one_of(
    st.builds(Public),
    st.builds(field_in, st.just("kind"), st.lists(st.sampled_from(KINDS), max_size=2)),
    st.builds(field_in, st.just("phone"), st.lists(st.sampled_from(PHONES), min_size=1, max_size=2)),
    st.builds(field_in, st.just("posts__role"), st.lists(st.sampled_from(ROLES), max_size=2)),
    st.builds(field_in, st.just("posts__person__is_active"), st.sampled_from([[False], [True], [0], [False, True]])),
    st.builds(field_in, st.just("merged_into__kind"), st.lists(st.sampled_from(KINDS), max_size=2)),
    st.builds(field_in, st.just("merged_into_id"), st.just([None])),
    st.builds(Named, st.sampled_from(["posts__person_id", "posts__person", "posts__person__pk"])),
    st.builds(
        in_scope,
        some_roles,
        st.sampled_from(["path", "merged_into__path", "shared_venues__owner__path", "posts__unit__path"]),
    ),
)
rules = st.recursive(
    atoms,
    lambda inner: st.one_of(st.builds(lambda a, b: a | b, inner, inner), st.builds(lambda a, b: a & b, inner, inner)),
    max_leaves=5,
)
held = st.frozensets(st.builds(Scope, st.sampled_from(ROLES), st.sampled_from([*PATHS, "", "0003"])), max_size=3)


def build(world: World, people: list[int]) -> None:
    level = Level.objects.create(label="层")
    units = Unit.objects.bulk_create(
        Unit(path=path, depth=len(path) // 4, name=path, level=level, kind=kind, phone=phone)
        for path, kind, phone in zip(PATHS, world.kinds, world.phones, strict=True)
    )
    for unit, into in zip(units, world.merged, strict=True):
        unit.merged_into = None if into is None else units[into]
    Unit.objects.bulk_update(units, ["merged_into"])
    Post.objects.bulk_create(Post(unit=units[u], person_id=people[p], role=role) for u, p, role in world.posts)
    for owner, sharing in world.venues:
        Venue.objects.create(name="馆", owner=units[owner]).sharing_units.set([units[index] for index in sharing])


@pytest.fixture
def people(db: None) -> list[int]:
    model = get_user_model()
    return [model.objects.create(username=f"p{n}", is_active=n > 0).pk for n in range(3)]


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(world=worlds, rule=rules, scopes=held, person=st.none() | person_index)
def test_check_filter_and_tokens_agree(
    people: list[int], world: World, rule: Rule, scopes: frozenset[Scope], person: int | None
) -> None:
    readers = [ANONYMOUS, Reader(None if person is None else people[person], scopes)]
    with transaction.atomic():
        build(world, people)
        found = disagreements(rule, Unit, readers)
        transaction.set_rollback(True)
    assert found == []
