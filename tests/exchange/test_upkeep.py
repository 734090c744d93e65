"""What ends by itself, and only then, and once."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from common.errors import Conflict
from exchange import services
from exchange.models import Need, Order, ServiceLimit
from exchange.services.expiry import need_expire
from exchange.upkeep import Closed, close_what_is_over
from tests.factories.exchange import ServiceCounty
from tests.worlds import world

county = world(ServiceCounty)

WEEKS = dt.timedelta(weeks=6)


def test_a_returned_need_that_nobody_adds_to_expires(county: ServiceCounty) -> None:
    need, kept = county.screened("return"), county.screened("return")
    services.need_supplement(need=kept, actor=county.resident, words="地址是三组")
    with pytest.raises(Conflict):
        need_expire(need=need)
    assert close_what_is_over() == Closed(0, 0)
    with time_machine.travel(timezone.now() + WEEKS, tick=False):
        assert close_what_is_over() == Closed(1, 0)
        assert close_what_is_over() == Closed(0, 0)
    need.refresh_from_db()
    kept.refresh_from_db()
    assert (need.state, kept.state) == ("expired", "submitted")
    assert need.closed_at is not None
    assert need.changes.last().actor is None


def test_the_limit_of_the_category_counts_from_the_last_return(county: ServiceCounty) -> None:
    ServiceLimit.objects.create(category=county.repairs, step="supplement", hours=800)
    need = county.screened("return")
    with time_machine.travel(timezone.now() + WEEKS, tick=False):
        assert close_what_is_over() == Closed(0, 0)
        services.need_supplement(need=need, actor=county.resident, words="地址是三组")
        county.screened("return", need=need)
        ServiceLimit.objects.update(hours=8)
        assert close_what_is_over() == Closed(0, 0)


def test_an_order_without_a_rating_stays_so(county: ServiceCounty) -> None:
    order = county.done()
    assert close_what_is_over() == Closed(0, 0)
    with time_machine.travel(timezone.now() + WEEKS, tick=False):
        assert close_what_is_over() == Closed(0, 1)
    assert (Order.objects.get(pk=order.pk).state, Need.objects.get(pk=order.need_id).state) == ("unrated", "closed")


def test_what_somebody_else_has_moved_is_passed_over(county: ServiceCounty) -> None:
    """Chosen by a clock that is ahead: the verbs ask the true one."""
    county.screened("return")
    county.done()
    assert close_what_is_over(timezone.now() + WEEKS) == Closed(0, 0)
