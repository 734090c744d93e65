"""What a person changes at the own desk: reading of notices, named filters, columns, and what lies open."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import Conflict, Invalid, NotFound
from workflows.desk.columns import COLUMNS
from workflows.desk.tabs import TABS
from workflows.models import Looking, Notification, QueueColumns, SavedFilter, WorkItem

MOST_FILTERS = 20
LONGEST_NAME = 40
STILL_LOOKING = dt.timedelta(minutes=2)


def notices_mark_read(*, actor: Any) -> int:
    """Marks every notice of the person as read; returns how many there were. Repeating changes nothing."""
    return Notification.objects.filter(person_id=actor.pk, read_at=None).update(read_at=timezone.now())


def save_filter(*, actor: Any, tab: str, name: str, query: str) -> SavedFilter:
    """Keeps a filter of a queue under a name that the person has not used yet."""
    if tab not in TABS:
        raise NotFound("workflows.no_queue", _("There is no such list."))
    if not query:
        raise Invalid("workflows.empty_filter", _("Choose a filter first, then give it a name."), field="name")
    if SavedFilter.objects.filter(person_id=actor.pk).count() >= MOST_FILTERS:
        words = _("%(count)s filters are enough: delete one first.") % {"count": MOST_FILTERS}
        raise Conflict("workflows.too_many_filters", words, field="name")
    return _named(SavedFilter(person_id=actor.pk, tab=tab, query=query), name)


def rename_filter(pk: int, *, actor: Any, name: str) -> SavedFilter:
    return _named(_own(pk, actor), name)


def delete_filter(pk: int, *, actor: Any) -> None:
    _own(pk, actor).delete()


def _own(pk: int, actor: Any) -> SavedFilter:
    found = SavedFilter.objects.filter(pk=pk, person_id=actor.pk).first()
    if found is None:
        raise NotFound("workflows.no_filter", _("There is no such filter."))
    return found


def _named(saved: SavedFilter, name: str) -> SavedFilter:
    saved.name = " ".join(name.replace("\x00", "").split())
    if not saved.name:
        raise Invalid("workflows.filter_unnamed", _("Give the filter a name."), field="name")
    if len(saved.name) > LONGEST_NAME:
        words = _("The name is too long: at most %(count)s characters.") % {"count": LONGEST_NAME}
        raise Invalid("workflows.filter_name_long", words, field="name")
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError:
        other = SavedFilter.objects.get(person_id=saved.person_id, name=saved.name)
        words = _("You have a filter “%(name)s” already, in “%(tab)s”. Choose another name.")
        label = TABS[other.tab].label if other.tab in TABS else other.tab
        words %= {"name": saved.name, "tab": label}
        raise Conflict("workflows.filter_name_taken", words, field="name") from None
    return saved


def choose_columns(names: Sequence[str], *, actor: Any) -> None:
    """Keeps which columns the person wants. Unknown names are left out; one has to stay."""
    known = [name for name in COLUMNS if name in names]
    if not known:
        raise Invalid("workflows.no_column", _("Leave at least one column."), field="columns")
    QueueColumns.objects.update_or_create(person_id=actor.pk, defaults={"names": ",".join(known)})


def look(item: WorkItem, *, actor: Any) -> list[Any]:
    """Notes that the person has the item open; returns the others who had it within two minutes, first come first."""
    now = timezone.now()
    Looking.objects.bulk_create(
        [Looking(item=item, person_id=actor.pk, at=now)],
        update_conflicts=True,
        unique_fields=["item", "person"],
        update_fields=["at"],
    )
    others = Looking.objects.filter(item=item, at__gt=now - STILL_LOOKING).exclude(person_id=actor.pk)
    return [looking.person for looking in others.select_related("person").order_by("pk")]


def forget_lookers() -> int:
    """Deletes what is too old to mean anything."""
    return Looking.objects.filter(at__lt=timezone.now() - STILL_LOOKING).delete()[0]
