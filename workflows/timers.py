"""What the clock does: reminders, and passing up what is late. Safe to run twice."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from common import audit
from common.calendar import remaining
from organisations.selectors import holders_of
from workflows import notices
from workflows.enums import UNFINISHED
from workflows.models.items import WorkItem

SHARES = (50, 80, 100)
# After this much more working time an item that is still late goes up another level.
EACH_LEVEL = dt.timedelta(hours=8)


def remind(at: dt.datetime | None = None) -> int:
    """Reminds at 50, 80 and 100 % of each limit, once each; a missed night is made up for with the last one."""
    now = at or timezone.now()
    told = 0
    running = WorkItem.objects.filter(state__in=UNFINISHED, reminded__lt=SHARES[-1])
    for item in running.select_related("unit", "need", "order", "team", "process").iterator(chunk_size=500):
        limit = dt.timedelta(hours=float(item.limit_hours))
        left = remaining(item.due_at, now)
        used = 100 if left <= dt.timedelta() else int(100 * (limit - left) / limit) if limit else 100
        share = max((share for share in SHARES if share <= used), default=0)
        if share > item.reminded:
            told += _remind(item, share)
    return told


@transaction.atomic
def _remind(item: WorkItem, share: int) -> int:
    # The condition, not the row that was read, decides: two runs at once remind once.
    if not WorkItem.objects.filter(pk=item.pk, reminded__lt=share, state__in=UNFINISHED).update(reminded=share):
        return 0
    kind = "overdue" if share == 100 else "reminded"
    notices.about(item, kind, notices.people_in_charge(item), share=share)
    return 1


def escalate(at: dt.datetime | None = None) -> int:
    """Shows what is late to the same role one level up, and after each further working day another one.

    A need stays where it is for the first working day: its people are told, then the level above (督办).
    """
    now = at or timezone.now()
    passed = 0
    late = WorkItem.objects.filter(state__in=UNFINISHED, due_at__lt=now)
    for item in late.select_related("unit", "escalated_to", "need", "order", "team").iterator(chunk_size=500):
        days = int(-remaining(item.due_at, now) / EACH_LEVEL)
        passed += _pass_up(item, days if item.need_id else 1 + days)
    return passed


@transaction.atomic
def _pass_up(item: WorkItem, levels: int) -> int:
    # Above a team stands whoever looks after it: the unit itself.
    begins = item.unit.depth + (1 if item.team_id else 0)
    depth = max(begins - levels, 1)
    current = item.escalated_to.depth if item.escalated_to else begins
    if depth >= current:
        return 0
    above = item.unit if depth == item.unit.depth else item.unit.get_ancestors().filter(depth=depth).first()
    if above is None:
        return 0
    same = WorkItem.objects.filter(pk=item.pk, escalated_to=item.escalated_to, state__in=UNFINISHED)
    if not same.update(escalated_to=above):
        return 0
    item.escalated_to = above
    audit.record("workflows.item_escalated", item, actor=None, unit_path=above.path)
    notices.about(item, "escalated", {acting.person.pk for acting in holders_of(item.role, above)})
    return 1
