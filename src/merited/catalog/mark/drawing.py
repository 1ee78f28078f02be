"""The drawing of a badge mark: the same choice, the same bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from math import pi

from merited.catalog.mark.choice import COLORS, Mark
from merited.catalog.mark.motifs import MOTIFS, num, ring
from merited.catalog.mark.outlines import OUTLINES, Outline, Point

PAPER, NIGHT = "#FAF8F3", "#14181D"  # the two grounds of the interface
RIM, PLATE = 5.4, 5.0  # width of the border; how far a stack's plates stand apart
GROUNDS = ("any", "dark", "stamp", "line")


def _notches(outline: Outline, version: str, out: float) -> tuple[str, str, str]:
    """The version as cuts in the border: (narrow, wide, dots) path data.

    The first number stands at the top, the others at the bottom, read clockwise from the left at the top and
    from the left at the bottom. A digit is that many cuts, a wide cut standing for five; a zero inside a longer number is
    a dot; trailing numbers that are zero are left out, so 2 and 2.0 look alike.
    """
    numbers = list(re.findall(r"\d+", version)) or ["1"]
    while len(numbers) > 1 and not int(numbers[-1]):
        numbers.pop()
    narrow = wide = dots = ""
    for place, run in ((0.0, numbers[:1]), (pi, numbers[1:])):
        signs: list[tuple[str, float]] = []
        for digit in "".join(n.lstrip("0") or "0" for n in run):
            signs += [("gap", 3.0)] if signs else []
            signs += (
                [("dot", 4.6)]
                if digit == "0"
                else [("wide", 6.2)] * (int(digit) // 5) + [("narrow", 4.6)] * (int(digit) % 5)
            )
        s = -sum(w for _, w in signs) / 2
        for sign, width in signs:
            (x, y), (nx, ny) = outline.edge(place + (s + width / 2) / 42 * (-1 if place else 1))
            s += width
            if sign == "dot":
                dots += f"M{num(x + nx * 3)} {num(y + ny * 3)}h0"
            elif sign != "gap":
                cut = f"M{num(x - nx * out)} {num(y - ny * out)}L{num(x + nx * 4.8)} {num(y + ny * 4.8)}"
                narrow, wide = (narrow + cut, wide) if sign == "narrow" else (narrow, wide + cut)
    return narrow, wide, dots


def _layout(n: int, floor: float, room: list[Point]) -> list[tuple[float, float, float]]:
    """Where the motifs of a stack stand, (x, y, scale), one to four of them: as large as the outline leaves room,
    above the floor."""
    places = {
        1: [(0, 0)],
        2: [(-1, 0), (1, 0)],
        3: [(0, -1), (-1, 1), (1, 1)],
        4: [(-1, -1), (1, -1), (-1, 1), (1, 1)],
    }[n]
    best = (0.26, -4.0)
    for k in (i / 50 for i in range(13, 46)):
        for y in range(-16, 9):
            spots = [
                (px * 24.5 * k + dx * k, y + (py * 24.5 + dy) * k)
                for px, py in places
                for dx in (-21, 21)
                for dy in (-19, 19)
            ]
            if max(sy for _, sy in spots) <= floor and all(_inside(p, room) for p in spots):
                best = (k, float(y)) if k > best[0] or abs(y) < abs(best[1]) else best
    return [(px * 24.5 * best[0], best[1] + py * 24.5 * best[0], best[0]) for px, py in places]


def _motif(name: str, x: float, y: float, k: float, weight: float, ink: str, inline: str) -> str:
    """A motif about (x, y); `inline` is the color of the hair line along the middle of its strokes, if any."""
    m = MOTIFS[name]
    body = f'<path d="{m.line}"/>'
    if inline:
        body += f'<path stroke="{inline}" stroke-width="{0.45 / k:.2f}" d="{m.line}"/>'
    if m.fine and k > 0.7:
        body += f'<path stroke-width="1.2" d="{m.fine}"/>'
    if m.solid:
        body += f'<path fill="{ink}" stroke="none" d="{m.solid}"/>'
    return (
        f'<g transform="translate({num(x - 24 * k)} {num(y - 24 * k)})scale({k:g})" fill="none" stroke="{ink}" '
        f'stroke-width="{num(weight / k)}" stroke-linecap="round" stroke-linejoin="round">{body}</g>'
    )


def _mix(a: str, b: str, share: float) -> str:
    """A color on the way from a to b."""
    pair = [(int(a[i : i + 2], 16), int(b[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(x + (y - x) * share):02X}" for x, y in pair)


def _inside(p: Point, pts: list[Point]) -> bool:
    """Whether a point lies in a sampled outline."""
    x, y = p
    return (
        sum(
            (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax
            for (ax, ay), (bx, by) in zip(pts, pts[1:] + pts[:1], strict=False)
        )
        % 2
        == 1
    )


def _peek(outline: Outline, shift: float) -> str:
    """The part of a plate, moved down by `shift`, that shows from under the one above it (for drawings in line only)."""
    above = [(x, y + shift - PLATE) for x, y in outline.points()]
    pts = [(x, y + shift) for x, y in outline.points()]
    out = [not _inside(p, above) for p in pts]
    turn = next(i for i in range(len(pts)) if out[i] and not out[i - 1])
    run = [pts[(turn + i) % len(pts)] for i in range(len(pts)) if out[(turn + i) % len(pts)]]
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in [*run[:-1:3], run[-1]])


def _choices(places: tuple[tuple[int, int], ...], foot: float, ink: str) -> str:
    """A stack's foot: a row for each place of choice, a bead for each part to choose from, those asked for filled."""
    full = empty = ""
    for row, (count, of) in enumerate(places):
        for i in range(of):
            x, cy = (i - (of - 1) / 2) * 6.6, foot - 6.8 * (len(places) - row - 0.5)
            full, empty = (full + ring(x, cy, 2.4), empty) if i < count else (full, empty + ring(x, cy, 1.8))
    return f'<path fill="{ink}" d="{full}"/>' + (
        f'<path fill="none" stroke="{ink}" stroke-width="1.2" d="{empty}"/>' if empty else ""
    )


