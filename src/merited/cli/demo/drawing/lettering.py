"""Inks, words by hand and in print: Pillow's own typeface, with the accents that it lacks."""

from __future__ import annotations

import math
import random
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

Ink = tuple[int, int, int]

PDF = "application/pdf"
JPEG = "image/jpeg"
TEXT = "text/plain"

INK: Ink = (35, 40, 52)
MUTED: Ink = (110, 112, 116)
LINE: Ink = (206, 200, 186)
PINE: Ink = (23, 89, 74)
OCHRE: Ink = (138, 82, 0)
PENCIL: Ink = (78, 80, 86)
PENS: tuple[Ink, ...] = ((27, 58, 128), (30, 34, 44), (22, 96, 70), (140, 40, 40))

PAGE = (935, 1210)  # US Letter at 110 dots an inch
PICTURE = (1200, 900)
BODY = 20
PDF_LIMIT = 240_000
PICTURE_LIMIT = 145_000

MARGIN = {"rule", "margin", "comment", "if", "regla", "al margen", "comentario", "margen"}
SAMPLE = re.compile(r"(sample|slip|muestra|learner|estudiante|before|after|antes|después)\b", re.IGNORECASE)
LABEL = re.compile(r"([^\s:|][^:|]{0,38}):\s+(\S.*)")
HEADING = re.compile(r"Plan \d.{0,60}|.{1,60}[^.!?:…”»)]")
MANY = re.compile(r"(.*\S)\s+x(\d{1,2})")

WORDS = {
    "en": {"page": "page {n} of {of}", "coded": "Names removed. Learners appear by letter or number."},
    "es": {"page": "página {n} de {of}", "coded": "Sin nombres. Cada estudiante aparece con una letra o un número."},
}
NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
NUMBERS += ["eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"]


# Letters ---------------------------------------------------------------------------------------------------------

_MARKS = {"\u0301": "´", "\u0300": "`", "\u0303": "~", "\u0302": "^", "\u0308": ".."}
_TURNED = {"¿": "?", "¡": "!"}
_KNOWN = {chr(n) for n in range(32, 127)} | set("“”‘’«»·…°±")
_SAME = {"•": "·", "½": "1/2", "¼": "1/4", "\u00a0": " ", "\t": "   ", "−": "-", "‐": "-"}


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


@dataclass(frozen=True)
class _Letter:
    base: str  # what gives the width
    kind: str = ""  # "", a mark to put on the base, or turned, dash, arrow, times, less, more, check, scribble


def _letters(text: str) -> list[_Letter]:
    letters: list[_Letter] = []
    signs = {"–": ("n", "dash"), "—": ("m", "dash"), "→": ("m", "arrow"), "×": ("x", "times"), "✓": ("v", "check")}
    signs |= {"≤": ("<", "under"), "≥": (">", "under")}
    for char in "".join(_SAME.get(c, c) for c in text):
        base, *marks = list(unicodedata.normalize("NFD", char))
        if char in _KNOWN:
            letters.append(_Letter(char))
        elif char in _TURNED:
            letters.append(_Letter(_TURNED[char], "turned"))
        elif char in signs:
            letters.append(_Letter(*signs[char]))
        elif base in _KNOWN and len(marks) == 1 and marks[0] in _MARKS:
            letters.append(_Letter(base, marks[0]))
        elif unicodedata.category(char)[0] not in "MC":
            letters.append(_Letter("n", "scribble"))
    return letters


def _plain(text: str) -> str:
    return "".join(letter.base for letter in _letters(text))


@lru_cache(maxsize=16_384)  # the same words are measured again and again while lines are filled
def width_of(text: str, size: int) -> float:
    return _font(size).getlength(_plain(text))


def write_line(
    on: ImageDraw.ImageDraw, x: float, y: float, text: str, size: int, ink: Ink, *, bold: bool = False
) -> float:
    """Writes a line with its baseline at y and returns where it ends."""
    font = _font(size)
    stroke = size / 45 if bold else 0.0
    run = ""
    for letter in _letters(text):
        if not letter.kind:
            run += letter.base
            continue
        if run:
            on.text((x, y), run, fill=ink, font=font, anchor="ls", stroke_width=stroke)
            x += font.getlength(run)
            run = ""
        _composed(on, x, y, letter, size, ink, stroke)
        x += font.getlength(letter.base)
    if run:
        on.text((x, y), run, fill=ink, font=font, anchor="ls", stroke_width=stroke)
        x += font.getlength(run)
    return x


