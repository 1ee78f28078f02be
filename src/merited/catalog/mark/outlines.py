"""The silhouettes of badge marks, measured and scaled."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import atan2, cos, hypot, pi, sin, sqrt

from merited.catalog.mark.motifs import num

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight line (r = 0) or a circular arc to a point."""

    to: Point
    r: float = 0.0
    sweep: int = 1
    large: int = 0


@dataclass(frozen=True, slots=True)
class Outline:
    """A closed silhouette about the origin, and where a motif sits in it (scale of the 48 grid, shift down)."""

    start: Point
    segments: tuple[Segment, ...]
    fit: float
    down: float = 0.0

    def path(self, k: float = 1.0, dy: float = 0.0) -> str:
        """Path data of the outline scaled by k about its own middle and moved down by dy."""

        def xy(p: Point) -> str:
            return f"{num(p[0] * k)} {num((p[1] - self.down) * k + self.down + dy)}"

        parts = [f"M{xy(self.start)}"]
        for s in self.segments:
            r = num(s.r * k)
            parts.append(f"A{r} {r} 0 {s.large} {s.sweep} {xy(s.to)}" if s.r else f"L{xy(s.to)}")
        return "".join(parts) + "z"

    def points(self) -> list[Point]:
        """The outline sampled finely enough to measure it."""
        out: list[Point] = []
        p = self.start
        for s in self.segments:
            out += _along(p, s)
            p = s.to
        return out

    def dashes(self, mark: float, pitch: float) -> str:
        """A dash array that closes without a seam: dashes of length `mark` about every `pitch`."""
        pts = self.points()
        length = sum(hypot(ax - bx, ay - by) for (ax, ay), (bx, by) in zip(pts, pts[1:] + pts[:1], strict=False))
        step = length / round(length / pitch)
        return f"{mark:g} {step - mark:.3f}"

    def edge(self, angle: float) -> tuple[Point, Point]:
        """The point of the outline seen from its middle at an angle (0 up, clockwise), and the unit normal inwards."""
        pts = [(x, y - self.down) for x, y in self.points()]
        turn = [(atan2(x, -y) - angle + pi) % (2 * pi) - pi for x, y in pts]
        i = min(range(len(pts)), key=lambda j: (abs(turn[j]), j))
        (ax, ay), (bx, by) = pts[i - 2], pts[(i + 2) % len(pts)]
        length = hypot(bx - ax, by - ay)
        return (pts[i][0], pts[i][1] + self.down), (-(by - ay) / length, (bx - ax) / length)


def _along(p: Point, s: Segment) -> list[Point]:
    """Points along one segment, its start left out."""
    (x0, y0), (x1, y1) = p, s.to
    if not s.r:
        n = max(2, round(hypot(x1 - x0, y1 - y0) / 0.4))
        return [(x0 + (x1 - x0) * i / n, y0 + (y1 - y0) * i / n) for i in range(1, n + 1)]
    d = hypot(x1 - x0, y1 - y0)
    h = sqrt(max(s.r * s.r - d * d / 4, 0.0)) * (1 if s.large == s.sweep else -1)
    cx, cy = (x0 + x1) / 2 + h * (y1 - y0) / d, (y0 + y1) / 2 - h * (x1 - x0) / d
    a0, a1 = atan2(y0 - cy, x0 - cx), atan2(y1 - cy, x1 - cx)
    span = (a1 - a0) % (2 * pi) if s.sweep else -((a0 - a1) % (2 * pi))
    n = max(2, round(abs(span) * s.r / 0.4))
    return [(cx + s.r * cos(a0 + span * i / n), cy + s.r * sin(a0 + span * i / n)) for i in range(1, n + 1)]


