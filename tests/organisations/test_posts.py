"""Posts and substitutes: who may act for whom, on which days."""

import datetime as dt
from typing import Any

import pytest

from common.access import Scope
from common.errors import Conflict, Invalid, NotAllowed
from common.models import AuditEntry
from organisations.enums import Role
from organisations.models import Delegation, Post
from organisations.selectors import reader_for, today
from organisations.services import delegation_end, delegation_give, post_end, post_give
from tests.factories.accounts import UserFactory
from tests.factories.organisations import County, DelegationFactory, PostFactory

DAY = dt.timedelta(days=1)


def test_post_give_holds_from_today_and_gives_the_right(county: County) -> None:
    person = UserFactory()
    post = post_give(actor=county.town_administrator, person=person, role=Role.EDITOR, unit=county.shangang)
    assert (post.valid_from, post.valid_to) == (today(), None)
    assert reader_for(person).scopes == {Scope("editor", county.shangang.path)}
    assert reader_for(person, today() - DAY).scopes == frozenset()
    assert AuditEntry.objects.get().data == {"role": "editor", "person": person.pk}


@pytest.mark.parametrize(
    ("where", "allowed"), [("centre", True), ("yangshe", True), ("shangang", False), ("tangqiao", False)]
)
def test_who_may_give_and_end_posts(county: County, where: str, allowed: bool) -> None:
    actor = county.person(Role.ADMINISTRATOR, getattr(county, where))
    held = PostFactory(unit=county.baijiaqiao)
    for verb in (
        lambda: post_give(actor=actor, person=UserFactory(), role=Role.EDITOR, unit=county.baijiaqiao),
        lambda: post_end(actor=actor, post=held),
    ):
        if allowed:
            verb()
        else:
            with pytest.raises(NotAllowed):
                verb()


@pytest.mark.parametrize("trait", ["resident", "left"])
def test_post_give_refuses_those_who_are_not_active_staff(county: County, trait: str) -> None:
    person = UserFactory(**{trait: True})
    with pytest.raises(Invalid) as error:
        post_give(actor=None, person=person, role=Role.EDITOR, unit=county.shangang)
    assert error.value.code == "organisations.not_staff"


@pytest.mark.parametrize(
    ("first", "last", "overlaps"),
    [(-9, -6, False), (-9, -5, True), (-3, -2, True), (0, None, True), (5, 5, True), (6, None, False)],
)
def test_the_same_post_is_not_held_twice_on_a_day(county: County, first: int, last: int | None, overlaps: bool) -> None:
    held = PostFactory(unit=county.shangang, valid_from=today() - 5 * DAY, valid_to=today() + 5 * DAY)
    values: dict[str, Any] = {
        "person": held.person,
        "role": held.role,
        "unit": county.shangang,
        "valid_from": today() + first * DAY,
        "valid_to": None if last is None else today() + last * DAY,
    }
    if overlaps:
        with pytest.raises(Conflict) as error:
            post_give(actor=None, **values)
        assert error.value.code == "organisations.post_held"
    else:
        post_give(actor=None, **values)


def test_post_give_beyond_the_units_own_days_is_refused(county: County) -> None:
    county.shangang.valid_to = today() + 10 * DAY
    county.shangang.save()
    with pytest.raises(Invalid) as error:
        post_give(actor=None, person=UserFactory(), role=Role.EDITOR, unit=county.shangang)
    assert error.value.field == "unit"
    post_give(
        actor=None,
        person=UserFactory(),
        role=Role.EDITOR,
        unit=county.shangang,
        valid_to=today() + 10 * DAY,
    )


def test_post_end_takes_the_right_away_at_once_even_on_the_first_day(county: County) -> None:
    person = UserFactory()
    post = post_give(actor=None, person=person, role=Role.EDITOR, unit=county.shangang)
    post_end(actor=county.administrator, post=post)
    assert reader_for(person).scopes == frozenset()


