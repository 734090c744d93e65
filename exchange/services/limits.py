"""How long a step may take: the category's own limit, that of a wider category, or the county's."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q

from common.calendar import add_working_time
from exchange.enums import LimitedStep
from exchange.models import Category, ServiceLimit

# Working hours, where a county has entered nothing: eight are a day. After the practice of 12345 lines:
# screened in a day, deliberated in five, dispatched in half a day, answered in one, done in seven, rated in seven.
DEFAULT_HOURS: dict[str, Decimal] = {
    LimitedStep.SCREEN: Decimal(8),
    LimitedStep.DELIBERATE: Decimal(40),
    LimitedStep.DISPATCH: Decimal(4),
    LimitedStep.ANSWER: Decimal(8),
    LimitedStep.SERVE: Decimal(56),
    LimitedStep.RATE: Decimal(56),
    LimitedStep.SUPPLEMENT: Decimal(80),
}


def limits_of(category: Category | None) -> dict[str, Decimal]:
    """Working hours of each step. One query: the nearest category on the way up that names it, else the county's."""
    paths = (
        [category.path[:end] for end in range(Category.steplen, len(category.path) + 1, Category.steplen)]
        if category
        else []
    )
    rows = ServiceLimit.objects.filter(Q(category__path__in=paths) | Q(category=None)).select_related("category")
    found = sorted(rows, key=lambda row: len(row.category.path) if row.category else 0)
    return DEFAULT_HOURS | {row.step: row.hours for row in found}


def limit_of(step: LimitedStep, category: Category | None) -> Decimal:
    """That of one step. One query."""
    return limits_of(category)[step]


def dues(steps: Iterable[LimitedStep], category: Any, start: dt.datetime) -> dict[LimitedStep, dt.datetime]:
    """When steps that begin then are due, over the working calendar. One query."""
    hours = limits_of(category)
    return {step: add_working_time(start, dt.timedelta(hours=float(hours[step]))) for step in steps}


def due(step: LimitedStep, category: Any, start: dt.datetime) -> dt.datetime:
    """As `dues`, of one step."""
    return dues([step], category, start)[step]
