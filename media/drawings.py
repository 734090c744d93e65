"""What is drawn with Pillow in the look of the site: the street of white walls, the mark, the seal.

Shapes are drawn at three times their size and scaled down, since Pillow draws without smoothing.
"""

from PIL import Image, ImageDraw

from media.typesetting import font, wrap

SKY, WATER, HILL, WALL, SHADE = "#E8F1EE", "#D5E6E1", "#D9E3DE", "#FFFFFF", "#EFEAE0"
TILE, SEAL, WOOD, SUN = "#26383B", "#B13A27", "#8A4B32", "#F0C562"
SCALE = 3
Box = tuple[int, int, int, int]

# Houses as (left, width, wall height, tile colour is the same) in thousandths of the width, back row first.
BACK = ((60, 200, 190), (300, 150, 240), (520, 190, 200), (760, 210, 230))
FRONT = ((-40, 230, 150), (230, 260, 190), (560, 230, 160), (830, 240, 185))


def draw_town(canvas: Image.Image, box: Box) -> None:
    """The street: white walls, dark tiles, still water, a low sun."""
    width, height = (box[2] - box[0]) * SCALE, (box[3] - box[1]) * SCALE
    scene = Image.new("RGB", (width, height), SKY)
    draw = ImageDraw.Draw(scene)
    ground = int(height * 0.82)
    sun, sun_x, sun_y = int(width * 0.055), int(width * 0.76), int(height * 0.18)
    draw.ellipse((sun_x - sun, sun_y - sun, sun_x + sun, sun_y + sun), fill=SUN)
    draw.ellipse((-width // 5, int(height * 0.42), int(width * 0.55), ground + height // 2), fill=HILL)
    draw.ellipse((int(width * 0.4), int(height * 0.5), int(width * 1.25), ground + height // 2), fill=HILL)
    for left, wide, high in BACK:
        _house(draw, width, ground, left, wide, high, wall=SHADE)
    for left, wide, high in FRONT:
        _house(draw, width, ground, left, wide, high, wall=WALL)
    _letterbox(draw, width, ground)
    draw.rectangle((0, ground, width, height), fill=WATER)
    for index, share in enumerate((0.12, 0.46, 0.7, 0.28, 0.86)):
        y = ground + int((height - ground) * (0.25 + 0.14 * index))
        x = int(width * share)
        draw.line((x, y, x + int(width * 0.09), y), fill=WALL, width=SCALE * 3)
    canvas.paste(scene.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.LANCZOS), (box[0], box[1]))


def _house(draw: ImageDraw.ImageDraw, width: int, ground: int, left: int, wide: int, high: int, *, wall: str) -> None:
    """A gabled house with stepped horse-head walls (马头墙) and a window."""
    unit = width / 1000
    x0, x1 = int(left * unit), int((left + wide) * unit)
    top, step = ground - int(high * unit), int(16 * unit)
    draw.rectangle((x0, top, x1, ground), fill=wall)
    eaves, ridge = top + step // 3, top - step * 3
    roof = [(x0 - step, eaves), (x1 + step, eaves), (x1 - step * 2, ridge), (x0 + step * 2, ridge)]
    draw.polygon(roof, fill=TILE)
    for x in (x0, x1):
        draw.rectangle((x - step, top - step * 3, x + step, top + step), fill=wall)
        cap = int(step * 1.6)
        draw.rectangle((x - cap, top - int(step * 3.5), x + cap, top - int(step * 2.8)), fill=TILE)
    middle, window = (x0 + x1) // 2, int(17 * unit)
    y = top + int((ground - top) * 0.36)
    frame = SCALE * 3
    draw.rectangle((middle - window, y, middle + window, y + window * 2), fill=WOOD)
    pane = (middle - window + frame, y + frame, middle + window - frame, y + window * 2 - frame)
    draw.rectangle(pane, fill=SHADE)
    draw.line((middle, y, middle, y + window * 2), fill=WOOD, width=SCALE * 2)
    draw.line((middle - window, y + window, middle + window, y + window), fill=WOOD, width=SCALE * 2)


def _letterbox(draw: ImageDraw.ImageDraw, width: int, ground: int) -> None:
    """The red house-shaped box on the wall that every letter comes to."""
    unit = width / 1000
    x, y, side = int(270 * unit), ground - int(92 * unit), int(26 * unit)
    draw.polygon([(x - side // 5, y), (x + side // 2, y - side // 2), (x + side + side // 5, y)], fill=TILE)
    draw.rectangle((x, y, x + side, y + side), fill=SEAL)
    draw.rectangle((x + side // 5, y + side // 3, x + side - side // 5, y + side // 2), fill=WALL)


def draw_mark(canvas: Image.Image, box: Box) -> None:
    """Two gables sharing one wall, two letter slots, in a cinnabar square."""
    side = (box[2] - box[0]) * SCALE
    mark = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(mark)
    draw.rounded_rectangle((0, 0, side - 1, side - 1), side // 5, fill=SEAL)
    u = side / 100
    line = int(6 * u)
    for left in (16, 50):
        shape = ((0, 78), (0, 46), (17, 26), (34, 46), (34, 78))
        points = [((left + x) * u, y * u) for x, y in shape]
        draw.line([*points, points[0]], fill=WALL, width=line, joint="curve")
        draw.line(((left + 9) * u, 58 * u, (left + 25) * u, 58 * u), fill=WALL, width=line)
    small = mark.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.LANCZOS)
    canvas.paste(small, (box[0], box[1]), small)


def draw_seal(canvas: Image.Image, text: str, centre: tuple[int, int]) -> None:
    """印: a frame and at most two lines, turned by six degrees; nothing for a site without a name."""
    text = text.strip()
    if not text:
        return
    face = font("serif", 22 * SCALE)
    # Four characters below, the rest above: 新时代 / 文明实践.
    lines = [text[:-4], text[-4:]] if 5 <= len(text) <= 8 else wrap(text, face, 22 * SCALE * 6)[:2]
    wide = int(max(face.getlength(line) for line in lines)) + 28 * SCALE
    high = len(lines) * 30 * SCALE + 20 * SCALE
    seal = Image.new("RGBA", (wide, high), (0, 0, 0, 0))
    draw = ImageDraw.Draw(seal)
    draw.rounded_rectangle((SCALE, SCALE, wide - SCALE, high - SCALE), 8 * SCALE, outline=SEAL, width=int(2.5 * SCALE))
    for index, line in enumerate(lines):
        y = 10 * SCALE + index * 30 * SCALE + 15 * SCALE
        draw.text((wide / 2, y), line, font=face, fill=SEAL, anchor="mm", stroke_width=1, stroke_fill=SEAL)
    turned = seal.rotate(6, expand=True, resample=Image.Resampling.BICUBIC)
    small = turned.resize((turned.width // SCALE, turned.height // SCALE), Image.Resampling.LANCZOS)
    canvas.paste(small, (centre[0] - small.width // 2, centre[1] - small.height // 2), small)
