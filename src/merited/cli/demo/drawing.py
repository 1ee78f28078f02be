"""Draws the files of the demonstration's evidence, so that a reviewer has something believable to look at.

`draw` makes one file from the words of an exhibit's `what`: a PDF of one to three pages, a picture (JPEG), or a text
file. The same words and the same seed give the same bytes. Nothing is read from disk and no metadata is written.

How `what` is read. Its first line says what the thing is; the lines after it are what stands in it:

- `cell | cell | cell`   a row of a table; the first row of a run is its head
- `Rule: ...`            in a PDF, a note by hand in the margin beside the lines before it (see `_MARGIN`)
- `Sample A: ...`        in a PDF, a learner's own writing, in a frame (see `_SAMPLE`)
- `Label: ...`           a paragraph with its label set off
- a short line without a period   a heading
- `---`                  a new page
- in a picture           each line is one board, card, slip or sheet; ` x9` at its end stands for nine alike

With a first line alone, the body is drawn as lines of unreadable writing. Pillow's own typeface has no accented
letters: they are put together here from a letter and a mark. What cannot be put together (Arabic, emoji) is drawn as a
wavy line, so such words belong in a text file.
"""

from __future__ import annotations

import io
import math
import random
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

Ink = tuple[int, int, int]

PDF = "application/pdf"
JPEG = "image/jpeg"
TEXT = "text/plain"

_INK: Ink = (35, 40, 52)
_MUTED: Ink = (110, 112, 116)
_LINE: Ink = (206, 200, 186)
_PINE: Ink = (23, 89, 74)
_OCHRE: Ink = (138, 82, 0)
_PENCIL: Ink = (78, 80, 86)
_PENS: tuple[Ink, ...] = ((27, 58, 128), (30, 34, 44), (22, 96, 70), (140, 40, 40))

_PAGE = (935, 1210)  # US Letter at 110 dots an inch
_PICTURE = (1200, 900)
_BODY = 20
_PDF_LIMIT = 240_000
_PICTURE_LIMIT = 145_000

_MARGIN = {"rule", "margin", "comment", "if", "regla", "al margen", "comentario", "margen"}
_SAMPLE = re.compile(r"(sample|slip|muestra|learner|estudiante|before|after|antes|después)\b", re.IGNORECASE)
_LABEL = re.compile(r"([^\s:|][^:|]{0,38}):\s+(\S.*)")
_HEADING = re.compile(r"Plan \d.{0,60}|.{1,60}[^.!?:…”»)]")
_MANY = re.compile(r"(.*\S)\s+x(\d{1,2})")

_WORDS = {
    "en": {"page": "page {n} of {of}", "coded": "Names removed. Learners appear by letter or number."},
    "es": {"page": "página {n} de {of}", "coded": "Sin nombres. Cada estudiante aparece con una letra o un número."},
}
_NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_NUMBERS += ["eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"]


def draw(form: str, what: str, *, seed: str, language: str = "en", title: str = "") -> tuple[bytes, str]:
    """The bytes of an exhibit and their media type. `form` is pdf, picture or text."""
    lines = [line.rstrip() for line in what.strip().splitlines()]
    head, body = (lines[0], lines[1:]) if lines else ("", [])
    title = title or head.split(". ")[0].rstrip(".")
    rng = random.Random(f"{form}|{seed}|{what}")  # noqa: S311  # a drawing, not a secret
    if form == "pdf":
        return _pdf(title, head, body, rng, language), PDF
    if form == "picture":
        return _jpeg(_picture(head, body, rng), _PICTURE_LIMIT), JPEG
    if form == "text":
        return _text(title, head, body), TEXT
    raise ValueError(f"form {form!r} is not one of pdf, picture, text")


