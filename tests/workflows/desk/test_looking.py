"""Who else has an item open: a hint with masked names, for two minutes, to those who may see the item."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories.workflows import ReviewCounty, item_of
from workflows.desk import services
from workflows.models import Looking, WorkItem

SignIn = Callable[[Any], Client]


@pytest.fixture
def item(county: ReviewCounty) -> WorkItem:
    """Waits for its first review: the reviewer, the director and the administrator may see it."""
    return item_of(county.submitted())


def url(item: WorkItem, name: str = "looking") -> str:
    return reverse(f"desk:{name}", args=[item.code])


def test_a_colleague_who_opened_the_page_is_named_by_the_family_name_only(
    county: ReviewCounty, sign_in: SignIn, item: WorkItem
) -> None:
    assert sign_in(county.director).get(url(item, "review")).context["lookers"] == []
    answer = sign_in(county.first).get(url(item, "review"))
    assert answer.context["lookers"] == [county.director.masked_name]
    body = answer.content.decode()
    assert f"{county.director.masked_name} 正在看" in body
    assert county.director.get_full_name() not in body
    assert county.director.username not in body


def test_the_open_page_asks_and_is_told(county: ReviewCounty, sign_in: SignIn, item: WorkItem) -> None:
    reviewer = sign_in(county.first)
    assert reviewer.post(url(item)).content.decode().strip() == ""
    assert f"{county.first.masked_name} 正在看" in sign_in(county.director).post(url(item)).content.decode()
    assert f"{county.director.masked_name} 正在看" in reviewer.post(url(item)).content.decode()


@pytest.mark.parametrize(("seconds", "seen"), [(0, True), (119, True), (121, False), (86400, False)])
def test_after_two_minutes_nobody_is_looking(seconds: int, seen: bool, county: ReviewCounty, item: WorkItem) -> None:
    services.look(item, actor=county.director)
    Looking.objects.update(at=timezone.now() - dt.timedelta(seconds=seconds))
    assert (services.look(item, actor=county.first) == [county.director]) is seen


def test_looking_again_renews_the_one_row(county: ReviewCounty, item: WorkItem) -> None:
    services.look(item, actor=county.director)
    Looking.objects.update(at=timezone.now() - dt.timedelta(minutes=5))
    services.look(item, actor=county.director)
    assert Looking.objects.count() == 1
    assert services.look(item, actor=county.first) == [county.director]


def test_nobody_is_told_of_oneself_or_of_another_item(county: ReviewCounty, item: WorkItem) -> None:
    elsewhere = item_of(county.submitted(title="另一篇"))
    services.look(elsewhere, actor=county.director)
    services.look(item, actor=county.first)
    assert services.look(item, actor=county.first) == []


@pytest.mark.parametrize("role", ["other_first", "doctor", "fireman"])
def test_who_may_not_see_the_item_learns_nothing_and_leaves_no_trace(
    role: str, county: ReviewCounty, sign_in: SignIn, item: WorkItem
) -> None:
    services.look(item, actor=county.first)
    client = sign_in(getattr(county, role))
    assert client.post(url(item)).status_code == 404
    assert client.get(url(item, "review")).status_code == 404
    assert list(Looking.objects.values_list("person", flat=True)) == [county.first.pk]


def test_visitors_are_not_asked_in(county: ReviewCounty, item: WorkItem) -> None:
    assert Client().post(url(item)).status_code == 302
    assert not Looking.objects.exists()


def test_it_is_asked_by_post(county: ReviewCounty, sign_in: SignIn, item: WorkItem) -> None:
    client = sign_in(county.first)
    assert client.get(url(item)).status_code == 405
    client.head(url(item, "review"))
    assert not Looking.objects.exists()


def test_a_decided_item_is_watched_by_nobody(county: ReviewCounty, sign_in: SignIn, item: WorkItem) -> None:
    services.look(item, actor=county.director)
    WorkItem.objects.update(state="done")
    client = sign_in(county.first)
    assert client.get(url(item, "review")).context["lookers"] == []
    assert client.post(url(item)).content.decode().strip() == ""


def test_it_is_no_lock(county: ReviewCounty, sign_in: SignIn, item: WorkItem) -> None:
    services.look(item, actor=county.director)
    answer = sign_in(county.first).get(url(item, "review"))
    assert answer.context["may_decide"] is True


@pytest.mark.parametrize("many", [1, 3])
def test_the_hint_costs_two_queries_however_many_look(
    many: int, county: ReviewCounty, item: WorkItem, django_assert_num_queries: Any
) -> None:
    for _number in range(many):
        services.look(item, actor=county.person("director", county.centre))
    with django_assert_num_queries(2):
        assert len(services.look(item, actor=county.first)) == many


def test_old_rows_are_forgotten(county: ReviewCounty, item: WorkItem) -> None:
    services.look(item, actor=county.director)
    Looking.objects.update(at=timezone.now() - dt.timedelta(minutes=3))
    services.look(item, actor=county.first)
    assert services.forget_lookers() == 1
    assert Looking.objects.get().person == county.first
