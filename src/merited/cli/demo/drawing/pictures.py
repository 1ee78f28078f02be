"""Drawing a picture: boards on a rug, slips on a table."""

from __future__ import annotations

import io
import math
import random
import re
from collections.abc import Iterable

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from merited.cli.demo.drawing.lettering import (
    MANY,
    NUMBERS,
    PENCIL,
    PENS,
    PICTURE,
    Ink,
    draw_wave,
    put_by_hand,
    width_of,
    wrapped,
)

# Pictures --------------------------------------------------------------------------------------------------------


def draw_picture(head: str, body: list[str], rng: random.Random) -> Image.Image:
    about = head.lower()
    items = list(_items(body))
    count = _count(about)
    while items and len(items) < count:
        items.append(items[len(items) % len(body)])
    items = items or ["~"] * (count or 4)
    if says_of(about, "door", "wall", "poster", "puerta", "cartel"):
        return _lit(_door(items, rng), rng)
    ground = _rug(rng) if says_of(about, "rug", "carpet", "floor", "alfombra") else _table(rng)
    if says_of(about, "whiteboard", "pizarra", "mini board"):
        kind = "board"
    elif says_of(about, "drawing", "dibujo"):
        kind = "drawing"
    elif says_of(about, "card", "tarjeta"):
        kind = "card"
    else:
        kind = "slip"
    _lay(ground, items[:30], kind, rng)
    return _lit(ground, rng)


def says_of(about: str, *words: str) -> bool:
    return any(word in about for word in words)


def _items(body: list[str]) -> Iterable[str]:
    for line in body:
        many = MANY.fullmatch(line)
        yield from [many[1]] * int(many[2]) if many else [line]


def _count(about: str) -> int:
    """How many there are: the first number word of the description."""
    for word in re.findall(r"[a-z]+", about):
        if word in NUMBERS:
            return NUMBERS.index(word) + 1
    return 0


def _rug(rng: random.Random) -> Image.Image:
    wool = rng.choice(((112, 132, 138), (138, 120, 112), (104, 126, 116)))
    rug = Image.new("RGB", PICTURE, wool)
    on = ImageDraw.Draw(rug)
    for y in range(0, 900, 6):
        tone = rng.randint(-7, 7)
        on.line((0, y, 1200, y), fill=_tone(wool, tone - 8), width=2)
    for x in range(0, 1200, 6):
        on.line((x, 0, x, 900), fill=_tone(wool, rng.randint(-5, 9)), width=1)
    on.rectangle((26, 26, 1174, 874), outline=_tone(wool, 34), width=9)
    on.rectangle((44, 44, 1156, 856), outline=_tone(wool, -30), width=3)
    return rug.filter(ImageFilter.GaussianBlur(1.1))


def _table(rng: random.Random) -> Image.Image:
    wood = rng.choice(((186, 152, 112), (172, 138, 104), (198, 170, 134)))
    table = Image.new("RGB", PICTURE, wood)
    on = ImageDraw.Draw(table)
    for plank in range(6):
        top = plank * 150
        base = _tone(wood, rng.randint(-9, 9))
        on.rectangle((0, top, 1200, top + 150), fill=base)
        for _ in range(16):
            y = top + rng.uniform(4, 146)
            swing, phase = rng.uniform(1, 6), rng.uniform(0, 6)
            points = [(x, y + swing * math.sin(x / 210 + phase)) for x in range(0, 1240, 40)]
            on.line(points, fill=_tone(base, rng.randint(-12, 5)), width=rng.choice((1, 2, 3)))
        on.line((0, top, 1200, top), fill=_tone(wood, -34), width=2)
    return table.filter(ImageFilter.GaussianBlur(1.4))


def _lay(ground: Image.Image, items: list[str], kind: str, rng: random.Random) -> None:
    """Lays things out as a person does who wants all of them in one photo: in rows, not quite straight."""
    count = len(items)
    shape = {"board": 1.35, "card": 1.5, "slip": 1.5, "drawing": 1.15}[kind]
    columns = min(range(1, count + 1), key=lambda c: -_fit(c, count, shape))
    rows = math.ceil(count / columns)
    wide = min(_fit(columns, count, shape), 470.0)
    size = (round(wide), round(wide / shape))
    for n, text in enumerate(items):
        row, column = divmod(n, columns)
        in_row = min(columns, count - row * columns)
        x = 600 + (column - (in_row - 1) / 2) * (1120 / columns) + rng.uniform(-8, 8)
        y = 450 + (row - (rows - 1) / 2) * (820 / rows) + rng.uniform(-7, 7)
        _drop(ground, _sheet(text, kind, size, rng), x, y, rng.gauss(0, 2.6))


