"""What an award is carried on besides its file: a certificate for the wall, a picture beside links, a QR code."""

from io import BytesIO
from uuid import UUID

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from merited.awards import queries
from merited.awards.card import card_png
from merited.awards.credential import award_address
from merited.catalog.document import digest_of
from merited.review.queries import was_judged_here
from merited.web.access import speak_for
from merited.web.localized import shown
from merited.web.public.privately import is_closed, kept_from_caches, refused
from merited.web.words_sharing import qr_title

AN_HOUR = "public, max-age=3600"


@require_safe
def certificate(request: HttpRequest, key: UUID) -> HttpResponse:
    """One sheet of paper, Letter or A4. Where there is nothing to certify yet or any more, the award's page says why."""
    found = get_object_or_404(queries.award_at(key))
    if is_closed(request, found):
        return refused(request, found)
    if found.revoked_at or not found.credential:
        return redirect("public:award", key)
    here = shown(found.version)
    speak_for(request, found.issuer.organization)
    context = {
        "award": found,
        "standing": queries.standing_of(found),
        "spoken": here,
        "document": here.document,
        "criteria": len(here.document.criteria),
        "judged_here": was_judged_here(found.id),
        "address": award_address(found),
    }
    response = render(request, "public/certificate.html", context)
    return kept_from_caches(response) if found.hidden_at else _unlisted(response)


@require_safe
def card(request: HttpRequest, key: UUID) -> HttpResponse:
    """The picture beside a link. Those who draw it fetch it without signing in: there is none of a private award."""
    found = get_object_or_404(queries.award_at(key))
    if found.hidden_at:
        raise Http404
    mark = quote_etag(digest_of(f"{found.digest} {found.version.title} {found.issuer.organization.name}")[:24])
    known = get_conditional_response(request, etag=mark)
    response = known or HttpResponse(card_png(found), content_type="image/png")
    response["ETag"] = mark
    response["Cache-Control"] = AN_HOUR
    return _unlisted(response)


@require_safe
def qr(request: HttpRequest, key: UUID) -> HttpResponse:
    """The award's address to scan, dark on white with its quiet zone, so that it reads on dark pages and on paper."""
    found = get_object_or_404(queries.award_at(key))
    if is_closed(request, found):
        return refused(request, found)
    words = qr_title(shown(found.version).document.title)
    response = HttpResponse(drawn(award_address(found), words), content_type="image/svg+xml")
    if found.hidden_at:
        return kept_from_caches(response)
    response["Cache-Control"] = AN_HOUR
    return _unlisted(response)


def drawn(address: str, title: str) -> bytes:
    """A QR code as SVG, a quarter of it readable even when it is damaged."""
    out = BytesIO()
    segno.make(address, error="q", micro=False).save(
        out, kind="svg", scale=8, border=4, dark="#000", light="#fff", title=title, omitsize=False, svgclass=None, lineclass=None
    )  # fmt: skip
    return out.getvalue()


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Search engines list the award's page, if anything; not its papers and pictures."""
    response["X-Robots-Tag"] = "noindex"
    return response
