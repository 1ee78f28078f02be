"""The catalog: search, facets with counts, shelves by district and department. A plain form; it works without a script."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from merited.catalog import shelves
from merited.catalog.shelves import Asked, Tally
from merited.people.queries import memberships_of
from merited.web import words
from merited.web.public.described import Described

if TYPE_CHECKING:
    from merited.catalog.models import Listing

ABOUT = _("Micro-credentials that teachers earn by showing work from their own classrooms, each with its whole rubric.")
ON_A_PAGE = 60
SKILLS_IN_VIEW = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """One box of a facet."""

    kind: str
    code: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A facet with its boxes."""

    kind: str
    legend: str
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...] = ()  # folded away


@dataclass(frozen=True, slots=True)
class Shelf:
    """A stretch of cards under one heading."""

    title: str
    district: str  # empty for the visitor's own
    cards: tuple["Listing", ...]


@require_safe
def shelf(request: HttpRequest) -> HttpResponse:
    """What can be earned: searched, narrowed, or shelf by shelf."""
    text = request.GET.get("q", "").strip()[:200]
    asked = Asked.of(text, {kind: request.GET.getlist(kind) for kind in shelves.KINDS})
    groups = _groups(asked)
    page = Paginator(shelves.cards(asked, own=own_districts(request)), ON_A_PAGE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    near = _near(asked) if asked.words and not page.paginator.count else []
    return render(
        request,
        "public/catalog.html",
        {
            "area": "catalog",
            "described": Described.page(gettext("Catalog"), gettext(ABOUT), "/catalog/"),
            "text": text,
            "asked": asked,
            "groups": groups,
            "chosen": [(one, _address(text, asked, leave_out=one)) for group in groups for one in _chosen(group)],
            "count": page.paginator.count,
            "told": _told(page.paginator.count, asked),
            "shelves": [] if asked.words else _shelves(request, found),
            "found": found if asked.words else [],
            "near": " ".join(near),
            "near_address": _address(" ".join(near), asked),
            "without_text": _address("", asked),
            "page": page,
            "address": _address(text, asked),
            "picked": request.GET.getlist("c")[:2],
        },
    )


def own_districts(request: HttpRequest) -> list[UUID]:
    """The districts whose shelves come first: where one works; for strangers, the one whose name stands above."""
    if request.user.is_authenticated:
        places = [one.organization for one in memberships_of(request.user)]
        found = [one.parent_id or one.id for one in places]
        if found:
            return found
    district = getattr(request, "district", None)
    return [district.id] if district else []


def _near(asked: Asked) -> list[str]:
    """Words to offer in place of those that found nothing, if they would find something."""
    near = shelves.nearest_words(asked.words)
    if not near or tuple(near) == asked.words or not shelves.found(replace(asked, words=tuple(near))).exists():
        return []
    return near


def _told(count: int, asked: Asked) -> str:
    """How many, in words."""
    if asked.words or asked.chosen:
        return ngettext("%(n)d fits", "%(n)d fit", count) % {"n": count}
    return ngettext("%(n)d in the catalog", "%(n)d in the catalog", count) % {"n": count}


def _groups(asked: Asked) -> list[Group]:
    by_kind: dict[str, list[Tally]] = {}
    for one in shelves.tallies(asked):
        by_kind.setdefault(one.kind, []).append(one)
    groups = [_group(kind, by_kind.get(kind, []), asked) for kind in shelves.KINDS]
    # One box alone narrows nothing, unless it is chosen and must be there to be taken out again.
    return [one for one in groups if len(one.choices) > 1 or any(choice.is_chosen for choice in one.choices)]


def _group(kind: str, tallies: Iterable[Tally], asked: Asked) -> Group:
    chosen = asked.chosen.get(kind, ())
    choices = [
        Choice(kind, one.code, _capital(one.name) or words.facet(kind, one.code), one.count, one.code in chosen)
        for one in tallies
    ]
    order = words.facet_order(kind)
    if order:
        choices.sort(key=lambda one: order.index(one.code) if one.code in order else len(order))
    else:
        choices.sort(key=lambda one: (-one.count, one.label) if kind == "skill" else (0, one.label))
    if kind == "skill" and len(choices) > SKILLS_IN_VIEW:
        shown = [one for one in choices if one.is_chosen] or choices[:SKILLS_IN_VIEW]
        return Group(kind, words.legend(kind), tuple(shown), tuple(one for one in choices if one not in shown))
    return Group(kind, words.legend(kind), tuple(choices))


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _chosen(group: Group) -> Iterable[Choice]:
    return [one for one in (*group.choices, *group.more) if one.is_chosen]


def _address(text: str, asked: Asked, *, leave_out: Choice | None = None) -> str:
    """The query of this page, without one of its choices."""
    pairs = [("q", text)] if text else []
    pairs += [
        (kind, code)
        for kind, codes in asked.chosen.items()
        for code in codes
        if leave_out is None or (kind, code) != (leave_out.kind, leave_out.code)
    ]
    return urlencode(pairs)


def _shelves(request: HttpRequest, found: Sequence["Listing"]) -> list[Shelf]:
    """Cards as they stand, in stretches: each department's; then stacks; then what students earn."""
    own = (
        set(own_districts(request))
        if len({one.district_id for one in found}) > 1
        else {one.district_id for one in found}
    )
    return [
        Shelf(title, "" if cards[0].district_id in own else cards[0].district.name, tuple(cards))
        for (_district, title), stretch in groupby(found, key=lambda one: (one.district_id, _title(one)))
        for cards in [list(stretch)]
    ]


def _title(card: "Listing") -> str:
    return {1: gettext("Stacks: several that belong together"), 2: gettext("For students")}.get(
        card.shelf, card.organization.name
    )
