"""What holds on which day: posts, substitutes, pairings and units, at their edges and where they meet."""

import datetime as dt
import time
from typing import Any

import pytest
import time_machine

from common.access import ANONYMOUS, Scope
from common.errors import Conflict, LinliError
from organisations import services
from organisations.enums import PairingKind, Role
from organisations.models import Dated, Delegation, Pairing, Post, Unit
from organisations.selectors import acting_for, holders_of, people_by_seat, reader_for, responsible_post, scopes_of
from tests.factories.accounts import UserFactory
from tests.factories.organisations import County, DelegationFactory, PairingFactory, PostFactory

# March 2026: days by their number.
Days = tuple[int, int | None]


def day(number: int) -> dt.date:
    return dt.date(2026, 3, number)


def span(days: Days) -> dict[str, dt.date | None]:
    return {"valid_from": day(days[0]), "valid_to": None if days[1] is None else day(days[1])}


# The 10th to the 20th is taken; which other times share a day with it.
OVERLAPS: list[tuple[Days, bool]] = [
    ((1, 9), False),
    ((1, 10), True),  # the last day is included
    ((10, 10), True),
    ((12, 15), True),
    ((10, 20), True),
    ((5, 25), True),
    ((20, 28), True),
    ((21, 28), False),
    ((1, None), True),
    ((15, None), True),
    ((20, None), True),
    ((21, None), False),
]
TAKEN: Days = (10, 20)


@pytest.mark.parametrize(("days", "clash"), OVERLAPS)
def test_the_same_post_is_not_held_twice_on_one_day(county: County, days: Days, clash: bool) -> None:
    held = PostFactory(unit=county.shangang, **span(TAKEN))
    give = {"actor": None, "person": held.person, "unit": county.shangang, **span(days)}
    if clash:
        with pytest.raises(Conflict) as refused:
            services.post_give(role=Role.EDITOR, **give)
        assert (refused.value.code, refused.value.field) == ("organisations.post_held", "person")
    else:
        assert services.post_give(role=Role.EDITOR, **give).valid_from == day(days[0])
    # Another role, another unit or another person never clash.
    services.post_give(role=Role.DIRECTOR, **give)
    services.post_give(role=Role.EDITOR, **{**give, "unit": county.jinqiao})
    services.post_give(role=Role.EDITOR, **{**give, "person": UserFactory()})


@pytest.mark.parametrize(("days", "clash"), OVERLAPS)
def test_the_same_substitute_is_not_named_twice_for_one_day(county: County, days: Days, clash: bool) -> None:
    post = PostFactory(unit=county.shangang)
    named = DelegationFactory(post=post, **span(TAKEN))
    give: dict[str, Any] = {"actor": post.person, "post": post, **span(days)}
    if clash:
        with pytest.raises(Conflict) as refused:
            services.delegation_give(substitute=named.substitute, **give)
        assert (refused.value.code, refused.value.field) == ("organisations.delegation_held", "substitute")
    else:
        services.delegation_give(substitute=named.substitute, **give)
    services.delegation_give(substitute=UserFactory(), **give)
    assert Delegation.objects.filter(post=post).count() == (2 if clash else 3)


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize(("days", "clash"), OVERLAPS)
def test_two_units_are_not_paired_twice_for_one_day(county: County, days: Days, clash: bool, swapped: bool) -> None:
    PairingFactory(unit=county.shangang, partner=county.jinqiao, kind=PairingKind.PAIRED, **span(TAKEN))
    two = [county.shangang, county.jinqiao]
    unit, partner = reversed(two) if swapped else two
    make = {"actor": None, "unit": unit, "partner": partner, **span(days)}
    if clash:
        with pytest.raises(Conflict) as refused:
            services.pairing_make(kind=PairingKind.PAIRED, **make)
        assert (refused.value.code, refused.value.field) == ("organisations.already_paired", "partner")
    else:
        services.pairing_make(kind=PairingKind.PAIRED, **make)
    services.pairing_make(kind=PairingKind.TOWN_COUNTRY, **make)
    assert Pairing.objects.count() == (2 if clash else 3)


# --- who one is on a day ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "asked", "holds"),
    [
        ((10, 20), 9, False),
        ((10, 20), 10, True),
        ((10, 20), 20, True),
        ((10, 20), 21, False),
        ((10, None), 28, True),
        ((10, 10), 10, True),
        ((10, 9), 9, False),  # taken back before it ever held
        ((10, 9), 10, False),
    ],
)
def test_a_post_makes_a_reader_on_its_days_alone(county: County, days: Days, asked: int, holds: bool) -> None:
    post = PostFactory(unit=county.shangang, **span(days))
    expected = {Scope("editor", county.shangang.path)} if holds else set()
    assert reader_for(post.person, day(asked)).scopes == expected
    assert scopes_of(post.person_id, day(asked)) == expected
    # The row, the query and the list of seats agree.
    assert post.holds_on(day(asked)) is holds
    assert Post.objects.filter(Dated.on(day(asked)), pk=post.pk).exists() is holds
    assert (("editor", county.shangang.pk) in people_by_seat(day(asked))) is holds


