"""The picture that stands beside a link to an award: the mark, the title and the issuer, and no person."""

import re
from functools import lru_cache

import resvg_py

from merited.awards.lettering import Unwritable, broken, outlines, width_of
from merited.awards.models import Award
from merited.awards.pictures import mark_svg

WIDTH, HEIGHT = 1200, 630  # what LinkedIn, Facebook and Slack ask for
PAPER, INK, MUTED, RULE = "#FAF8F3", "#1C2430", "#566070", "#D3CCBD"
MARK = 400
LEFT, ROOM = 560, 560  # where the words begin, and how wide they may be
MOST_LINES = 4


def card_png(award: Award) -> bytes:
    """The card as PNG, 1200 by 630: the same bytes for the same version and issuer."""
    return _drawn(mark_svg(award.version), award.version.title, award.issuer.organization.name)


@lru_cache(maxsize=64)
def _drawn(mark: str, title: str, issuer: str) -> bytes:
    return bytes(resvg_py.svg_to_bytes(svg_string=card_svg(mark, title, issuer), width=WIDTH, height=HEIGHT))


def card_svg(mark: str, title: str, issuer: str) -> str:
    """The card as SVG. The words are outlines, for no font can be relied upon; a script that our one face does not
    have leaves them out, and the mark stands alone in the middle."""
    try:
        words = _words(title, issuer)
        left = 90
    except Unwritable:
        words, left = "", (WIDTH - MARK) // 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path fill="{PAPER}" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>'
        f"{_placed(mark, left, (HEIGHT - MARK) // 2)}{words}</svg>"
    )


def _placed(mark: str, x: int, y: int) -> str:
    return re.sub("^<svg ", f'<svg x="{x}" y="{y}" width="{MARK}" height="{MARK}" ', mark.strip(), count=1)


def _words(title: str, issuer: str) -> str:
    """Title and issuer beside the mark, as one block in the middle of the height."""
    size, lines = _fitted(title)
    small, below = 30.0, broken(issuer, 30.0, ROOM)[:2]
    tall = len(lines) * size * 1.15 + 44 + len(below) * small * 1.3
    y = (HEIGHT - tall) / 2 + size * 0.8
    paths = []
    for line in lines:
        paths.append(f'<path fill="{INK}" d="{outlines(line, LEFT, y, size)}"/>')
        y += size * 1.15
    y += 14 - size * 0.5
    paths.append(f'<path fill="{RULE}" d="M{LEFT} {y:.1f}h{ROOM}v2h-{ROOM}z"/>')
    y += 30 + small * 0.8
    for line in below:
        paths.append(f'<path fill="{MUTED}" d="{outlines(line, LEFT, y, small)}"/>')
        y += small * 1.3
    return "".join(paths)


def _fitted(title: str) -> tuple[float, list[str]]:
    """The largest size at which the title fits, and its lines; the smallest where none does."""
    for size in (68.0, 60.0, 52.0, 46.0):
        lines = broken(title, size, ROOM)
        if len(lines) <= MOST_LINES and all(width_of(line, size) <= ROOM for line in lines):
            return size, lines
    return 40.0, broken(title, 40.0, ROOM)[:6]
