"""The steps of one submission as a line: what is done, where it stands, what comes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from workflows import selectors
from workflows.enums import Decision
from workflows.models import Opinion, WorkItem

DONE, NOW, AHEAD, STOPPED = "done", "now", "ahead", "stopped"


@dataclass(frozen=True)
class Stage:
    """`words` says the state for those who do not see the line; `note` is who or where, in a word."""

    label: str
    state: str
    words: str
    note: str = ""


def stages(process: Any, opinions: Iterable[Opinion], here: WorkItem | None = None) -> list[Stage]:
    """The engine's line of the submission; a step whose last word was a no is shown as stopped.

    `here` is the item before the reader, if it is theirs to decide.
    """
    last = {opinion.step: opinion for opinion in opinions if opinion.process_id == process.pk}
    return [_stage(place, last.get(place.step), here) for place in selectors.position(process)]


def _stage(place: selectors.Position, opinion: Opinion | None, here: WorkItem | None) -> Stage:
    if place.state == NOW:
        yours = here is not None and here.is_open and here.step == place.step
        return Stage(place.label, NOW, _("under way"), _("here") if yours else place.unit)
    if place.state != DONE:
        return Stage(place.label, AHEAD, _("still to come"))
    people = "、".join(dict.fromkeys(place.people))
    if opinion is not None and opinion.decision != Decision.APPROVE:
        return Stage(place.label, STOPPED, str(opinion.get_decision_display()), people)
    return Stage(place.label, DONE, _("done"), people)
