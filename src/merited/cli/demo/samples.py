"""Loading a panel's samples, with the files that its seeds are handed in as."""

from typing import Any

from merited.cli.demo.drawing import draw
from merited.review.actions import load_set


def drawn(text: str, title: str, seed: str) -> tuple[bytes, str]:
    """A seed's text as a document that somebody could have handed in."""
    lines = text.replace("? ", "?\n").replace(". ", ".\n")
    return draw("pdf", lines, seed=seed, title=title)[0], "pdf"


def load_samples(source: dict[str, Any]) -> str:
    """Load one set. Returns what it is for. Raises `Refused`."""
    found = load_set(source, draw=drawn, by=None)
    return f"{found.microcredential.key.upper()} {found.version.number}"