def _composed(on: ImageDraw.ImageDraw, x: float, y: float, letter: _Letter, size: int, ink: Ink, stroke: float) -> None:
    """One letter that the typeface does not have."""
    font = _font(size)
    wide = font.getlength(letter.base)
    thick = max(1, round(size / 13 + stroke))
    if letter.kind in _MARKS:
        left, top, right, _ = _box(letter.base, size)
        if letter.base == "i":  # without its dot
            top = _box("x", size)[1]
            on.bitmap((round(x), round(y - size)), _mask("i", size, keep_from=size + round(top)), fill=ink)
        else:
            on.text((x, y), letter.base, fill=ink, font=font, anchor="ls", stroke_width=stroke)
        mark = _MARKS[letter.kind]
        small = max(8, round(size * {"~": 0.62, "^": 0.7, "..": 0.8}.get(mark, 1.0)))
        m_left, _, m_right, m_bottom = _box(mark, small)
        middle = x + (left + right) / 2
        place = (middle - (m_left + m_right) / 2, y + top - size * 0.07 - m_bottom)
        on.text(place, mark, fill=ink, font=_font(small), anchor="ls", stroke_width=stroke)
    elif letter.kind == "turned":
        on.bitmap((round(x), round(y - size * 0.98)), _mask(letter.base, size, turned=True), fill=ink)
    elif letter.kind == "dash":
        on.line((x + wide * 0.05, y - size * 0.27, x + wide * 0.95, y - size * 0.27), fill=ink, width=thick)
    elif letter.kind == "arrow":
        middle = y - size * 0.27
        on.line((x + wide * 0.05, middle, x + wide * 0.92, middle), fill=ink, width=thick)
        for way in (-1, 1):
            on.line((x + wide * 0.92, middle, x + wide * 0.6, middle + way * size * 0.2), fill=ink, width=thick)
    elif letter.kind == "times":
        for way in (-1, 1):
            middle, reach = y - size * 0.28, size * 0.17
            points = (x + wide / 2 - reach, middle - way * reach, x + wide / 2 + reach, middle + way * reach)
            on.line(points, fill=ink, width=thick)
    elif letter.kind == "under":
        on.text((x, y - size * 0.06), letter.base, fill=ink, font=font, anchor="ls", stroke_width=stroke)
        on.line((x + wide * 0.1, y, x + wide * 0.9, y), fill=ink, width=thick)
    elif letter.kind == "check":
        tick = [(x, y - size * 0.3), (x + wide * 0.35, y - size * 0.02), (x + wide, y - size * 0.65)]
        on.line(tick, fill=ink, width=thick + 1, joint="curve")
    else:
        draw_wave(on, x, x + wide, y - size * 0.22, size * 0.12, ink, thick)


@lru_cache(maxsize=1024)
def _box(text: str, size: int) -> tuple[int, int, int, int]:
    """Where the ink is: left, top, right and bottom from the start of the baseline."""
    sheet = Image.new("L", (size * 2, size * 2))
    ImageDraw.Draw(sheet).text((0, size), text, fill=255, font=_font(size), anchor="ls")
    left, top, right, bottom = sheet.getbbox() or (0, 0, 1, 1)
    return left, top - size, right, bottom - size


@lru_cache(maxsize=64)
def _mask(char: str, size: int, *, keep_from: int = 0, turned: bool = False) -> Image.Image:
    """A letter as a mask: without what is above a row, or turned upside down as Spanish asks."""
    wide = math.ceil(_font(size).getlength(char))
    mask = Image.new("L", (wide, round(size * 1.3)))
    ImageDraw.Draw(mask).text((0, size), char, fill=255, font=_font(size), anchor="ls")
    if keep_from:
        mask.paste(0, (0, 0, wide, keep_from))
    if turned:
        box = mask.getbbox() or (0, 0, 1, 1)
        glyph = mask.crop(box).rotate(180)
        mask.paste(0, (0, 0, *mask.size))
        mask.paste(glyph, (box[0], box[1] + round(size * 0.2)))
    return mask


def draw_wave(on: ImageDraw.ImageDraw, x: float, to: float, y: float, high: float, ink: Ink, thick: int) -> None:
    steps = max(4, int((to - x) / 2))
    points = [(x + (to - x) * i / steps, y + high * math.sin(i * 1.1) * math.cos(i * 0.37)) for i in range(steps + 1)]
    on.line(points, fill=ink, width=thick, joint="curve")


def wrapped(text: str, size: int, wide: float) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and width_of(longer, size) > wide:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def _by_hand(text: str, size: int, ink: Ink, rng: random.Random, *, thick: bool = False) -> Image.Image:
    """A line as a person writes it: leaning, the letters a little up and down. Transparent around it."""
    pad = size // 2
    wide = math.ceil(width_of(text, size) * 1.08) + pad * 2
    high = round(size * 1.6)
    sheet = Image.new("RGBA", (wide, high), (*ink, 0))
    mask = Image.new("L", (wide, high))
    on = ImageDraw.Draw(mask)
    x = float(pad)
    drift = rng.uniform(-0.012, 0.012)
    for letter in _letters(text):
        y = size * 1.12 + rng.gauss(0, size * 0.022) + (x - pad) * drift
        one = size + rng.choice((-1, 0, 0, 1)) * max(1, size // 24)
        _letter(on, x, y, letter, one, thick)
        x += _font(size).getlength(letter.base) * (1.02 + rng.uniform(-0.03, 0.05))
    lean = rng.uniform(0.13, 0.19)
    mask = mask.transform(mask.size, Image.Transform.AFFINE, (1, lean, -lean * size, 0, 1, 0), Image.Resampling.BICUBIC)
    sheet.putalpha(mask)
    return sheet


def _letter(on: ImageDraw.ImageDraw, x: float, y: float, letter: _Letter, size: int, thick: bool) -> None:
    """One letter into a mask."""
    stroke = size / 26 if thick else 0.0
    white = 255
    if not letter.kind:
        on.text((x, y), letter.base, fill=white, font=_font(size), anchor="ls", stroke_width=stroke)
        return
    small = Image.new("RGB", (size * 2, size * 2))
    _composed(ImageDraw.Draw(small), size * 0.4, size * 1.4, letter, size, (255, 255, 255), stroke)
    on.bitmap((round(x - size * 0.4), round(y - size * 1.4)), small.convert("L"), fill=white)


def put_by_hand(
    on: Image.Image, x: float, y: float, text: str, size: int, ink: Ink, rng: random.Random, *, thick: bool = False
) -> None:
    """Writes by hand with the baseline at about y."""
    line = _by_hand(text, size, ink, rng, thick=thick)
    on.paste(line, (round(x - size // 2), round(y - size * 1.12)), line)
