"""The award: its page for people, its signed document for programs, its pictures to carry; and who issues."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.text import slugify
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from merited.awards import queries
from merited.awards.credential import award_address
from merited.awards.pictures import baked_png, baked_svg
from merited.awards.rules.revoking import LABELS, Reason
from merited.catalog.document import Criterion
from merited.catalog.queries import PUBLISHED, current_of, framework_path
from merited.review.queries import was_judged_here
from merited.web.access import speak_for
from merited.web.localized import shown
from merited.web.public.privately import held_privately, is_closed, kept_from_caches, refused
from merited.web.words_sharing import WHO_SEES

if TYPE_CHECKING:
    from merited.awards.models import Award
    from merited.catalog.document import Level

PAGE = "text/html"
SIGNED = ("application/vc", "application/vc+ld+json", "application/ld+json", "application/json")
SHORTLY = "public, max-age=60"  # a badge may be signed, or a key renewed, a moment from now


@require_safe
def award(request: HttpRequest, key: UUID) -> HttpResponse:
    """The award's own address: a page for people, the signed document for programs that ask for it."""
    found = get_object_or_404(queries.award_at(key))
    wants_document = _wants_document(request)
    if is_closed(request, found):
        response = refused(request, found) if wants_document else held_privately(request, found)
    else:
        response = _document(found) if wants_document else _page(request, found)
    patch_vary_headers(response, ["Accept"])
    return response


def _wants_document(request: HttpRequest) -> bool:
    preferred = request.get_preferred_type([PAGE, *SIGNED])
    if preferred is None:  # asked for with a profile, or for something that we do not have
        return any(f"{one.main_type}/{one.sub_type}" in SIGNED for one in request.accepted_types)
    return preferred != PAGE


def _page(request: HttpRequest, found: "Award") -> HttpResponse:
    here = shown(found.version)
    document = here.document
    judged = [(one, _level(one, found.results)) for one in document.criteria]
    speak_for(request, found.issuer.organization)
    response = render(
        request,
        "public/award.html",
        {
            "award": found,
            "standing": queries.standing_of(found),
            "why": gettext(LABELS[Reason(found.revoked_for)]) if found.revoked_at else "",
            "spoken": here,
            "document": document,
            "judged": judged,
            "met": sum(1 for _one, level in judged if level and level.meets),
            "newer": None
            if found.version.state == PUBLISHED
            else current_of(found.version.microcredential.key).first(),
            "who_icon": "lock" if found.hidden_at else "link" if found.shared_at is None else "share",
            "who_sees": WHO_SEES[queries.visibility_of(found)],
            "alignments": [(one, framework_path(one.framework, one.identifier)) for one in document.alignments],
            "judged_here": was_judged_here(found.id),
            "address": award_address(found),
            "picture": f"{award_address(found)}/card.png",
        },
    )
    if found.shared_at is None:
        response["X-Robots-Tag"] = "noindex"
    return kept_from_caches(response) if found.hidden_at else response


def _level(criterion: Criterion, results: dict[str, str]) -> "Level | None":
    found = results.get(criterion.id)
    return criterion.level(found) if found else None


def _document(found: "Award") -> HttpResponse:
    """The signed document, byte for byte as it was stored."""
    if not found.credential:
        return _open_to_programs(JsonResponse({"error": "not-signed", "sentence": _unsigned(found)}, status=404), found)
    response = HttpResponse(found.credential.encode(), content_type="application/vc")
    response["Cache-Control"] = SHORTLY
    return _open_to_programs(response, found)


def _unsigned(found: "Award") -> str:
    if found.revoked_at:
        return gettext("This badge was revoked before it was signed.")
    return gettext("This badge has been granted and is not signed yet. Ask again in a few minutes.")


def _open_to_programs(response: HttpResponse, found: "Award") -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    if found.shared_at is None:
        response["X-Robots-Tag"] = "noindex"
    return kept_from_caches(response) if found.hidden_at else response


def _file(request: HttpRequest, key: UUID, ending: str) -> HttpResponse:
    found = get_object_or_404(queries.award_at(key))
    if is_closed(request, found):
        return refused(request, found)
    if not found.credential:
        raise Http404
    content, content_type = FILES[ending](found)
    return _download(found, content, content_type, ending)


FILES: dict[str, Callable[["Award"], tuple[bytes, str]]] = {
    "json": lambda award: (award.credential.encode(), "application/vc"),
    "png": lambda award: (baked_png(award), "image/png"),
    "svg": lambda award: (baked_svg(award), "image/svg+xml"),
}


def _download(found: "Award", content: bytes, content_type: str, ending: str) -> HttpResponse:
    name = slugify(f"{found.version.microcredential.key} {found.version.title} {found.person.name}")[:100].strip("-")
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name or "badge"}.{ending}"'
    return _open_to_programs(response, found)


@require_safe
def award_json(request: HttpRequest, key: UUID) -> HttpResponse:
    """The signed document as a file."""
    return _file(request, key, "json")


@require_safe
def award_png(request: HttpRequest, key: UUID) -> HttpResponse:
    """The badge as a picture with the signed document inside."""
    return _file(request, key, "png")


@require_safe
def award_svg(request: HttpRequest, key: UUID) -> HttpResponse:
    """The badge as a drawing with the signed document inside."""
    return _file(request, key, "svg")


@require_safe
def issuer(request: HttpRequest, key: str) -> HttpResponse:
    """Who issues, under which name in badges, and with which keys."""
    found = get_object_or_404(queries.issuers(), organization__key=key)
    keys: Iterable[object] = queries.keys_of(found)
    speak_for(request, found.organization)
    return render(request, "public/issuer.html", {"issuer": found, "keys": list(keys)})


@require_safe
def award_as_copied(request: HttpRequest, key: str, kind: str = "") -> HttpResponse:
    """An award's address with a slash too many or in capitals leads to the address itself."""
    path = f"/awards/{key.lower()}{kind.lower()}"
    if path == request.path:  # a key that is none: nothing to lead to
        raise Http404
    return redirect(path, permanent=True)
