"""How long a step may take: the narrowest limit that was entered, counted over the days that are worked."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from common.models import CalendarDay
from exchange.enums import LimitedStep
from exchange.models import Category, ServiceLimit
from exchange.services.limits import DEFAULT_HOURS, due, limit_of
from tests.worlds import world

ZONE = timezone.get_default_timezone()


class Tree:
    """Three levels, and a branch beside them."""

    def __init__(self) -> None:
        self.repairs = Category.add_root(name="上门维修")
        self.power = Category.objects.get(pk=self.repairs.pk).add_child(name="水电")
        self.lamp = Category.objects.get(pk=self.power.pk).add_child(name="路灯")
        self.health = Category.add_root(name="健康")


tree = world(Tree)


def limit(category: Category | None, hours: float, step: str = "serve") -> None:
    ServiceLimit.objects.create(category=category, step=step, hours=Decimal(str(hours)))


@pytest.mark.parametrize("step", LimitedStep)
def test_every_step_has_a_limit_before_anybody_enters_one(tree: Tree, step: LimitedStep) -> None:
    assert limit_of(step, None) == limit_of(step, tree.lamp) == DEFAULT_HOURS[step] > 0


@pytest.mark.parametrize(
    ("entered", "hours"),
    [
        ({}, 56),
        ({"county": 40}, 40),
        ({"repairs": 16}, 16),
        ({"county": 40, "repairs": 16}, 16),
        ({"county": 40, "power": 8}, 8),
        ({"county": 40, "repairs": 16, "power": 8}, 8),
        ({"county": 40, "repairs": 16, "power": 8, "lamp": 2.5}, 2.5),
        # The narrowest counts, also where it is the longest.
        ({"repairs": 4, "lamp": 200}, 200),
        # A branch beside it says nothing.
        ({"health": 1}, 56),
        ({"county": 40, "health": 1}, 40),
    ],
)
def test_the_narrowest_on_the_way_up_counts(tree: Tree, entered: dict[str, float], hours: float) -> None:
    for name, value in entered.items():
        limit(getattr(tree, name, None), value)
    assert limit_of(LimitedStep.SERVE, tree.lamp) == Decimal(str(hours))


@pytest.mark.parametrize(
    ("category", "hours"), [(None, 40), ("health", 40), ("repairs", 16), ("power", 8), ("lamp", 8)]
)
def test_a_limit_holds_for_all_below_it_and_nothing_above(tree: Tree, category: str | None, hours: int) -> None:
    limit(None, 40)
    limit(tree.repairs, 16)
    limit(tree.power, 8)
    asked = getattr(tree, category) if category else None
    assert limit_of(LimitedStep.SERVE, asked) == hours


@pytest.mark.parametrize("step", [step for step in LimitedStep if step != LimitedStep.SERVE])
def test_one_step_says_nothing_of_another(tree: Tree, step: LimitedStep) -> None:
    limit(tree.lamp, 1)
    limit(None, 2)
    assert limit_of(step, tree.lamp) == DEFAULT_HOURS[step]


@pytest.mark.parametrize("category", [None, "lamp"])
def test_it_is_asked_for_once_however_deep(tree: Tree, django_assert_num_queries: Any, category: str | None) -> None:
    limit(tree.repairs, 16)
    asked = getattr(tree, category) if category else None
    with django_assert_num_queries(1):
        limit_of(LimitedStep.SERVE, asked)


def moment(text: str) -> dt.datetime:
    return dt.datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


# Office hours are 8:30 to 17:30: nine hours a day. The 2nd of November is a Monday.
DUE = [
    ("11-02 09:00", 4, "11-02 13:00"),
    ("11-02 16:00", 4, "11-03 11:00"),
    ("11-02 08:30", 9, "11-02 17:30"),
    ("11-02 08:30", 9.25, "11-03 08:45"),
    ("11-02 07:00", 1, "11-02 09:30"),
    ("11-02 18:00", 1, "11-03 09:30"),
    ("11-06 17:00", 1, "11-09 09:00"),
    ("11-07 10:00", 1, "11-09 09:30"),
    ("11-02 08:30", 56, "11-10 10:30"),
    ("11-02 09:00", 0.25, "11-02 09:15"),
]


@pytest.mark.parametrize(("start", "hours", "end"), DUE)
def test_hours_are_used_up_while_the_office_works(tree: Tree, start: str, hours: float, end: str) -> None:
    limit(tree.power, hours)
    assert due(LimitedStep.SERVE, tree.lamp, moment(start)) == moment(end)


@pytest.mark.parametrize(
    ("days", "end"),
    [
        ({}, "11-09 09:00"),
        ({"11-09": "holiday"}, "11-10 09:00"),
        ({"11-09": "holiday", "11-10": "holiday"}, "11-11 09:00"),
        ({"11-07": "working"}, "11-07 09:00"),
        ({"11-08": "working"}, "11-08 09:00"),
        ({"11-07": "working", "11-09": "holiday"}, "11-07 09:00"),
    ],
)
def test_a_weekend_that_is_worked_and_a_holiday_move_it(tree: Tree, days: dict[str, str], end: str) -> None:
    CalendarDay.objects.filter(date__year=2026, date__month=11).delete()
    for day, kind in days.items():
        CalendarDay.objects.create(date=dt.date.fromisoformat(f"2026-{day}"), kind=kind, name="调休")
    limit(None, 1)
    assert due(LimitedStep.SERVE, None, moment("11-06 17:00")) == moment(end)


def test_a_moment_of_another_zone_is_due_at_the_same_time(tree: Tree) -> None:
    start = moment("11-02 09:00")
    assert due(LimitedStep.DISPATCH, None, start.astimezone(dt.UTC)) == due(LimitedStep.DISPATCH, None, start)
