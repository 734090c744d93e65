"""Who sits at the desk: read once a request, since the side bar and the page both ask."""

from typing import Any

from django.http import HttpRequest

from organisations.enums import Role
from organisations.models import Dated, Post
from organisations.selectors import reader_of, today
from workflows import selectors


def counts_of(request: HttpRequest) -> dict[str, int]:
    """How long each queue is: the figures of the tabs, the side bar and the greeting are one."""
    kept: dict[str, int] | None = getattr(request, "desk_counts", None)
    if kept is None:
        kept = selectors.counts(reader_of(request), request.user)
        request.desk_counts = kept  # type: ignore[attr-defined]
    return kept


def is_repairer(request: HttpRequest) -> bool:
    """Whether the person administers a unit, and so answers for what is stuck below it."""
    return bool(reader_of(request).paths([Role.ADMINISTRATOR]))


def place_of(user: Any) -> str:
    """The unit that a person works for: the highest of the posts held today."""
    held = Post.objects.filter(Dated.on(today()), person_id=user.pk)
    unit = held.order_by("unit__depth", "unit__path").values_list("unit__name", "unit__short_name").first()
    return (unit[1] or unit[0]) if unit else ""
