"""Serving evidence: to whom it belongs and to who reads it now, in a form that can do nothing in a browser."""

import re
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from merited.portfolio.files import opened
from merited.portfolio.pages import page_picture
from merited.review.queries.exhibits import exhibit_shown_to

if TYPE_CHECKING:
    from merited.portfolio.models import Evidence
    from merited.submissions.models import Exhibit

# Only what a browser draws without running anything in it. All else is saved, never opened in the page:
# HTML and SVG could run code under our name, a PDF could run its own.
PICTURES = frozenset({"image/jpeg", "image/png"})
PLAYED = frozenset({"video/mp4", "video/webm", "audio/mp4", "audio/mpeg", "audio/ogg", "audio/wav"})
SAVED = frozenset({"application/pdf", "text/plain"})
OFFICE = "application/vnd."

LARGEST_PIECE = 4_000_000  # bytes of a recording in one answer; players ask on by themselves
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@require_safe
def file(request: HttpRequest, exhibit_id: UUID) -> HttpResponseBase:
    """The file of an exhibit. Pictures and recordings open in the page; all else is saved under our name for it."""
    exhibit = _exhibit(request, exhibit_id)
    evidence = exhibit.evidence
    plays = evidence.media_type in PLAYED
    if plays and "Range" in request.headers:
        return _guarded(_piece(request.headers["Range"], evidence))
    try:
        content = opened(evidence.path)
    except FileNotFoundError as gone:
        raise Http404 from gone
    inline = plays or evidence.media_type in PICTURES
    response = FileResponse(content, as_attachment=not inline, filename=exhibit.name, content_type=_type_of(evidence))
    if plays:
        response["Accept-Ranges"] = "bytes"
    return _guarded(response)


@require_safe
def page(request: HttpRequest, exhibit_id: UUID, number: int) -> HttpResponseBase:
    """One page of a PDF as a picture, for phone browsers show no PDF inside a page."""
    evidence = _exhibit(request, exhibit_id).evidence
    if evidence.kind != "pdf" or not 1 <= number <= evidence.pages:
        raise Http404
    try:
        picture = page_picture(evidence.path, number)
    except (FileNotFoundError, IndexError) as gone:
        raise Http404 from gone
    response = HttpResponse(picture, content_type="image/png")
    response["Content-Disposition"] = "inline"
    return _guarded(response, cached="private, max-age=3600")


def _exhibit(request: HttpRequest, exhibit_id: UUID) -> "Exhibit":
    """The exhibit, for its earner, the reviewer who holds it now, a guest of the draft, whoever checks or confirms it, or
    decides about one that is withheld.

    Http404 for everybody else, and for a link.
    """
    person = request.user
    if not person.is_authenticated:
        raise Http404
    found = exhibit_shown_to(person, exhibit_id)
    if found is None or not found.evidence.path:
        raise Http404
    return found


def _type_of(evidence: "Evidence") -> str:
    """The media type that we tell the browser: one of those that we know, else none that it could act on."""
    if evidence.media_type == "text/plain":
        return "text/plain; charset=utf-8"
    known = evidence.media_type in PICTURES | PLAYED | SAVED or evidence.media_type.startswith(OFFICE)
    return evidence.media_type if known else "application/octet-stream"


def _piece(asked: str, evidence: "Evidence") -> HttpResponse:
    """The piece of a recording that a player asks for (RFC 9110, section 14), at most `LARGEST_PIECE` bytes."""
    try:
        with opened(evidence.path) as content:
            size = content.size
            wanted = piece_of(asked, size)
            if wanted is None:
                return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
            first, last = wanted
            content.seek(first)
            body = content.read(last - first + 1)
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = HttpResponse(body, status=206, content_type=_type_of(evidence))
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Accept-Ranges"] = "bytes"
    response["Content-Disposition"] = "inline"
    return response


def piece_of(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte of the piece that a Range header asks for; None when there is no such piece.

    A header that we cannot read, several ranges at once among them, is taken to mean the beginning.

    >>> piece_of("bytes=0-", 10), piece_of("bytes=4-5", 10), piece_of("bytes=-3", 10), piece_of("bytes=10-", 10)
    ((0, 9), (4, 5), (7, 9), None)
    """
    found = _RANGE.fullmatch(asked.strip())
    if not found or found.groups() == ("", ""):
        first, last = 0, size - 1
    elif not found[1]:
        first, last = max(0, size - int(found[2])), size - 1
    else:
        first, last = int(found[1]), int(found[2]) if found[2] else size - 1
    last = min(last, size - 1, first + LARGEST_PIECE - 1)
    return (first, last) if first <= last else None


def _guarded(response: HttpResponseBase, cached: str = "private, no-cache") -> HttpResponseBase:
    """The headers that keep somebody's file from doing anything but being seen. Ours stand: django-csp leaves them."""
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = cached
    return response
