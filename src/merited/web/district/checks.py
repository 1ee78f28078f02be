"""Before anybody reads: what waits to be opened once, and one piece of work with everything in it. Never whose it is."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from merited.base.errors import Refused
from merited.base.text import count_words
from merited.people.queries import offices_of
from merited.people.rules.places import MAY_CHECK, MAY_REVOKE
from merited.review import actions, queries
from merited.review.rules.prechecks import FOUND, LONGEST_WORDS, TROUBLE, Ending, Finding
from merited.review.withheld import withheld_in
from merited.web.access import PersonRequest, page, speak_for, told
from merited.web.reviewer.showing import bring_work, places_of

if TYPE_CHECKING:
    from merited.catalog.document import Document
    from merited.review.models import CheckedPiece, Precheck
    from merited.submissions.models import Attempt
    from merited.web.reviewer.showing import Shown

A_PAGE = 30
ENDINGS: dict[Ending, str] = {
    Ending.CONFIRMED: _("Everything opens"),
    Ending.RETURNED: _("Returned"),
    Ending.LAPSED: _("Went on unchecked"),
}


@dataclass(frozen=True)
class Piece:
    """One exhibit with what the software found, and whether it is named as one that does not open."""

    shown: "Shown"
    finding: str  # a sentence; empty while the software has not looked
    is_trouble: bool
    opens: bool
    named: bool


@dataclass(frozen=True)
class Place:
    """One piece of work or part: what is in it, or how many words of answers."""

    title: str
    pieces: tuple[Piece, ...] = ()
    answers: tuple[tuple[int, str], ...] = ()  # which question, and how much is written


@page
def checks(request: PersonRequest) -> HttpResponse:
    """What waits, what is due first first; and what one has checked."""
    offices = offices_of(request.user)
    if not offices & MAY_CHECK:
        raise Http404
    ended = Paginator(queries.ended_by(request.user), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "area": "district",
        "watches": bool(offices & MAY_REVOKE),
        "open": [(one, _trouble_in(one)) for one in queries.checks_for(request.user).prefetch_related("pieces")],
        "sheet": ended,
        "ended": [(one, gettext(ENDINGS[Ending(one.state)])) for one in ended],
    }
    return render(request, "district/checks.html", context)


def _trouble_in(check: "Precheck") -> str:
    if check.looked_at is None:
        return gettext("The software has not looked yet.")
    n = sum(one.finding in TROUBLE for one in check.pieces.all())
    if not n:
        return gettext("The software found nothing that does not open.")
    return ngettext(
        "The software had trouble with one piece.", "The software had trouble with %(n)s pieces.", n
    ) % {"n": n}  # fmt: skip


@page
def check(request: PersonRequest, key: UUID) -> HttpResponse:
    """One check; POST confirms or returns. A refusal keeps what was typed and chosen."""
    found = get_object_or_404(queries.checks_known_to(request.user), pk=key)
    speak_for(request, found.attempt.submission.version.microcredential.organization)
    refused: dict[str, object] = {}
    named = {one for one in request.POST.getlist("piece") if request.method == "POST"}
    if request.method == "POST":
        try:
            return _done(request, found, named)
        except Refused as no:
            found = get_object_or_404(queries.checks_known_to(request.user), pk=key)
            refused = {"refusal": told(no), "code": no.code, "words": request.POST.get("words", "")}
    return render(request, "district/check.html", _laid_out(found, named) | refused)


def _done(request: PersonRequest, found: "Precheck", named: Collection[str]) -> HttpResponse:
    if request.POST.get("deed") == "confirm":
        actions.confirm_check(found, by=request.user)
        said = gettext("Confirmed. It goes to its readers now. Thank you.")
    else:
        keys = [key for one in named if (key := _key(one))]
        actions.return_incomplete(found, keys, words=request.POST.get("words", ""), by=request.user)
        said = gettext("Returned. Its earner hears what does not open, and sends it again. Thank you.")
    messages.success(request, said, extra_tags="pine")
    return redirect("district:checks")


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _laid_out(found: "Precheck", named: Collection[str]) -> dict[str, object]:
    attempt, pieces = found.attempt, list(found.pieces.all())
    is_open = found.state == Ending.OPEN
    return {
        "area": "district",
        "check": found,
        "is_open": is_open,
        "ending": "" if is_open else gettext(ENDINGS[Ending(found.state)]),
        "version": attempt.submission.version,
        "places": _places(attempt, attempt.submission.version.document, pieces, named) if is_open else (),
        "pieces": [(one, gettext(FOUND[Finding(one.finding)])) for one in pieces if one.named],
        "longest": LONGEST_WORDS,
        "no_flags": True,  # the piece that shows an exhibit offers none here
    }


def _places(
    attempt: "Attempt", document: "Document", pieces: "Collection[CheckedPiece]", named: Collection[str]
) -> list[Place]:
    """Everything that was sent, place by place. Of an answer only how long it is: whoever checks need not read it."""
    bring_work(attempt)
    findings = {one.name: Finding(one.finding) for one in pieces}
    found = []
    for place in places_of(attempt, document, None, withheld_in(attempt, queries.flags_on(attempt))):
        answers = tuple((n, _written(one.text)) for n, one in enumerate(place.answers, start=1))
        shown = tuple(_piece(one, findings.get(one.exhibit.name), named) for one in place.exhibits)
        found.append(Place(place.title, shown, answers))
    return found


def _written(text: str) -> str:
    n = count_words(text)
    return ngettext("%(n)s word", "%(n)s words", n) % {"n": n} if n else gettext("nothing is written")


def _piece(shown: "Shown", finding: Finding | None, named: Collection[str]) -> Piece:
    words = gettext(FOUND[finding]) if finding else ""
    return Piece(
        shown, words, finding in TROUBLE, finding is Finding.OPENS, str(shown.exhibit.pk) in named
    )  # fmt: skip
