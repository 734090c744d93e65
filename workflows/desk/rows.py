"""What a list shows of each item."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, OuterRef, Subquery
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from common.calendar import is_working_day
from organisations.models import Unit
from workflows import notices
from workflows.desk.due import Clock, clock, moment_words
from workflows.desk.filters import kind_name
from workflows.enums import ItemState, Step
from workflows.models import WorkItem

# Hues of the kinds: a hue never stands alone, the tag always says the word.
HUES = {
    "newspage": "qing",
    "projectpage": "tian",
    "casepage": "zhu",
    "briefingpage": "gui",
    "policypage": "ou",
    "routepage": "tian",
    "lecturepage": "gui",
    "venuepage": "dan",
}


# The reviews that every text passes, numbered for the reader.
REVIEWS = (Step.FIRST_REVIEW, Step.SECOND_REVIEW, Step.FINAL_REVIEW)


@dataclass(frozen=True)
class Row:
    item: WorkItem
    url: str
    kind: str
    hue: str
    second_line: str
    position: str
    sender: str
    clock: Clock | None
    finished: str
    action: str
    action_url: str


def _kind(item: WorkItem) -> tuple[str, str]:
    if item.need is not None:
        return _("need"), "tian"
    if item.page is None:
        return "", "gui"
    content_type = ContentType.objects.get_for_id(item.page.content_type_id)
    return kind_name(content_type), HUES.get(content_type.model, "qing")


def _unit_of(item: WorkItem) -> Unit:
    """The unit that answers for the page or the need; read with the row, without a query of its own."""
    if item.need is not None:
        return item.need.unit
    for kind in ("contentpage", "unitpage"):
        page = getattr(item.page, kind, None)
        if page is not None:
            unit: Unit = page.unit
            return unit
    return item.unit


def _second_line(item: WorkItem) -> str:
    """The unit that wrote it, and which version lies there; of a need what it is about."""
    unit = _unit_of(item)
    if item.need is not None:
        return " · ".join([unit.name, *([item.need.category.name] if item.need.category else [])])
    number = getattr(item, "version", None)
    return " · ".join([unit.name, *([_("version %(number)s") % {"number": number}] if number else [])])


def item_clock(item: WorkItem, now: dt.datetime) -> Clock:
    return clock(due_at=item.due_at, started_at=item.created, now=now, is_working=is_working_day)


def sender_words(item: WorkItem) -> str:
    return item.sender.masked_name if item.sender else _("the system")


def row(item: WorkItem, *, now: dt.datetime, action: str = "") -> Row:
    """The row of one item. `action` is what its button does: claim, urge, or nothing but opening."""
    kind, hue = _kind(item)
    done = item.state in (ItemState.DONE, ItemState.CANCELLED)
    return Row(
        item=item,
        url=notices.link_of(item),
        kind=kind,
        hue=hue,
        second_line=_second_line(item),
        position=f"{REVIEWS.index(item.step) + 1}/{len(REVIEWS)}" if item.step in REVIEWS else "",
        sender=sender_words(item),
        clock=None if done else item_clock(item, now),
        finished=moment_words(item.finished_at, now) if done and item.finished_at else "",
        action=action,
        action_url=reverse(f"desk:{action}", args=[item.code]) if action else "",
    )


def rows(items: Iterable[WorkItem], *, action: str = "") -> list[Row]:
    now = timezone.now()
    return [row(item, now=now, action=action) for item in items]


def with_rows(items: Any) -> Any:
    """The queryset with all that a row reads: the number of the version is counted in the same statement."""
    same_page = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page), object_id=Cast(OuterRef("page_id"), CharField())
    )
    counted = same_page.order_by().values("object_id").annotate(number=Count("pk")).values("number")
    read = items.select_related(
        "unit",
        "page__contentpage__unit",
        "page__unitpage__unit",
        "need__unit",
        "need__category",
        "order",
        "sender",
        "owner",
    )
    return read.annotate(version=Subquery(counted))
