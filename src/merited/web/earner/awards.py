"""Who may see an award's page, and the ways to pass it on: its earner decides."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from merited.awards import actions
from merited.awards.credential import award_address
from merited.awards.queries import awards_of, profile_of, standing_of, visibility_of
from merited.awards.rules.linkedin import post_address, profile_address
from merited.awards.rules.visibility import Visibility
from merited.base.errors import Refused
from merited.base.words import _
from merited.web.access import PersonRequest, page, speak_for, told
from merited.web.localized import shown
from merited.web.words_sharing import DONE, MEANINGS, NAMES, WHO_SEES, qr_title

if TYPE_CHECKING:
    from merited.awards.models import Award


@page
def share(request: PersonRequest, award_id: UUID) -> HttpResponse:
    """Choose who sees the page of one's award, and pass it on."""
    award = get_object_or_404(awards_of(request.user), pk=award_id)
    if request.method == "POST":
        try:
            wanted = _wanted(request.POST.get("page", ""))
        except Refused as no:
            messages.warning(request, told(no))
        else:
            actions.show_to(award, wanted, by=request.user)
            messages.success(request, gettext(DONE[wanted]))
        return redirect("earner:share", award_id)
    now = visibility_of(award)
    profile = profile_of(request.user)
    speak_for(request, award.issuer.organization)
    context = {
        "area": "work",
        "award": award,
        "spoken": shown(award.version),
        "document": shown(award.version).document,
        "standing": standing_of(award),
        "visibility": now,
        "who_sees": WHO_SEES[now],
        "choices": [(one, NAMES[one], MEANINGS[one]) for one in Visibility],
        "may_pass_on": bool(award.credential) and not award.revoked_at,
        "address": award_address(award),
        "qr_words": qr_title(shown(award.version).document.title),
        "linkedin": _linkedin(award),
        "post": post_address(award_address(award)),
        "profile": profile,
    }
    return render(request, "earner/share.html", context)


def _wanted(code: str) -> Visibility:
    try:
        return Visibility(code)
    except ValueError as odd:
        raise Refused("no-choice", _("Choose one of the three, then save. Nothing has changed.")) from odd


def _linkedin(award: "Award") -> str:
    """LinkedIn's own form, filled in. Dates are the district's: a badge of the evening is not of the next month."""
    organization = award.issuer.organization
    number = settings.MERITED_LINKEDIN_ORGANIZATION.get(organization.key, "")
    until = award.valid_until
    return profile_address(
        award.version.title,
        {"organizationId": number} if number.isdigit() else {"organizationName": organization.name},
        issued=timezone.localtime(award.granted_at).date(),
        expires=timezone.localtime(until).date() if until else None,
        address=award_address(award),
        key=str(award.pk),
    )
