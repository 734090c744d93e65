"""Who sits at the desk: the place, the counts and the own arrangement, read once a request."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache

from organisations.enums import Role
from organisations.models import Unit
from organisations.selectors import reader_for, today
from tests.factories.accounts import UserFactory
from tests.factories.organisations import PostFactory
from tests.factories.workflows import ReviewCounty, item_of
from workflows import selectors
from workflows.desk import services
from workflows.desk.person import columns_of, counts_of, heaps_of, place_of, saved_of, unread_of
from workflows.models import Notification, WorkItem


def request_of(person: Any) -> Any:
    return SimpleNamespace(user=person)


# --- the place -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "place"),
    [
        ([], ""),
        (["baijiaqiao"], "百家桥站"),
        (["baijiaqiao", "yangshe"], "杨舍所"),
        (["jinqiao", "centre", "yangshe"], "张家港中心"),
        # Two of one height: the first in the tree.
        (["jinqiao", "baijiaqiao"], "百家桥站"),
    ],
)
def test_it_is_the_highest_unit_of_the_posts_held(county: ReviewCounty, held: list[str], place: str) -> None:
    person = UserFactory()
    for unit in held:
        PostFactory(person=person, role=Role.EDITOR, unit=getattr(county, unit))
    assert place_of(person) == place


def test_a_short_name_is_shorter(county: ReviewCounty) -> None:
    Unit.objects.filter(pk=county.yangshe.pk).update(short_name="杨舍")
    assert place_of(county.second) == "杨舍"


@pytest.mark.parametrize(
    ("begins", "ends", "holds"), [(-5, -1, False), (1, None, False), (-5, 0, True), (0, None, True)]
)
def test_posts_of_other_days_do_not_count(county: ReviewCounty, begins: int, ends: int | None, holds: bool) -> None:
    day = dt.timedelta(days=1)
    end = None if ends is None else today() + ends * day
    person = PostFactory(unit=county.centre, valid_from=today() + begins * day, valid_to=end).person
    assert bool(place_of(person)) is holds


def test_it_is_read_once_in_five_minutes_and_for_each_person_apart(
    county: ReviewCounty, django_assert_num_queries: Any
) -> None:
    place_of(county.first)
    with django_assert_num_queries(0):
        assert place_of(county.first) == "百家桥站"
    assert place_of(county.final) == "张家港中心"
    nobody = UserFactory()
    place_of(nobody)
    with django_assert_num_queries(0):
        assert place_of(nobody) == ""
    cache.clear()
    with django_assert_num_queries(1):
        place_of(county.first)


# --- the counts ----------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 3])
def test_all_counts_cost_two_queries_and_are_those_of_the_lists(
    county: ReviewCounty, copied: Callable[..., WorkItem], many: int, django_assert_num_queries: Any
) -> None:
    item = item_of(county.submitted())
    for number in range(many - 1):
        copied(item, title=f"第{number}件", due_at=item.due_at - dt.timedelta(days=900))
    for person in (county.first, county.editor, county.final):
        request = request_of(person)
        person.is_authenticated  # noqa: B018 a plain value of the model
        with django_assert_num_queries(2):
            found = counts_of(request)
            assert counts_of(request) == found
        assert found == selectors.counts(reader_for(person), person)
    assert counts_of(request_of(county.first))["claimable"] == many
    assert counts_of(request_of(county.first))["overdue"] == many - 1


def test_heaps_hold_what_the_filters_ask_for(county: ReviewCounty) -> None:
    item = item_of(county.submitted())
    (heap,) = [each for each in heaps_of(request_of(county.first)) if each.queue == "claimable"]
    assert (heap.kind, heap.unit, heap.unit_name, heap.step, heap.many) == (
        item.page.content_type_id,
        county.baijiaqiao.pk,
        "百家桥站",
        "first_review",
        1,
    )


def test_an_item_whose_page_is_gone_is_a_heap_without_a_kind(county: ReviewCounty) -> None:
    item = item_of(county.submitted())
    WorkItem.objects.filter(pk=item.pk).update(page=None)
    (heap,) = [each for each in heaps_of(request_of(county.first)) if each.queue == "claimable"]
    assert (heap.kind, heap.many) == (None, 1)


@pytest.mark.parametrize("many", [0, 1, 3])
def test_the_bell_counts_the_own_unread(county: ReviewCounty, many: int) -> None:
    for number in range(many):
        Notification.objects.create(person=county.first, text="有一件", source=number)
    Notification.objects.create(person=county.second, text="别人的", source=1)
    Notification.objects.create(person=county.first, text="看过的", source=99, read_at=item_now())
    assert unread_of(request_of(county.first)) == many
    assert services.notices_mark_read(actor=county.first) == many
    assert services.notices_mark_read(actor=county.first) == 0
    assert unread_of(request_of(county.first)) == 0
    assert unread_of(request_of(county.second)) == 1


def item_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


# --- the arrangement -----------------------------------------------------------------------------


def test_filters_come_in_the_order_they_were_saved_and_for_their_queue(county: ReviewCounty) -> None:
    names = ["乙", "甲", "丙?x=1&y=2"]
    for name in names:
        services.save_filter(actor=county.first, tab="mine", name=name, query="q=a?b&due=week")
    services.save_filter(actor=county.first, tab="done", name="别的列表", query="due=today")
    services.save_filter(actor=county.second, tab="mine", name="别人的", query="due=today")
    found = saved_of(request_of(county.first), "mine")
    assert [each.name for each in found] == names
    assert {(each.tab, each.query) for each in found} == {("mine", "q=a?b&due=week")}
    assert [each.name for each in saved_of(request_of(county.first), "done")] == ["别的列表"]
    assert saved_of(request_of(county.first), "waiting") == []


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [(["due"], ["due"]), (["sender", "kind", "gone"], ["kind", "sender"]), (["due", "due"], ["due"])],
)
def test_columns_are_kept_in_the_order_of_the_list(county: ReviewCounty, chosen: list[str], kept: list[str]) -> None:
    assert columns_of(request_of(county.first)) == []
    services.choose_columns(chosen, actor=county.first)
    assert columns_of(request_of(county.first)) == kept
    assert columns_of(request_of(county.second)) == []


@pytest.mark.parametrize("tab", ["all", "", "MINE", "mine "])
def test_a_filter_of_no_queue_is_not_kept(county: ReviewCounty, tab: str) -> None:
    with pytest.raises(services.NotFound):
        services.save_filter(actor=county.first, tab=tab, name="甲", query="due=week")
