"""The integrity leads of a district: who they are, whether something waits that none of them may look at, and naming another."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from merited.base.errors import Refused
from merited.people.queries import places_below
from merited.review.actions.naming import name_lead
from merited.review.queries.leads import leads_at, waiting_without_a_lead
from merited.web.access import PersonRequest, page, told
from merited.web.district.people import district_managed_by


@page
def leads(request: PersonRequest) -> HttpResponse:
    """Who leads; POST names another. Whoever runs the program learns how many things wait, and nothing else of them."""
    district = district_managed_by(request)
    refused: dict[str, object] = {}
    if request.method == "POST":
        typed = request.POST.get("address", "")
        try:
            named = name_lead(typed, district=district, by=request.user)
        except Refused as no:
            refused = {"refusal": told(no), "typed": typed}
        else:
            said = gettext("%(name)s looks at questions of integrity from now on, and hears of what waits.")
            messages.success(request, said % {"name": named.name}, extra_tags="pine")
            return redirect("district:leads")
    places = places_below(district)
    context = {
        "area": "district",
        "leads": leads_at(places),
        "waits": waiting_without_a_lead(places),
        "district": district,
    }
    return render(request, "district/leads.html", context | refused)
