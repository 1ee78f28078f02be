"""Badge pictures: drawn from the frozen mark, with the signed credential inside."""

import resvg_py
from merited_credentials import bake_png, bake_svg

from merited.awards.models import Award
from merited.catalog.mark import GROUNDS, Mark, describe, render
from merited.catalog.models import Pathway, Version

__all__ = ["GROUNDS", "SIZES", "baked_png", "baked_svg", "mark_of", "mark_png", "mark_svg", "words_of"]

SIZES = (32, 64, 96, 160, 288, 320, 600)
INK = "#1C2430"  # of one-color pictures: a file has no text around it to take its color from


def mark_of(version: Version | Pathway) -> Mark:
    """The mark as it was frozen with the version: the same drawing for ever."""
    stored = version.mark
    return Mark(
        **{**stored, "motifs": tuple(stored["motifs"]), "choices": tuple(tuple(one) for one in stored["choices"])}
    )


def words_of(version: Version | Pathway, issuer: str) -> str:
    """What the drawing stands for and shows, for people who cannot see it."""
    return f"{version.title}, {issuer}. {describe(mark_of(version))}"


def mark_svg(version: Version | Pathway, ground: str = "any") -> str:
    """The drawing as SVG."""
    return render(mark_of(version), ground)


def mark_png(version: Version | Pathway, size: int = 600, ground: str = "any") -> bytes:
    """The drawing as PNG, `size` pixels wide and high. Raises ValueError for a size that is not offered."""
    if size not in SIZES:
        raise ValueError(size)
    drawing = mark_svg(version, ground).replace("currentColor", INK)
    return bytes(resvg_py.svg_to_bytes(svg_string=drawing, width=size, height=size))


def baked_png(award: Award) -> bytes:
    """The badge as PNG with its credential inside, pixels untouched."""
    return bake_png(mark_png(award.version), award.credential)


def baked_svg(award: Award) -> bytes:
    """The badge as SVG with its credential inside."""
    return bake_svg(mark_svg(award.version).encode(), award.credential)
