"""The poster of an article: a picture to print or to send, with a QR code and the address beside it."""

import io
from dataclasses import dataclass

import segno
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageOps

from media.drawings import draw_mark, draw_seal, draw_town
from media.typesetting import draw_lines, font, shorten, width, wrap, wrap_evenly

WIDTH, HEIGHT = 1080, 1620
MARGIN = 84
COVER_LOWEST, COVER_HIGHEST, EAVE_HEIGHT = 560, 780, 32
BYLINE_LEADING, SUMMARY_SIZE, SUMMARY_LEADING, SUMMARY_GAP = 48, 34, 60, 26
PAPER, SURFACE, INK, INK_2, INK_3 = "#FAF7F1", "#FFFFFF", "#1E2B2D", "#465255", "#5F6A6C"
TILE, SEAL, RULE, GREEN = "#26383B", "#B13A27", "#D3C8B4", "#14625B"
FOOT_HEIGHT = 268


@dataclass(frozen=True)
class TitleSize:
    size: int
    leading: int
    lines: int


# From large to small: the first that holds the whole title is taken.
TITLE_SIZES = (TitleSize(76, 104, 2), TitleSize(64, 90, 3), TitleSize(54, 78, 4), TitleSize(46, 66, 5))


def poster(
    *,
    title: str,
    unit: str,
    date_text: str,
    summary: str,
    url: str,
    cover: Image.Image | None,
    site: str = "新时代文明实践",
) -> bytes:
    """A PNG of 1080 × 1620 pixels. Without a cover the drawn town stands in its place."""
    text = _Text.set(title, unit, date_text, summary)
    cover_height = min(COVER_HIGHEST, HEIGHT - FOOT_HEIGHT - text.height - EAVE_HEIGHT)
    canvas = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(canvas)
    _cover(canvas, cover, cover_height)
    _eave(draw, cover_height)
    text.draw(draw, cover_height + EAVE_HEIGHT)
    _foot(canvas, draw, url, site, HEIGHT - FOOT_HEIGHT)
    out = io.BytesIO()
    canvas.save(out, "PNG", optimize=True)
    return out.getvalue()


@dataclass
class _Text:
    """The lines between the cover and the foot, set before it is known where they stand."""

    title: list[str]
    size: TitleSize
    byline: list[str]
    summary: list[str]

    @classmethod
    def set(cls, title: str, unit: str, date_text: str, summary: str) -> "_Text":
        limit = WIDTH - 2 * MARGIN
        for size in TITLE_SIZES:
            title_lines = wrap_evenly(title, font("serif", size.size), limit)
            if len(title_lines) <= size.lines:
                break
        title_lines = shorten(title_lines, size.lines, font("serif", size.size), limit)
        text = cls(title_lines, size, _byline(unit, date_text, limit - 26), [])
        room = (HEIGHT - FOOT_HEIGHT - EAVE_HEIGHT - COVER_LOWEST - text.height - SUMMARY_GAP) // SUMMARY_LEADING
        face = font("sans", SUMMARY_SIZE)
        lines = wrap_evenly(summary, face, limit)
        text.summary = shorten(lines, min(room, 5), face, limit) if room > 0 else []
        return text

    @property
    def height(self) -> int:
        summary = SUMMARY_GAP + len(self.summary) * SUMMARY_LEADING if self.summary else 0
        return 48 + len(self.title) * self.size.leading + 24 + len(self.byline) * BYLINE_LEADING + summary + 40

    def draw(self, draw: ImageDraw.ImageDraw, top: int) -> None:
        face, bold = font("serif", self.size.size), 1 if self.size.size < 60 else 2
        leading = self.size.leading
        y = draw_lines(draw, self.title, (MARGIN, top + 48), face, leading=leading, fill=INK, bold=bold) + 24
        if self.byline:
            draw.rectangle((MARGIN, y + 8, MARGIN + 6, y + 40), fill=SEAL)
        face = font("sans", 30)
        y = draw_lines(draw, self.byline, (MARGIN + 26, y), face, leading=BYLINE_LEADING, fill=INK_2) + SUMMARY_GAP
        draw_lines(draw, self.summary, (MARGIN, y), font("sans", SUMMARY_SIZE), leading=SUMMARY_LEADING, fill=INK_2)


def _byline(unit: str, date_text: str, limit: float) -> list[str]:
    """Unit and day on one line, or on two."""
    face = font("sans", 30)
    text = "　".join(part for part in (unit, date_text) if part)
    if width(text, face) <= limit:
        return [text] if text else []
    return [*shorten(wrap(unit, face, limit), 1, face, limit), *([date_text] if date_text else [])]


def _cover(canvas: Image.Image, cover: Image.Image | None, height: int) -> None:
    if cover is None:
        draw_town(canvas, (0, 0, WIDTH, height))
        return
    fitted = ImageOps.fit(cover.convert("RGB"), (WIDTH, height), Image.Resampling.LANCZOS, centering=(0.5, 0.4))
    canvas.paste(fitted, (0, 0))


def _eave(draw: ImageDraw.ImageDraw, y: int) -> None:
    """檐线: a tile bar with round tile ends."""
    draw.rectangle((0, y, WIDTH, y + 14), fill=TILE)
    pitch, radius = 54, 18
    for x in range(pitch // 2, WIDTH, pitch):
        draw.pieslice((x - radius, y + 14 - radius, x + radius, y + 14 + radius), 0, 180, fill=TILE)


def _foot(canvas: Image.Image, draw: ImageDraw.ImageDraw, url: str, site: str, top: int) -> None:
    draw.line((MARGIN, top, WIDTH - MARGIN, top), fill=RULE, width=2)
    code = _qr(url, 188)
    box = (MARGIN, top + 36)
    draw.rounded_rectangle(
        (box[0] - 10, box[1] - 10, box[0] + code.width + 10, box[1] + code.height + 10), 12, fill=SURFACE
    )
    canvas.paste(code, box)
    x = MARGIN + code.width + 40
    limit = WIDTH - MARGIN - x - 150
    y = draw_lines(draw, [_("Scan to read it all")], (x, top + 34), font("serif", 38), leading=56, fill=INK, bold=1)
    small = font("sans", 24)
    address = shorten(_address_lines(url, limit), 3, small, limit)
    draw_lines(draw, address, (x, y + 6), small, leading=36, fill=INK_3)
    draw_mark(canvas, (WIDTH - MARGIN - 84, top + 36, WIDTH - MARGIN, top + 120))
    draw_seal(canvas, site, (WIDTH - MARGIN - 42, top + 178))


def _address_lines(url: str, limit: float) -> list[str]:
    """The address as people type it: without the scheme, broken after a slash where possible."""
    small = font("sans", 24)
    shown = url.split("://", 1)[-1].rstrip("/")
    lines, line = [], ""
    for piece in shown.replace("/", "/\0").split("\0"):
        if line and width(line + piece, small) > limit:
            lines.append(line)
            line = ""
        for char in piece:
            if width(line + char, small) > limit:
                lines.append(line)
                line = ""
            line += char
    return [*lines, line] if line else lines


def _qr(url: str, side: int) -> Image.Image:
    """The code in whole pixels a module, as near to `side` as that allows."""
    code = segno.make(url, error="m", micro=False)
    scale = max(2, side // code.symbol_size(border=1)[0])
    out = io.BytesIO()
    code.save(out, kind="png", scale=scale, border=1, dark=INK, light=SURFACE)
    return Image.open(out).convert("RGB")
