"""Setting Chinese lines with Pillow: breaking by the rules of punctuation, thin gaps beside figures."""

import re
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from PIL import ImageDraw, ImageFont

Face = Literal["serif", "sans"]
FILES: dict[Face, str] = {"serif": "NotoSerifSC-Regular.otf", "sans": "NotoSansSC-Regular.otf"}
# 避头 and 避尾: what must not begin, and must not end, a line.
NOT_FIRST = "、，。．；：？！”’）》〉】〕」』…—·%％‰℃,.;:?!)]}\"'"
NOT_LAST = "“‘（《〈【〔「『([{￥$"
_piece = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,:/@&_+%\-]*|\s+|.", re.DOTALL)


@lru_cache(maxsize=32)
def font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    """A font of the dependency that carries all of GB2312 and traditional script."""
    return ImageFont.truetype(str(files("pylopdf_fonts_zh_cn").joinpath(FILES[face])), size)


def width(text: str, face: ImageFont.FreeTypeFont) -> float:
    return face.getlength(text)


def wrap(text: str, face: ImageFont.FreeTypeFont, limit: float) -> list[str]:
    """Lines no wider than `limit`; words and figures stay whole where a line can hold them."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text, face, limit):
        if not line or width(line + piece.rstrip(), face) <= limit:
            line = (line + piece) if line else piece.lstrip()
            continue
        line, carried = _break(line, piece)
        lines.append(line.rstrip())
        line = (carried + piece).lstrip() if piece.strip() or carried else ""
    return [*lines, line.rstrip()] if line.strip() else lines


def wrap_evenly(text: str, face: ImageFont.FreeTypeFont, limit: float) -> list[str]:
    """As `wrap`, but a last line of one or two characters gets company, if that costs no line."""
    lines = wrap(text, face, limit)
    for narrower in range(1, 4):
        if len(lines) < 2 or len(lines[-1]) > 2:
            break
        tried = wrap(text, face, limit - narrower * face.size)
        if len(tried) == len(lines) and len(tried[-1]) > len(lines[-1]):
            return tried
    return lines


def _pieces(text: str, face: ImageFont.FreeTypeFont, limit: float) -> list[str]:
    """What may stand apart: a character, or a word; a word wider than a line is cut into characters."""
    pieces: list[str] = []
    for piece in _piece.findall(text.strip()):
        pieces.extend(piece if width(piece, face) > limit else [piece])
    return pieces


def _break(line: str, following: str) -> tuple[str, str]:
    """Where to end a line before `following`: the line, and what it hands on to the next one."""
    carried = ""
    while len(line) > 1 and ((carried or following)[0] in NOT_FIRST or line[-1] in NOT_LAST):
        carried, line = line[-1] + carried, line[:-1]
    return line, carried


def shorten(lines: list[str], count: int, face: ImageFont.FreeTypeFont, limit: float) -> list[str]:
    """At most `count` lines; what is cut off ends in an ellipsis."""
    if len(lines) <= count:
        return lines
    last = lines[count - 1].rstrip("，、；：。 ")
    while last and width(last + "……", face) > limit:
        last = last[:-1]
    return [*lines[: count - 1], last.rstrip("，、；：。“（《") + "……"]


def draw_lines(
    draw: ImageDraw.ImageDraw,
    lines: list[str],
    at: tuple[float, float],
    face: ImageFont.FreeTypeFont,
    *,
    leading: float,
    fill: str,
    bold: int = 0,
) -> float:
    """Draws the lines from the top left corner `at`; gives the y below them. `bold` is a stroke in pixels."""
    x, y = at
    for line in lines:
        draw.text(
            (x, y + (leading - face.size) / 2),
            line,
            font=face,
            fill=fill,
            stroke_width=bold,
            stroke_fill=fill,
            anchor="la",
        )
        y += leading
    return y
