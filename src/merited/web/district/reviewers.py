"""Who is qualified for what at the places that somebody answers for."""

from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render

from merited.catalog.queries import shelf
from merited.insight import queries
from merited.web.access import PersonRequest, page
from merited.web.district.home import Watch


@page
def reviewers(request: PersonRequest) -> HttpResponse:
    """By micro-credential; one that nobody may read stands first, for its queue would stand still."""
    watch, department = Watch.of(request.user), request.GET.get("department", "")[:64]
    if not watch.every:
        raise Http404
    chosen = next((one for one in watch.departments if one.key == department), None)
    wanted = {chosen.id} if chosen else watch.places
    readers = {
        key: list(rows)
        for key, rows in groupby(queries.qualified_at(wanted, watch.today), key=lambda one: one.microcredential.key)
    }
    offered = shelf().filter(microcredential__organization_id__in=wanted)
    groups = [
        (one, readers.get(one.microcredential.key, []))
        for one in offered
        if one.document.source.get("audience", "educator") == "educator"  # what students earn is signed otherwise
    ]
    context = {
        "area": "district",
        "departments": watch.departments,
        "chosen": chosen,
        "groups": sorted(groups, key=lambda pair: any(one.is_current for one in pair[1])),
        "people": len({one.person_id for rows in readers.values() for one in rows if one.is_current}),
    }
    return render(request, "district/reviewers.html", context)
