"""Draws the files of the demonstration's evidence, so that a reviewer has something believable to look at.

`draw` makes one file from the words of an exhibit's `what`: a PDF of one to three pages, a picture (JPEG), or a text
file. The same words and the same seed give the same bytes. Nothing is read from disk and no metadata is written.

How `what` is read. Its first line says what the thing is; the lines after it are what stands in it:

- `cell | cell | cell`   a row of a table; the first row of a run is its head
- `Rule: ...`            in a PDF, a note by hand in the margin beside the lines before it (see `MARGIN`)
- `Sample A: ...`        in a PDF, a learner's own writing, in a frame (see `SAMPLE`)
- `Label: ...`           a paragraph with its label set off
- a short line without a period   a heading
- `---`                  a new page
- in a picture           each line is one board, card, slip or sheet; ` x9` at its end stands for nine alike

With a first line alone, the body is drawn as lines of unreadable writing. Pillow's own typeface has no accented
letters: they are put together here from a letter and a mark. What cannot be put together (Arabic, emoji) is drawn as a
wavy line, so such words belong in a text file.
"""

from __future__ import annotations

import io
import random

from PIL import Image

from merited.cli.demo.drawing.documents import draw_pdf, draw_text
from merited.cli.demo.drawing.lettering import JPEG, PDF, PICTURE_LIMIT, TEXT
from merited.cli.demo.drawing.pictures import as_jpeg, draw_picture


def draw(form: str, what: str, *, seed: str, language: str = "en", title: str = "") -> tuple[bytes, str]:
    """The bytes of an exhibit and their media type. `form` is pdf, picture or text."""
    lines = [line.rstrip() for line in what.strip().splitlines()]
    head, body = (lines[0], lines[1:]) if lines else ("", [])
    title = title or head.split(". ")[0].rstrip(".")
    rng = random.Random(f"{form}|{seed}|{what}")  # noqa: S311  # a drawing, not a secret
    if form == "pdf":
        return draw_pdf(title, head, body, rng, language), PDF
    if form == "picture":
        return as_jpeg(draw_picture(head, body, rng), PICTURE_LIMIT), JPEG
    if form == "text":
        return draw_text(title, head, body), TEXT
    raise ValueError(f"form {form!r} is not one of pdf, picture, text")


def draw_with_location(what: str = "Photo of six index cards on a table", *, seed: str = "located") -> bytes:
    """A picture that says where and with what it was taken, for tests that show that this is removed."""
    picture = Image.open(io.BytesIO(draw("picture", what, seed=seed)[0]))
    exif = Image.Exif()
    exif[0x010F] = "Example Phones"
    exif[0x0110] = "Demo Phone 3"
    exif[0x0132] = "2026:11:02 12:41:09"
    exif[0x8825] = {1: "N", 2: (46.0, 58.0, 40.0), 3: "W", 4: (123.0, 48.0, 55.0)}
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80, exif=exif)
    return out.getvalue()
