"""The reviewer's pages: the queue, and the desk at which one reading is written."""

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from merited.base.errors import Refused
from merited.review import actions, queries
from merited.web.access import PersonRequest, page, told
from merited.web.reviewer.lists import held, qualified_in_words, waiting
from merited.web.reviewer.looks import first_looks
from merited.web.reviewer.writing import desk_page, noted, written

if TYPE_CHECKING:
    from merited.people.models import Person
    from merited.review.models import Reading, Reviewer
    from merited.review.queries.waiting import Turn
    from merited.web.reviewer.lists import Held

MOST_WAITING = 20
MOST_FILED = 3  # on the page; the history has them all


@page
@require_safe
def queue(request: PersonRequest) -> HttpResponse:
    """What one has in hand, what waits, and what one filed lately."""
    desk, filed = queries.desk_and_filed(request.user, MOST_FILED)
    readable = queries.readable_by(request.user)
    if not desk and not readable:
        if queries.in_training(request.user).exists():
            return redirect("reviewer:training")
        raise Http404
    _reviews, oversees, called_upon, hears = queries.doors_of(request.user)  # the frame asks for them otherwise
    terms = queries.terms_of(request.user)
    reader = queries.facts_of(request.user)
    held_now = [held(one, reader.people) for one in desk]
    may_hold_sample = any(getattr(one, "sample_waits", False) for one in readable)
    mine = [one.pk for one in readable]
    turn = queries.turn_of(request.user, readable=mine, terms=terms, reader=reader)
    held_now = _with_gone(held_now, turn, request.user, terms)
    # Thousands may wait: the page shows what is most urgent.
    waits = queries.first_waiting(request.user, turn, MOST_WAITING + 1, may_hold_sample=may_hold_sample)
    return render(
        request,
        "reviewer/queue.html",
        {
            "area": "review",
            "reviews": True,
            "desk": held_now,
            "first": next((one for one in held_now if one.can_go_on), None),
            "in_hand": sum(one.state not in ("withdrawn", "gone") for one in held_now),
            "waiting": waiting(waits[:MOST_WAITING]),
            "oversees": oversees,
            "called_upon": called_upon,
            "hears": hears,
            "looks": first_looks(request.user, terms) if called_upon else [],
            "more": len(waits) > MOST_WAITING,
            "qualified": qualified_in_words(readable),
            "trains": any(getattr(one, "has_samples", False) for one in readable)
            or (not readable and queries.in_training(request.user).exists()),
            "filed": filed,
        },
    )


def _with_gone(held_now: "list[Held]", turn: "Turn", by: "Person", terms: "Reviewer") -> "list[Held]":
    """The same; a claim that has run out is offered again only where it would be given."""
    ran_out = [one.reading for one in held_now if one.state == "expired"]
    if not ran_out:
        return held_now
    open_now = queries.queue(by, turn)
    again = set(
        open_now.filter(pk__in=[one.attempt_id for one in ran_out if not one.look_id]).values_list("pk", flat=True)
    )
    looks = [one.look_id for one in ran_out if one.look_id]
    if looks:
        again |= set(queries.looks_to_read(by, terms).filter(pk__in=looks).values_list("pk", flat=True))
    gone = {one.pk for one in ran_out if (one.look_id or one.attempt_id) not in again}
    return [replace(one, state="gone") if one.reading.pk in gone else one for one in held_now]


@page
@require_POST
def claim(request: PersonRequest, attempt_id: UUID) -> HttpResponse:
    """Take an attempt to read."""
    attempt = get_object_or_404(queries.known_to(request.user), pk=attempt_id)
    try:
        reading = actions.claim(attempt, by=request.user)
    except Refused as no:
        messages.info(request, told(no), extra_tags="ochre")
        return redirect("reviewer:queue")
    return redirect("reviewer:desk", reading_id=reading.pk)


@page
@require_POST
def claim_next(request: PersonRequest) -> HttpResponse:
    """Take what has waited longest."""
    if not queries.qualified_for(request.user):
        raise Http404
    try:
        reading = actions.claim_next(by=request.user)
    except Refused as no:
        messages.info(request, told(no), extra_tags="ochre")
        return redirect("reviewer:queue")
    return redirect("reviewer:desk", reading_id=reading.pk)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: PersonRequest, reading_id: UUID) -> HttpResponse:
    """One reading: the evidence beside the criteria while it is held; afterward one's own scores and words."""
    reading = queries.reading_of(request.user, reading_id)
    if reading is None:
        raise Http404
    if reading.purpose == queries.SAMPLE and reading.state == "filed":
        return _revealed(request, reading)
    if request.method == "POST":
        return noted(request, reading) if request.POST.get("deed") == "note" else written(request, reading)
    if reading.opened_at is None:
        actions.open_reading(reading, by=request.user)
    return desk_page(request, reading)


def _revealed(request: PersonRequest, reading: "Reading") -> HttpResponse:
    """It was a sample: what the panel said of it."""
    return redirect(
        "reviewer:revealed", get_object_or_404(queries.sample_filed(request.user), attempt=reading.attempt_id).pk
    )
