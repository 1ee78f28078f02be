"""Our own pages for items of published frameworks: badges point here, for content gives no addresses."""

import re
from itertools import groupby
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from merited.catalog import queries, shelves

if TYPE_CHECKING:
    from merited.catalog.models import FrameworkItem


@require_safe
def frameworks(request: HttpRequest) -> HttpResponse:
    """Every framework that something here is aligned with."""
    groups = [
        (name, slug, len(list(items)))
        for (name, slug), items in groupby(
            queries.framework_items(), key=lambda one: (one.framework, one.framework_slug)
        )
    ]
    return render(request, "public/frameworks.html", {"area": "catalog", "frameworks": groups})


@require_safe
def framework(request: HttpRequest, framework: str) -> HttpResponse:
    """One framework: its items that are used here, each with what is aligned with it."""
    items = list(queries.framework_items(framework))
    if not items:
        raise Http404
    aligned = shelves.aligned_with(items)
    shown = [(one, aligned.get(one.id, [])) for one in sorted(items, key=_as_counted)]
    return render(request, "public/framework.html", {"area": "catalog", "framework": items[0], "items": shown})


def _as_counted(item: "FrameworkItem") -> list[tuple[int, str]]:
    """The order of a person, in which 2 stands before 10."""
    parts = re.findall(r"\d+|\D+", item.identifier)
    return [(int(one), "") if one.isdecimal() else (-1, one) for one in parts]


@require_safe
def item(request: HttpRequest, framework: str, identifier: str) -> HttpResponse:
    """One item, and the micro-credentials that are aligned with it."""
    found = get_object_or_404(queries.framework_item(framework, identifier))
    context = {"area": "catalog", "item": found, "versions": shelves.aligned_with([found]).get(found.id, [])}
    return render(request, "public/framework_item.html", context)