def draw_with_location(what: str = "Photo of six index cards on a table", *, seed: str = "located") -> bytes:
    """A picture that says where and with what it was taken, for tests that show that this is removed."""
    picture = Image.open(io.BytesIO(draw("picture", what, seed=seed)[0]))
    exif = Image.Exif()
    exif[0x010F] = "Example Phones"
    exif[0x0110] = "Demo Phone 3"
    exif[0x0132] = "2026:11:02 12:41:09"
    exif[0x8825] = {1: "N", 2: (46.0, 58.0, 40.0), 3: "W", 4: (123.0, 48.0, 55.0)}
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80, exif=exif)
    return out.getvalue()


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


def _width(text: str, size: int) -> float:
    return _font(size).getlength(_plain(text))


def _write(on: ImageDraw.ImageDraw, x: float, y: float, text: str, size: int, ink: Ink, *, bold: bool = False) -> float:
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
        _wave(on, x, x + wide, y - size * 0.22, size * 0.12, ink, thick)


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


def _wave(on: ImageDraw.ImageDraw, x: float, to: float, y: float, high: float, ink: Ink, thick: int) -> None:
    steps = max(4, int((to - x) / 2))
    points = [(x + (to - x) * i / steps, y + high * math.sin(i * 1.1) * math.cos(i * 0.37)) for i in range(steps + 1)]
    on.line(points, fill=ink, width=thick, joint="curve")


def _wrap(text: str, size: int, wide: float) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and _width(longer, size) > wide:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def _by_hand(text: str, size: int, ink: Ink, rng: random.Random, *, thick: bool = False) -> Image.Image:
    """A line as a person writes it: leaning, the letters a little up and down. Transparent around it."""
    pad = size // 2
    wide = math.ceil(_width(text, size) * 1.08) + pad * 2
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


