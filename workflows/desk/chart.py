"""The whole way of a submission as a drawing: where it has been, where it stands, and the ways back."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from workflows.desk.progress import DONE, Stage

# Units of the drawing; it scales with its frame.
BOX_WIDTH, BOX_HEIGHT, GAP, TOP, LANE = 104, 52, 34, 8, 36


@dataclass(frozen=True)
class Box:
    """A step at its place. `back` is where its way back leaves, None for what cannot be sent back."""

    x: int
    label: str
    note: str
    state: str
    back: int | None

    @property
    def middle(self) -> int:
        return self.x + BOX_WIDTH // 2


@dataclass(frozen=True)
class Chart:
    boxes: list[Box]
    width: int
    height: int
    words: str
    lane: int = TOP + BOX_HEIGHT + LANE
    floor: int = TOP + BOX_HEIGHT
    top: int = TOP
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT
    gap: int = GAP


def chart(stages: Sequence[Stage], *, published: bool) -> Chart:
    """From the author to the readers, with every step between as it stands."""
    ends = (
        Stage(_("author"), DONE, _("done")),
        Stage(_("published"), DONE if published else "ahead", _("done") if published else _("still to come")),
    )
    line = [ends[0], *stages, ends[1]]
    boxes = []
    for place, stage in enumerate(line):
        x = 4 + place * (BOX_WIDTH + GAP)
        returns = 0 < place < len(line) - 1
        boxes.append(Box(x, stage.label, stage.note, stage.state, x + BOX_WIDTH // 2 if returns else None))
    words = "，".join(f"{stage.label}：{stage.words}" for stage in line)
    width = 8 + len(line) * (BOX_WIDTH + GAP) - GAP
    return Chart(boxes, width, TOP + BOX_HEIGHT + LANE + 26, words)
