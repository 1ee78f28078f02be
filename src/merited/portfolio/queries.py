"""Questions about evidence are asked through the work or the reading in which it stands; here only its text."""

from collections.abc import Iterator

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


def stored_files() -> Iterator[str]:
    """The place of every stored file in private storage: for a backup, and for nothing that shows anything."""
    yield from Evidence.objects.exclude(path="").order_by("path").values_list("path", flat=True).iterator()
