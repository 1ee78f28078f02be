"""Keep what a guest is typing, until they leave it as a comment. Locks: the guest alone, for nobody else sees or changes it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from merited.base import clock
from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.text import cleaned
from merited.base.words import _
from merited.coaching.actions.guests import no_draft
from merited.coaching.models import Comment, Guest, Jotting
from merited.coaching.rules.guests import LONGEST_COMMENT, artifacts_shown, must_not_be_longer, places_in
from merited.people.models import Person
from merited.submissions.models import Exhibit


@dataclass(frozen=True, slots=True)
class Typed:
    """A text as a page sent it, and the revision that the page was showing."""

    words: str
    revision: int


@transaction.atomic
def jot(guest: Guest, typed: Mapping[str, Typed], *, by: Person) -> dict[str, Refused]:
    """Save texts by place. Returns the refusals by place, each of a text that was not saved; the others are.

    Raises `Refused` when nothing can be written there any more, DoesNotExist for anybody else. The log does not note it.
    """
    found = Guest.objects.select_for_update(of=("self",)).select_related("attempt__submission__version")
    guest = found.get(pk=guest.pk, person=by)
    if guest.opened_at is None or not guest.is_open:
        raise no_draft()
    places, refused = _places(guest), {}
    for place, one in typed.items():
        try:
            _save(guest, place, cleaned(one.words), one.revision, places)
        except Refused as no:
            refused[place] = no
    halt("jotting.saved")
    return refused


def _places(guest: Guest) -> set[str]:
    document = guest.attempt.submission.version.document
    seen = artifacts_shown(document, with_notes=guest.with_notes)
    exhibits = Exhibit.objects.filter(attempt=guest.attempt_id, artifact__in=seen).values_list("pk", flat=True)
    return {*places_in(document), *map(str, exhibits)}


def _save(guest: Guest, place: str, words: str, revision: int, places: set[str]) -> None:
    must_not_be_longer(words, LONGEST_COMMENT)
    row = Jotting.objects.filter(guest=guest, place=place).first()
    before = row.words if row else ""
    if before == words:
        return
    if place not in places:
        raise Refused("no-such-place", _("That place is in the draft no more. Write it beside another one."))
    if before and row and row.revision != revision:
        raise Refused(
            "stale",
            _(
                "This was changed on another page or device since you opened it. Both texts are here: keep what you want and save."
            ),
        )
    if _was_left(guest, place, words):  # the save of a page that was left by pressing the button came after the button
        return
    Jotting.objects.update_or_create(
        guest=guest, place=place,
        defaults={"words": words, "revision": row.revision + 1 if row else 1, "saved_at": clock.now()},
    )  # fmt: skip


def _was_left(guest: Guest, place: str, words: str) -> bool:
    said = Comment.objects.filter(guest=guest)
    latest = [one for one in said.order_by("created_at") if place in (str(one.exhibit_id), one.place)]
    return bool(latest) and latest[-1].words == words
