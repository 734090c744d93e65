"""Who stands in for dispatchers acts for each of them."""

import pytest

from common.errors import Conflict
from organisations.enums import Role
from tests.factories.needs import NeedCounty, item_of, stands_at
from tests.factories.organisations import DelegationFactory, PostFactory
from workflows.services import needs, queue


def test_who_stands_in_for_several_dispatchers_goes_on_for_the_one_that_claimed(county: NeedCounty) -> None:
    first, second = (PostFactory(role=Role.DISPATCHER, unit=county.town) for _each in range(2))
    for_both = DelegationFactory(post=first).substitute
    DelegationFactory(post=second, substitute=for_both)
    for_one = DelegationFactory(post=first).substitute
    order = county.opened()
    queue.claim(item_of(order.need), actor=second.person)
    with pytest.raises(Conflict):
        needs.order_assign(order=order, team=county.team, actor=for_one)
    needs.order_assign(order=order, team=county.team, actor=for_both)
    assert stands_at(order.need) == "answer"
