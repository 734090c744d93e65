"""Reads of units and posts."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from common.access import ANONYMOUS, Reader, Scope
from organisations.models import Dated, Delegation, Post, Unit


def today() -> dt.date:
    """The day in the county's own time zone."""
    return timezone.localdate()


def scopes_of(user_id: int, day: dt.date) -> frozenset[Scope]:
    """The roles a person holds on a day, by own posts and as a substitute."""
    own = Post.objects.filter(Dated.on(day), person_id=user_id)
    substituting = Post.objects.filter(
        Dated.on(day),
        pk__in=Delegation.objects.filter(Dated.on(day), substitute_id=user_id).values("post_id"),
    )
    pairs = own.values_list("role", "unit__path").union(substituting.values_list("role", "unit__path"))
    return frozenset(Scope(role, path) for role, path in pairs)


def reader_for(user: Any, day: dt.date | None = None) -> Reader:
    """The reader that a user is on a day (today). Visitors and deactivated users are anonymous."""
    if not user.is_authenticated or not user.is_active:
        return ANONYMOUS
    return Reader(user.pk, scopes_of(user.pk, day or today()))


def posts_covering(role: str, unit: Unit, day: dt.date) -> QuerySet[Post]:
    """The posts of a role at the unit or above it that hold on a day and whose holder is active."""
    paths = [unit.path[:end] for end in range(Unit.steplen, len(unit.path) + 1, Unit.steplen)]
    return Post.objects.filter(Dated.on(day), Q(unit__path__in=paths), role=role, person__is_active=True)
