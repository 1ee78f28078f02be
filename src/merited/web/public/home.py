"""What this is, in two minutes; and how this program judges. Both speak from the catalog and the settings."""

from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from merited.awards.queries import issuers
from merited.awards.rules.revoking import LABELS
from merited.catalog import shelves
from merited.catalog.document import Criterion, Document
from merited.catalog.listing import MICROCREDENTIAL
from merited.catalog.pathway import STACK, Stack
from merited.catalog.queries import current_of
from merited.catalog.shelves import Asked
from merited.insight.kept import kept_by
from merited.people.queries import districts
from merited.web.localized import shown
from merited.web.public.described import Described
from merited.web.public.shelf import own_districts

if TYPE_CHECKING:
    from merited.catalog.models import Version

WHAT_IT_IS = _(
    "Merited is where a district’s teachers earn micro-credentials: not by sitting through hours, but by handing in work from their own classrooms."
)
OFFERED = Asked(chosen={"kind": (MICROCREDENTIAL,), "audience": ("educator",)})
MARKS = 12


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What Merited is, with one criterion of the real catalog."""
    own = own_districts(request)
    specimen = _specimen(own)
    read = shown(specimen) if specimen else None
    title = gettext("Show what you can do. Colleagues judge it fairly. Carry it anywhere.")
    return render(
        request,
        "public/home.html",
        {
            "described": Described.page(title, gettext(WHAT_IT_IS), "/"),
            "count": shelves.found(OFFERED).count(),
            "departments": shelves.makers_of(OFFERED),
            "marks": list(shelves.cards(OFFERED, own=own)[:MARKS]),
            "specimen": specimen,
            "spoken": read,
            "criterion": _worked(read.document) if read else None,
            "program": getattr(request, "district", None),
        },
    )


def _specimen(own: list[UUID]) -> "Version | None":
    """What the page shows a criterion of: what the first stack begins with; without stacks, the first on the shelf."""
    stack = shelves.cards(Asked(chosen={"kind": (STACK,)}), own=own).first()
    if stack is not None and stack.pathway is not None:
        parts = cast(Stack, stack.pathway.document).parts
        found = next((one for key in parts[:1] for one in current_of(key)), None)
        if found is not None:
            return found
    first = shelves.cards(OFFERED, own=own).first()
    return current_of(first.key).first() if first else None


@require_safe
def how_we_judge(request: HttpRequest) -> HttpResponse:
    """How this program judges, from its real settings."""
    return render(
        request,
        "public/how_we_judge.html",
        {
            "program": getattr(request, "district", None),
            "districts": [(one, kept_by(one)) for one in districts()],
            "reasons": [gettext(one) for one in LABELS.values()],
            "issuers": list(issuers()),
            "count": shelves.count_of_kind(MICROCREDENTIAL),
        },
    )


def _worked(document: Document) -> Criterion | None:
    """The first criterion of a piece of work: it has words for every level."""
    return next((one for one in document.criteria if one.artifact), None)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it on every first visit, whatever the page says."""
    return redirect(static("icon.svg"))
