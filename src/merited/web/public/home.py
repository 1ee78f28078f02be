"""What this is, in two minutes; and how this program judges. Both speak from the catalog and the settings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from merited.awards.queries import issuers
from merited.awards.rules.revoking import LABELS
from merited.catalog.document import Criterion, Document
from merited.catalog.queries import shelf


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What Merited is, with one criterion of the real catalog."""
    versions = list(shelf())
    return render(
        request,
        "public/home.html",
        {
            "count": len(versions),
            "departments": len({one.microcredential.organization_id for one in versions}),
            "specimen": next((one for one in versions if _worked(one.document)), None),
            "criterion": next((one for version in versions for one in [_worked(version.document)] if one), None),
            "program": getattr(request, "district", None),
        },
    )


@require_safe
def how_we_judge(request: HttpRequest) -> HttpResponse:
    """How this program judges, from its real settings."""
    return render(
        request,
        "public/how_we_judge.html",
        {
            "program": getattr(request, "district", None),
            "reasons": [gettext(one) for one in LABELS.values()],
            "issuers": list(issuers()),
            "count": shelf().count(),
        },
    )


def _worked(document: Document) -> Criterion | None:
    """The first criterion of a piece of work: it has words for every level."""
    return next((one for one in document.criteria if one.artifact), None)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it on every first visit, whatever the page says."""
    return redirect(static("icon.svg"))
