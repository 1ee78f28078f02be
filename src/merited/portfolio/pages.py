"""Pages of a PDF as pictures: phone browsers show no PDF inside a page."""

import io
from threading import Lock

import pypdfium2
from PIL import Image

from merited.base.errors import Refused
from merited.base.words import _
from merited.portfolio.files import opened

MOST_PAGES = 60
WIDTH = 1200  # pixels: readable when enlarged on a phone, light enough to load
TALLEST = 2400

# pdfium is not made for threads; a page takes about 50 ms.
one_at_a_time = Lock()


def count_pages(path: str) -> int:
    """The number of pages. Raises `Refused` for a file that cannot be opened: damaged, or with a password."""
    with opened(path) as file:
        content = file.read()
    try:
        with one_at_a_time:
            document = pypdfium2.PdfDocument(content)
            pages = len(document)
            document.close()
    except pypdfium2.PdfiumError as damaged:
        raise _closed() from damaged
    if not pages:
        raise _closed()
    if pages > MOST_PAGES:
        raise Refused(
            "pdf-too-long",
            _("This PDF has {pages} pages; up to {most} can be read here. Add only the pages that matter."),
            pages=pages,
            most=MOST_PAGES,
        )
    return pages


def _closed() -> Refused:
    return Refused(
        "pdf-closed",
        _("This PDF cannot be opened: it is damaged, or it has a password. Save it again without one."),
    )


def page_picture(path: str, number: int) -> bytes:
    """Page `number` (from 1) as a PNG, at most 1200 x 2400 pixels. Raises IndexError for a page that is not there,
    or that is damaged in a file that opens otherwise.
    """
    with opened(path) as file:
        content = file.read()
    with one_at_a_time:
        document = pypdfium2.PdfDocument(content)
        try:
            if not 1 <= number <= len(document):
                raise IndexError(number)
            page = document[number - 1]
            width, height = page.get_size()
            scale = min(WIDTH / max(width, 1), TALLEST / max(height, 1), 6)
            picture: Image.Image = page.render(scale=scale).to_pil()
        except pypdfium2.PdfiumError as damaged:
            raise IndexError(number) from damaged
        finally:
            document.close()
    out = io.BytesIO()
    picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(out, "PNG")
    return out.getvalue()
