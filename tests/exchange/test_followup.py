"""UA7: a sample that can be drawn again, asked by a third party, locked to everybody else."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from common.access import may_read
from common.errors import Conflict, Invalid, NotAllowed
from exchange import services
from exchange.enums import NeedState
from exchange.models import FollowUp, FollowUpSample, Need, Order, PersonalRead
from exchange.services.followup import (
    Share,
    draw,
    follow_up_contact,
    follow_up_record,
    follow_up_report,
    sample_draw,
)
from organisations.enums import Role, UnitKind
from organisations.models import Unit
from organisations.selectors import reader_for
from tests.factories.exchange import ServiceCounty
from tests.factories.organisations import UnitFactory


@pytest.fixture
def agency(county: ServiceCounty) -> Unit:
    return UnitFactory(name="第三方评估机构", kind=UnitKind.ASSESSOR)


def rated(county: ServiceCounty, score: int = 5) -> Order:
    order = county.done()
    services.order_rate(order=order, actor=county.resident, score=score, by="account")
    return Order.objects.get(pk=order.pk)


def sampled(county: ServiceCounty, agency: Unit, **changes: Any) -> FollowUpSample:
    day = timezone.localdate()
    given = {
        "actor": county.dispatcher,
        "ordered_by": county.centre,
        "assessor": agency,
        "done_from": day - dt.timedelta(days=1),
        "done_to": day,
        "share": Decimal(100),
        "seed": "2026-11",
        **changes,
    }
    return sample_draw(**given)


def orders(number: int, unit: Unit) -> list[Order]:
    return [Order(code=f"{unit.path}{index:04}", need=Need(unit=unit), mode="pooled") for index in range(number)]


def test_the_same_seed_draws_the_same_sample_and_another_one_another() -> None:
    population = orders(200, Unit(path="000100010001"))
    first = draw(population, share=Decimal(10), seed="a", strata=["town"])
    again = draw(list(reversed(population)), share=Decimal(10), seed="a", strata=["town"])
    other = draw(population, share=Decimal(10), seed="b", strata=["town"])
    assert [order.code for order, _name in first] == [order.code for order, _name in again]
    assert {order.code for order, _name in first} != {order.code for order, _name in other}
    assert len(first) == 20


def test_no_stratum_is_left_out() -> None:
    large, small = Unit(path="000100010001"), Unit(path="000100020001")
    drawn = draw([*orders(300, large), *orders(3, small)], share=Decimal(10), seed="1", strata=["town"])
    assert sum(order.need.unit is large for order, _name in drawn) == 30
    assert sum(order.need.unit is small for order, _name in drawn) == 1


def test_a_sample_keeps_what_it_was_drawn_by(county: ServiceCounty, agency: Unit) -> None:
    order = rated(county)
    sample = sampled(county, agency)
    assert (sample.population, sample.seed, sample.strata) == (1, "2026-11", ["town"])
    assert [each.order for each in sample.follow_ups.all()] == [order]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"assessor": "station"}, "assessor"),
        ({"done_to": dt.date(2020, 1, 1)}, "done_to"),
        ({"share": Decimal(0)}, "share"),
        ({"share": Decimal(101)}, "share"),
        ({"seed": " "}, "seed"),
        ({"strata": ["mood"]}, "strata"),
        ({"done_from": dt.date(2020, 1, 1), "done_to": dt.date(2020, 1, 2)}, "done_from"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    county: ServiceCounty, agency: Unit, changes: dict[str, Any], field: str
) -> None:
    rated(county)
    if changes.get("assessor"):
        changes = {"assessor": county.station}
    with pytest.raises(Invalid) as refused:
        sampled(county, agency, **changes)
    assert refused.value.field == field
    assert not FollowUpSample.objects.exists()


def test_only_a_dispatcher_or_director_of_the_unit_draws(county: ServiceCounty, agency: Unit) -> None:
    rated(county)
    for actor in (county.helper, county.team.captain, county.town_dispatcher, county.holder(Role.ASSESSOR, agency)):
        with pytest.raises(NotAllowed):
            sampled(county, agency, actor=actor)


def test_the_assessor_sees_the_contact_of_the_sampled_and_of_nobody_else(county: ServiceCounty, agency: Unit) -> None:
    rated(county)
    assessor = county.holder(Role.ASSESSOR, agency)
    follow_up = sampled(county, agency).follow_ups.get()
    assert follow_up_contact(follow_up=follow_up, actor=assessor)["phone"] == "13800138000"
    assert PersonalRead.objects.get().person == assessor
    from exchange.services.privacy import readable_fields

    assert readable_fields(follow_up.order.need, assessor) == frozenset()
    stranger = county.holder(Role.ASSESSOR, UnitFactory(name="另一家机构", kind=UnitKind.ASSESSOR))
    for actor in (stranger, county.dispatcher, county.team.captain):
        with pytest.raises(NotAllowed):
            follow_up_contact(follow_up=follow_up, actor=actor)


def test_the_team_can_neither_see_nor_change_an_answer(county: ServiceCounty, agency: Unit) -> None:
    rated(county)
    assessor = county.holder(Role.ASSESSOR, agency)
    follow_up = sampled(county, agency).follow_ups.get()
    follow_up_record(follow_up=follow_up, actor=assessor, reach="reached", served=True, satisfied=4)
    assert not may_read(reader_for(county.team.captain), follow_up)
    assert may_read(reader_for(assessor), follow_up)
    for actor in (county.team.captain, county.dispatcher, county.director):
        with pytest.raises(NotAllowed):
            follow_up_record(follow_up=follow_up, actor=actor, reach="reached", served=True, satisfied=5)
    with pytest.raises(Conflict):
        follow_up_record(follow_up=follow_up, actor=assessor, reach="reached", served=True, satisfied=5)


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({"reach": ""}, "reach"),
        ({"reach": "reached"}, "served"),
        ({"reach": "not_reached", "served": True}, "reach"),
        ({"reach": "declined", "satisfied": 3}, "reach"),
        ({"reach": "reached", "served": True, "satisfied": 6}, "satisfied"),
        ({"reach": "reached", "served": True, "satisfied": 0}, "satisfied"),
    ],
)
def test_an_answer_makes_sense(county: ServiceCounty, agency: Unit, answer: dict[str, Any], field: str) -> None:
    rated(county)
    follow_up = sampled(county, agency).follow_ups.get()
    with pytest.raises(Invalid) as refused:
        follow_up_record(follow_up=follow_up, actor=county.holder(Role.ASSESSOR, agency), **answer)
    assert refused.value.field == field
    assert FollowUp.objects.get().reach == ""


def test_not_served_opens_it_once_more(county: ServiceCounty, agency: Unit) -> None:
    order = rated(county)
    assessor = county.holder(Role.ASSESSOR, agency)
    follow_up_record(follow_up=sampled(county, agency).follow_ups.get(), actor=assessor, reach="reached", served=False)
    need = Need.objects.get(pk=order.need_id)
    assert (need.state, need.rank) == (NeedState.ACCEPTED, 2)
    second = services.order_open(need=need)
    assert second.round == 2


def test_not_served_twice_stays_closed(county: ServiceCounty, agency: Unit) -> None:
    order = services.order_assign(order=county.again(), team=county.team, actor=county.dispatcher)
    order = services.order_accept(order=order, actor=county.team.captain)
    order = services.order_start(order=county.scheduled(order, hours=72), actor=county.team.captain)
    services.order_rate(order=county.done(order), actor=county.resident, score=3, by="account")
    assessor = county.holder(Role.ASSESSOR, agency)
    for follow_up in sampled(county, agency).follow_ups.all():
        follow_up_record(follow_up=follow_up, actor=assessor, reach="reached", served=False)
    assert Need.objects.get(pk=order.need_id).state == NeedState.CLOSED


def test_the_report_says_sample_reached_and_satisfied(
    county: ServiceCounty, agency: Unit, django_assert_num_queries: Any
) -> None:
    for _ in range(4):
        rated(county)
    assessor = county.holder(Role.ASSESSOR, agency)
    sample = sampled(county, agency)
    answers: list[dict[str, Any]] = [
        {"reach": "reached", "served": True, "satisfied": 5},
        {"reach": "reached", "served": True, "satisfied": 2},
        {"reach": "reached", "served": True},
        {"reach": "not_reached"},
    ]
    for follow_up, answer in zip(sample.follow_ups.all(), answers, strict=True):
        follow_up_record(follow_up=follow_up, actor=assessor, **answer)
    with django_assert_num_queries(1):
        report = follow_up_report(sample)
    assert (report.population, report.size) == (4, 4)
    assert (report.reached, report.served, report.satisfied) == (Share(3, 4), Share(3, 3), Share(1, 2))


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    # From Newcombe 1998, table I, the score method without correction.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_s_interval(count: int, of: int, low: float, high: float) -> None:
    interval = Share(count, of).interval
    assert interval is not None
    assert interval == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_of_nobody_there_is_no_share() -> None:
    assert (Share(0, 0).value, Share(0, 0).interval) == (None, None)