def _fit(columns: int, count: int, shape: float) -> float:
    return min(1120 / columns * 0.88, 820 / math.ceil(count / columns) * 0.86 * shape)


def _drop(ground: Image.Image, sheet: Image.Image, x: float, y: float, turn: float) -> None:
    """Puts a sheet down, turned a little, with its shadow."""
    whole = Image.new("RGBA", (sheet.width + 44, sheet.height + 44))
    whole.paste(sheet, (22, 22))
    whole = whole.rotate(turn, Image.Resampling.BICUBIC, expand=True)
    shade = whole.getchannel("A").filter(ImageFilter.GaussianBlur(7)).point(lambda v: v * 0.42)
    at = (round(x - whole.width / 2), round(y - whole.height / 2))
    ground.paste((38, 34, 30), (at[0] + 6, at[1] + 9), shade)
    ground.paste(whole, at, whole)


_PAPERS: dict[str, Ink] = {
    "board": (249, 250, 250),
    "card": (251, 249, 241),
    "slip": (253, 251, 240),
    "drawing": (254, 253, 248),
}


def _sheet(text: str, kind: str, size: tuple[int, int], rng: random.Random) -> Image.Image:
    wide, high = size
    sheet = Image.new("RGBA", size, (*_tone(_PAPERS[kind], rng.randint(-4, 1)), 255))
    on = ImageDraw.Draw(sheet)
    ink, thick, top = rng.choice(PENS), True, 0
    if kind == "board":
        edge = max(4, wide // 34)
        on.rectangle((0, 0, wide - 1, high - 1), outline=(112, 118, 126), width=edge)
        for _ in range(3):  # what the sponge left
            across, down = rng.uniform(edge, wide * 0.65), rng.uniform(edge * 2, high - edge * 2)
            draw_wave(on, across, across + wide * 0.3, down, 3, (240, 242, 244), max(2, wide // 30))
    elif kind == "card":
        on.line((0, high * 0.17, wide, high * 0.17), fill=(214, 128, 128), width=max(1, wide // 160))
        for n in range(1, 6):
            y = high * (0.17 + 0.15 * n)
            on.line((0, y, wide, y), fill=(206, 219, 231))
    elif kind == "slip":
        ink, thick = rng.choice((PENCIL, PENCIL, PENS[0], PENS[1])), False
        for n in range(1, 8):
            y = high * n / 8
            on.line((wide * 0.05, y, wide * 0.95, y), fill=(208, 219, 230))
    else:
        ink, thick, top = PENCIL, False, round(high * 0.58)
        _doodle(on, text.lower(), wide, top, rng)
    _fill(sheet, text, ink, top, rng, thick=thick)
    return sheet


def _fill(sheet: Image.Image, text: str, ink: Ink, top: int, rng: random.Random, *, thick: bool) -> None:
    """Writes the text as large as the sheet has room for."""
    wide, high = sheet.width * 0.84, (sheet.height - top) * (0.8 if top else 0.76)
    if text == "~":
        size, lines = max(12, sheet.height // 9), []
        for n in range(1, 5):
            y = sheet.height * (0.12 + 0.17 * n)
            draw_wave(
                ImageDraw.Draw(sheet), sheet.width * 0.1, sheet.width * rng.uniform(0.5, 0.9), y, size * 0.2, ink, 2
            )
        return
    lines, size = [text], 10
    largest = min(sheet.height // 2, 150) if len(text) <= 3 else min(sheet.height // 3, 76)
    for size in range(largest, 9, -2):
        lines = wrapped(text, size, wide / 1.06)
        fits = len(lines) * size * 1.32 <= high
        if fits and max(width_of(line, size) for line in lines) * 1.06 <= wide:
            break
    y = top + (sheet.height - top - len(lines) * size * 1.32) / 2 + size
    for line in lines:
        x = (sheet.width - width_of(line, size) * 1.04) / 2 if thick else sheet.width * 0.08
        put_by_hand(sheet, x + rng.uniform(-3, 3), y, line, size, ink, rng, thick=thick)
        y += size * 1.32


def _doodle(on: ImageDraw.ImageDraw, text: str, wide: int, high: int, rng: random.Random) -> None:
    """A child's drawing of what the caption speaks of."""
    green, yellow, brown, blue = (74, 132, 78), (226, 174, 52), (126, 88, 60), (86, 130, 176)
    middle = wide * rng.uniform(0.42, 0.58)
    ground = high * 0.86
    if says_of(text, "sun", "sol"):
        x, y, r = wide * 0.8, high * 0.26, high * 0.14
        on.ellipse((x - r, y - r, x + r, y + r), outline=yellow, width=5)
        for n in range(9):
            a = n * 0.7 + rng.uniform(-0.1, 0.1)
            c, s = math.cos(a), math.sin(a)
            on.line((x + c * r * 1.3, y + s * r * 1.3, x + c * r * 1.8, y + s * r * 1.8), fill=yellow, width=4)
    if says_of(text, "dirt", "soil", "tierra"):
        on.rectangle((wide * 0.2, ground, wide * 0.8, high), fill=brown)
    if says_of(text, "water", "wet", "agua"):
        for n in range(5):
            x, y = wide * (0.14 + 0.08 * n), high * rng.uniform(0.18, 0.45)
            on.line((x, y, x - 4, y + 18), fill=blue, width=5)
    if says_of(text, "drawer", "dark"):
        on.rectangle((wide * 0.18, high * 0.4, wide * 0.82, high * 0.97), outline=brown, width=6)
        on.ellipse((middle - 9, high * 0.88, middle + 9, high * 0.94), outline=brown, width=4)
    if says_of(text, "seed", "bean", "grow", "semilla"):
        on.ellipse((middle - wide * 0.06, ground - high * 0.13, middle + wide * 0.06, ground), outline=brown, width=5)
        stem = [(middle, ground - high * 0.13), (middle + 8, high * 0.55), (middle - 3, high * 0.42)]
        on.line(stem, fill=green, width=5, joint="curve")
        for way in (-1, 1):
            x = middle - 3 + way * wide * 0.06
            on.ellipse((x - wide * 0.05, high * 0.34, x + wide * 0.05, high * 0.46), outline=green, width=4)
    else:
        for n in range(3):
            y = high * (0.35 + 0.2 * n)
            draw_wave(on, wide * 0.14, wide * 0.86, y, high * 0.05, rng.choice((green, brown, blue)), 4)


def _door(items: list[str], rng: random.Random) -> Image.Image:
    """A sheet taped to a painted door beside its window."""
    wall = Image.new("RGB", PICTURE, (222, 214, 198))
    on = ImageDraw.Draw(wall)
    paint = rng.choice(((96, 128, 126), (124, 104, 92), (88, 108, 134)))
    on.rectangle((130, 0, 1070, 900), fill=_tone(paint, -26))
    on.rectangle((150, 0, 1050, 900), fill=paint)
    on.rectangle((200, 40, 330, 640), fill=_tone(paint, -40))
    on.rectangle((210, 50, 320, 630), fill=(198, 214, 220))
    on.polygon([(210, 420), (320, 250), (320, 330), (210, 500)], fill=(216, 228, 232))
    on.ellipse((978, 520, 1026, 568), fill=(188, 176, 148))
    wall = wall.filter(ImageFilter.GaussianBlur(1.2))
    sheet = Image.new("RGBA", (560, 720), (254, 252, 244, 255))
    line_high = min(96.0, 640 / max(1, len(items)))
    for n, item in enumerate(items):
        size = 46
        while size > 14 and (width_of(item, size) * 1.08 > 490 or size * 1.5 > line_high):
            size -= 2
        pen = PENS[n % len(PENS)]
        put_by_hand(sheet, 40, 40 + line_high * (n + 0.62), item, size, pen, rng, thick=size > 26)
    tape = Image.new("RGBA", (120, 38), (236, 226, 180, 210))
    turn = rng.uniform(-2.2, 2.2)
    _drop(wall, sheet, 650, 440, turn)
    for x, y, angle in ((410, 106, 38), (892, 98, -36)):
        strip = tape.rotate(angle, Image.Resampling.BICUBIC, expand=True)
        wall.paste(strip, (x - strip.width // 2, y - strip.height // 2), strip)
    return wall


def _lit(picture: Image.Image, rng: random.Random) -> Image.Image:
    """The light of a room: brighter toward one window, darker at the corners."""
    light = Image.new("L", (24, 18))
    window = (rng.uniform(2, 20), rng.uniform(1, 6))
    for x in range(24):
        for y in range(18):
            far = math.hypot(x - window[0], y - window[1]) / 26
            light.putpixel((x, y), round(255 - 62 * min(1.0, far) ** 1.5))
    soft = light.resize(PICTURE, Image.Resampling.BICUBIC)
    warm = Image.merge("RGB", (soft, soft.point(lambda v: v * 0.992), soft.point(lambda v: v * 0.972)))
    return ImageChops.multiply(picture, warm)


def _tone(color: Ink, by: int) -> Ink:
    red, green, blue = (max(0, min(255, part + by)) for part in color)
    return red, green, blue


def as_jpeg(picture: Image.Image, limit: int) -> bytes:
    data = b""
    for quality in (82, 74, 66, 58, 50):
        out = io.BytesIO()
        picture.convert("RGB").save(out, "JPEG", quality=quality, optimize=True)
        data = out.getvalue()
        if len(data) <= limit:
            break
    return data
