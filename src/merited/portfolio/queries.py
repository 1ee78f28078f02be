"""Questions about evidence are asked through the work or the reading in which it stands; here only its text."""

from PIL import Image

from merited.portfolio.files import opened
from merited.portfolio.models import Evidence

LONGEST_SHOWN = 100_000  # characters of a text file in the page


def text_of(evidence: Evidence) -> str:
    """The words of a plain text file, for showing in the page."""
    with opened(evidence.path) as file:
        return str(file.read(LONGEST_SHOWN * 4).decode("utf-8", "replace"))[:LONGEST_SHOWN]


def measure_of(evidence: Evidence) -> tuple[int, int]:
    """Width and height of a picture in pixels, read from its head, so that a page can keep its place."""
    with opened(evidence.path) as file, Image.open(file) as picture:
        return picture.size
