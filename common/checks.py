"""System checks of the kernel: what must not be forgotten is asked for at every start."""

import datetime as dt
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, models
from django.utils import timezone
from django.utils.translation import gettext as _

from common import calendar
from common.access import rule_for

_required: dict[type[models.Model], str] = {}


def require_rule(model: type[models.Model], reason: str = "") -> None:
    """Says that rows of the model are shown in a list or found by search: it must have an access rule.

    Called in an app's `ready`; `reason` names the list.
    """
    _required[model] = reason or model._meta.label


def required_rules() -> dict[type[models.Model], str]:
    return dict(_required)


def check_rules(**_kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for model, reason in required_rules().items():
        try:
            rule_for(model)
        except KeyError:
            found.append(
                Error(
                    f"{model._meta.label} is shown ({reason}) but has no access rule.",
                    hint="Call common.access.register_rule in the app's ready().",
                    obj=model,
                    id="common.E001",
                )
            )
    return found


def missing_days_text(year: int) -> str:
    return _(
        "The working calendar has no holidays for %(year)s. Until they are entered, every weekday counts as worked "
        "and time limits come out wrong. Enter them under Calendar days."
    ) % {"year": year}


def check_calendar(databases: Any = None, today: dt.date | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Only with `check --database` and before `migrate`: it reads rows."""
    if not databases:
        return []
    try:
        year = calendar.missing_year(today or timezone.localdate())
    except DatabaseError:
        return []  # Not migrated yet.
    return [Warning(missing_days_text(year), id="common.W001")] if year else []


def connect() -> None:
    register(check_rules)
    register(check_calendar, Tags.database)
