"""Who may see an award's page: its earner decides."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from merited.awards import actions
from merited.awards.queries import awards_of, is_expired
from merited.people.queries import public_url
from merited.web.access import PersonRequest, page


@page
def share(request: PersonRequest, award_id: UUID) -> HttpResponse:
    """Share the page of one's award, or make it unlisted again."""
    award = get_object_or_404(awards_of(request.user), pk=award_id)
    if request.method == "POST":
        public = request.POST.get("page") == "shared"
        actions.share(award, by=request.user, public=public)
        told = gettext("Your page is shared.") if public else gettext("Your page is unlisted.")
        messages.success(request, told)
        return redirect("earner:share", award_id)
    context = {
        "area": "work",
        "award": award,
        "address": f"{public_url()}/awards/{award.pk}",
        "expired": is_expired(award),
    }
    return render(request, "earner/share.html", context)
