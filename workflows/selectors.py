"""Reads of queues, history and position. Two queries rather than one OR: each has its index."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Left, Length
from django.utils import timezone
from wagtail.models import WorkflowState

from common.access import NOBODY, Reader, readable
from organisations.models import Dated, Delegation, Post, Unit
from organisations.selectors import today
from volunteers.models import Team
from workflows.enums import UNFINISHED, Decision, ItemState, Step
from workflows.models.items import Opinion, WorkItem
from workflows.models.moderation import ApprovalState
from workflows.models.policy import ReviewPolicy
from workflows.rules import QUEUE_ROLES

Items = QuerySet[WorkItem]

# What takes effect in a few seconds is off the list; what failed to is back on it.
_NOT_HELD = Q(pending__isnull=True) | ~Q(pending__error="")


def _items() -> Items:
    related = ("unit", "page", "need__unit", "order__team", "sender", "owner", "pending")
    return WorkItem.objects.select_related(*related).order_by("due_at", "pk")


def mine(reader: Reader, user: Any) -> Items:
    """What the user has claimed and not decided, soonest due first; what is about to take effect is left out."""
    return _items().filter(owner_id=user.pk, state=ItemState.CLAIMED).filter(_NOT_HELD)


def _seats(reader: Reader) -> Q:
    """Items of a role at a unit where the reader holds it, or passed up from below to such a unit or past it.

    A team's turn is nobody else's until it is passed up.
    """
    query = NOBODY
    for scope in reader.scopes:
        if scope.role in QUEUE_ROLES:
            query |= Q(role=scope.role, unit__path=scope.unit_path, team=None)
            # Passed up as far as the reader's unit or beyond: a level that was reached keeps the item.
            passed = Q(unit__path__startswith=scope.unit_path, escalated_to__path__in=_paths_to(scope.unit_path))
            query |= Q(role=scope.role) & passed
    return query


def _paths_to(path: str) -> list[str]:
    return [path[:end] for end in range(Unit.steplen, len(path) + 1, Unit.steplen)]


def _not_by(user: Any) -> Q:
    """Leaves out what the user wrote, sent or decided another step of: claiming it would be refused."""
    wrote = Q(sender_id=user.pk, need=None) | Q(page__owner_id=user.pk)
    own = wrote & ~_authors_may()
    said = Opinion.objects.filter(Q(person_id=user.pk) | Q(on_behalf_of_id=user.pk), process_id=OuterRef("process_id"))
    elsewhere = said.exclude(step=OuterRef("step")) | said.filter(step=Step.CO_SIGN).exclude(
        unit_id=OuterRef("unit_id")
    )
    return ~own & ~Exists(elsewhere) & _free_way(user)


def _authors_may() -> Q:
    """The county lets authors do the first review of their own texts."""
    return Q(step=Step.FIRST_REVIEW) & Q(Exists(ReviewPolicy.objects.filter(author_reviews_first=True)))


def _free_way(user: Any) -> Q:
    """The user holds the role by a post of their own, or stands in for somebody who is not out of the question."""
    own = Post.objects.filter(
        Dated.on(today()), person_id=user.pk, role=OuterRef("role"), unit__path=_start_of("unit__path")
    )
    given = Delegation.objects.filter(
        Dated.on(today()),
        substitute_id=user.pk,
        post__role=OuterRef("role"),
        post__unit__path=_start_of("post__unit__path"),
    )
    holder = OuterRef("post__person_id")
    said = Opinion.objects.filter(
        Q(person_id=holder) | Q(on_behalf_of_id=holder), process_id=OuterRef(OuterRef("process_id"))
    )
    elsewhere = said.exclude(step=OuterRef(OuterRef("step"))) | said.filter(step=Step.CO_SIGN).exclude(
        unit_id=OuterRef(OuterRef("unit_id"))
    )
    given = given.exclude(Exists(elsewhere))
    # Of needs whoever sent them is no author.
    # An account may be gone: nobody is then the author.
    authors = (Coalesce(OuterRef("page__owner_id"), 0), Coalesce(OuterRef("sender_id"), 0))
    of_others = given.exclude(post__person_id=authors[0]).exclude(post__person_id=authors[1])
    return Q(Exists(own)) | Q(Exists(of_others)) | (Q(need__isnull=False) | _authors_may()) & Q(Exists(given))


def _start_of(path: str) -> Left:
    """Of a row's unit: whether it is the item's unit or stands above it."""
    return Left(OuterRef("unit__path"), Length(path))


def claimable(reader: Reader, user: Any) -> Items:
    """What nobody has taken and the user may take, soonest due first."""
    return _items().filter(_NOT_HELD, _seats(reader), _not_by(user), state=ItemState.OPEN)


def of_teams(user: Any) -> Items:
    """What waits for the teams that the user leads, soonest due first."""
    led = Team.objects.filter(Q(captain=user.pk) | Q(deputies=user.pk))
    return _items().filter(team__in=led, state__in=UNFINISHED)


def overdue(reader: Reader, user: Any, at: dt.datetime | None = None) -> Items:
    """What is late: the user's own, and what the user may take."""
    late = Q(due_at__lt=at or timezone.now())
    own = Q(owner_id=user.pk, state=ItemState.CLAIMED)
    takeable = _seats(reader) & _not_by(user) & Q(state=ItemState.OPEN)
    return _items().filter(_NOT_HELD, late & (own | takeable))


