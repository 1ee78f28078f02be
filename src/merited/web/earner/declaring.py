"""Declaring: what one has used before, and with whom one made it. Before sending it stands beside Send, afterwards on a page of its own."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from merited.base.errors import Refused
from merited.review.actions.declaring import declare as keep
from merited.review.queries.likeness import declaration_of, own_reuse_of
from merited.submissions import queries
from merited.web.access import PersonRequest, page, told
from merited.web.earner.draft import frame

if TYPE_CHECKING:
    from merited.submissions.models import Submission


def declare_from(request: PersonRequest, submission: "Submission") -> None:
    """Keep what a form says of work used before or made with others, where anything is said. Raises `Refused`."""
    reused, addresses = request.POST.get("reused", ""), request.POST.get("co_authors", "").replace(",", " ").split()
    if reused.strip() or addresses or declaration_of(submission):
        keep(submission, reused=reused, addresses=addresses, by=request.user)


def declared(request: PersonRequest, submission: "Submission") -> dict[str, object]:
    """What is declared, as typed, else as it is kept; and who was named."""
    found = declaration_of(submission) if getattr(submission, "has_co_authors", True) else None
    kept = found.reused if found else getattr(submission, "declared_reuse", "")
    return {
        "reused": request.POST.get("reused", kept or ""),
        "co_authors": request.POST.get("co_authors", ""),
        "named": [one.person.name for one in found.with_whom.all()] if found else [],
    }


@page
def declare(request: PersonRequest, submission_id: UUID) -> HttpResponse:
    """Say it now; what is the same in other work of one's own is named. POST keeps it."""
    submission = get_object_or_404(queries.submissions_of(request.user), pk=submission_id)
    refusal = ""
    if request.method == "POST":
        try:
            declare_from(request, submission)
        except Refused as no:
            refusal = told(no)
        else:
            messages.success(request, gettext("It is kept with your work. Thank you for saying so."), extra_tags="pine")
            return redirect("earner:submission", submission_id)
    context = frame(submission) | {
        "declared": declared(request, submission), "again": own_reuse_of(request.user, submission), "refusal": refusal,
    }  # fmt: skip
    return render(request, "earner/declare.html", context)
