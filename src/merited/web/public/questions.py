"""The two questions that every buyer asks, answered from this installation as it stands at this moment."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from merited.awards.queries import issuers_with_keys, newest_signed, signed_and_listed
from merited.awards.verifying import verify_at_hand
from merited.base import clock
from merited.catalog import shelves
from merited.people.queries import public_url
from merited.web.public.described import Described
from merited.web.public.findings import shown
from merited.web.words import level

LISTED = 60


@require_safe
def two_questions(request: HttpRequest) -> HttpResponse:
    """Is it Open Badges compliant? Is it competence or seat time? Nothing here is written down beforehand."""
    title, words = gettext("Two questions to ask of any badge program"), gettext("Answered from this installation.")
    base = public_url()
    context = {
        "described": Described(title, words, f"{base}/two-questions/"),
        "now": clock.now(),
        **_open_badges(base),
        **_competence(),
    }
    return render(request, "public/two_questions.html", context)


def _open_badges(base: str) -> dict[str, Any]:
    """The newest badge that stands, checked now. The page says what it is for, and never whose."""
    keys, newest = issuers_with_keys(), newest_signed()
    signed, lists = signed_and_listed() if newest else (0, 0)
    return {
        "issuers": [(issuer, len(them)) for issuer, them in keys.items()],
        "newest": newest,
        "finding": shown(verify_at_hand(newest, keys, base)) if newest else None,
        "signed": signed,
        "lists": lists,
    }


def _competence() -> dict[str, Any]:
    checked, tallies = list(shelves.checked()), shelves.tallies_of("again", "scale")
    return {
        "checked": checked[:LISTED],
        "unlisted": max(0, len(checked) - LISTED),
        "offered": len(checked),
        "criteria": sum(one.criteria for one in checked),
        "timed": [(one, key) for one in checked for key in one.timed],
        "with_hours": sum(1 for one in checked if one.hours),
        "unlimited": sum(one.count for one in tallies if (one.kind, one.code) == ("again", "unlimited")),
        "scales": [(one, *_levels(one.name)) for one in tallies if one.kind == "scale"],
        "districts": sorted({one.district for one in checked}, key=lambda one: one.name),
    }


def _levels(scale: str) -> tuple[str, ...]:
    """A scale's levels below and at what meets, in the reader's language."""
    return tuple(", ".join(level(one) for one in half.split(", ")) for half in scale.split(" | "))
