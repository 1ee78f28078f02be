"""What readers of other departments wrote for one's own: to learn from, and to say that it helped. Never whose work it was."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from merited.review import actions, queries
from merited.web.access import PersonRequest, page

if TYPE_CHECKING:
    from merited.review.queries.helpers import Helped

A_PAGE = 10


@page
@require_http_methods(["GET", "HEAD", "POST"])
def helpers(request: PersonRequest) -> HttpResponse:
    """The latest readings first; POST says that one of them helped, or takes it back."""
    if not queries.qualified_for(request.user):
        raise Http404
    found = queries.read_by_helpers(request.user)
    if request.method == "POST":
        reading = get_object_or_404(found, pk=_key(request.POST.get("reading", "")))
        helped = reading in found.filter(helped_me=True)
        deed = actions.find_helpful_no_more if helped else actions.find_helpful
        deed(reading, by=request.user)
        return redirect(reverse("reviewer:helpers") + f"#reading-{reading.pk}")
    sheet = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = [(one, _words(one)) for one in sheet]
    return render(request, "reviewer/helpers.html", {"area": "review", "reviews": True, "sheet": sheet, "rows": rows})


def _key(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _words(reading: "Helped") -> list[tuple[str, str]]:
    return sorted((one.criterion.key, one.words) for one in reading.scores.all() if one.words.strip())
