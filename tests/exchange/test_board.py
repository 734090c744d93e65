"""The orders that nobody has, as a dispatcher sees them."""

from typing import Any

import pytest

from exchange import services
from exchange.board import free_orders
from exchange.models import Order
from organisations.selectors import reader_for
from tests.factories.exchange import ServiceCounty


def test_urgent_ones_first_then_what_is_due(county: ServiceCounty) -> None:
    pooled = services.order_pool(order=county.opened(), actor=county.dispatcher)
    waiting, urgent = county.opened(), county.opened(urgency=3)
    services.order_assign(order=county.opened(), team=county.team, actor=county.dispatcher)
    assert list(free_orders(reader_for(county.dispatcher))) == [urgent, pooled, waiting]


@pytest.mark.parametrize(
    ("who", "unit", "count"),
    [("dispatcher", None, 1), ("dispatcher", "other_town", 0), ("town_dispatcher", None, 1),
     ("other_dispatcher", None, 0), ("other_dispatcher", "town", 0), ("director", None, 0), ("resident", None, 0)],
)  # fmt: skip
def test_own_subtree_only(county: ServiceCounty, who: str, unit: str | None, count: int) -> None:
    county.opened()
    found = free_orders(reader_for(getattr(county, who)), getattr(county, unit) if unit else None)
    assert found.count() == count


@pytest.mark.parametrize("many", [1, 3])
def test_one_query(county: ServiceCounty, django_assert_num_queries: Any, many: int) -> None:
    for _ in range(many):
        county.opened()
    reader = reader_for(county.dispatcher)
    with django_assert_num_queries(1):
        shown = [(order.need.unit.name, order.need.category and order.need.category.name)
                 for order in free_orders(reader)[:50]]  # fmt: skip
    assert len(shown) == many == Order.objects.count()
