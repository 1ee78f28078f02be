"""Ask somebody to a draft, open it, comment, answer, end it. Locks: the submission first, then what hangs on it.

So whoever is shown a draft is known before it can be sent, and to everybody who chooses its readers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F

from merited.base import clock
from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.log import note
from merited.base.text import cleaned, one_line
from merited.base.words import _
from merited.coaching.models import STANDS, Coach, Comment, Guest, Jotting
from merited.coaching.queries.guests import is_here, suggested_to
from merited.coaching.rules.guests import (
    LONGEST_LINE,
    Kind,
    artifacts_shown,
    must_have_room,
    must_not_be_longer,
    must_say_something,
    places_in,
)
from merited.people.models import Organization, Person
from merited.people.queries import district_of, must_not_have_left, people_at
from merited.submissions.models import Attempt, Exhibit, Submission
from merited.submissions.rules.states import AttemptState, State


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked: by name, of those who said that they coach, or by a work address; and with what."""

    kind: str
    coach: UUID | None = None
    address: str = ""
    words: str = ""
    with_notes: bool = False


def _draft(submission_id: UUID) -> tuple[Submission, Attempt]:
    """The work and its open attempt, locked. Raises `Refused` when it is a draft no more."""
    submission = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("version__microcredential__organization__parent")
        .get(pk=submission_id)
    )
    attempt = Attempt.objects.select_for_update().filter(submission=submission, state=AttemptState.OPEN).first()
    if submission.state != State.DRAFT or attempt is None:
        raise no_draft()
    attempt.submission = submission
    return submission, attempt


def no_draft() -> Refused:
    """It was sent or taken back."""
    return Refused(
        "no-draft", _("This is no draft any more, so nobody can be shown it or comment on it. Nothing is lost.")
    )


@transaction.atomic
def ask_guest(submission: Submission, asked: Asked, *, by: Person) -> Guest:
    """Ask a coach or a colleague to one's own draft. Whether an address is known is told to nobody. Raises `Refused`."""
    Submission.objects.get(pk=submission.pk, person=by)
    submission, attempt = _draft(submission.pk)
    place = submission.version.microcredential.organization
    must_not_have_left(by, place)
    words, address = one_line(asked.words), one_line(asked.address).lower()
    must_not_be_longer(words, LONGEST_LINE)
    if asked.kind not in set(Kind):
        raise Refused("no-kind", _("Choose whether this is a coach or a colleague."))
    standing = Guest.objects.filter(STANDS, attempt=attempt)
    must_have_room(standing.count())
    person = _chosen(by, asked.coach, address, district_of(place))
    again = standing.filter(person=person) if asked.coach else standing.filter(address=address)
    if again.exists():
        raise Refused("asked-already", _("They are asked to this draft already."))
    if person and standing.filter(person=person).exists():
        person = None  # asked by name before: that this address is theirs is told to nobody
    guest = Guest.objects.create(
        attempt=attempt, person=person, address="" if asked.coach else address, kind=asked.kind, words=words,
        with_notes=asked.with_notes,
    )  # fmt: skip
    halt("guest.written")
    note("draft.guest_asked", guest.id, by=by.id, attempt=str(attempt.id), kind=guest.kind, with_notes=guest.with_notes)
    return guest


def _chosen(by: Person, coach: UUID | None, address: str, district: Organization) -> Person | None:
    if coach:
        found = next((one.person for one in suggested_to(by, district) if one.person.pk == coach), None)
        if found is None:
            raise Refused("no-such-coach", _("Choose one of the people on the list, or type a work address."))
        return found
    return person_with(address, district, by)


def person_with(address: str, district: Organization, by: Person) -> Person | None:
    """Who of a district has this address; None when nobody has, which the page does not tell. Raises `Refused`."""
    if "@" not in address.strip("@") or len(address) > 254:
        raise Refused("no-address", _("Type a work e-mail address, such as name@district.org."))
    found = people_at([address]).get(address)
    if found == by:
        raise Refused("yourself", _("That is your own address. Ask somebody who sees it with other eyes."))
    return found if found and is_here(found, district) else None


@transaction.atomic
def end_guest(guest: Guest, *, by: Person) -> None:
    """The earner ends an invitation: from this moment its guest finds nothing there. Comments stay. Twice is as good as once."""
    Submission.objects.select_for_update().get(pk=guest.attempt.submission_id, person=by)
    if Guest.objects.filter(STANDS, pk=guest.pk).update(ended_at=clock.now()):
        note("draft.guest_ended", guest.id, by=by.id, attempt=str(guest.attempt_id))


