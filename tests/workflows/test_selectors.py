"""Queues: who sees what in which of them, and in which order. The rows come from the flow itself."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from cms.models import NewsPage
from organisations.enums import Role
from organisations.selectors import reader_for, today
from tests.factories.organisations import DelegationFactory, PostFactory
from tests.factories.workflows import ReviewCounty, decide, item_of
from workflows import selectors
from workflows.eligibility import refusal
from workflows.enums import Decision, ItemState, Step
from workflows.models import ReviewPolicy, WorkItem
from workflows.services import queue

DAY = dt.timedelta(days=1)


def titles(name: str, person: Any) -> list[str]:
    return [item.title for item in selectors.TABS[name](reader_for(person), person)]


def queues(person: Any) -> set[str]:
    """The queues in which the person sees anything."""
    return {name for name in selectors.TABS if titles(name, person)}


PEOPLE = ("editor", "first", "second", "final", "other_first", "doctor", "director", "administrator")


@pytest.mark.parametrize(
    ("reached", "seen"),
    [
        ("submitted", {"editor": {"waiting"}, "first": {"claimable"}}),
        ("claimed", {"editor": {"waiting"}, "first": {"mine"}}),
        ("first", {"editor": {"waiting"}, "first": {"done"}, "second": {"claimable"}}),
        ("second", {"editor": {"waiting"}, "first": {"done"}, "second": {"done"}, "final": {"claimable"}}),
        ("returned", {"editor": {"returned"}, "first": {"done"}}),
        ("rejected", {"first": {"done"}}),
        ("published", {"first": {"done"}, "second": {"done"}, "final": {"done"}}),
    ],
)
def test_where_a_text_lies_for_whom(county: ReviewCounty, reached: str, seen: dict[str, set[str]]) -> None:
    page = county.submitted()
    if reached == "claimed":
        queue.claim(item_of(page), actor=county.first)
    elif reached == "returned":
        decide(page, county.first, Decision.RETURN_TO_AUTHOR, "日期有误。")
    elif reached == "rejected":
        decide(page, county.first, Decision.REJECT, "不是站里的事。")
    else:
        order = {"submitted": 0, "first": 1, "second": 2, "published": 3}
        for person in (county.first, county.second, county.final)[: order[reached]]:
            decide(page, person)
    found = {name: queues(getattr(county, name)) for name in PEOPLE}
    assert {name: each for name, each in found.items() if each} == seen


def test_the_most_urgent_comes_first_and_ties_by_age(county: ReviewCounty) -> None:
    now = timezone.now()
    for title, hours in (("不急", 9), ("最急", 1), ("同时甲", 5), ("同时乙", 5)):
        WorkItem.objects.filter(pk=item_of(county.submitted(title=title)).pk).update(
            due_at=now + dt.timedelta(hours=hours)
        )
    assert titles("claimable", county.first) == ["最急", "同时甲", "同时乙", "不急"]


@pytest.mark.parametrize(("minutes", "late"), [(-1, ["迟了"]), (1, [])])
def test_late_is_what_is_past_its_time(county: ReviewCounty, minutes: int, late: list[str]) -> None:
    item = item_of(county.submitted(title="迟了"))
    at = timezone.now()
    WorkItem.objects.filter(pk=item.pk).update(due_at=at + dt.timedelta(minutes=minutes))
    for person, expected in ((county.first, late), (county.other_first, []), (county.editor, [])):
        assert [each.title for each in selectors.overdue(reader_for(person), person, at)] == expected


def test_what_a_colleague_has_taken_is_late_for_the_colleague_alone(county: ReviewCounty) -> None:
    colleague = county.person(Role.FIRST_REVIEWER, county.baijiaqiao)
    item = queue.claim(item_of(county.submitted(title="迟了")), actor=colleague)
    WorkItem.objects.filter(pk=item.pk).update(due_at=timezone.now() - DAY)
    assert (titles("overdue", colleague), titles("overdue", county.first)) == (["迟了"], [])


# --- what may not be taken is not offered -------------------------------------------------------


def hold(county: ReviewCounty, person: Any, role: Role) -> None:
    unit = {Role.FIRST_REVIEWER: county.baijiaqiao, Role.SECOND_REVIEWER: county.yangshe}[role]
    PostFactory(person=person, role=role, unit=unit)


def test_ones_own_text_is_offered_only_where_the_county_allows_it(county: ReviewCounty) -> None:
    hold(county, county.editor, Role.FIRST_REVIEWER)
    page = county.submitted(title="自己写的")
    assert titles("claimable", county.editor) == []
    ReviewPolicy.objects.create(author_reviews_first=True)
    assert titles("claimable", county.editor) == ["自己写的"]
    hold(county, county.editor, Role.SECOND_REVIEWER)
    decide(page, county.first)
    assert titles("claimable", county.editor) == []


def test_a_second_step_of_one_text_is_not_offered_to_the_same_person(county: ReviewCounty) -> None:
    hold(county, county.first, Role.SECOND_REVIEWER)
    page = county.submitted(title="三人三审")
    decide(page, county.first)
    assert (titles("claimable", county.first), titles("claimable", county.second)) == ([], ["三人三审"])


def test_a_substitute_is_not_offered_what_the_holder_has_decided_before(county: ReviewCounty) -> None:
    hold(county, county.first, Role.SECOND_REVIEWER)
    substitute = DelegationFactory(post=county.first.posts.get(role=Role.FIRST_REVIEWER)).substitute
    hold(county, substitute, Role.SECOND_REVIEWER)
    page = county.submitted(title="替别人审过")
    decide(page, substitute)
    assert titles("claimable", substitute) == titles("claimable", county.first) == []
    assert titles("claimable", county.second) == ["替别人审过"]


@pytest.mark.parametrize(
    ("begins", "ends", "seen"),
    [(-1, 1, True), (0, 0, True), (1, 2, False), (-2, -1, False), (-1, None, True)],
)
def test_a_substitute_sees_the_holders_queue_on_the_days_of_the_delegation(
    county: ReviewCounty, begins: int, ends: int | None, seen: bool
) -> None:
    until = None if ends is None else today() + ends * DAY
    delegation = DelegationFactory(post=county.first.posts.get(), valid_from=today() + begins * DAY, valid_to=until)
    county.submitted(title="替班的")
    assert titles("substituting", delegation.substitute) == (["替班的"] if seen else [])
    assert titles("substituting", county.first) == []


def test_a_substitute_sees_what_the_holder_has_taken_and_no_others(county: ReviewCounty) -> None:
    substitute = DelegationFactory(post=county.first.posts.get()).substitute
    colleague = county.person(Role.FIRST_REVIEWER, county.baijiaqiao)
    for title, owner in (("主人领的", county.first), ("同事领的", colleague)):
        queue.claim(item_of(county.submitted(title=title)), actor=owner)
    assert titles("substituting", substitute) == ["主人领的"]


def test_posts_that_are_over_open_no_queue(county: ReviewCounty) -> None:
    county.submitted()
    county.first.posts.update(valid_to=today() - DAY)
    assert queues(county.first) == set()


# --- days, counts, single items -----------------------------------------------------------------


@pytest.mark.parametrize(("ago", "shown"), [(dt.timedelta(), True), (DAY, False)])
def test_what_was_done_yesterday_is_not_of_today(county: ReviewCounty, ago: dt.timedelta, shown: bool) -> None:
    page = county.submitted(title="办完的")
    item = item_of(page)
    decide(page, county.first)
    WorkItem.objects.filter(pk=item.pk).update(finished_at=timezone.now() - ago)
    assert titles("done", county.first) == (["办完的"] if shown else [])


def test_counts_are_those_of_the_lists(county: ReviewCounty) -> None:
    for number in range(3):
        county.submitted(title=f"第{number}篇")
    queue.claim(item_of(WorkItem.objects.first().page), actor=county.first)  # type: ignore[union-attr]
    for name in PEOPLE:
        person = getattr(county, name)
        counted = selectors.counts(reader_for(person), person)
        assert counted == {tab: len(titles(tab, person)) for tab in selectors.TABS}
    assert selectors.counts(reader_for(county.first), county.first)["claimable"] == 2


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("editor", True),
        ("first", True),
        ("second", True),
        ("director", True),
        ("administrator", True),
        ("town_administrator", True),
        ("other_first", False),
        ("doctor", False),
    ],
)
def test_an_item_is_found_by_its_code_only_by_whom_it_concerns(county: ReviewCounty, name: str, sees: bool) -> None:
    item = item_of(county.submitted())
    found = selectors.item_for(reader_for(getattr(county, name)), item.code)
    assert (found == item) is sees
    assert selectors.item_for(reader_for(county.administrator), "no-such-code") is None


def test_what_is_ones_own_comes_before_what_may_be_taken(county: ReviewCounty) -> None:
    for title in ("甲", "乙", "丙"):
        county.submitted(title=title)
    items = {item.title: item for item in WorkItem.objects.all()}
    taken = queue.claim(items["丙"], actor=county.first)
    reader = reader_for(county.first)
    assert selectors.next_item(reader, county.first) == taken
    assert selectors.next_item(reader, county.first, after=taken) == items["甲"]
    assert selectors.next_item(reader_for(county.editor), county.editor) is None


def test_the_position_names_who_decided_without_the_whole_name(county: ReviewCounty) -> None:
    page = county.submitted()
    decide(page, county.first)
    line = {each.step: each for each in selectors.position(item_of(page).process)}
    assert [line[step].state for step in (Step.FIRST_REVIEW, Step.SECOND_REVIEW, Step.FINAL_REVIEW)] == [
        "done",
        "now",
        "ahead",
    ]
    assert Step.CO_SIGN not in line
    assert line[Step.FIRST_REVIEW].people == (county.first.masked_name,)
    assert line[Step.SECOND_REVIEW].unit == str(county.yangshe)


def test_the_history_keeps_every_submission_newest_first(county: ReviewCounty) -> None:
    page = county.submitted()
    decide(page, county.first, Decision.RETURN_TO_AUTHOR, "日期有误。")
    said = [(each.step, each.decision) for each in selectors.history(page)]
    assert said == [
        (Step.FIRST_REVIEW, Decision.RETURN_TO_AUTHOR),
        (Step.MACHINE_CHECK, Decision.APPROVE),
    ]
    assert WorkItem.objects.get(page_id=page.pk).state == ItemState.DONE


# --- whom a substitute stands in for -------------------------------------------------------------


def substitute_of(*people: Any) -> Any:
    first, *others = people
    person = DelegationFactory(post=first.posts.get()).substitute
    for other in others:
        DelegationFactory(post=other.posts.get(), substitute=person)
    return person


@pytest.mark.parametrize(
    ("owner", "stands_in_for", "own_post", "loose", "shown"),
    [
        ("editor", ["first"], False, False, True),
        # The holder wrote it: whoever stands in for the holder alone would be refused.
        ("first", ["first"], False, False, False),
        ("first", ["first", "colleague"], False, False, True),
        ("first", ["first"], True, False, True),
        ("first", ["first"], False, True, True),
        ("colleague", ["first"], False, False, True),
        ("editor", ["second"], False, False, False),
    ],
)
def test_a_queue_shows_a_substitute_what_claiming_will_not_refuse(
    county: ReviewCounty, owner: str, stands_in_for: list[str], own_post: bool, loose: bool, shown: bool
) -> None:
    county.colleague = county.person(Role.FIRST_REVIEWER, county.baijiaqiao)
    ReviewPolicy.objects.update_or_create(pk=1, defaults={"author_reviews_first": loose})
    person = substitute_of(*(getattr(county, name) for name in stands_in_for))
    if own_post:
        PostFactory(person=person, role=Role.FIRST_REVIEWER, unit=county.baijiaqiao)
    page = county.submitted(owner=getattr(county, owner))
    assert titles("claimable", person) == ([page.title] if shown else [])
    assert ("substituting" in queues(person)) == (shown and "second" not in stands_in_for)
    assert (refusal(item_of(page), person) is None) is shown


def test_who_stands_in_for_somebody_that_decided_before_is_shown_nothing(county: ReviewCounty) -> None:
    """先 decided the first step: for them nobody decides the second, for 后 anybody may."""
    page = county.submitted()
    decide(page, county.first)
    PostFactory(person=county.first, role=Role.SECOND_REVIEWER, unit=county.yangshe)
    only = DelegationFactory(post=county.first.posts.get(role=Role.SECOND_REVIEWER)).substitute
    both = DelegationFactory(post=county.first.posts.get(role=Role.SECOND_REVIEWER)).substitute
    DelegationFactory(post=county.second.posts.get(), substitute=both)
    assert (titles("claimable", only), titles("claimable", both)) == ([], [page.title])
    assert (refusal(item_of(page), only) is None, refusal(item_of(page), both) is None) == (False, True)


def test_a_text_whose_author_is_gone_is_still_shown_to_substitutes(county: ReviewCounty) -> None:
    page = county.submitted()
    NewsPage.objects.filter(pk=page.pk).update(owner=None)
    WorkItem.objects.filter(page=page).update(sender=None)
    assert titles("claimable", substitute_of(county.first)) == [page.title]
