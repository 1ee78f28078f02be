"""Pages of stacks and requirement lists: what each asks for, and how far the signed-in reader is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from merited.awards.pictures import words_of
from merited.awards.queries import awards_of, in_standing
from merited.awards.rules.standing import Standing
from merited.catalog import shelves
from merited.catalog.pathway import STACK, Order, RequirementList, Stack, Step
from merited.catalog.queries import PUBLISHED
from merited.catalog.rules.pathway import Place, places_of
from merited.people.queries import public_url
from merited.submissions.queries import open_submissions_of
from merited.web import words
from merited.web.access import speak_for
from merited.web.public.described import describe_pathway

if TYPE_CHECKING:
    from merited.catalog.models import Listing, Pathway
    from merited.submissions.models import Submission

VERBS: dict[str, str] = {"do": _("Do"), "show": _("Show"), "discuss": _("Talk about")}


@dataclass(frozen=True, slots=True)
class PartShown:
    """A micro-credential of a stack, as it stands for the reader."""

    key: str
    card: "Listing | None"  # None: no longer on the shelves
    counts: bool  # it is earned, and fills this place
    is_earned: bool
    in_hand: "Submission | None"


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """A place of a stack: what it asks for in words, and its micro-credentials."""

    place: Place
    words: str
    parts: tuple[PartShown, ...]

    @property
    def is_filled(self) -> bool:
        """Whether nothing more is asked here."""
        return self.place.filled >= self.place.asked


def pathway_page(request: HttpRequest, found: "Pathway", *, newer: "Pathway | None") -> HttpResponse:
    """The page of a stack or of a requirement list."""
    program = speak_for(request, found.organization)
    shown = _stack(request, found) if found.kind == STACK else _card(found)
    described = describe_pathway(found, shown["words"], program.name)
    context = {
        "area": "catalog",
        "described": described,
        "pathway": found,
        "source": found.document.source,
        "program": program,
        "newer": newer,
        "offered": found.state == PUBLISHED,
        "address": f"{public_url()}/catalog/{found.key}/{found.number}",
        "mark_about": words_of(found, program.name),
    }
    template = "public/stack.html" if found.kind == STACK else "public/requirements.html"
    return render(request, template, {**context, **shown})


def _stack(request: HttpRequest, found: "Pathway") -> dict[str, Any]:
    stack = cast(Stack, found.document)
    cards = shelves.listed(stack.parts)
    earned, in_hand = _earned_by(request), _in_hand_of(request)
    places = [
        PlaceShown(
            place,
            _asked_in_words(place),
            tuple(
                PartShown(key, cards.get(key), key in place.filling, key in earned, in_hand.get(key))
                for key in place.keys
            ),
        )
        for place in places_of(stack, earned)
    ]
    return {
        "words": str(stack.source.get("description", "")),
        "stack": stack,
        "fixed": [one for one in places if not one.place.label],
        "choices": [one for one in places if one.place.label],
        "filled": sum(1 for one in places for _part in one.place.filling),
        "is_begun": any(part.counts or part.in_hand for one in places for part in one.parts),
        "done": all(one.is_filled for one in places),
        "steps": [_step(one, cards) for one in stack.playlist],
        "orders": [_order(one, cards) for one in stack.orders],
        "next": _next(places),
    }


def _earned_by(request: HttpRequest) -> set[str]:
    """Keys of what the reader has earned and holds: neither revoked nor run out."""
    if not request.user.is_authenticated:
        return set()
    held = in_standing(Standing.CURRENT) | in_standing(Standing.SIGNING)
    return set(awards_of(request.user).filter(held).values_list("version__microcredential__key", flat=True))


def _in_hand_of(request: HttpRequest) -> "dict[str, Submission]":
    if not request.user.is_authenticated:
        return {}
    return {one.version.microcredential.key: one for one in open_submissions_of(request.user)}


def _asked_in_words(place: Place) -> str:
    """What a place asks: "Any 1 of these 3"."""
    if not place.label:
        return ""
    many = len(place.keys)
    return ngettext(
        "Any one of these %(many)d", "Any %(count)d of these %(many)d", place.asked
    ) % {"count": place.asked, "many": many}  # fmt: skip


def _next(places: list[PlaceShown]) -> "Listing | None":
    """Where to begin or go on: what is in hand, else the first that fills an open place."""
    open_parts = [part for one in places if not one.is_filled for part in one.parts if part.card and not part.is_earned]
    chosen = next((one for one in open_parts if one.in_hand), next(iter(open_parts), None))
    return chosen.card if chosen else None


def _step(step: Step, cards: "dict[str, Listing]") -> dict[str, Any]:
    card = cards.get(step.key)
    return {
        "kind": words.step(step.kind),
        "title": step.title or (card.title if card else step.key.upper()),
        "key": step.key if card else "",
        "optional": step.optional,
    }


def _order(order: Order, cards: "dict[str, Listing]") -> dict[str, Any]:
    titles = {key: cards[key].title if key in cards else key.upper() for key in (order.before, order.after)}
    return {"before": titles[order.before], "after": titles[order.after], "strict": order.strict, "why": order.why}


def _card(found: "Pathway") -> dict[str, Any]:
    card = cast(RequirementList, found.document)
    told = ngettext(
        "A list with %(n)d requirement that is signed by the person who saw it done.",
        "A list with %(n)d requirements, each of which is signed by the person who saw it done.",
        len(card.requirements),
    ) % {"n": len(card.requirements)}
    return {"words": told, "card": card, "verbs": {code: gettext(one) for code, one in VERBS.items()}}