def describe(mark: Mark) -> str:
    """What the drawing shows, for people who cannot see it."""
    shown = " and ".join(m.replace("-", " ") for m in mark.motifs)
    kind = "Two plates, one over the other" if mark.stack else mark.outline.capitalize() + " plate"
    return f"{kind} in {mark.color}: {shown}. Version {mark.version}."


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a drawing is struck on: its field, its ink, and whether it is rich enough for fine lines."""

    name: str
    field: str
    ink: str

    @property
    def is_rich(self) -> bool:
        return self.name in ("any", "dark")

    @property
    def hair(self) -> str:
        """The color of the hair line along the middle of a motif's strokes, if any."""
        return _mix(self.field, self.ink, 0.3) if self.is_rich else ""


def _ground(mark: Mark, name: str) -> _Ground:
    deep, pale = COLORS[mark.color]
    field, ink = {
        "any": (deep, PAPER),
        "dark": (_mix(deep, NIGHT, 0.4), pale),
        "stamp": ("#fff", "#000"),
        "line": ("none", "currentColor"),
    }[name]
    return _Ground(name, field, ink)


def _plates(mark: Mark, on: _Ground) -> list[str]:
    """The plate, and under it the two of a stack; rich ones have a milled border and lines that echo the outline."""
    shape, line = OUTLINES[mark.outline], on.name == "line"
    outline = shape(0)
    fill = (
        f' fill="none" stroke="{on.ink}" stroke-width="1.8"'
        if line
        else f' fill="{on.field}" stroke="{on.ink}" stroke-width="3" paint-order="stroke"'
    )
    out: list[str] = []
    for shift in (2 * PLATE, PLATE) if mark.stack else ():
        out.append(f'<path d="{_peek(outline, shift) if line else outline.path(1, shift)}"{fill}/>')
    out.append(f'<path d="{outline.path()}"{fill}/>')
    if on.is_rich:
        tone, milled = _mix(on.field, on.ink, 0.24), shape(RIM / 2 - 0.1)
        out.append(
            f'<path fill="none" stroke="{tone}" stroke-width="3.2" stroke-dasharray="{milled.dashes(0.5, 1.4)}" d="{milled.path()}"/>'
        )
        echo = "".join(shape(RIM + t).path() for t in (1.7, 3.1))
        out.append(f'<path fill="none" stroke="{tone}" stroke-width=".5" d="{echo}"/>')
    return out


