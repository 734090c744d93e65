"""Who may act on an item, and as whom: posts, substitutes, authors, and those who decided another step."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from common.errors import NotAllowed
from organisations.enums import Role
from organisations.selectors import today
from tests.factories.accounts import UserFactory
from tests.factories.organisations import DelegationFactory, PostFactory
from tests.factories.workflows import ReviewCounty, decide, item_of
from workflows.eligibility import authors, barred, in_charge, nearest, nobody, refusal, require
from workflows.enums import Decision, ItemState, Step
from workflows.models import ReviewPolicy, WorkItem
from workflows.services import queue

DAY = dt.timedelta(days=1)


def substitute_of(*people: Any, **dates: Any) -> Any:
    """Somebody without a post who stands in for these people."""
    person = UserFactory()
    for holder in people:
        DelegationFactory(post=holder.posts.get(), substitute=person, **dates)
    return person


def code_of(item: WorkItem, person: Any) -> str:
    """Why the person may not decide the item; empty where nothing is against it."""
    against = refusal(item, person)
    return against[0].removeprefix("workflows.") if against else ""


@pytest.fixture
def item(county: ReviewCounty) -> WorkItem:
    return item_of(county.submitted())


# --- posts and their dates -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "may"),
    [
        (-1, None, True),
        (0, None, True),
        (1, None, False),
        (-9, 1, True),
        (-9, 0, True),
        (-9, -1, False),
    ],
)
def test_a_post_counts_from_its_first_day_to_its_last(
    county: ReviewCounty, item: WorkItem, valid_from: int, valid_to: int | None, may: bool
) -> None:
    end = None if valid_to is None else today() + valid_to * DAY
    post = PostFactory(
        role=Role.FIRST_REVIEWER, unit=county.baijiaqiao, valid_from=today() + valid_from * DAY, valid_to=end
    )
    assert code_of(item, post.person) == ("" if may else "no_role")
    assert (post.person.pk in in_charge(item)) is may


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "may"), [(0, 0, True), (-3, 3, True), (1, 5, False), (-5, -1, False)]
)
def test_a_substitute_counts_on_the_days_that_were_named(
    county: ReviewCounty, item: WorkItem, valid_from: int, valid_to: int, may: bool
) -> None:
    person = substitute_of(county.first, valid_from=today() + valid_from * DAY, valid_to=today() + valid_to * DAY)
    assert code_of(item, person) == ("" if may else "no_role")
    assert (person.pk in in_charge(item)) is may


@pytest.mark.parametrize("who", ["visitor", "nobody", "resident", "left"])
def test_who_is_not_at_work_decides_nothing(county: ReviewCounty, item: WorkItem, who: str) -> None:
    county.first.is_active = who != "left"
    people = {"visitor": AnonymousUser(), "nobody": None, "resident": UserFactory(resident=True), "left": county.first}
    assert code_of(item, people[who]) == "no_role"
    with pytest.raises(NotAllowed) as refused:
        require(item, people[who])
    assert refused.value.code == "workflows.no_role"
    assert not str(refused.value).isascii()


def test_a_substitute_of_somebody_who_left_acts_for_nobody(county: ReviewCounty, item: WorkItem) -> None:
    person = substitute_of(county.first)
    county.first.is_active = False
    county.first.save()
    assert code_of(item, person) == "no_role"
    assert in_charge(item) == set()


@pytest.mark.parametrize(
    ("unit", "may"), [("baijiaqiao", True), ("yangshe", True), ("centre", True), ("shangang", False), ("health", False)]
)
def test_the_role_counts_at_the_unit_and_above_it(county: ReviewCounty, item: WorkItem, unit: str, may: bool) -> None:
    assert code_of(item, county.person(Role.FIRST_REVIEWER, getattr(county, unit))) == ("" if may else "no_role")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.FIRST_REVIEWER])
def test_no_other_role_decides_the_step(county: ReviewCounty, item: WorkItem, role: Role) -> None:
    assert code_of(item, county.person(role, county.baijiaqiao)) == "no_role"


# --- on whose behalf -----------------------------------------------------------------------------


def test_an_own_post_comes_before_a_substitution(county: ReviewCounty, item: WorkItem) -> None:
    person = substitute_of(county.first)
    assert require(item, person).on_behalf_of == county.first
    PostFactory(person=person, role=Role.FIRST_REVIEWER, unit=county.baijiaqiao)
    assert require(item, person).on_behalf_of is None


def test_for_whom_has_claimed_it_even_with_an_own_post(county: ReviewCounty, item: WorkItem) -> None:
    person = substitute_of(county.first)
    PostFactory(person=person, role=Role.FIRST_REVIEWER, unit=county.baijiaqiao)
    owned = queue.claim(item, actor=county.first)
    assert require(owned, person).on_behalf_of == county.first
    assert require(owned, county.first).on_behalf_of is None


def test_the_nearest_of_several_holders_is_acted_for(county: ReviewCounty, item: WorkItem) -> None:
    above = county.person(Role.FIRST_REVIEWER, county.yangshe)
    assert require(item, substitute_of(above, county.first)).on_behalf_of == county.first


def test_who_stands_in_for_the_author_and_for_another_acts_for_the_other(county: ReviewCounty) -> None:
    """Both hold the role; the text is of one of them: it may still be reviewed for the other."""
    colleague = county.person(Role.FIRST_REVIEWER, county.baijiaqiao)
    page = county.submitted(owner=county.first)
    item = item_of(page)
    person = substitute_of(county.first, colleague)
    assert person.pk in in_charge(item)
    assert code_of(item, person) == ""
    assert require(item, person).on_behalf_of == colleague
    opinion = decide(page, person)
    assert (opinion.person, opinion.on_behalf_of) == (person, colleague)


@pytest.mark.parametrize(("writes", "expected"), [("first", "own_text"), ("editor", "")])
def test_a_substitute_of_the_author_alone_is_as_much_the_author(
    county: ReviewCounty, writes: str, expected: str
) -> None:
    person = substitute_of(county.first)
    item = item_of(county.submitted(owner=getattr(county, writes)))
    assert code_of(item, person) == expected


def test_a_substitute_who_wrote_it_acts_for_nobody(county: ReviewCounty) -> None:
    person = substitute_of(county.first)
    assert code_of(item_of(county.submitted(owner=person)), person) == "own_text"


# --- no two steps by one person ------------------------------------------------------------------


def test_both_who_decided_and_for_whom_have_done_their_step(county: ReviewCounty) -> None:
    """A substitute's decision is the holder's as well: neither does another step."""
    person = substitute_of(county.first)
    page = county.submitted()
    decide(page, person)
    for each in (person, county.first):
        PostFactory(person=each, role=Role.SECOND_REVIEWER, unit=county.yangshe)
        assert code_of(item_of(page), each) == "two_steps"
    assert in_charge(item_of(page)) == {county.second.pk}


def test_a_new_submission_begins_with_clean_hands(county: ReviewCounty) -> None:
    page = county.submitted()
    decide(page, county.first)
    PostFactory(person=county.first, role=Role.SECOND_REVIEWER, unit=county.yangshe)
    decide(page, county.second, Decision.REJECT, "重复了。")
    again = county.submitted(title="另一篇")
    assert code_of(item_of(again), county.first) == ""


def test_a_department_signs_for_itself_alone(county: ReviewCounty) -> None:
    """Who holds the role at two departments signs for one of them."""
    PostFactory(person=county.doctor, role=Role.COSIGNER, unit=county.fire)
    page = county.submitted()
    decide(page, county.first, cosign_units=[county.health, county.fire])
    decide(page, county.doctor, item=item_of(page, unit=county.health))
    assert code_of(item_of(page, unit=county.fire), county.doctor) == "two_steps"
    assert code_of(item_of(page, unit=county.fire), county.fireman) == ""


@pytest.mark.parametrize(("loose", "expected"), [(False, "own_text"), (True, "")])
def test_the_county_may_let_authors_do_the_first_review(county: ReviewCounty, loose: bool, expected: str) -> None:
    ReviewPolicy.objects.create(author_reviews_first=loose)
    assert code_of(item_of(county.submitted(owner=county.first)), county.first) == expected


def test_even_then_the_second_review_is_somebody_elses(county: ReviewCounty) -> None:
    ReviewPolicy.objects.create(author_reviews_first=True)
    page = county.submitted(owner=county.second)
    decide(page, county.first)
    assert code_of(item_of(page), county.second) == "own_text"


@pytest.mark.parametrize("state", [ItemState.DONE, ItemState.CANCELLED])
def test_what_is_closed_is_closed_to_who_could_have_decided_it(
    county: ReviewCounty, item: WorkItem, state: ItemState
) -> None:
    item.state = state
    assert code_of(item, county.first) == "item_closed"
    # Whoever has no role there is not told that it is closed.
    assert code_of(item, county.other_first) == "no_role"


# --- the questions behind ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, set()),
        ({"author": None, "sender": None}, set()),
        ({"author": 3, "sender": None}, {3}),
        ({"author": 3, "sender": 4}, {3, 4}),
        ({"author": 3, "sender": 3}, {3}),
    ],
)
def test_authors_are_who_wrote_and_who_sent(data: dict[str, Any], expected: set[int]) -> None:
    assert authors(SimpleNamespace(data=data)) == expected


def test_barred_names_only_the_barred_and_those_who_decided(county: ReviewCounty) -> None:
    page = county.submitted()
    process = item_of(page).process
    asked = {county.editor.pk, county.second.pk}
    assert barred(process, Step.FIRST_REVIEW, county.baijiaqiao.pk, asked) == {county.editor.pk}
    assert barred(process, Step.FIRST_REVIEW, county.baijiaqiao.pk, {county.second.pk}) == set()
    decide(page, county.first)
    assert barred(process, Step.SECOND_REVIEW, county.yangshe.pk, asked) == {county.editor.pk, county.first.pk}


def test_the_nearest_unit_is_where_somebody_is_left(county: ReviewCounty) -> None:
    above = county.person(Role.FIRST_REVIEWER, county.yangshe)
    role, unit = Role.FIRST_REVIEWER, county.baijiaqiao

    def found(out: set[int]) -> tuple[str, set[int]] | None:
        responsible = nearest(role, unit, lambda people: people & out)
        return (str(responsible.unit), {each.person.pk for each in responsible.people}) if responsible else None

    assert found(set()) == (str(county.baijiaqiao), {county.first.pk})
    assert found({county.first.pk}) == (str(county.yangshe), {above.pk})
    assert found({county.first.pk, above.pk}) is None
    assert nearest(Role.COSIGNER, unit, nobody) is None


def test_a_substitute_is_out_with_the_holder_and_stays_with_another(county: ReviewCounty) -> None:
    colleague = county.person(Role.FIRST_REVIEWER, county.baijiaqiao)
    person = substitute_of(county.first, colleague)
    found = nearest(Role.FIRST_REVIEWER, county.baijiaqiao, lambda people: {county.first.pk})
    assert found is not None
    assert {each.person.pk for each in found.people} == {colleague.pk, person.pk}
    assert {each.on_behalf_of for each in found.people} == {None, colleague}


@pytest.mark.parametrize("many", [1, 3])
def test_finding_who_is_asked_costs_two_queries(
    county: ReviewCounty, many: int, django_assert_num_queries: Any
) -> None:
    for _number in range(many):
        substitute_of(county.person(Role.FIRST_REVIEWER, county.baijiaqiao))
    with django_assert_num_queries(2):
        found = nearest(Role.FIRST_REVIEWER, county.baijiaqiao, nobody)
    assert found is not None
    assert len(found.people) == 1 + 2 * many


def test_who_is_asked_and_who_may_are_the_same(county: ReviewCounty) -> None:
    """Everybody who is told of an item can decide it, and the other way round at the same unit."""
    author, colleague = county.first, county.person(Role.FIRST_REVIEWER, county.baijiaqiao)
    page = county.submitted(owner=author)
    item = item_of(page)
    people = [
        author,
        colleague,
        county.person(Role.FIRST_REVIEWER, county.baijiaqiao),
        substitute_of(author),
        substitute_of(colleague),
        substitute_of(author, colleague),
        county.other_first,
        county.editor,
    ]
    asked = in_charge(item)
    assert {person.pk for person in people if not code_of(item, person)} == asked
    assert asked == {people[1].pk, people[2].pk, people[4].pk, people[5].pk}