def _rounded(
    corners: Iterable[tuple[float, float, float]],
    fit: float,
    down: float = 0.0,
    inset: float = 0.0,
    scoop: bool = False,
) -> Outline:
    """A convex polygon, clockwise, each corner (x, y, radius) rounded or scooped out, and moved inwards by inset."""
    pts, cuts = list(corners), []
    for i, (x, y, r) in enumerate(pts):
        (px, py, _), (nx, ny, _) = pts[i - 1], pts[(i + 1) % len(pts)]
        lp, ln = hypot(px - x, py - y), hypot(nx - x, ny - y)
        u, v = ((px - x) / lp, (py - y) / lp), ((nx - x) / ln, (ny - y) / ln)
        half = sqrt(max((1 + u[0] * v[0] + u[1] * v[1]) / 2, 0.0))
        t = sqrt((r + inset) ** 2 - inset**2) if scoop else r * half / sqrt(1 - half * half)
        cuts.append(
            (
                (x + u[0] * t + u[1] * inset, y + u[1] * t - u[0] * inset),
                (x + v[0] * t - v[1] * inset, y + v[1] * t + v[0] * inset),
                r + inset if scoop else r - inset,
            )
        )
    segments: list[Segment] = []
    for i, (start, end, r) in enumerate(cuts):
        segments += ([Segment(start)] if i else []) + [Segment(end, r, int(not scoop))]
    return Outline(cuts[0][0], (*segments, Segment(cuts[0][0])), fit, down)


def _regular(n: int, radius: float, corner: float, fit: float, turn: float = 0.0, inset: float = 0.0) -> Outline:
    """A regular polygon with a corner pointing up (turn 0) or a side up (turn .5)."""
    angles = [2 * pi * (i + turn) / n for i in range(n)]
    return _rounded([(radius * sin(a), -radius * cos(a), corner) for a in angles], fit, 0.0, inset)


def _lobed(n: int, reach: float, lobe: float, fit: float, down: float = 0.0, inset: float = 0.0) -> Outline:
    """n round lobes, the first pointing up; reach is the farthest point, lobe the radius of one lobe."""
    d, half, r = reach - lobe, pi / n, lobe - inset
    rc = d * cos(half) + sqrt(r * r - (d * sin(half)) ** 2)
    cusps = [(rc * sin((2 * i - 1) * half), down - rc * cos((2 * i - 1) * half)) for i in range(n + 1)]
    return Outline(cusps[0], tuple(Segment(c, r, 1, int(rc * cos(half) < d)) for c in cusps[1:]), fit, down)


def _box(x: float, top: float, bottom: float, *radii: float) -> list[tuple[float, float, float]]:
    """The corners of a box, from the upper left, clockwise."""
    return [(-x, top, radii[0]), (x, top, radii[1]), (x, bottom, radii[2]), (-x, bottom, radii[3])]


# Each silhouette as a function of how far it is moved inwards.
OUTLINES: dict[str, Callable[[float], Outline]] = {
    "round": lambda t: _lobed(2, 43.5, 43.5, 1.16, 0, t),
    "quatrefoil": lambda t: _lobed(4, 46, 24.8, 1.06, 0, t),
    "tile": lambda t: _rounded(_box(38.5, -38.5, 38.5, 12, 12, 12, 12), 1.17, 0, t),
    "scallop": lambda t: _lobed(8, 45.5, 19, 1.08, 0, t),
    "hexagon": lambda t: _regular(6, 47.5, 9, 1.08, 0.5, t),
    "leaf": lambda t: _rounded(_box(39, -39, 39, 9, 36, 9, 36), 1.1, 0, t),
    "lozenge": lambda t: _regular(4, 51.5, 11, 0.98, 0, t),
    "gable": lambda t: _rounded([(0, -49, 22), (39, -17, 9), (39, 42, 9), (-39, 42, 9), (-39, -17, 9)], 1.0, 4, t),
    "ticket": lambda t: _rounded(_box(39, -39, 39, 11, 11, 11, 11), 1.06, 0, t, True),
    "trefoil": lambda t: _lobed(3, 45.5, 27, 0.96, 3, t),
    "arch": lambda t: _rounded(_box(37, -44.5, 42, 36.9, 36.9, 9, 9), 1.06, 1, t),
    "capsule": lambda t: _rounded(_box(46.5, -31.5, 31.5, 31.4, 31.4, 31.4, 31.4), 0.98, 0, t),
}
