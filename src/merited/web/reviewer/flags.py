"""Saying that something is wrong: one page for each kind, which says first what happens then."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from merited.base.errors import Refused
from merited.review import flags as deeds
from merited.review import queries
from merited.review.actions import end_sample
from merited.review.actions.noticing import raise_concern
from merited.review.queries import SAMPLE
from merited.review.rules.flags import Kind
from merited.web.access import PersonRequest, page, told
from merited.web.reviewer.desk import lay_out, state_of
from merited.web.reviewer.showing import question_in_words

if TYPE_CHECKING:
    from merited.review.models import Reading
    from merited.submissions.models import Exhibit
    from merited.web.reviewer.desk import Desk

KINDS = {
    "conflict": Kind.CONFLICT,
    "cannot-open": Kind.CANNOT_OPEN,
    "privacy": Kind.PRIVACY,
    "integrity": Kind.INTEGRITY,
}


@page
@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: PersonRequest, reading_id: UUID, kind: str) -> HttpResponse:
    """What is wrong, in a form that says what happens next. A refusal keeps what was typed."""
    reading = get_object_or_404(queries.readings_by(request.user), pk=reading_id)
    if kind not in KINDS:
        raise Http404
    if state_of(reading, by=request.user) != "live":
        return redirect("reviewer:desk", reading_id)  # that page says how it stands
    desk = lay_out(reading, {}, {}, by=request.user)
    about, words = request.POST.get("about", request.GET.get("about", "")), request.POST.get("words", "")
    refusal = ""
    if request.method == "POST":
        try:
            return _raised(request, reading, desk, KINDS[kind], about, words)
        except Refused as no:
            refusal = told(no)
    context = {
        "area": "review", "reviews": True, "reading": reading, "desk": desk, "kind": kind,
        "things": _things(desk, KINDS[kind]), "about": about, "words": words, "refusal": refusal,
    }  # fmt: skip
    return render(request, "reviewer/flag.html", context)


def _things(desk: "Desk", kind: Kind) -> list[tuple[str, str, str]]:
    """What it may be about: (value, name, the earner's words for it). Answers can always be opened."""
    found = []
    for place in desk.places:
        if kind in (Kind.PRIVACY, Kind.INTEGRITY):
            found += [
                (one.id, question_in_words(one.id, desk.document), one.text)
                for one in place.answers
                if one.text and not one.withheld
            ]
        found += [
            (str(one.exhibit.pk), one.exhibit.name, one.exhibit.words)
            for one in place.exhibits
            if one.how != "withheld"
        ]
    return found


def _raised(
    request: PersonRequest, reading: "Reading", desk: "Desk", kind: Kind, about: str, words: str
) -> HttpResponse:
    """Raise it. Raises `Refused`."""
    if reading.purpose == SAMPLE:
        return _ended(request, reading, kind, words, names_something=any(_named(desk, kind, about)))
    if kind is Kind.CONFLICT:
        deeds.declare_conflict(reading, words=words, by=request.user)
        told_so = gettext(
            "Somebody else reads it. Thank you for saying so; this person’s work will not come to you again."
        )
        messages.success(request, told_so, extra_tags="pine")
        return redirect("reviewer:queue")
    exhibit, prompt = _named(desk, kind, about)
    if kind is Kind.INTEGRITY:
        raise_concern(reading, exhibit=exhibit, prompt=prompt, words=words, by=request.user)
        told_so = gettext("Thank you. Somebody else looks into it. Score what is there, as it stands.")
        messages.success(request, told_so, extra_tags="pine")
        return redirect("reviewer:desk", reading.pk)
    deeds.raise_flag(reading, kind, exhibit=exhibit, prompt=prompt, words=words, by=request.user)
    if kind is Kind.PRIVACY:
        told_so = gettext(
            "It is withheld, and its earner is asked to mask it. The clock stands still, and the work stays yours."
        )
    else:
        told_so = gettext("Its earner is asked to mend it. The clock stands still, and the work stays yours.")
    messages.success(request, told_so, extra_tags="pine")
    return redirect("reviewer:desk", reading.pk)


def _ended(
    request: PersonRequest, reading: "Reading", kind: Kind, words: str, *, names_something: bool
) -> HttpResponse:
    """It was a sample. It is set aside, and counts for nothing."""
    end_sample(reading, kind, names_something=names_something, words=words, by=request.user)
    told_so = gettext(
        "This was a sample, put among your work to see whether we still score alike. It is set aside and counts for nothing. Thank you for looking closely."
    )
    messages.success(request, told_so, extra_tags="pine")
    return redirect("reviewer:queue")


def _named(desk: "Desk", kind: Kind, about: str) -> "tuple[Exhibit | None, str]":
    """The exhibit or the question that a form names; nothing where it names none of those on the desk."""
    if about not in {value for value, _name, _words in _things(desk, kind)}:
        return None, ""
    every = [one.exhibit for place in desk.places for one in place.exhibits]
    exhibit = next((one for one in every if str(one.pk) == about), None)
    return exhibit, "" if exhibit else about