def _border(mark: Mark, on: _Ground) -> list[str]:
    """The line inside the border, by audience, and the notches of the version."""
    shape = OUTLINES[mark.outline]
    rim = {
        "line": [(RIM, "1.1", "")],
        "beads": [(RIM, "1.9", f' stroke-dasharray="{shape(RIM).dashes(0, 3.4)}" stroke-linecap="round"')],
        "double": [(RIM, "1.1", ""), (RIM + 2.2, ".8", "")],
    }[mark.border]
    out = [
        f'<path fill="none" stroke="{on.ink}" stroke-width="{w}"{more} d="{shape(t).path()}"/>' for t, w, more in rim
    ]
    notches = _notches(shape(0), mark.version, 0.9 if on.name == "line" else 1.5)
    for d, w, cap in zip(notches, ("2", "4.6", "2.6"), ("butt", "butt", "round"), strict=True):
        if d:
            out.append(f'<path stroke="{on.ink}" stroke-width="{w}" stroke-linecap="{cap}" d="{d}"/>')
    return out


def _shown(mark: Mark, on: _Ground) -> list[str]:
    """The motif; of a stack, those of its parts, and its places of choice."""
    shape = OUTLINES[mark.outline]
    outline = shape(0)
    if not mark.stack:
        return [_motif(mark.motifs[0], 0, outline.down, outline.fit, 3.7, on.ink, on.hair)]
    room = shape(RIM + 3).points()[::6]
    half, rows = 3.3 * max((of for _, of in mark.choices), default=0), len(mark.choices)
    foot = next(y for y in range(27, -48, -1) if all(_inside((x, y), room) for x in (-half, 0.1, half)))
    floor = foot - 6.8 * rows - 4 if rows else 48
    out = [
        _motif(n, x, y, k, 3.2, on.ink, on.hair)
        for n, (x, y, k) in zip(mark.motifs, _layout(len(mark.motifs), floor, room), strict=True)
    ]
    return [*out, _choices(mark.choices, foot, on.ink)] if rows else out


def render(mark: Mark, ground: str = "any") -> str:
    """The mark as SVG text: `any` stands on every ground, `dark` is the pale one for dark pages,
    `stamp` is solid in one color and `line` is strokes only; both take the color of the text around them."""
    if ground not in GROUNDS:
        raise ValueError(f"unknown ground: {ground}")
    on = _ground(mark, ground)
    body = "".join([*_plates(mark, on), *_border(mark, on), *_shown(mark, on)])
    if mark.stack:
        body = f'<g transform="translate(0 {num(-PLATE * 0.92)})scale(.92)">{body}</g>'
    if ground == "stamp":
        name = "m" + sha256(body.encode()).hexdigest()[:8]
        body = f'<mask id="{name}"><path d="M-48-48h96v96h-96z" fill="#000"/>{body}</mask><path d="M-48-48h96v96h-96z" fill="currentColor" mask="url(#{name})"/>'
    alt = f"{mark.title}, {mark.issuer}" if mark.issuer else mark.title
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-48 -48 96 96" role="img"><title>{escape(alt, quote=False)}</title>'
        f"<desc>{escape(describe(mark), quote=False)}</desc>{body}</svg>\n"
    )
