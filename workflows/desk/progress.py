"""The steps of one submission as a line: what is done, where it stands, what comes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflows.enums import UNFINISHED, Decision, ItemState, Step
from workflows.models import Opinion, WorkItem

DONE, NOW, COMING, STOPPED = "done", "now", "coming", "stopped"


@dataclass(frozen=True)
class Stage:
    """`words` says the state for those who do not see the line; `note` is a short place or number."""

    step: str
    label: str
    state: str
    words: str
    note: str = ""


def steps_of(process: Any, item: WorkItem | None = None, user: Any = None) -> list[Stage]:
    """The five steps of the submission. Co-signing stands in the line only where somebody was asked."""
    items = list(process.work_items.select_related("unit").order_by("pk"))
    opinions = list(Opinion.objects.filter(process=process).order_by("at", "pk"))
    return stages(items, opinions, here=item, user=user)


def stages(
    items: Iterable[WorkItem], opinions: Iterable[Opinion], here: WorkItem | None = None, user: Any = None
) -> list[Stage]:
    by_step: dict[str, list[WorkItem]] = {}
    for each in items:
        by_step.setdefault(each.step, []).append(each)
    last = {opinion.step: opinion for opinion in opinions}
    found = []
    for step in Step:
        mine = by_step.get(step, [])
        if step == Step.CO_SIGN and not mine:
            continue
        found.append(_stage(step, mine, last.get(step), yours=here is not None and here.step == step))
    return found


def _stage(step: Step, items: list[WorkItem], opinion: Opinion | None, *, yours: bool) -> Stage:
    waiting = [item for item in items if item.state in UNFINISHED]
    if waiting:
        state, words = NOW, _("under way")
    elif opinion is not None and opinion.decision == Decision.APPROVE:
        state, words = DONE, _("done")
    elif opinion is not None:
        state, words = STOPPED, str(opinion.get_decision_display())
    else:
        state, words = COMING, _("still to come")
    return Stage(step, str(step.label), state, words, _note(step, items, yours=yours and bool(waiting)))


def _note(step: Step, items: list[WorkItem], *, yours: bool) -> str:
    if yours:
        return _("you")
    if step == Step.CO_SIGN:
        signing = [item for item in items if item.state != ItemState.CANCELLED]
        return ngettext("%(count)s unit", "%(count)s units", len(signing)) % {"count": len(signing)}
    return str(items[-1].unit) if items else ""
