"""Drawing a PDF of one to three pages, or a text file."""

from __future__ import annotations

import io
import random
import re
from dataclasses import dataclass, field

from PIL import Image, ImageDraw

from merited.cli.demo.drawing.lettering import (
    BODY,
    HEADING,
    INK,
    LABEL,
    LINE,
    MARGIN,
    MUTED,
    OCHRE,
    PAGE,
    PDF_LIMIT,
    PENCIL,
    PINE,
    SAMPLE,
    WORDS,
    Ink,
    draw_wave,
    put_by_hand,
    width_of,
    wrapped,
    write_line,
)
from merited.cli.demo.drawing.pictures import says_of

# Text files ------------------------------------------------------------------------------------------------------


def draw_text(title: str, head: str, body: list[str]) -> bytes:
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
        page = Image.new("RGB", PAGE, warm)
        if self.notes:
            ImageDraw.Draw(page).line((664, 90, 664, 1120), fill=(232, 214, 206), width=1)
        self.pages.append(page)
        self.y = self.note_y = 112

    def room(self, high: float) -> None:
        if self.y + high > self.bottom:
            self.turn()

    def paragraph(self, text: str, size: int, ink: Ink, *, label: str = "", gap: int = 14, indent: int = 0) -> None:
        lead = round(size * 1.5)
        first = width_of(f"{label}  ", size) * 1.06 if label else 0.0
        words = text.split()
        lines: list[str] = [] if words else [""]
        while words:
            wide = self.right - self.left - indent - (first if not lines else 0)
            line = (wrapped(" ".join(words), size, wide) or [""])[0]
            lines.append(line)
            words = words[len(line.split()) or 1 :]
        self.room(lead * min(2, len(lines)))
        self.block = (len(self.pages), self.y)
        for n, line in enumerate(lines):
            self.room(lead)
            x: float = self.left + indent
            if n == 0 and label:
                write_line(self.on, x, self.y + size, label, size, PINE, bold=True)
                x += first
            write_line(self.on, x, self.y + size, line, size, ink)
            self.y += lead
        self.y += gap

    def note(self, text: str) -> None:
        """A note by hand beside the last block, with a stroke that says which."""
        page, top = self.block
        size = 19
        lines = wrapped(text, size, 194)
        y = max(top, self.note_y if page == len(self.pages) else top)
        if y + len(lines) * 26 > self.bottom + 30:
            y = max(112.0, self.bottom + 30 - len(lines) * 26)
        sheet = self.pages[page - 1]
        foot = min(self.y - 16, 1120) if page == len(self.pages) else 1110
        points = [(648, top + 2), (655, top + 8), (655, (top + foot) / 2), (661, (top + foot) / 2)]
        points += [(655, (top + foot) / 2), (655, foot - 6), (648, foot)]
        ImageDraw.Draw(sheet).line(points, fill=OCHRE, width=2)
        for line in lines:
            put_by_hand(sheet, 676, y + size, line, size, OCHRE, self.rng)
            y += 26
        self.note_y = y + 14

    def sample(self, label: str, text: str) -> None:
        """A learner's own words, as cut out and pasted in."""
        size = 26
        lines = wrapped(text, size, self.right - self.left - 80)
        high = 48 + len(lines) * 40
        self.room(high + 16)
        top = self.y
        page = self.pages[-1]
        on = self.on
        on.rectangle((self.left + 5, top + 6, self.right + 5, top + high + 6), fill=(226, 223, 214))
        on.rectangle((self.left, top, self.right, top + high), fill=(255, 254, 246), outline=LINE)
        write_line(on, self.left + 14, top + 24, label, 14, MUTED)
        for n, line in enumerate(lines):
            base = top + 62 + n * 40
            on.line((self.left + 14, base + 6, self.right - 14, base + 6), fill=(196, 214, 230))
            put_by_hand(page, self.left + 26, base, line, size, PENCIL, self.rng)
        self.block = (len(self.pages), top)
        self.y += high + 26

    def table(self, rows: list[list[str]]) -> None:
        size, pad = 17, 9
        columns = max(len(row) for row in rows)
        rows = [row + [""] * (columns - len(row)) for row in rows]
        need = [max(max(width_of(row[c], size) for row in rows), 24.0) for c in range(columns)]
        words = [[word for row in rows for word in row[c].split()] for c in range(columns)]
        least = [max((width_of(word, size) for word in column), default=0.0) for column in words]
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
            cells = [wrapped(cell, size, wide + 1) for cell, wide in zip(row, need, strict=True)]
            high = max(1, *(len(c) for c in cells)) * 23 + pad + 3
            self.room(high)
            top, on = self.y, self.on
            fill = (236, 241, 236) if n == 0 else (255, 255, 255) if n % 2 else (250, 249, 244)
            on.rectangle((self.left, top, edges[-1], top + high), fill=fill)
            for c, cell in enumerate(cells):
                for i, line in enumerate(cell):
                    write_line(on, edges[c] + pad, top + 22 + i * 23, line, size, INK, bold=n == 0)
            for x in edges:
                on.line((x, top, x, top + high), fill=LINE)
            on.line((self.left, top, edges[-1], top), fill=LINE)
            on.line((self.left, top + high, edges[-1], top + high), fill=LINE)
            self.y += high
        self.y += 24

    def scribble(self, lines: int) -> None:
        for n in range(lines):
            self.room(34)
            end = self.right - (self.rng.randint(60, 300) if n == lines - 1 else self.rng.randint(0, 40))
            x = float(self.left)
            while x < end - 20:
                wide = min(self.rng.randint(24, 90), end - x)
                draw_wave(self.on, x, x + wide, self.y + 14, 4.5, (92, 98, 116), 2)
                x += wide + 13
            self.y += 32
        self.y += 10


