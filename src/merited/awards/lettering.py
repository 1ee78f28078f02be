"""Text as outlines, so that a picture holds its words on a machine that has no fonts at all."""

import ctypes
from functools import cache

import pypdfium2.raw as pdfium

from merited.catalog.mark.motifs import num
from merited.portfolio.pages import one_at_a_time

# pdfium carries this face itself, for PDFs that embed none: the same outlines on every machine, and no font file of ours.
FACE = b"Times-Roman"
EM = 1.0  # of this size outlines and widths are asked: then both come in parts of the size
WESTERN = "cp1252"  # what the face has: English, Spanish and their neighbors


class Unwritable(ValueError):  # noqa: N818 (a finding: the picture goes without words)
    """A text with letters that the face does not have."""


def width_of(text: str, size: float) -> float:
    """How wide a line is at that size. Raises `Unwritable`."""
    return sum(_letter(one)[0] for one in text) * size


def outlines(text: str, x: float, y: float, size: float) -> str:
    """A line as SVG path data, its baseline beginning at (x, y). Raises `Unwritable`."""
    drawn = []
    for one in text:
        advance, segments = _letter(one)
        for command, points in segments:
            places = " ".join(f"{num(x + px * size)} {num(y - py * size)}" for px, py in points)
            drawn.append(f"{command}{places}")
        x += advance * size
    return "".join(drawn)


def broken(text: str, size: float, room: float) -> list[str]:
    """The text in lines that fit the room; a word that is wider than the room stands alone. Raises `Unwritable`."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


Points = tuple[tuple[float, float], ...]


@cache
def _letter(one: str) -> tuple[float, tuple[tuple[str, Points], ...]]:
    """Advance and path segments of a letter, in parts of its size, y upwards."""
    try:
        one.encode(WESTERN)
    except UnicodeEncodeError as no:
        raise Unwritable(one) from no
    with one_at_a_time:
        return _advance(ord(one)), tuple(_segments(ord(one)))


@cache
def _face() -> tuple[object, object]:
    document = pdfium.FPDF_CreateNewDocument()
    return document, pdfium.FPDFText_LoadStandardFont(document, FACE)


def _advance(code: int) -> float:
    width = ctypes.c_float()
    if not pdfium.FPDFFont_GetGlyphWidth(_face()[1], code, EM, ctypes.byref(width)):
        raise Unwritable(chr(code))
    return width.value


def _segments(code: int) -> list[tuple[str, Points]]:
    path = pdfium.FPDFFont_GetGlyphPath(_face()[1], code, EM)
    if not path:
        return []
    found: list[tuple[str, Points]] = []
    bend: list[tuple[float, float]] = []
    for n in range(pdfium.FPDFGlyphPath_CountGlyphSegments(path)):
        segment = pdfium.FPDFGlyphPath_GetGlyphPathSegment(path, n)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            bend.append((x.value, y.value))
            if len(bend) == 3:
                found.append(("C", tuple(bend)))
                bend = []
        else:
            found.append(("M" if kind == pdfium.FPDF_SEGMENT_MOVETO else "L", ((x.value, y.value),)))
        if pdfium.FPDFPathSegment_GetClose(segment):
            found.append(("Z", ()))
    return found