def _standing(guest: Guest, by: Person) -> tuple[Submission, Attempt, Guest]:
    """The draft that this guest is asked to, locked. Raises `Refused`, DoesNotExist for anybody else."""
    found = Guest.objects.select_related("attempt").get(pk=guest.pk, person=by)
    submission, attempt = _draft(found.attempt.submission_id)
    found = Guest.objects.select_for_update().get(pk=guest.pk)
    if attempt.pk != found.attempt_id or found.ended_at or found.declined_at:
        raise no_draft()
    found.attempt = attempt
    return submission, attempt, found


@transaction.atomic
def open_draft(guest: Guest, *, by: Person) -> None:
    """Look at the draft. From now on this person reads no work of its earner as a reviewer. Raises `Refused`."""
    submission, attempt, guest = _standing(guest, by)
    must_not_have_left(by, submission.version.microcredential.organization)
    if guest.opened_at:
        return
    guest.opened_at = clock.now()
    guest.save()
    halt("guest.opened")
    note("draft.opened", guest.id, by=by.id, attempt=str(attempt.id))


@transaction.atomic
def decline(guest: Guest, *, by: Person) -> None:
    """Not now, without a reason. Raises `Refused`."""
    _submission, attempt, guest = _standing(guest, by)
    guest.declined_at = clock.now()
    guest.save()
    note("draft.guest_declined", guest.id, by=by.id, attempt=str(attempt.id))


def see(guest: Guest, *, by: Person) -> None:
    """The guest looks: noted once a day."""
    today = clock.now().date()
    mine = Guest.objects.filter(pk=guest.pk, person=by, opened_at__isnull=False).exclude(seen_on=today)
    if guest.seen_on == today:
        return
    with transaction.atomic(savepoint=False):
        if mine.update(seen_on=today):
            note("draft.seen", guest.id, by=by.id, attempt=str(guest.attempt_id))


@transaction.atomic
def comment(guest: Guest, words: Mapping[str, str], *, by: Person) -> list[Comment]:
    """Write beside places of the draft: a question, a piece of work, an exhibit (by its key), a criterion. Raises `Refused`.

    All of them are kept, or none. There is no level in it, and no reviewer is ever shown it.
    """
    submission, attempt, guest = _standing(guest, by)
    if guest.opened_at is None:
        raise no_draft()
    said = {place: cleaned(text) for place, text in words.items() if text.strip()}
    if not said:
        raise Refused("no-words", _("Write a few words first."))
    document = submission.version.document
    shown = artifacts_shown(document, with_notes=guest.with_notes)
    exhibits = {str(one.pk): one for one in Exhibit.objects.filter(attempt=attempt, artifact__in=shown)}
    found = []
    for place, text in said.items():
        must_say_something(text)
        exhibit = exhibits.get(place)
        if exhibit is None and place not in places_in(document):
            raise Refused("no-such-place", _("That place is in the draft no more. Write it beside another one."))
        found.append(Comment(guest=guest, place=exhibit.artifact if exhibit else place, exhibit=exhibit, words=text))
    Comment.objects.bulk_create(found)
    for place, text in said.items():  # written no more; what another page wrote there meanwhile stays
        mine = Jotting.objects.filter(guest=guest, place=place, words=text)
        mine.update(words="", revision=F("revision") + 1, saved_at=clock.now())
    halt("comment.written")
    note("draft.commented", attempt.id, by=by.id, guest=str(guest.id), comments=len(found))
    return found


def _own(comment: Comment, by: Person) -> Comment:
    found = Comment.objects.select_for_update(of=("self",)).select_related("guest__attempt__submission")
    return found.get(pk=comment.pk, guest__attempt__submission__person=by)


@transaction.atomic
def answer(comment: Comment, words: str, *, by: Person) -> None:
    """The earner answers; the latest answer stands. Raises `Refused`."""
    comment = _own(comment, by)
    words = cleaned(words)
    must_say_something(words)
    comment.answer, comment.answered_at = words, clock.now()
    comment.save()
    note("draft.answered", comment.id, by=by.id)


@transaction.atomic
def mark_done(comment: Comment, *, done: bool, by: Person) -> None:
    """The earner ticks a comment off, or takes that back. Twice is as good as once."""
    comment = _own(comment, by)
    comment.done_at = (comment.done_at or clock.now()) if done else None
    comment.save()
    note("draft.comment_done", comment.id, by=by.id, done=done)


@transaction.atomic
def say_coach(person: Person, words: str) -> None:
    """Say that one coaches: from now on the people of the district find one by name. Raises `Refused`."""
    words = one_line(words)
    must_not_be_longer(words, LONGEST_LINE)
    Coach.objects.update_or_create(person=person, defaults={"words": words, "ended_at": None})
    note("coach.said", person.id, by=person.id)


@transaction.atomic
def stop_coaching(person: Person) -> None:
    """Take it back. Twice is as good as once."""
    if Coach.objects.filter(person=person, ended_at__isnull=True).update(ended_at=clock.now()):
        note("coach.stopped", person.id, by=person.id)
