"""Who acts where: the nearest unit that has somebody, substitutes included, in few queries."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from common.access import ANONYMOUS
from organisations.enums import Role
from organisations.models import Unit
from organisations.selectors import (
    acting_for,
    holders_of,
    may_manage_user,
    reader_of,
    responsible_post,
    today,
    unit_ancestors,
    unit_tree,
    units_governed,
    units_on,
    units_under,
    ways_of,
)
from tests.factories.accounts import UserFactory
from tests.factories.organisations import County, DelegationFactory, PostFactory, UnitFactory

DAY = dt.timedelta(days=1)


def test_unit_ancestors_from_the_root_down(county: County, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert list(unit_ancestors(county.shangang)) == [county.centre, county.yangshe]
    assert list(unit_ancestors(county.centre)) == []


def test_units_under_holds_the_unit_itself_and_leaves_out_ended_ones(county: County) -> None:
    Unit.objects.filter(pk=county.shangang.pk).update(valid_to=today() - DAY)
    assert list(units_under(county.yangshe)) == [county.yangshe, county.baijiaqiao]
    assert list(units_under(county.yangshe, today() - DAY)) == [county.yangshe, county.baijiaqiao, county.shangang]


@pytest.mark.parametrize("holders", [1, 3])
def test_holders_of_names_holders_and_substitutes(county: County, holders: int, django_assert_num_queries: Any) -> None:
    posts = [PostFactory(role=Role.FIRST_REVIEWER, unit=county.shangang) for _ in range(holders)]
    delegation = DelegationFactory(post=posts[0])
    DelegationFactory(post=posts[0], valid_to=today() - DAY)
    DelegationFactory(post=posts[0], substitute__is_active=False)
    PostFactory(role=Role.FIRST_REVIEWER, unit=county.shangang, person__is_active=False)
    PostFactory(role=Role.FIRST_REVIEWER, unit=county.shangang, valid_to=today() - DAY)
    PostFactory(role=Role.SECOND_REVIEWER, unit=county.shangang)
    PostFactory(role=Role.FIRST_REVIEWER, unit=county.yangshe)
    with django_assert_num_queries(2):
        found = [(a.person, a.on_behalf_of) for a in holders_of(Role.FIRST_REVIEWER, county.shangang)]
    assert found == [*((post.person, None) for post in posts), (delegation.substitute, posts[0].person)]


@pytest.mark.parametrize("holders", [1, 3])
def test_responsible_post_climbs_to_the_nearest_unit(
    county: County, holders: int, django_assert_num_queries: Any
) -> None:
    posts = [PostFactory(role=Role.SECOND_REVIEWER, unit=county.yangshe) for _ in range(holders)]
    PostFactory(role=Role.SECOND_REVIEWER, unit=county.centre)
    PostFactory(role=Role.SECOND_REVIEWER, unit=county.jinqiao)
    with django_assert_num_queries(2):
        found = responsible_post(Role.SECOND_REVIEWER, county.shangang)
    assert found is not None
    assert found.unit == county.yangshe
    assert [acting.person for acting in found.people] == [post.person for post in posts]


def test_responsible_post_passes_by_who_has_left(county: County) -> None:
    PostFactory(role=Role.FIRST_REVIEWER, unit=county.shangang, person__is_active=False)
    PostFactory(role=Role.FIRST_REVIEWER, unit=county.yangshe, valid_from=today() + DAY)
    at_centre = PostFactory(role=Role.FIRST_REVIEWER, unit=county.centre)
    found = responsible_post(Role.FIRST_REVIEWER, county.shangang)
    assert found is not None
    assert (found.unit, found.people[0].person) == (county.centre, at_centre.person)


def test_responsible_post_is_none_where_nobody_holds_the_role(county: County) -> None:
    PostFactory(role=Role.FIRST_REVIEWER, unit=county.jinqiao)
    assert responsible_post(Role.FIRST_REVIEWER, county.shangang) is None


def test_acting_for_prefers_the_own_post_to_a_substitute_s(county: County) -> None:
    below = PostFactory(role=Role.FIRST_REVIEWER, unit=county.shangang)
    own = PostFactory(role=Role.FIRST_REVIEWER, unit=county.centre)
    DelegationFactory(post=below, substitute=own.person)
    acting = acting_for(own.person, Role.FIRST_REVIEWER, county.shangang)
    assert acting is not None
    assert acting.on_behalf_of is None
    substitute = DelegationFactory(post=below).substitute
    acting = acting_for(substitute, Role.FIRST_REVIEWER, county.shangang)
    assert acting is not None
    assert acting.on_behalf_of == below.person
    assert acting_for(UserFactory(), Role.FIRST_REVIEWER, county.shangang) is None


def test_ways_of_names_everybody_who_is_stood_in_for_the_nearest_first(county: County) -> None:
    above = PostFactory(role=Role.FIRST_REVIEWER, unit=county.centre)
    below = PostFactory(role=Role.FIRST_REVIEWER, unit=county.shangang)
    beside = PostFactory(role=Role.FIRST_REVIEWER, unit=county.jinqiao)
    person = DelegationFactory(post=above).substitute
    for post in (below, beside):
        DelegationFactory(post=post, substitute=person)
    ways = list(ways_of(person, Role.FIRST_REVIEWER, county.shangang))
    assert [(way.post, way.on_behalf_of) for way in ways] == [(below, below.person), (above, above.person)]
    own = PostFactory(role=Role.FIRST_REVIEWER, unit=county.yangshe, person=person)
    assert [way.post for way in ways_of(person, Role.FIRST_REVIEWER, county.shangang)] == [own, below, above]


@pytest.mark.parametrize(("own", "queries"), [(True, 1), (False, 2)])
def test_a_way_of_one_s_own_is_found_with_one_query(
    county: County, own: bool, queries: int, django_assert_num_queries: Any
) -> None:
    post = PostFactory(role=Role.EDITOR, unit=county.shangang)
    person = post.person if own else DelegationFactory(post=post).substitute
    with django_assert_num_queries(queries):
        assert acting_for(person, Role.EDITOR, county.shangang)


def test_unit_tree_counts_depth_from_the_nearest_unit_shown(county: County, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        tree = [(leaf.label, leaf.depth) for leaf in unit_tree()]
    assert tree == [
        ("张家港中心", 0),
        ("　杨舍所", 1),
        ("　　百家桥站", 2),
        ("　　善港站", 2),
        ("　塘桥所", 1),
        ("　　金桥站", 2),
    ]
    town = unit_tree(units_governed(reader_of(_request(county.town_administrator))))
    assert [leaf.label for leaf in town] == ["杨舍所", "　百家桥站", "　善港站"]


def test_units_on_leaves_out_what_has_not_begun(county: County) -> None:
    later = UnitFactory(parent=county.yangshe, valid_from=today() + DAY)
    assert later not in units_on()
    assert later in units_on(today() + DAY)


def _request(user: Any) -> Any:
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_reader_of_asks_once_a_request(county: County, django_assert_num_queries: Any) -> None:
    request = _request(county.administrator)
    with django_assert_num_queries(1):
        first = reader_of(request)
        assert reader_of(request) is first
    request.user = AnonymousUser()
    assert reader_of(request) == ANONYMOUS


@pytest.mark.parametrize(
    ("actor", "target", "allowed"),
    [
        ("centre", "new", True),
        ("town", "new", True),
        ("nobody", "new", False),
        ("centre", "station", True),
        ("town", "station", True),
        ("other_town", "station", False),
        ("station", "station", False),
        ("town", "station_and_centre", False),
        ("centre", "station_and_centre", True),
        ("town", "without_post", True),
        ("nobody", "without_post", False),
        ("centre", "resident", True),
        ("town", "resident", False),
    ],
)
def test_who_may_manage_which_user(county: County, actor: str, target: str, allowed: bool) -> None:
    editor = county.person(Role.EDITOR, county.shangang)
    both = county.person(Role.EDITOR, county.shangang)
    PostFactory(person=both, unit=county.centre)
    actors = {
        "centre": county.administrator,
        "town": county.town_administrator,
        "other_town": county.person(Role.ADMINISTRATOR, county.tangqiao),
        "station": editor,
        "nobody": UserFactory(),
    }
    targets = {
        "new": None,
        "station": editor,
        "station_and_centre": both,
        "without_post": UserFactory(),
        "resident": UserFactory(resident=True),
    }
    assert may_manage_user(actors[actor], targets[target]) is allowed
