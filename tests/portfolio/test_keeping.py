"""Keeping files: what is stored, and that nothing is left on the disk when something is refused or goes wrong."""

import io
from pathlib import Path

import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image

from merited.base.errors import Refused
from merited.portfolio import actions, files, pages
from merited.portfolio.actions import keep_file
from merited.portfolio.files import opened
from merited.portfolio.models import Evidence
from merited.portfolio.pages import page_picture
from merited.portfolio.queries import text_of

ALL = ("pdf", "document", "image", "spreadsheet", "video", "audio")
CLOSED = "This PDF cannot be opened: it is damaged, or it has a password. Save it again without one."


@pytest.fixture
def marla(world, tmp_path, monkeypatch):
    """Marla, with a private folder that is empty."""
    monkeypatch.setattr(storages["private"], "_location", str(tmp_path))
    for kept in ("base_location", "location"):
        vars(storages["private"]).pop(kept, None)
    yield world.marla
    for kept in ("base_location", "location"):
        vars(storages["private"]).pop(kept, None)


def left(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file()]


def pdf(count: int = 1) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(count):
        document.new_page(200, 280)
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def kept(content: bytes, person, accepts=ALL) -> Evidence:
    return keep_file(ContentFile(content, name="Tenby"), accepts=accepts, about="", by=person)


def stored(evidence: Evidence) -> bytes:
    with opened(evidence.path) as file:
        return file.read()


def test_the_folder_of_these_tests_is_the_one_that_is_written(marla, tmp_path):
    kept(pdf(), marla)

    assert len(left(tmp_path)) == 1


@pytest.mark.parametrize(
    ("content", "code", "sentence"),
    [
        (b"%PDF-1.7 and nothing else", "pdf-closed", CLOSED),
        (pdf()[:200], "pdf-closed", CLOSED),
        (pdf(0), "pdf-closed", CLOSED),
        (
            pdf(61),
            "pdf-too-long",
            "This PDF has 61 pages; up to 60 can be read here. Add only the pages that matter.",
        ),
    ],
    ids=["damaged", "cut short", "no pages", "too long"],
)
def test_a_refused_pdf_leaves_nothing_on_the_disk(marla, tmp_path, content, code, sentence):
    with pytest.raises(Refused) as no:
        kept(content, marla)

    assert (no.value.code, no.value.sentence) == (code, sentence)
    assert not left(tmp_path) and not Evidence.objects.exists()


def test_a_pdf_with_a_password_leaves_nothing_on_the_disk(marla, tmp_path, monkeypatch):
    def locked(content):
        raise pypdfium2.PdfiumError("Failed to load document (PDFium: Incorrect password error).")

    monkeypatch.setattr(pages.pypdfium2, "PdfDocument", locked)
    with pytest.raises(Refused) as no:
        kept(b"%PDF-1.7 locked", marla)

    assert no.value.code == "pdf-closed" and not left(tmp_path)


@pytest.mark.parametrize("trouble", [RuntimeError, KeyboardInterrupt])
def test_whatever_goes_wrong_afterwards_leaves_nothing_on_the_disk(marla, tmp_path, monkeypatch, trouble):
    def fail(*args, **kwargs):
        raise trouble

    monkeypatch.setattr(actions, "halt", fail)
    with pytest.raises(trouble):
        kept(b"My plan", marla)

    assert not left(tmp_path)


def test_a_disk_that_fills_up_leaves_no_half_of_a_file(marla, tmp_path, monkeypatch):
    class Full(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            if self.stored:
                raise OSError(28, "No space left on device")
            self.stored = True

    full = Full(b"%PDF-1.7")
    full.stored = False
    with pytest.raises(OSError, match="No space"):
        keep_file(full, accepts=ALL, about="", by=marla)

    assert not left(tmp_path)


def test_a_pdf_that_begins_late_is_shown(marla):
    evidence = kept(b"X-Mail: something\r\n\r\n" + pdf(2), marla)

    assert (evidence.kind, evidence.pages) == ("pdf", 2)
    assert page_picture(evidence.path, 2).startswith(b"\x89PNG")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_text_of_any_notepad_is_kept_as_utf_8(marla, encoding):
    words = "Objetivo: ¿qué fracción es mayor?\r\n" * 300

    evidence = kept(words.encode(encoding), marla)

    assert evidence.media_type == "text/plain" and evidence.path.endswith(".txt")
    assert stored(evidence) == words.encode() and evidence.size == len(words.encode())
    assert text_of(evidence) == words


def test_text_that_turns_into_something_else_is_refused(marla, tmp_path):
    with pytest.raises(Refused) as no:
        kept(b"words " * 1000 + bytes(100), marla)

    assert no.value.code == "file-unknown" and not left(tmp_path)


def test_size_is_looked_at_before_the_inside(marla, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_OTHER", 1_000_000)
    monkeypatch.setattr(files, "unpacked", lambda whole: pytest.fail("opened although it is too large"))

    with pytest.raises(Refused) as no:
        kept(b"PK\x03\x04" + bytes(2_000_000), marla)

    assert no.value.code == "file-too-large"
    assert no.value.sentence == (
        "This file has 2 MB; up to 1 MB can be taken here. A shorter clip or a smaller scan will do."
    )


def test_a_kind_that_is_not_asked_for_is_refused(marla, tmp_path):
    for content in (b"{\\rtf1 My plan}", b"OggS" + bytes(60)):
        with pytest.raises(Refused) as no:
            kept(content, marla, accepts=("pdf", "image"))
        assert no.value.code == "file-kind" and not left(tmp_path)
    assert no.value.sentence == (
        "This is a audio, and this piece of work takes pdf, image. Nothing else on the page has changed."
    )


def test_the_digest_and_the_size_are_those_of_what_is_stored(marla):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "BMP")

    evidence = kept(out.getvalue(), marla)

    assert evidence.media_type == "image/jpeg" and evidence.metadata_removed
    assert evidence.size == len(stored(evidence)) != len(out.getvalue())
