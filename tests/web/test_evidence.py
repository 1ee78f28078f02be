"""Evidence: who may open it, and in what form it leaves the house."""

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse
from PIL import Image

from merited.portfolio.models import Evidence
from merited.review.actions import claim, score
from merited.submissions.actions import add_file, add_link, send, withdraw
from merited.submissions.models import Attempt, Exhibit
from merited.submissions.rules.completeness import STATEMENTS
from merited.web.evidence import LARGEST_PIECE, piece_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.world import World


def picture() -> ContentFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#17594a").save(out, "PNG")
    return ContentFile(out.getvalue(), name="Marla's class.png")


def pdf() -> ContentFile:
    out = io.BytesIO()
    Image.new("RGB", (200, 280), "white").save(out, "PDF", save_all=True, append_images=[Image.new("RGB", (200, 280))])
    return ContentFile(out.getvalue(), name="plan.pdf")


def word() -> ContentFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return ContentFile(out.getvalue(), name="plan.docx")


def clip() -> ContentFile:
    return ContentFile(b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 4, name="clip.mp4")


def shown(world: "World", artifact: str, upload: ContentFile) -> Exhibit:
    """An exhibit of Marla's, in a draft."""
    return add_file(world.attempt(world.draft(world.marla)), artifact, upload, about="", by=world.marla)


def file_of(exhibit: Exhibit) -> str:
    return reverse("evidence:file", args=[exhibit.pk])


def sent_on(exhibit: Exhibit, world: "World") -> Attempt:
    """The rest of the work is written, and it is sent."""
    submission = world.written(world.marla)
    send(submission, set(STATEMENTS), by=world.marla)
    return Attempt.objects.get(pk=exhibit.attempt_id)


def body(response: "HttpResponse") -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def status(answer: "HttpResponse") -> int:
    """Its status, with the file read to its end and closed."""
    body(answer)
    return answer.status_code


def test_the_earner_opens_their_own_file(world):
    exhibit = shown(world, "a1", picture())

    answer = world.client(world.marla).get(file_of(exhibit))

    assert answer.status_code == 200
    assert body(answer).startswith(b"\x89PNG")  # drawn anew, as a PNG because it came as one
    assert answer["Content-Type"] == "image/png"


def test_nobody_else_opens_a_draft_s_file(world):
    exhibit = shown(world, "a1", pdf())

    for person in (None, world.lupe, world.vesna, world.philippa, world.thea, world.teodor):
        assert world.client(person).get(file_of(exhibit)).status_code == 404
        assert world.client(person).get(reverse("evidence:page", args=[exhibit.pk, 1])).status_code == 404


def test_a_reviewer_opens_evidence_from_claim_to_filing(world):
    exhibit = shown(world, "a1", pdf())
    attempt = sent_on(exhibit, world)
    vesna, keziah = world.client(world.vesna), world.client(world.keziah)
    assert status(vesna.get(file_of(exhibit))) == 404

    reading = claim(attempt, by=world.vesna)
    assert status(vesna.get(file_of(exhibit))) == 200
    assert keziah.get(file_of(exhibit)).status_code == 404

    score(reading, world.sheet(reading), keep="", by=world.vesna)
    assert status(vesna.get(file_of(exhibit))) == 404
    assert vesna.get(reverse("evidence:page", args=[exhibit.pk, 1])).status_code == 404


def test_evidence_closes_when_the_earner_takes_the_work_back(world):
    exhibit = shown(world, "a1", picture())
    attempt = sent_on(exhibit, world)
    claim(attempt, by=world.vesna)

    withdraw(attempt.submission, by=world.marla)

    assert world.client(world.vesna).get(file_of(exhibit)).status_code == 404
    assert status(world.client(world.marla).get(file_of(exhibit))) == 200


@pytest.mark.parametrize("make", [picture, pdf, word, clip])
def test_a_file_comes_with_headers_that_let_it_do_nothing(world, make):
    artifact = "a2" if make is clip else "a1"
    answer = world.client(world.marla).get(file_of(shown(world, artifact, make())))

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "private, no-cache"
    body(answer)


def test_documents_are_saved_under_our_name_for_them(world):
    for artifact, make, name in (("a1", pdf, "a1-1.pdf"), ("a1", word, "a1-2.docx")):
        answer = world.client(world.marla).get(file_of(shown(world, artifact, make())))
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        body(answer)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"{\\rtf1\\ansi My plan}", "a1-1.rtf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "a1-1.doc"),
    ],
)
def test_old_documents_can_only_be_saved(world, content, name):
    answer = world.client(world.marla).get(file_of(shown(world, "a1", ContentFile(content, name="plan"))))

    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert body(answer) == content


