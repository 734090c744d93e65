"""Lines of a source, and how they become paragraphs."""

import re
from dataclasses import dataclass, field

from cms.importer.chinese import SPACE, ends_sentence, fold, glue, is_prose

NUMBERED = re.compile(
    r"^(第[一二三四五六七八九十百\d]+[章节条部]|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d+[、.．](?!\d))"
)
SECTION = re.compile(r"^【([^【】]{1,20})】$")
EDITORS_NOTE = re.compile(r"^[【〔\[]?(编者按|编者的话|按语|编辑按)[】〕\]]?[：:]?")
FOOTER = re.compile(
    r"^[（(]?(报|发|送|抄送|抄报|主送|主报|分送|印发|共印|印数|责任编辑|责编|编辑|审核|签发|承办单位)\s*[：:]"
)
ISSUE = re.compile(r"第\s*([\d〇零一二三四五六七八九十百]+)\s*期")
DAY = re.compile(
    r"(\d{4}|[〇零○一二三四五六七八九]{4})\s*[年./-]\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*[月./-]\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*日?"
)

# Between two cells of a table: a space between Chinese characters would be closed up.
CELL = "｜"


@dataclass
class Line:
    """A line of a text file, or a paragraph of a docx or a web page (those are never joined)."""

    text: str
    level: int = 0
    item: bool = False
    after_blank: bool = False
    indented: bool = False
    whole: bool = False
    # Numbers of the pictures that stand right above it.
    pictures: list[int] = field(default_factory=list)

    @property
    def folded(self) -> str:
        return fold(self.text.replace("**", ""))

    @property
    def stands_alone(self) -> bool:
        """A heading, a section, or a line of the head or foot of a paper."""
        text = self.folded.strip()
        return bool(
            self.level
            or self.item
            or SECTION.match(text)
            or EDITORS_NOTE.match(text)
            or FOOTER.match(text)
            or (len(text) <= 30 and (ISSUE.search(text) or DAY.fullmatch(text)))
        )


def split_lines(text: str) -> list[Line]:
    """The lines of a text, with what their white space says."""
    lines: list[Line] = []
    blank = True
    for raw in text.split("\n"):
        stripped = raw.strip(" \t\u3000\u00a0\f")
        if not stripped:
            blank = True
            continue
        indented = bool(re.match(f"\u3000|\t|{SPACE}{{2}}", raw))
        lines.append(Line(stripped, after_blank=blank, indented=indented))
        blank = False
    return lines


def wrap_width(lines: list[Line]) -> int:
    """At how many characters the source breaks its lines, or 0 where it does not."""
    lengths = [len(line.text) for line in lines if not line.stands_alone]
    if len(lengths) < 4:
        return 0
    width = sorted(lengths)[int(len(lengths) * 0.8)]
    full = sum(width - 3 <= length <= width + 3 for length in lengths)
    return width if 15 <= width <= 80 and full >= len(lengths) * 0.5 else 0


def join_broken(lines: list[Line]) -> tuple[list[Line], int]:
    """Joins lines that a page or a line width has broken inside a sentence; says how many."""
    width = wrap_width(lines)
    joined: list[Line] = []
    count, last_piece = 0, ""
    for line in lines:
        if joined and _continues(joined[-1], last_piece, line, width):
            joined[-1].text = glue(joined[-1].text, line.text)
            count += 1
        else:
            joined.append(Line(**vars(line)))
        last_piece = line.text
    return joined, count


def _continues(paragraph: Line, last_piece: str, line: Line, width: int) -> bool:
    if paragraph.whole or line.whole or line.stands_alone or line.indented:
        return False
    if paragraph.stands_alone and not EDITORS_NOTE.match(paragraph.folded):
        return False
    full = bool(width) and len(last_piece) >= width - 2
    if ends_sentence(paragraph.text):
        return False
    if full and not line.after_blank:
        return True
    return is_prose(paragraph.text) and not NUMBERED.match(line.folded)
