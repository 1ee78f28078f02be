"""What stands at the addresses of an award that its earner holds privately.

The page answers 200: nothing is missing, and an address that stands in profiles and papers is no dead link. Files are
refused with 403, so that no program takes the refusal for a badge. Neither says whether the badge still stands: a page
that vouches for nothing has nothing to take back, and the file tells, for its status list stays public.
"""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext

from merited.awards import queries
from merited.web.access import speak_for

if TYPE_CHECKING:
    from merited.awards.models import Award


def is_closed(request: HttpRequest, found: "Award") -> bool:
    """Whether whoever asks sees nothing of this award: it is held privately, and they are not its earner."""
    return found.hidden_at is not None and not queries.may_see(
        found, request.user if request.user.is_authenticated else None
    )


def held_privately(request: HttpRequest, found: "Award", status: int = 200) -> HttpResponse:
    """The page that names the issuer, and neither the person nor the badge."""
    speak_for(request, found.issuer.organization)
    context = {"area": "verify", "issuer": found.issuer.organization}
    return kept_from_caches(render(request, "public/held_privately.html", context, status=status))


def refused(request: HttpRequest, found: "Award") -> HttpResponse:
    """A document, a picture, a paper of it: refused, in words for people and in JSON for programs."""
    if any(one.match("text/html") for one in request.accepted_types if str(one) != "*/*"):
        response = held_privately(request, found, status=403)
    else:
        sentence = gettext("This badge is held privately. Ask its holder for the file: it can be verified as before.")
        response = JsonResponse({"error": "held-privately", "sentence": sentence}, status=403)
        response["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept"])
    return kept_from_caches(response)


def kept_from_caches(response: HttpResponse) -> HttpResponse:
    """What depends on who asks, or may change any moment: nobody keeps it, and no search engine lists it."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