def test_text_is_saved_and_never_opened_as_a_page(world):
    exhibit = shown(world, "a1", ContentFile(b"Plain words, then <script>alert(1)</script>", name="plan.txt"))

    answer = world.client(world.marla).get(file_of(exhibit))

    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    body(answer)


def test_pictures_and_recordings_open_in_the_page(world):
    for artifact, make in (("a1", picture), ("a2", clip)):
        answer = world.client(world.marla).get(file_of(shown(world, artifact, make())))
        assert answer["Content-Disposition"].startswith("inline")
        body(answer)


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", ""])
def test_html_and_svg_never_open_whatever_a_row_says(world, media_type):
    exhibit = shown(world, "a1", picture())
    Evidence.objects.filter(pk=exhibit.evidence_id).update(media_type=media_type)

    answer = world.client(world.marla).get(file_of(exhibit))

    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    body(answer)


def test_a_page_of_a_pdf_is_a_picture(world):
    exhibit = shown(world, "a1", pdf())

    answer = world.client(world.marla).get(reverse("evidence:page", args=[exhibit.pk, 2]))

    assert answer["Content-Type"] == "image/png"
    assert answer["Cache-Control"] == "private, max-age=3600"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(answer.content)).size[0] == 1200


@pytest.mark.parametrize("number", [0, 3, 999_999_999])
def test_a_page_that_is_not_there_is_not_found(world, number):
    exhibit = shown(world, "a1", pdf())

    assert world.client(world.marla).get(reverse("evidence:page", args=[exhibit.pk, number])).status_code == 404


def test_only_a_pdf_has_pages(world):
    exhibit = shown(world, "a1", picture())

    assert world.client(world.marla).get(reverse("evidence:page", args=[exhibit.pk, 1])).status_code == 404


def test_a_link_has_no_file(world):
    exhibit = add_link(
        world.attempt(world.draft(world.marla)), "a1", "https://docs.example.org/plan", about="", by=world.marla
    )

    assert world.client(world.marla).get(file_of(exhibit)).status_code == 404


def test_a_file_that_is_gone_from_the_disk_is_not_found(world):
    for artifact, make in (("a1", picture), ("a1", pdf), ("a2", clip)):
        exhibit = shown(world, artifact, make())
        storages["private"].delete(exhibit.evidence.path)
        client = world.client(world.marla)
        assert client.get(file_of(exhibit)).status_code == 404
        assert client.get(file_of(exhibit), headers={"Range": "bytes=0-"}).status_code == 404
        assert client.get(reverse("evidence:page", args=[exhibit.pk, 1])).status_code == 404


def test_a_player_gets_the_piece_that_it_asks_for(world):
    exhibit = shown(world, "a2", clip())
    whole = clip().read()
    client = world.client(world.marla)

    answer = client.get(file_of(exhibit), headers={"Range": "bytes=12-99"})

    assert answer.status_code == 206
    assert answer.content == whole[12:100]
    assert answer["Content-Range"] == f"bytes 12-99/{len(whole)}"
    assert answer["Content-Type"] == "video/mp4"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.get(file_of(exhibit), headers={"Range": "bytes=99999-"}).status_code == 416


def test_only_recordings_come_in_pieces(world):
    answer = world.client(world.marla).get(file_of(shown(world, "a1", pdf())), headers={"Range": "bytes=0-3"})

    assert answer.status_code == 200
    body(answer)


@pytest.mark.parametrize(
    ("asked", "piece"),
    [
        ("bytes=0-0", (0, 0)),
        ("bytes=5-2000", (5, 999)),
        ("bytes=-5", (995, 999)),
        ("bytes=-5000", (0, 999)),
        ("bytes=-0", None),
        ("bytes=1000-", None),
        ("bytes=9-3", None),
        ("bytes=0-1,5-6", (0, 999)),
        ("bytes=-", (0, 999)),
        ("pages=1-2", (0, 999)),
        ("bytes=" + "9" * 40 + "-", (0, 999)),
    ],
)
def test_a_range_is_read_as_it_is_meant(asked, piece):
    assert piece_of(asked, 1000) == piece


def test_a_piece_is_never_larger_than_we_hold_in_memory():
    assert piece_of("bytes=0-", 200_000_000) == (0, LARGEST_PIECE - 1)
    assert piece_of("bytes=0-", 0) is None


def test_evidence_is_read_and_never_written(world):
    exhibit = shown(world, "a1", picture())

    assert world.client(world.marla).post(file_of(exhibit)).status_code == 405