def draw_pdf(title: str, head: str, body: list[str], rng: random.Random, language: str) -> bytes:
    words = WORDS.get(language, WORDS["en"])
    labels = [m[1].lower() for m in map(LABEL.fullmatch, body) if m]
    paper = _Document(rng, notes=any(_is_margin(label) for label in labels))
    for line in wrapped(title, 30, paper.right - paper.left):
        write_line(paper.on, paper.left, paper.y + 26, line, 30, INK, bold=True)
        paper.y += 40
    paper.on.line((paper.left, paper.y + 4, paper.right, paper.y + 4), fill=PINE, width=2)
    paper.y += 22
    if head != title:
        paper.paragraph(head, 17, MUTED, gap=20)
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
            paper.paragraph("", BODY, INK, label=part, gap=4)
            paper.scribble(rng.randint(3, 6))
    coded = any(SAMPLE.match(label) for label in labels) or says_of(head.lower(), "learner", "estudiante", " code")
    for n, page in enumerate(paper.pages, 1):
        on = ImageDraw.Draw(page)
        on.line((paper.left, 1146, 842, 1146), fill=LINE)
        if coded:
            write_line(on, paper.left, 1168, words["coded"], 13, MUTED)
        foot = words["page"].format(n=n, of=len(paper.pages))
        write_line(on, 842 - width_of(foot, 13), 1168, foot, 13, MUTED)
    return _as_pdf(paper.pages)


def _line(paper: _Document, line: str) -> None:
    labeled = LABEL.fullmatch(line)
    if line == "---":
        paper.turn()
    elif labeled and _is_margin(labeled[1].lower()):
        paper.note(labeled[2])
    elif labeled and SAMPLE.match(labeled[1]):
        paper.sample(labeled[1], labeled[2].strip())
    elif labeled:
        paper.paragraph(labeled[2], BODY, INK, label=labeled[1])
    elif HEADING.fullmatch(line):
        paper.paragraph("", BODY + 2, INK, label=line, gap=6)
    elif line:
        paper.paragraph(line, BODY, INK)


def _is_margin(label: str) -> bool:
    return label.rstrip(" 0123456789") in MARGIN


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
        if len(data) <= PDF_LIMIT:
            break
    return data