def test_post_end_ends_the_substitutes_too(county: County) -> None:
    delegation = DelegationFactory(post=PostFactory(unit=county.shangang))
    post_end(actor=None, post=delegation.post, last_day=today())
    delegation.refresh_from_db()
    assert delegation.valid_to == today()
    assert reader_for(delegation.substitute).scopes
    assert not reader_for(delegation.substitute, today() + DAY).scopes


def test_post_end_never_lengthens_a_post(county: County) -> None:
    post = PostFactory(unit=county.shangang, valid_to=today() - 10 * DAY)
    post_end(actor=None, post=post, last_day=today())
    post.refresh_from_db()
    assert post.valid_to == today() - 10 * DAY


def test_a_holder_names_the_own_substitute(county: County) -> None:
    post, colleague = PostFactory(unit=county.shangang), UserFactory()
    delegation_give(actor=post.person, post=post, substitute=colleague, valid_to=today() + 7 * DAY, reason="年休假")
    assert reader_for(colleague).scopes == {Scope("editor", county.shangang.path)}
    assert not reader_for(colleague, today() + 8 * DAY).scopes


def test_a_substitute_loses_the_right_when_the_holder_is_deactivated(county: County) -> None:
    delegation = DelegationFactory(post=PostFactory(unit=county.shangang, person__is_active=False))
    assert not reader_for(delegation.substitute).scopes


@pytest.mark.parametrize(
    ("who", "allowed"), [("holder", True), ("town", True), ("substitute", False), ("stranger", False)]
)
def test_who_may_delegate(county: County, who: str, allowed: bool) -> None:
    post, colleague = PostFactory(unit=county.shangang), UserFactory()
    actor = {
        "holder": post.person,
        "town": county.town_administrator,
        "substitute": colleague,
        "stranger": county.person(Role.ADMINISTRATOR, county.tangqiao),
    }[who]
    if allowed:
        delegation = delegation_give(actor=actor, post=post, substitute=colleague)
        delegation_end(actor=actor, delegation=delegation)
        assert not reader_for(colleague).scopes
    else:
        with pytest.raises(NotAllowed):
            delegation_give(actor=actor, post=post, substitute=colleague)
        with pytest.raises(NotAllowed):
            delegation_end(actor=actor, delegation=DelegationFactory(post=post))


def test_nobody_substitutes_for_oneself(county: County) -> None:
    post = PostFactory(unit=county.shangang)
    with pytest.raises(Invalid) as error:
        delegation_give(actor=post.person, post=post, substitute=post.person)
    assert error.value.code == "organisations.own_substitute"


def test_a_resident_is_no_substitute(county: County) -> None:
    post = PostFactory(unit=county.shangang)
    with pytest.raises(Invalid):
        delegation_give(actor=post.person, post=post, substitute=UserFactory(resident=True))


@pytest.mark.parametrize(
    ("first", "last", "inside"), [(0, 9, True), (0, None, True), (-11, 9, False), (0, 11, False), (5, 4, False)]
)
def test_delegations_lie_within_the_post(county: County, first: int, last: int | None, inside: bool) -> None:
    post = PostFactory(unit=county.shangang, valid_from=today() - 10 * DAY, valid_to=today() + 10 * DAY)
    values: dict[str, Any] = {
        "valid_from": today() + first * DAY,
        "valid_to": None if last is None else today() + last * DAY,
    }
    if inside:
        delegation = delegation_give(actor=None, post=post, substitute=UserFactory(), **values)
        assert delegation.valid_to is not None
        assert delegation.valid_to <= post.valid_to
    else:
        with pytest.raises(Invalid):
            delegation_give(actor=None, post=post, substitute=UserFactory(), **values)
        assert not Delegation.objects.exists()


def test_the_same_substitute_twice_is_a_conflict(county: County) -> None:
    held = DelegationFactory(post=PostFactory(unit=county.shangang))
    with pytest.raises(Conflict):
        delegation_give(actor=None, post=held.post, substitute=held.substitute)
    assert Post.objects.filter(unit=county.shangang).count() == 1
