"""Promised times: the limits of the category in plain words, and what is late is said to be late."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from exchange.enums import NeedState, ScreenOutcome
from exchange.models import Need, Order
from portal.dates import moment
from portal.needs.promises import promise_words, promised, promises, span
from tests.factories.needs import NeedCounty, item_of
from workflows.models import WorkItem
from workflows.services import needs
from workflows.turns import latest_order


@pytest.mark.parametrize(
    ("hours", "chinese", "english"),
    [
        ("0.25", "1 个工作小时", "1 working hour"),
        ("1.5", "2 个工作小时", "2 working hours"),
        ("4", "半个工作日", "half a working day"),
        ("8", "1 个工作日", "1 working day"),
        ("9", "2 个工作日", "2 working days"),
        ("56", "7 个工作日", "7 working days"),
    ],
)
def test_a_limit_in_words_is_never_promised_too_soon(hours: str, chinese: str, english: str) -> None:
    for language, words in (("zh-hans", chinese), ("en", english)):
        with translation.override(language):
            assert span(Decimal(hours)) == words


def test_the_nearest_category_that_names_a_step_counts(county: NeedCounty, django_assert_num_queries: Any) -> None:
    county.repairs.limits.create(step="serve", hours=40)
    county.repairs.limits.create(step="dispatch", hours=1)
    county.heating.limits.create(step="serve", hours=16)
    with django_assert_num_queries(1):
        found = promises(county.heating)
    assert [each.within for each in found] == [
        "1 个工作日内",
        "再过1 个工作小时内",
        "再过1 个工作日内",
        "派单后2 个工作日内",
        "办完后7 个工作日内",
    ]
    assert promises(None)[3].within == "派单后7 个工作日内"


def words_of(need: Need) -> tuple[dt.datetime | None, str]:
    need = Need.objects.get(pk=need.pk)
    order = latest_order(need)
    until = promised(need, order)
    return until, promise_words(need, order, until)


def test_at_each_step_the_asker_reads_until_when(county: NeedCounty) -> None:
    need = county.ask().need
    until, words = words_of(need)
    assert until == item_of(need).due_at
    assert words == f"最晚 {moment(item_of(need).due_at)} 前有下一步。"
    order = county.assigned(need=need)
    order = Order.objects.get(pk=order.pk)
    assert words_of(need) == (order.due_at, f"最晚 {moment(order.due_at or timezone.now())} 前办好。")


def test_late_is_said_to_be_late(county: NeedCounty) -> None:
    need = county.ask().need
    WorkItem.objects.filter(need=need).update(due_at=timezone.now() - dt.timedelta(hours=1))
    assert "已经晚了" in words_of(need)[1]


def test_what_waits_for_the_asker_has_the_askers_time(county: NeedCounty) -> None:
    returned = county.screened(ScreenOutcome.RETURN, reason="请写明几楼")
    assert "前补充" in words_of(returned)[1]
    order = county.done()
    until, words = words_of(order.need)
    assert until == Order.objects.get(pk=order.pk).rate_until
    assert words.endswith("前都可以说。")


def test_nothing_is_promised_where_nothing_runs(county: NeedCounty) -> None:
    order = county.accepted()
    needs.order_pause(order=order, actor=county.team.captain, reason="请告知几点在家")
    assert words_of(order.need) == (None, "")
    rejected = county.screened(ScreenOutcome.REJECT, reason="请找物业")
    assert rejected.state == NeedState.REJECTED
    assert words_of(rejected) == (None, "")


def test_the_page_says_it(client: Client, county: NeedCounty) -> None:
    client.force_login(county.resident)
    need = county.ask().need
    html = client.get(f"/needs/progress/{need.code}/").content.decode()
    assert words_of(need)[1] in html
    assert f"{moment(item_of(need).due_at)} 前</span>" in html
