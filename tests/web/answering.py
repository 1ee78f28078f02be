"""Pressing buttons on an earner's pages, for several tests."""

import html
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from merited.submissions.models import Attempt

JSON = {"Accept": "application/json"}


def page(response) -> str:
    """The page's text as it is read, entities resolved."""
    return html.unescape(response.content.decode())


def step_of(submission, key: str) -> str:
    return f"/work/{submission.pk}/{key}/"


def post(client, submission, key, headers=None, **fields):
    """Press a button of a step, with the revisions that the database holds, as a fresh page would show them."""
    attempt = Attempt.objects.filter(submission=submission).order_by("-number")[0]
    shown = {f"revision-answer-{one.prompt}": one.revision for one in attempt.answers.all()}
    shown |= {f"revision-note-{one.criterion}": one.revision for one in attempt.change_notes.all()}
    empty = {f"revision-{name}": 0 for name in fields if name.startswith(("answer-", "note-"))}
    return client.post(step_of(submission, key), {"attempt": attempt.pk, **empty, **shown, **fields}, headers=headers)


def picture(name="IMG_Tenby_class.jpg", place=False) -> SimpleUploadedFile:
    out = io.BytesIO()
    exif = Image.Exif()
    if place:
        exif[0x010F] = "Camera of Marla"
        exif[0x8825] = {1: "N", 2: (47.0, 36.0, 0.0)}
    Image.new("RGB", (40, 30), "green").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def a_file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
