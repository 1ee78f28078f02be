"""One's own profile page: on or off, which badges, and a sentence about oneself."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from merited.awards import actions, queries
from merited.awards.actions import LONGEST_NAME, LONGEST_WORDS, Portrait
from merited.base.errors import Refused
from merited.people.queries import public_url
from merited.web.access import PersonRequest, page, told
from merited.web.localized import show_all


@page
def profile(request: PersonRequest) -> HttpResponse:
    """Make the page, change it, turn it on or off. What was typed stays where something is refused."""
    asked = _asked(request) if request.method == "POST" else _present(request)
    problem, status = "", 200
    if request.method == "POST":
        try:
            made = actions.present(asked.portrait, by=request.user)
        except Refused as no:
            problem, status = told(no), 422
        else:
            messages.success(request, _told(is_public=made.public_since is not None))
            return redirect("earner:profile")
    return render(request, "earner/profile.html", _context(request, asked, problem), status=status)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form shows: what is stored, or what was typed."""

    portrait: Portrait
    is_public: bool  # as stored


def _present(request: PersonRequest) -> Asked:
    found = queries.profile_of(request.user)
    if found is None:
        return Asked(Portrait(request.user.name, "", frozenset(), public=False, indexed=False), is_public=False)
    public = found.public_since is not None
    chosen = queries.chosen_for(found)
    return Asked(Portrait(found.name, found.words, chosen, public=public, indexed=found.indexed), is_public=public)


def _asked(request: PersonRequest) -> Asked:
    sent = request.POST
    portrait = Portrait(
        sent.get("name", ""), sent.get("words", ""), frozenset(_keys(sent.getlist("awards"))),
        public=sent.get("page") == "on", indexed="indexed" in sent,
    )  # fmt: skip
    return Asked(portrait, is_public=_present(request).is_public)


def _keys(texts: list[str]) -> set[UUID]:
    found = set()
    for text in texts:
        try:
            found.add(UUID(text))
        except ValueError:  # no box of ours sends it
            continue
    return found


def _told(*, is_public: bool) -> str:
    if is_public:
        return gettext("Your profile page is on. People with its link see what you chose, and nothing else.")
    return gettext("It is saved, and the page is off: its link answers as if there were nothing there.")


def _context(request: PersonRequest, asked: Asked, problem: str) -> dict[str, object]:
    awards = list(queries.awards_of(request.user).filter(revoked_at__isnull=True))
    show_all(one.version for one in awards)
    found = queries.profile_of(request.user)
    return {
        "area": "work",
        "asked": asked.portrait,
        "is_public": asked.is_public,
        "problem": problem,
        "awards": [one for one in awards if one.hidden_at is None],
        "hidden": [one for one in awards if one.hidden_at is not None],
        "address": f"{public_url()}/people/{found.key}/" if found else "",
        "longest_name": LONGEST_NAME,
        "longest_words": LONGEST_WORDS,
    }