def waiting_on_others(reader: Reader, user: Any) -> Items:
    """What the user sent and somebody else has to decide."""
    return _items().filter(sender_id=user.pk, state__in=UNFINISHED)


def _back_with_author() -> Exists:
    """Of rows of a process: its submission came back and has not been handed in again."""
    current = ApprovalState.objects.filter(
        process=OuterRef("process"),
        workflow_state__status=WorkflowState.STATUS_NEEDS_CHANGES,
        workflow_state__current_task_state=F("pk"),
    )
    return Exists(current)


def returned(reader: Reader, user: Any) -> Items:
    """What came back to the user for changes and has not been handed in again, newest first."""
    sent_back = Opinion.objects.filter(item=OuterRef("pk"), decision=Decision.RETURN_TO_AUTHOR)
    items = _items().filter(_back_with_author(), Exists(sent_back), sender_id=user.pk, state=ItemState.DONE)
    return items.order_by("-finished_at")


def done_today(reader: Reader, user: Any) -> Items:
    """What the user decided today, newest first."""
    start = timezone.make_aware(dt.datetime.combine(today(), dt.time()))
    return _items().filter(owner_id=user.pk, state=ItemState.DONE, finished_at__gte=start).order_by("-finished_at")


def substituting(reader: Reader, user: Any) -> Items:
    """What waits for the holders whom the user stands in for."""
    # One statement: every page of the admin counts this queue for its side bar.
    held = Delegation.objects.filter(
        Dated.on(today()), substitute_id=user.pk, post__role=OuterRef("role"), post__unit=OuterRef("unit")
    )
    waiting = Q(state=ItemState.OPEN) & Exists(held)
    taken = Q(state=ItemState.CLAIMED) & Exists(held.filter(post__person=OuterRef("owner")))
    return _items().filter(_NOT_HELD, waiting | taken, _not_by(user))


TABS = {
    "mine": mine,
    "claimable": claimable,
    "overdue": overdue,
    "waiting": waiting_on_others,
    "returned": returned,
    "done": done_today,
    "substituting": substituting,
}


def counts(reader: Reader, user: Any) -> dict[str, int]:
    """How many items each tab holds: the same queries as the lists behind them."""
    return {name: tab(reader, user).order_by().count() for name, tab in TABS.items()}


def item_for(reader: Reader, code: str) -> WorkItem | None:
    """The item of this code if the reader may see it."""
    found = readable(WorkItem.objects.filter(code=code), reader)
    related = ("unit", "page", "need", "order", "team", "process", "sender", "owner", "task", "pending")
    return found.select_related(*related).first()


def next_item(reader: Reader, user: Any, after: WorkItem | None = None) -> WorkItem | None:
    """What to open next: the most urgent of the user's own, then of what may be taken."""
    for queue in (mine(reader, user), claimable(reader, user)):
        found = queue.exclude(pk=after.pk).first() if after else queue.first()
        if found is not None:
            return found
    return None


def history(page: Any) -> QuerySet[Opinion]:
    """All opinions on a page over all submissions, newest first."""
    opinions = Opinion.objects.filter(page_id=page.pk).select_related("person", "on_behalf_of", "unit", "item")
    return opinions.order_by("-at", "-pk")


def why_returned(page: Any) -> Opinion | None:
    """The opinion with which the page lies with its author for changes; None once it was handed in again. One query."""
    return history(page).filter(_back_with_author(), decision=Decision.RETURN_TO_AUTHOR).first()


@dataclass(frozen=True)
class Position:
    """One step of the line that shows where a submission stands: done, now, ahead or skipped."""

    step: str
    label: str
    state: str
    people: tuple[str, ...] = ()
    unit: str = ""


def position(process: Any) -> list[Position]:
    """The steps of a submission in order, with who decided and who is asked now. Two queries."""
    opinions = list(process.opinions.select_related("person"))
    items = list(WorkItem.objects.filter(process=process).select_related("unit", "owner"))
    open_steps = {item.step for item in items if item.state in UNFINISHED}
    reached = {opinion.step for opinion in opinions}
    line = []
    for step in Step:
        if step == Step.CO_SIGN and step not in reached | open_steps:
            continue
        state = "now" if step in open_steps else "done" if step in reached else "ahead"
        people = tuple(each.person.masked_name for each in opinions if each.step == step and each.person)
        unit = next((str(item.unit) for item in items if item.step == step and item.state in UNFINISHED), "")
        line.append(Position(step, str(step.label), state, people, unit))
    return line
