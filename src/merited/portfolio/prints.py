"""What can be read off a file to compare it: the words of a document, the print of a picture. Bounded, and never an error."""

import logging
import re
import zipfile
from html import unescape
from itertools import pairwise

import pypdfium2
from PIL import Image, UnidentifiedImageError

from merited.portfolio.files import opened
from merited.portfolio.models import Evidence
from merited.portfolio.pages import MOST_PAGES, one_at_a_time

log = logging.getLogger(__name__)

LARGEST = 25_000_000  # bytes of a file that is opened
LONGEST = 60_000  # characters of a document
LARGEST_PART = 8_000_000  # bytes of a packed document, unpacked
SIDE = 16  # of a print: sixteen rows of sixteen differences
NOISE = 3  # of 255: below it two neighbors are alike, so that saving a picture again changes no bit
FLAT = 24  # bits; a picture with fewer edges is a blank page
_WORDS = re.compile(r"<w:t(?:\s[^>]*)?>([^<]*)</w:t>|</w:p>")


def words_in(evidence: Evidence) -> str:
    """The text of a plain text, a PDF or a Word document; empty for everything else, and for what cannot be read."""
    if not evidence.path or evidence.size > LARGEST:
        return ""
    try:
        if evidence.is_text:
            with opened(evidence.path) as file:
                return str(file.read(LONGEST * 4).decode("utf-8", "replace"))[:LONGEST]
        if evidence.kind == "pdf":
            return _of_pdf(evidence.path)
        if evidence.extension == "docx":
            return _of_word(evidence.path)
    except (OSError, pypdfium2.PdfiumError, zipfile.BadZipFile, KeyError, ValueError):
        log.warning("A file could not be read for comparing: %s", evidence.pk)
    return ""


def _of_pdf(path: str) -> str:
    with opened(path) as file:
        content = file.read()
    found, length = [], 0
    with one_at_a_time:
        document = pypdfium2.PdfDocument(content)
        try:
            for number in range(min(len(document), MOST_PAGES)):
                text = document[number].get_textpage().get_text_range()
                found.append(text)
                length += len(text)
                if length >= LONGEST:
                    break
        finally:
            document.close()
    return "\n".join(found)[:LONGEST]


def _of_word(path: str) -> str:
    """The words between the marks of a packed document; nothing of it is parsed, so nothing in it can do anything."""
    with opened(path) as file, zipfile.ZipFile(file) as packed, packed.open("word/document.xml") as part:
        text = part.read(LARGEST_PART).decode("utf-8", "replace")
    return unescape("".join(words or "\n" for words in _WORDS.findall(text)))[:LONGEST]


def print_of(evidence: Evidence) -> str:
    """The print of a picture: 64 hexadecimal digits, nearly the same when it is saved again or made smaller. Empty for none."""
    if evidence.kind != "image" or evidence.size > LARGEST:
        return ""
    try:
        with opened(evidence.path) as file, Image.open(file) as picture:
            picture.draft("L", (SIDE * 8, SIDE * 8))
            return print_from(picture)
    except (OSError, UnidentifiedImageError, ValueError, Image.DecompressionBombError):
        log.warning("A picture could not be read for comparing: %s", evidence.pk)
        return ""


def print_from(picture: Image.Image) -> str:
    """The differences between neighbors in a picture of 17 by 16 gray points, left to right, as 256 bits."""
    small = picture.convert("L").resize((SIDE + 1, SIDE), Image.Resampling.LANCZOS)
    points = small.tobytes()
    bits = 0
    for row in range(SIDE):
        line = points[row * (SIDE + 1) : (row + 1) * (SIDE + 1)]
        for left, right in pairwise(line):
            bits = bits << 1 | (left > right + NOISE)
    return f"{bits:064x}" if bits.bit_count() >= FLAT else ""
