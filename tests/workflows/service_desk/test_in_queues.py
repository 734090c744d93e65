"""Needs among the items of the desk: told apart, filtered, opened on their own page, never decided in bulk."""

from typing import Any

import pytest

from tests.factories.needs import NeedCounty, item_of
from workflows.services import queue

QUEUE = "/admin/desk/queue/claimable/"


def test_a_row_tells_what_it_is(county: NeedCounty, sign_in: Any) -> None:
    need = county.ask().need
    answer = sign_in(county.panel[0]).get(QUEUE)
    row = answer.context["rows"][0]
    assert (row.kind, row.url) == ("需求", f"/admin/needs/{need.code}/")
    assert row.second_line == "百家桥站 · 水电"
    assert row.clock is not None


@pytest.mark.parametrize(("address", "many"), [("kind=need", 1), ("kind=1", 0), ("step=screen", 1), ("step=pool", 0)])
def test_filtered_by_kind_and_step(county: NeedCounty, sign_in: Any, address: str, many: int) -> None:
    county.ask()
    answer = sign_in(county.panel[0]).get(f"{QUEUE}?{address}")
    assert (len(answer.context["rows"]), answer.context["total"]) == (many, many)
    assert [choice.value for choice in answer.context["menus"][0].choices] == ["need"]


@pytest.mark.parametrize("many", [1, 3])
def test_as_many_queries_for_three_as_for_one(
    county: NeedCounty, sign_in: Any, many: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(many):
        county.ask()
    client = sign_in(county.panel[0])
    client.get(QUEUE)
    with django_assert_max_num_queries(12):
        assert len(client.get(QUEUE).context["rows"]) == many


def test_a_need_is_not_picked_for_bulk(county: NeedCounty, sign_in: Any) -> None:
    item = item_of(county.ask().need)
    queue.claim(item, actor=county.panel[0])
    client = sign_in(county.panel[0])
    assert f'value="{item.code}"' not in client.get("/admin/desk/queue/mine/").content.decode()
    assert client.get("/admin/desk/bulk/", {"do": "approve", "item": item.code}).status_code == 302
