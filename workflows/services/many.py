"""Deciding many items, and taking that back: each in a transaction of its own, with the result of each."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import Conflict, LinliError
from workflows.models.items import Opinion, WorkItem
from workflows.models.pending import PendingDecision
from workflows.services.decisions import TIME_TO_UNDO, decide, hold, too_late, undo


@dataclass(frozen=True)
class Result:
    """What became of one item of many: an opinion where it was decided at once, or the error that left it as it was."""

    item: WorkItem
    opinion: Opinion | None = None
    error: LinliError | None = None


def _each(items: Iterable[WorkItem], do: Callable[[WorkItem], Opinion | None]) -> list[Result]:
    results = []
    for item in items:
        try:
            results.append(Result(item, opinion=do(item)))
        except LinliError as error:
            results.append(Result(item, error=error))
    return results


def _shown(item: WorkItem, seen: Mapping[str, int] | None) -> int:
    at_hand = item.page.latest_revision_id if item.page else 0
    return (seen or {}).get(item.code, at_hand)


def decide_many(
    items: Iterable[WorkItem], *, actor: Any, decision: str, text: str = "", seen: Mapping[str, int] | None = None
) -> list[Result]:
    """The same decision on many items: what fails stays where it was.

    `seen` names by the item's code which revision the screen showed; without, it is the one at hand.
    """

    def one(item: WorkItem) -> Opinion:
        return decide(item, actor=actor, decision=decision, text=text, seen_revision_id=_shown(item, seen))

    return _each(items, one)


def hold_many(
    items: Iterable[WorkItem], *, actor: Any, decision: str, text: str = "", seen: Mapping[str, int] | None = None
) -> list[Result]:
    """Like `decide_many`, in ten seconds: they begin for all when the last has been checked.

    All that are held together take effect at the same moment, by which the desk knows them as one.
    """
    held: list[int] = []

    def one(item: WorkItem) -> None:
        waiting = hold(item, actor=actor, decision=decision, text=text, seen_revision_id=_shown(item, seen))
        held.append(waiting.pk)

    results = _each(items, one)
    PendingDecision.objects.filter(pk__in=held).update(takes_effect_at=timezone.now() + TIME_TO_UNDO)
    return results


def undo_many(items: Iterable[WorkItem], *, actor: Any) -> list[Result]:
    """Takes back what has not taken effect yet, and says of each other item why it could not."""

    def one(item: WorkItem) -> None:
        waiting = PendingDecision.objects.filter(item=item).first()
        if waiting is None and item.is_open:
            raise Conflict("workflows.nothing_held", _("No decision waits here: the item is open as before."))
        if waiting is None:
            raise too_late()
        undo(waiting, actor=actor)

    return _each(items, one)
