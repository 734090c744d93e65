"""A drawn cover for what has no photo: by topic, and varied by the row's number so that no list is monotonous."""

from dataclasses import dataclass

from django.templatetags.static import static

DRAWN = frozenset(
    {"fan", "field", "firstaid", "heart", "lake", "lamp", "lecture", "letterbox", "music", "read", "village"}
)
# Characters are drawn into it: mirrored they could not be read.
# A title that speaks of one of these gets its drawing, whatever the topic's own is.
SPOKEN_OF = {
    "letterbox": ("家书", "信箱", "书信"),
    "heart": ("心里", "心理", "健心", "心树"),
    "firstaid": ("急救", "义诊", "健康", "献血"),
    "fan": ("旗袍", "走秀", "戏", "文艺"),
    "music": ("葫芦丝", "音乐", "歌", "琴"),
    "field": ("操场", "体育", "健身", "运动"),
    "read": ("书屋", "阅读", "读书", "课堂", "培训"),
    "lamp": ("楼道", "路灯", "夜"),
    "lecture": ("宣讲", "讲堂", "课表", "名嘴"),
    "lake": ("线路", "湖", "驿站", "走走", "街"),
}
NEVER_MIRRORED = frozenset({"letterbox"})
FRAMES = ("", "cover-near", "cover-far")


@dataclass(frozen=True)
class DrawnCover:
    """Where the drawing is and which classes frame it."""

    src: str
    classes: str


def drawn_cover(slug: str, seed: int, title: str = "") -> DrawnCover:
    """The same row always gets the same drawing: by its title, else by `slug`, else the village."""
    name = next((name for name, words in SPOKEN_OF.items() if any(word in title for word in words)), slug)
    name = name if name in DRAWN else "village"
    mirrored = "cover-mirrored" if seed % 2 and name not in NEVER_MIRRORED else ""
    frame = FRAMES[seed // 2 % len(FRAMES)]
    return DrawnCover(static(f"art/cover-{name}.svg"), " ".join(filter(None, (mirrored, frame))))
