"""Who sits at the desk: read once a request, since the side bar and the page both ask."""

from typing import Any

from django.http import HttpRequest

from common.access import Reader
from organisations.models import Dated, Post
from organisations.selectors import reader_for, today
from workflows import selectors


def reader_of(request: HttpRequest) -> Reader:
    if not hasattr(request, "desk_reader"):
        request.desk_reader = reader_for(request.user)  # type: ignore[attr-defined]
    return request.desk_reader  # type: ignore[attr-defined, no-any-return]


def counts_of(request: HttpRequest) -> dict[str, int]:
    """How long each queue is: the figures of the tabs, the side bar and the greeting are one."""
    if not hasattr(request, "desk_counts"):
        request.desk_counts = selectors.counts(reader_of(request), request.user)  # type: ignore[attr-defined]
    return request.desk_counts  # type: ignore[attr-defined, no-any-return]


def place_of(user: Any) -> str:
    """The unit that a person works for: the highest of the posts held today."""
    held = Post.objects.filter(Dated.on(today()), person_id=user.pk)
    unit = held.order_by("unit__depth", "unit__path").values_list("unit__name", "unit__short_name").first()
    return (unit[1] or unit[0]) if unit else ""