def _put_by_hand(
    on: Image.Image, x: float, y: float, text: str, size: int, ink: Ink, rng: random.Random, *, thick: bool = False
) -> None:
    """Writes by hand with the baseline at about y."""
    line = _by_hand(text, size, ink, rng, thick=thick)
    on.paste(line, (round(x - size // 2), round(y - size * 1.12)), line)


# Text files ------------------------------------------------------------------------------------------------------


def _text(title: str, head: str, body: list[str]) -> bytes:
    lines = [title, "=" * min(72, len(title)), ""]
    lines += [head, ""] if head != title else []
    for line in body:
        if line == "---":
            lines += ["", "-" * 24, ""]
        elif " | " in line:
            lines.append("\t".join(cell.strip() for cell in line.split(" | ")))
        else:
            lines.append(line)
    return ("\n".join(lines).rstrip() + "\n").encode()


# PDF -------------------------------------------------------------------------------------------------------------


@dataclass
class _Document:
    """Pages that fill from the top; a column for notes by hand stands at the right when there are any."""

    rng: random.Random
    notes: bool
    pages: list[Image.Image] = field(default_factory=list)
    y: float = 0
    note_y: float = 0
    block: tuple[int, float] = (0, 0)  # the page and the top of the block that a note would speak of

    left = 92
    bottom = 1120

    def __post_init__(self) -> None:
        self.turn()

    @property
    def right(self) -> int:
        return 640 if self.notes else 842

    @property
    def on(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.pages[-1])

    def turn(self) -> None:
        if len(self.pages) == 3:
            return
        warm = self.rng.choice(((254, 253, 249), (253, 252, 246), (252, 252, 250)))
        page = Image.new("RGB", _PAGE, warm)
        if self.notes:
            ImageDraw.Draw(page).line((664, 90, 664, 1120), fill=(232, 214, 206), width=1)
        self.pages.append(page)
        self.y = self.note_y = 112

    def room(self, high: float) -> None:
        if self.y + high > self.bottom:
            self.turn()

    def paragraph(self, text: str, size: int, ink: Ink, *, label: str = "", gap: int = 14, indent: int = 0) -> None:
        lead = round(size * 1.5)
        first = _width(f"{label}  ", size) * 1.06 if label else 0.0
        words = text.split()
        lines: list[str] = [] if words else [""]
        while words:
            wide = self.right - self.left - indent - (first if not lines else 0)
            line = (_wrap(" ".join(words), size, wide) or [""])[0]
            lines.append(line)
            words = words[len(line.split()) or 1 :]
        self.room(lead * min(2, len(lines)))
        self.block = (len(self.pages), self.y)
        for n, line in enumerate(lines):
            self.room(lead)
            x: float = self.left + indent
            if n == 0 and label:
                _write(self.on, x, self.y + size, label, size, _PINE, bold=True)
                x += first
            _write(self.on, x, self.y + size, line, size, ink)
            self.y += lead
        self.y += gap

    def note(self, text: str) -> None:
        """A note by hand beside the last block, with a stroke that says which."""
        page, top = self.block
        size = 19
        lines = _wrap(text, size, 194)
        y = max(top, self.note_y if page == len(self.pages) else top)
        if y + len(lines) * 26 > self.bottom + 30:
            y = max(112.0, self.bottom + 30 - len(lines) * 26)
        sheet = self.pages[page - 1]
        foot = min(self.y - 16, 1120) if page == len(self.pages) else 1110
        points = [(648, top + 2), (655, top + 8), (655, (top + foot) / 2), (661, (top + foot) / 2)]
        points += [(655, (top + foot) / 2), (655, foot - 6), (648, foot)]
        ImageDraw.Draw(sheet).line(points, fill=_OCHRE, width=2)
        for line in lines:
            _put_by_hand(sheet, 676, y + size, line, size, _OCHRE, self.rng)
            y += 26
        self.note_y = y + 14

    def sample(self, label: str, text: str) -> None:
        """A learner's own words, as cut out and pasted in."""
        size = 26
        lines = _wrap(text, size, self.right - self.left - 80)
        high = 48 + len(lines) * 40
        self.room(high + 16)
        top = self.y
        page = self.pages[-1]
        on = self.on
        on.rectangle((self.left + 5, top + 6, self.right + 5, top + high + 6), fill=(226, 223, 214))
        on.rectangle((self.left, top, self.right, top + high), fill=(255, 254, 246), outline=_LINE)
        _write(on, self.left + 14, top + 24, label, 14, _MUTED)
        for n, line in enumerate(lines):
            base = top + 62 + n * 40
            on.line((self.left + 14, base + 6, self.right - 14, base + 6), fill=(196, 214, 230))
            _put_by_hand(page, self.left + 26, base, line, size, _PENCIL, self.rng)
        self.block = (len(self.pages), top)
        self.y += high + 26

    def table(self, rows: list[list[str]]) -> None:
        size, pad = 17, 9
        columns = max(len(row) for row in rows)
        rows = [row + [""] * (columns - len(row)) for row in rows]
        need = [max(max(_width(row[c], size) for row in rows), 24.0) for c in range(columns)]
        words = [[word for row in rows for word in row[c].split()] for c in range(columns)]
        least = [max((_width(word, size) for word in column), default=0.0) for column in words]
        room = self.right - self.left - pad * 2 * columns
        if sum(need) > room:
            spare = max(0.0, room - sum(least))
            weight = [max(n - low, 1.0) ** 0.6 for n, low in zip(need, least, strict=True)]
            need = [low + spare * w / sum(weight) for low, w in zip(least, weight, strict=True)]
        edges = [float(self.left)]
        for wide in need:
            edges.append(edges[-1] + wide + pad * 2)
        top = self.y
        self.room(90)
        self.block = (len(self.pages), self.y)
        for n, row in enumerate(rows):
            cells = [_wrap(cell, size, wide + 1) for cell, wide in zip(row, need, strict=True)]
            high = max(1, *(len(c) for c in cells)) * 23 + pad + 3
            self.room(high)
            top, on = self.y, self.on
            fill = (236, 241, 236) if n == 0 else (255, 255, 255) if n % 2 else (250, 249, 244)
            on.rectangle((self.left, top, edges[-1], top + high), fill=fill)
            for c, cell in enumerate(cells):
                for i, line in enumerate(cell):
                    _write(on, edges[c] + pad, top + 22 + i * 23, line, size, _INK, bold=n == 0)
            for x in edges:
                on.line((x, top, x, top + high), fill=_LINE)
            on.line((self.left, top, edges[-1], top), fill=_LINE)
            on.line((self.left, top + high, edges[-1], top + high), fill=_LINE)
            self.y += high
        self.y += 24

    def scribble(self, lines: int) -> None:
        for n in range(lines):
            self.room(34)
            end = self.right - (self.rng.randint(60, 300) if n == lines - 1 else self.rng.randint(0, 40))
            x = float(self.left)
            while x < end - 20:
                wide = min(self.rng.randint(24, 90), end - x)
                _wave(self.on, x, x + wide, self.y + 14, 4.5, (92, 98, 116), 2)
                x += wide + 13
            self.y += 32
        self.y += 10


def _pdf(title: str, head: str, body: list[str], rng: random.Random, language: str) -> bytes:
    words = _WORDS.get(language, _WORDS["en"])
    labels = [m[1].lower() for m in map(_LABEL.fullmatch, body) if m]
    paper = _Document(rng, notes=any(_is_margin(label) for label in labels))
    for line in _wrap(title, 30, paper.right - paper.left):
        _write(paper.on, paper.left, paper.y + 26, line, 30, _INK, bold=True)
        paper.y += 40
    paper.on.line((paper.left, paper.y + 4, paper.right, paper.y + 4), fill=_PINE, width=2)
    paper.y += 22
    if head != title:
        paper.paragraph(head, 17, _MUTED, gap=20)
    rows: list[list[str]] = []
    for line in [*body, ""]:
        if " | " in line:
            rows.append([cell.strip() for cell in line.split(" | ")])
            continue
        if rows:
            paper.table(rows)
            rows = []
        _line(paper, line)
    if not body:
        for part in _parts(head):
            paper.paragraph("", _BODY, _INK, label=part, gap=4)
            paper.scribble(rng.randint(3, 6))
    coded = any(_SAMPLE.match(label) for label in labels) or _says(head.lower(), "learner", "estudiante", " code")
    for n, page in enumerate(paper.pages, 1):
        on = ImageDraw.Draw(page)
        on.line((paper.left, 1146, 842, 1146), fill=_LINE)
        if coded:
            _write(on, paper.left, 1168, words["coded"], 13, _MUTED)
        foot = words["page"].format(n=n, of=len(paper.pages))
        _write(on, 842 - _width(foot, 13), 1168, foot, 13, _MUTED)
    return _as_pdf(paper.pages)


def _line(paper: _Document, line: str) -> None:
    labeled = _LABEL.fullmatch(line)
    if line == "---":
        paper.turn()
    elif labeled and _is_margin(labeled[1].lower()):
        paper.note(labeled[2])
    elif labeled and _SAMPLE.match(labeled[1]):
        paper.sample(labeled[1], labeled[2].strip())
    elif labeled:
        paper.paragraph(labeled[2], _BODY, _INK, label=labeled[1])
    elif _HEADING.fullmatch(line):
        paper.paragraph("", _BODY + 2, _INK, label=line, gap=6)
    elif line:
        paper.paragraph(line, _BODY, _INK)


def _is_margin(label: str) -> bool:
    return label.rstrip(" 0123456789") in _MARGIN


def _parts(head: str) -> list[str]:
    parts = [part.strip(" .") for part in re.split(r"[,;:]| and | with | y | con ", head)]
    return [part[0].upper() + part[1:] for part in parts if len(part) > 3][:6] or ["…"]


def _as_pdf(pages: list[Image.Image]) -> bytes:
    data = b""
    for quality in (80, 70, 60, 50):
        out = io.BytesIO()
        # Without dates and without a producer: the same page gives the same bytes and says nothing of who made it.
        pages[0].save(
            out, "PDF", save_all=True, append_images=pages[1:], resolution=110.0,
            quality=quality, optimize=True, creationDate=None, modDate=None,
        )  # fmt: skip
        data = out.getvalue()
        if len(data) <= _PDF_LIMIT:
            break
    return data


# Pictures --------------------------------------------------------------------------------------------------------


def _picture(head: str, body: list[str], rng: random.Random) -> Image.Image:
    about = head.lower()
    items = list(_items(body))
    count = _count(about)
    while items and len(items) < count:
        items.append(items[len(items) % len(body)])
    items = items or ["~"] * (count or 4)
    if _says(about, "door", "wall", "poster", "puerta", "cartel"):
        return _lit(_door(items, rng), rng)
    ground = _rug(rng) if _says(about, "rug", "carpet", "floor", "alfombra") else _table(rng)
    if _says(about, "whiteboard", "pizarra", "mini board"):
        kind = "board"
    elif _says(about, "drawing", "dibujo"):
        kind = "drawing"
    elif _says(about, "card", "tarjeta"):
        kind = "card"
    else:
        kind = "slip"
    _lay(ground, items[:30], kind, rng)
    return _lit(ground, rng)


def _says(about: str, *words: str) -> bool:
    return any(word in about for word in words)


def _items(body: list[str]) -> Iterable[str]:
    for line in body:
        many = _MANY.fullmatch(line)
        yield from [many[1]] * int(many[2]) if many else [line]


def _count(about: str) -> int:
    """How many there are: the first number word of the description."""
    for word in re.findall(r"[a-z]+", about):
        if word in _NUMBERS:
            return _NUMBERS.index(word) + 1
    return 0


def _rug(rng: random.Random) -> Image.Image:
    wool = rng.choice(((112, 132, 138), (138, 120, 112), (104, 126, 116)))
    rug = Image.new("RGB", _PICTURE, wool)
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
    table = Image.new("RGB", _PICTURE, wood)
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
    ink, thick, top = rng.choice(_PENS), True, 0
    if kind == "board":
        edge = max(4, wide // 34)
        on.rectangle((0, 0, wide - 1, high - 1), outline=(112, 118, 126), width=edge)
        for _ in range(3):  # what the sponge left
            across, down = rng.uniform(edge, wide * 0.65), rng.uniform(edge * 2, high - edge * 2)
            _wave(on, across, across + wide * 0.3, down, 3, (240, 242, 244), max(2, wide // 30))
    elif kind == "card":
        on.line((0, high * 0.17, wide, high * 0.17), fill=(214, 128, 128), width=max(1, wide // 160))
        for n in range(1, 6):
            y = high * (0.17 + 0.15 * n)
            on.line((0, y, wide, y), fill=(206, 219, 231))
    elif kind == "slip":
        ink, thick = rng.choice((_PENCIL, _PENCIL, _PENS[0], _PENS[1])), False
        for n in range(1, 8):
            y = high * n / 8
            on.line((wide * 0.05, y, wide * 0.95, y), fill=(208, 219, 230))
    else:
        ink, thick, top = _PENCIL, False, round(high * 0.58)
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
            _wave(ImageDraw.Draw(sheet), sheet.width * 0.1, sheet.width * rng.uniform(0.5, 0.9), y, size * 0.2, ink, 2)
        return
    lines, size = [text], 10
    largest = min(sheet.height // 2, 150) if len(text) <= 3 else min(sheet.height // 3, 76)
    for size in range(largest, 9, -2):
        lines = _wrap(text, size, wide / 1.06)
        fits = len(lines) * size * 1.32 <= high
        if fits and max(_width(line, size) for line in lines) * 1.06 <= wide:
            break
    y = top + (sheet.height - top - len(lines) * size * 1.32) / 2 + size
    for line in lines:
        x = (sheet.width - _width(line, size) * 1.04) / 2 if thick else sheet.width * 0.08
        _put_by_hand(sheet, x + rng.uniform(-3, 3), y, line, size, ink, rng, thick=thick)
        y += size * 1.32


def _doodle(on: ImageDraw.ImageDraw, text: str, wide: int, high: int, rng: random.Random) -> None:
    """A child's drawing of what the caption speaks of."""
    green, yellow, brown, blue = (74, 132, 78), (226, 174, 52), (126, 88, 60), (86, 130, 176)
    middle = wide * rng.uniform(0.42, 0.58)
    ground = high * 0.86
    if _says(text, "sun", "sol"):
        x, y, r = wide * 0.8, high * 0.26, high * 0.14
        on.ellipse((x - r, y - r, x + r, y + r), outline=yellow, width=5)
        for n in range(9):
            a = n * 0.7 + rng.uniform(-0.1, 0.1)
            c, s = math.cos(a), math.sin(a)
            on.line((x + c * r * 1.3, y + s * r * 1.3, x + c * r * 1.8, y + s * r * 1.8), fill=yellow, width=4)
    if _says(text, "dirt", "soil", "tierra"):
        on.rectangle((wide * 0.2, ground, wide * 0.8, high), fill=brown)
    if _says(text, "water", "wet", "agua"):
        for n in range(5):
            x, y = wide * (0.14 + 0.08 * n), high * rng.uniform(0.18, 0.45)
            on.line((x, y, x - 4, y + 18), fill=blue, width=5)
    if _says(text, "drawer", "dark"):
        on.rectangle((wide * 0.18, high * 0.4, wide * 0.82, high * 0.97), outline=brown, width=6)
        on.ellipse((middle - 9, high * 0.88, middle + 9, high * 0.94), outline=brown, width=4)
    if _says(text, "seed", "bean", "grow", "semilla"):
        on.ellipse((middle - wide * 0.06, ground - high * 0.13, middle + wide * 0.06, ground), outline=brown, width=5)
        stem = [(middle, ground - high * 0.13), (middle + 8, high * 0.55), (middle - 3, high * 0.42)]
        on.line(stem, fill=green, width=5, joint="curve")
        for way in (-1, 1):
            x = middle - 3 + way * wide * 0.06
            on.ellipse((x - wide * 0.05, high * 0.34, x + wide * 0.05, high * 0.46), outline=green, width=4)
    else:
        for n in range(3):
            y = high * (0.35 + 0.2 * n)
            _wave(on, wide * 0.14, wide * 0.86, y, high * 0.05, rng.choice((green, brown, blue)), 4)


def _door(items: list[str], rng: random.Random) -> Image.Image:
    """A sheet taped to a painted door beside its window."""
    wall = Image.new("RGB", _PICTURE, (222, 214, 198))
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
        while size > 14 and (_width(item, size) * 1.08 > 490 or size * 1.5 > line_high):
            size -= 2
        pen = _PENS[n % len(_PENS)]
        _put_by_hand(sheet, 40, 40 + line_high * (n + 0.62), item, size, pen, rng, thick=size > 26)
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
    soft = light.resize(_PICTURE, Image.Resampling.BICUBIC)
    warm = Image.merge("RGB", (soft, soft.point(lambda v: v * 0.992), soft.point(lambda v: v * 0.972)))
    return ImageChops.multiply(picture, warm)


def _tone(color: Ink, by: int) -> Ink:
    red, green, blue = (max(0, min(255, part + by)) for part in color)
    return red, green, blue


def _jpeg(picture: Image.Image, limit: int) -> bytes:
    data = b""
    for quality in (82, 74, 66, 58, 50):
        out = io.BytesIO()
        picture.convert("RGB").save(out, "JPEG", quality=quality, optimize=True)
        data = out.getvalue()
        if len(data) <= limit:
            break
    return data
