"""The repair desk as an administrator reads it: what is stuck, why, and what each way out asks for."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from organisations.selectors import reader_for
from tests.factories.workflows import ReviewCounty, item_of
from workflows.enums import ItemState
from workflows.models import WorkItem
from workflows.services import repair

SignIn = Callable[[Any], Client]
WAYS = ["retry", "reassign", "skip", "cancel"]


@pytest.fixture
def stuck(county: ReviewCounty) -> WorkItem:
    item = item_of(county.submitted(title="没人管的一篇"))
    WorkItem.objects.filter(pk=item.pk).update(stuck="no_holder")
    return item


def url(item: WorkItem, way: str) -> str:
    return reverse("desk:repair_act", args=[item.code, way])


def test_what_is_stuck_is_listed_with_its_reason_and_its_ways_out(
    county: ReviewCounty, sign_in: SignIn, stuck: WorkItem
) -> None:
    county.submitted(title="好好的一篇")
    page = sign_in(county.administrator).get(reverse("desk:repair"))
    found = BeautifulSoup(page.content.decode(), "html.parser")
    assert [each["row"].item for each in page.context["stuck"]] == [stuck]
    assert page.context["stuck"][0]["why"] == "没有人在这个岗位上"
    links = {link["href"] for link in found.select("main a, a") if stuck.code in link.get("href", "")}
    assert {url(stuck, way) for way in WAYS} <= links
    assert "好好的一篇" not in found.get_text()


@pytest.mark.parametrize("who", ["first", "final", "director", "editor"])
@pytest.mark.parametrize("way", [None, *WAYS])
def test_who_administers_nothing_has_no_repair_desk(
    county: ReviewCounty, sign_in: SignIn, stuck: WorkItem, who: str, way: str | None
) -> None:
    client = sign_in(getattr(county, who))
    address = reverse("desk:repair") if way is None else url(stuck, way)
    assert client.get(address).status_code == 404
    assert way is None or client.post(address, {"reason": "试试"}).status_code == 404
    stuck.refresh_from_db()
    assert (stuck.state, stuck.stuck) == (ItemState.OPEN, "no_holder")


def test_an_unknown_way_is_not_found(county: ReviewCounty, sign_in: SignIn, stuck: WorkItem) -> None:
    assert sign_in(county.administrator).get(url(stuck, "burn")).status_code == 404


@pytest.mark.parametrize("way", WAYS)
def test_without_a_reason_nothing_is_done_and_the_form_says_so(
    county: ReviewCounty, sign_in: SignIn, stuck: WorkItem, way: str
) -> None:
    answer = sign_in(county.administrator).post(url(stuck, way), {"reason": " ", "person": county.first.pk})
    assert answer.status_code == 422
    assert "reason" in answer.context["form"].errors
    stuck.refresh_from_db()
    assert (stuck.state, stuck.owner) == (ItemState.OPEN, None)


def test_looking_at_a_way_out_does_nothing(county: ReviewCounty, sign_in: SignIn, stuck: WorkItem) -> None:
    client = sign_in(county.administrator)
    for way in WAYS:
        assert client.get(url(stuck, way)).status_code == 200
    stuck.refresh_from_db()
    assert (stuck.state, stuck.stuck) == (ItemState.OPEN, "no_holder")


def test_giving_it_to_somebody_offers_only_who_holds_the_role_and_comes_back_to_the_desk(
    county: ReviewCounty, sign_in: SignIn, stuck: WorkItem
) -> None:
    client = sign_in(county.administrator)
    form = client.get(url(stuck, "reassign")).context["form"]
    assert set(form.fields["person"].queryset) == {county.first}
    answer = client.post(url(stuck, "reassign"), {"reason": "站里说好了", "person": county.first.pk})
    assert answer.headers["Location"] == reverse("desk:repair")
    stuck.refresh_from_db()
    assert (stuck.owner, stuck.state, stuck.stuck) == (county.first, ItemState.CLAIMED, "")


@pytest.mark.parametrize("many", [1, 3])
def test_the_desk_costs_two_queries_however_much_is_stuck(
    county: ReviewCounty, stuck: WorkItem, copied: Callable[..., WorkItem], many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many - 1):
        again = copied(stuck, title=f"第{number}件")
        WorkItem.objects.filter(pk=again.pk).update(stuck="no_holder")
    reader = reader_for(county.administrator)
    with django_assert_num_queries(2):
        found = repair.stuck_items(reader)
    assert len([each for each in found if each.code == "no_holder"]) == many