@pytest.mark.parametrize(
    ("post", "delegation", "asked", "acts"),
    [
        ((1, 28), (10, 20), 9, False),
        ((1, 28), (10, 20), 10, True),
        ((1, 28), (10, 20), 20, True),
        ((1, 28), (10, 20), 21, False),
        ((1, 15), (10, 20), 16, False),  # the post ends first
        ((12, 28), (10, 20), 11, False),  # the post begins later
        ((1, None), (10, None), 28, True),
    ],
)
def test_a_substitute_acts_while_both_hold(
    county: County, post: Days, delegation: Days, asked: int, acts: bool
) -> None:
    held = PostFactory(unit=county.shangang, **span(post))
    given = DelegationFactory(post=held, **span(delegation))
    scopes = {Scope("editor", county.shangang.path)} if acts else set()
    assert reader_for(given.substitute, day(asked)).scopes == scopes
    acting = acting_for(given.substitute, "editor", county.shangang, day(asked))
    assert (acting is not None) is acts
    assert (given.substitute_id in people_by_seat(day(asked)).get(("editor", county.shangang.pk), set())) is acts


def test_an_ended_unit_gives_no_right_though_the_post_goes_on(county: County) -> None:
    post = PostFactory(unit=county.shangang)
    Unit.objects.filter(pk=county.shangang.pk).update(valid_to=day(15))
    assert reader_for(post.person, day(15)).scopes
    assert not reader_for(post.person, day(16)).scopes
    assert holders_of("editor", county.shangang, day(16)) == ()


@pytest.mark.parametrize("gone", ["holder", "substitute"])
def test_whoever_is_deactivated_neither_acts_nor_lets_act(county: County, gone: str) -> None:
    given = DelegationFactory(post=PostFactory(unit=county.shangang))
    left = given.post.person if gone == "holder" else given.substitute
    left.is_active = False
    left.save()
    given.substitute.refresh_from_db()
    assert reader_for(given.substitute) == ANONYMOUS or not reader_for(given.substitute).scopes
    names = {acting.person for acting in holders_of("editor", county.shangang)}
    assert names == (set() if gone == "holder" else {given.post.person})


def test_substituting_is_not_passed_on(county: County) -> None:
    """王 is replaced by 李, 李 (in the own post) by 赵: 赵 does not act for 王."""
    wang = PostFactory(unit=county.shangang, role=Role.FIRST_REVIEWER)
    li = PostFactory(unit=county.jinqiao, role=Role.EDITOR)
    zhao = UserFactory()
    DelegationFactory(post=wang, substitute=li.person)
    DelegationFactory(post=li, substitute=zhao)
    assert reader_for(li.person).scopes == {
        Scope("editor", county.jinqiao.path),
        Scope("first_reviewer", county.shangang.path),
    }
    assert reader_for(zhao).scopes == {Scope("editor", county.jinqiao.path)}
    assert acting_for(zhao, "first_reviewer", county.shangang) is None
    assert zhao not in {each.person for each in holders_of("first_reviewer", county.shangang)}


@pytest.mark.parametrize("who", ["substitute", "stranger"])
def test_a_substitute_names_no_substitute(county: County, who: str) -> None:
    given = DelegationFactory(post=PostFactory(unit=county.shangang))
    actor = given.substitute if who == "substitute" else UserFactory()
    with pytest.raises(LinliError) as refused:
        services.delegation_give(actor=actor, post=given.post, substitute=UserFactory())
    assert refused.value.code == "organisations.not_yours"


def test_a_substitute_acts_on_the_holder_s_behalf_and_the_holder_on_nobody_s(county: County) -> None:
    given = DelegationFactory(post=PostFactory(unit=county.shangang, role=Role.SECOND_REVIEWER))
    own, by = (acting_for(user, "second_reviewer", county.shangang) for user in (given.post.person, given.substitute))
    assert own
    assert by
    assert (own.on_behalf_of, by.on_behalf_of) == (None, given.post.person)
    assert own.post == by.post == given.post


# --- from when a row holds that says nothing of it -------------------------------------------------


@pytest.mark.parametrize("server", ["UTC", "America/Los_Angeles", "Asia/Shanghai"])
def test_a_row_holds_from_the_county_s_day_wherever_the_server_stands(
    monkeypatch: pytest.MonkeyPatch, server: str
) -> None:
    """Half past midnight in China on the 10th is still the 9th in Europe and America."""
    monkeypatch.setenv("TZ", server)
    time.tzset()
    try:
        with time_machine.travel(dt.datetime(2026, 3, 9, 16, 30, tzinfo=dt.UTC), tick=False):
            rows = [Unit(), Post(), Delegation(), Pairing()]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert [row.valid_from for row in rows] == [day(10)] * 4


