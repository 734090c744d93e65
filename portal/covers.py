"""A drawn cover for what has no photo: by topic, and varied by the row's number so that no list is monotonous."""

from dataclasses import dataclass

from django.templatetags.static import static

DRAWN = frozenset(
    {"fan", "field", "firstaid", "heart", "lake", "lamp", "lecture", "letterbox", "music", "read", "village"}
)
# Characters are drawn into it: mirrored they could not be read.
NEVER_MIRRORED = frozenset({"letterbox"})
FRAMES = ("", "cover-near", "cover-far")


@dataclass(frozen=True)
class DrawnCover:
    """Where the drawing is and which classes frame it."""

    src: str
    classes: str


def drawn_cover(slug: str, seed: int) -> DrawnCover:
    """The same row always gets the same drawing; an unknown name gets the village."""
    name = slug if slug in DRAWN else "village"
    mirrored = "cover-mirrored" if seed % 2 and name not in NEVER_MIRRORED else ""
    frame = FRAMES[seed // 2 % len(FRAMES)]
    return DrawnCover(static(f"art/cover-{name}.svg"), " ".join(filter(None, (mirrored, frame))))
