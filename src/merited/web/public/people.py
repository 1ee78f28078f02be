"""The page on which somebody shows badges that they chose; off, it answers like an address that never was."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from merited.awards import queries
from merited.awards.rules.standing import Standing
from merited.people.queries import public_url
from merited.web.access import speak_for
from merited.web.localized import show_all, shown, spoken


@require_safe
def profile(request: HttpRequest, key: UUID) -> HttpResponse:
    """Name, a sentence, and the chosen badges that may be seen today."""
    found = get_object_or_404(queries.profile_at(key))
    awards = list(queries.shown_on(found))
    show_all(one.version for one in awards)
    if awards:
        speak_for(request, awards[0].issuer.organization)
    context = {
        "profile": found,
        "awards": [(one, shown(one.version), queries.standing_of(one) == Standing.EXPIRED) for one in awards],
        "address": f"{public_url()}/people/{found.key}/",
        "first": awards[0] if awards else None,
        "first_title": spoken(awards[0].version).title if awards else "",
        "base": public_url(),
    }
    response = render(request, "public/profile.html", context)
    if not found.indexed:
        response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-cache"  # off is off at once
    return response