# --- where a role is found ----------------------------------------------------------------------

# Who holds the role where, asked at the station of 善港: where it is found.
CLIMBS = [
    ([], None),
    (["shangang"], "shangang"),
    (["yangshe"], "yangshe"),
    (["centre"], "centre"),
    (["centre", "yangshe", "shangang"], "shangang"),
    (["centre", "yangshe"], "yangshe"),
    (["tangqiao", "jinqiao", "baijiaqiao"], None),  # beside it and below others: never
    (["tangqiao", "centre"], "centre"),
]


@pytest.mark.parametrize(("held", "found"), CLIMBS)
def test_a_role_is_looked_for_upwards(county: County, held: list[str], found: str | None) -> None:
    people = {where: county.person(Role.SECOND_REVIEWER, getattr(county, where)) for where in held}
    answer = responsible_post("second_reviewer", county.shangang)
    if found is None:
        assert answer is None
    else:
        assert answer
        assert answer.unit == getattr(county, found)
        assert [acting.person for acting in answer.people] == [people[found]]


@pytest.mark.parametrize("absent", ["left", "ended", "not yet", "another role", "unit ended"])
def test_climbing_goes_on_where_the_nearest_holder_does_not_hold(county: County, absent: str) -> None:
    above = county.person(Role.SECOND_REVIEWER, county.centre)
    near: dict[str, Any] = {"unit": county.yangshe, "role": Role.SECOND_REVIEWER}
    if absent == "left":
        near["person"] = UserFactory(left=True)
    elif absent == "ended":
        near["valid_to"] = day(9)
    elif absent == "not yet":
        near["valid_from"] = day(11)
    elif absent == "another role":
        near["role"] = Role.FIRST_REVIEWER
    PostFactory(**near)
    if absent == "unit ended":
        Unit.objects.filter(pk=county.yangshe.pk).update(valid_to=day(9))
    answer = responsible_post("second_reviewer", county.shangang, day(10))
    assert answer
    assert [acting.person for acting in answer.people] == [above]


@pytest.mark.parametrize("number", [1, 3])
def test_climbing_takes_two_queries(county: County, number: int, django_assert_num_queries: Any) -> None:
    for _ in range(number):
        post = PostFactory(unit=county.yangshe, role=Role.SECOND_REVIEWER)
        DelegationFactory(post=post)
    with django_assert_num_queries(2):
        answer = responsible_post("second_reviewer", county.shangang)
        assert answer
        assert len({acting.person.username for acting in answer.people}) == 2 * number


@pytest.mark.parametrize("number", [1, 3])
def test_a_reader_takes_one_query_whatever_is_held(county: County, number: int, django_assert_num_queries: Any) -> None:
    person = UserFactory()
    for unit in (county.shangang, county.jinqiao, county.baijiaqiao)[:number]:
        PostFactory(person=person, unit=unit)
        DelegationFactory(substitute=person, post=PostFactory(unit=unit, role=Role.DIRECTOR))
    with django_assert_num_queries(1):
        assert len(reader_for(person).scopes) == 2 * number


# --- the ends -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ends", "last_day", "then"),
    [(None, 15, 15), (20, 15, 15), (15, 15, 15), (10, 15, 10), (20, 9, 9)],
)
def test_ending_shortens_and_never_lengthens(county: County, ends: int | None, last_day: int, then: int) -> None:
    dates = {"valid_from": day(1), "valid_to": ends and day(ends)}
    post = PostFactory(unit=county.shangang, **dates)
    delegation = DelegationFactory(post=PostFactory(unit=county.jinqiao), **dates)
    pairing = PairingFactory(unit=county.shangang, partner=county.jinqiao, **dates)
    assert services.post_end(actor=None, post=post, last_day=day(last_day)).valid_to == day(then)
    assert services.delegation_end(actor=None, delegation=delegation, last_day=day(last_day)).valid_to == day(then)
    assert services.pairing_end(actor=None, pairing=pairing, last_day=day(last_day)).valid_to == day(then)


@pytest.mark.parametrize(("ends", "then"), [(None, 15), (20, 15), (15, 15), (10, 10)])
def test_substitutes_end_with_the_post_at_the_latest(county: County, ends: int | None, then: int) -> None:
    post = PostFactory(unit=county.shangang, valid_from=day(1))
    given = DelegationFactory(post=post, valid_from=day(2), valid_to=ends and day(ends))
    services.post_end(actor=None, post=post, last_day=day(15))
    given.refresh_from_db()
    assert given.valid_to == day(then)
