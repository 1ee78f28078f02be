"""Deeds while a sent attempt is on hold: stop the clock, mend what is named and nothing else, go on.

A hold is opened and ended by the room that judges, inside its own transaction with the submission locked. What its
earner does in between is here. Locks: the submission first, then its attempt, then the hold.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max

from merited.base import clock
from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.log import note
from merited.base.text import cleaned, count_words
from merited.base.words import _
from merited.people.models import Person
from merited.people.queries import days_off_of, district_of, working_days_since
from merited.people.rules.calendar import add_working_days, later_by
from merited.portfolio.actions import discard, keep_file, keep_link
from merited.portfolio.models import Evidence
from merited.submissions.actions import LONGEST_ANSWER
from merited.submissions.models import Answer, Attempt, Exhibit, Hold, Submission
from merited.submissions.queries import holds_of
from merited.submissions.rules.states import State, must_move


def put_on_hold(
    submission: Submission, attempt: Attempt, *, exhibit: Exhibit | None, prompt: str, must_change: bool
) -> Hold:
    """Stop the clock over one exhibit or answer of a sent attempt. For the room that judges, submission locked.

    The same thing named twice is one hold; whichever asks for more counts.
    """
    now = clock.now()
    before = list(holds_of(attempt).select_for_update(of=("self",)))
    same = next((one for one in before if (one.exhibit_id, one.prompt) == (exhibit and exhibit.pk, prompt)), None)
    if same:
        same.must_change |= must_change
        same.save()
        return same
    hold = Hold.objects.create(
        attempt=attempt, exhibit=exhibit, prompt=prompt, must_change=must_change, since=before[0].since if before else now
    )  # fmt: skip
    if submission.state != State.ON_HOLD:
        must_move(submission.state, State.ON_HOLD)
        submission.state, submission.changed_at = State.ON_HOLD, now
        submission.save()
    return hold


def lift(submission: Submission, attempt: Attempt, holds: Collection[UUID]) -> int | None:
    """End holds (by key). With the last one the clock goes on: the promise, and the day from which it counts, move by the
    working days that were held.

    Returns how many those were; None while another hold is open. For the room that judges, submission locked.
    """
    now = clock.now()
    every = list(holds_of(attempt).select_for_update(of=("self",)))
    Hold.objects.filter(pk__in=holds, ended_at__isnull=True).update(ended_at=now)
    if any(one.pk not in holds for one in every):
        return None
    must_move(submission.state, State.WAITING)
    days = days_held(submission, every[0].since, now) if every else 0
    if days and attempt.hear_by and attempt.counts_from:
        place = submission.version.microcredential.organization
        zone, off = district_of(place).timezone or "UTC", days_off_of(place)
        attempt.hear_by = add_working_days(attempt.hear_by, days, off)
        attempt.counts_from = later_by(attempt.counts_from, days, zone, off)
        attempt.save()
    submission.state, submission.changed_at = State.WAITING, now
    submission.save()
    return days


def days_held(submission: Submission, since: datetime, until: datetime) -> int:
    """The working days between two moments, by the calendar of the place that judges."""
    return working_days_since(submission.version.microcredential.organization, since, until)


def must_change(hold: Hold, wanted: bool) -> None:
    """Whether the named thing may go back as it is."""
    hold.must_change = wanted
    hold.save()


def set_aside(hold: Hold) -> None:
    """Keep the named exhibit, and let it be part of the attempt no more."""
    if hold.exhibit is not None:
        Exhibit.objects.filter(pk=hold.exhibit.pk, set_aside_at__isnull=True).update(set_aside_at=clock.now())


def must_be_mended(hold: Hold, *, words: str) -> None:
    """Refuse to go on while the thing that was named stands as it was. Raises `Refused`.

    What could not be opened may go back as it is, with words: a link is opened up without a change here.
    """
    if hold.exhibit is not None:
        here = Exhibit.objects.filter(attempt=hold.attempt, artifact=hold.exhibit.artifact, set_aside_at__isnull=True)
        if not here.exists():
            raise Refused(
                "incomplete",
                _(
                    "Nothing is left under this piece of work. Add a file or a link, then send it back; all else is kept."
                ),
            )
        changed = not here.filter(pk=hold.exhibit.pk).exists()
        changed |= not hold.must_change and here.filter(hold__ended_at__isnull=True, hold__isnull=False).exists()
    else:
        changed = bool(hold.before)
    if changed:
        return
    if hold.must_change:
        raise Refused(
            "not-masked",
            _(
                "What was named is still here as it was, so it cannot go back yet. Put a masked one in its place, take it out, or ask the program to look."
            ),
        )
    if not count_words(words):
        raise Refused(
            "nothing-changed",
            _(
                "Nothing has changed here yet. Put another file in its place, or say below what you did, such as that the link is open to everyone now."
            ),
        )


def _open(hold_id: UUID, by: Person) -> Hold:
    """The hold with its attempt, locked, still open. Raises `Refused`, `DoesNotExist` for a stranger."""
    submission_id = Hold.objects.values_list("attempt__submission_id", flat=True).get(
        pk=hold_id, attempt__submission__person=by
    )
    submission = (
        Submission.objects.select_for_update(of=("self",)).select_related("version").get(pk=submission_id, person=by)
    )
    hold = Hold.objects.select_for_update(of=("self",)).select_related("exhibit__evidence", "attempt").get(pk=hold_id)
    hold.attempt.submission = submission
    if submission.state == State.WITHDRAWN:
        raise Refused("withdrawn", _("You withdrew this one. You can start it again whenever you like."))
    if hold.ended_at is not None or submission.state != State.ON_HOLD:
        raise Refused("not-held", _("This is back with the reviewer already. Nothing more is asked of you; thank you."))
    return hold


@transaction.atomic
def add_file(hold: Hold, upload: File, *, about: str, instead: bool, by: Person) -> Exhibit:  # type: ignore[type-arg]
    """Place a file under the piece of work that the hold names. `instead`: the named one is set aside. Raises `Refused`."""
    hold = _open(hold.pk, by)
    accepts = _room(hold, instead=instead)
    return _placed(hold, keep_file(upload, accepts=accepts, about=about, by=by), instead=instead, by=by)


@transaction.atomic
def add_link(hold: Hold, url: str, *, about: str, instead: bool, by: Person) -> Exhibit:
    """Place a link there. Raises `Refused`."""
    hold = _open(hold.pk, by)
    if "link" not in _room(hold, instead=instead):
        raise Refused("no-links", _("This piece of work takes files only. Save the page as a PDF and add that."))
    return _placed(hold, keep_link(url, about=about, by=by), instead=instead, by=by)


def _room(hold: Hold, *, instead: bool) -> tuple[str, ...]:
    if hold.exhibit is None:
        raise Refused("not-in-scope", _("An answer is on hold here, and takes no files."))
    artifact = hold.attempt.submission.version.document.artifact(hold.exhibit.artifact)
    here = Exhibit.objects.filter(attempt=hold.attempt, artifact=artifact.id, set_aside_at__isnull=True)
    if (here.exclude(pk=hold.exhibit.pk) if instead else here).count() >= artifact.most_files:
        raise Refused(
            "enough-files",
            _("Up to {most} files are taken here. Remove one to add another."),
            most=artifact.most_files,
        )
    return artifact.accepts


def _placed(hold: Hold, evidence: Evidence, *, instead: bool, by: Person) -> Exhibit:
    """Stand new evidence where the hold is, in its own place: what was sent keeps its place and its name."""
    named = hold.exhibit
    if named is None:
        raise AssertionError("an answer has no evidence")
    here = Exhibit.objects.filter(attempt=hold.attempt, artifact=named.artifact)
    same = here.filter(set_aside_at__isnull=True, evidence__digest=evidence.digest, evidence__url=evidence.url).first()
    if same is None and named.evidence.digest == evidence.digest and named.evidence.url == evidence.url:
        same = named
    if same is not None:
        discard(evidence)
        if same.pk == named.pk:
            raise Refused(
                "same-again",
                _("This is the very thing that the reviewer named. Choose another one, or say below what you did."),
            )
        return same  # a double click
    last = here.aggregate(last=Max("position"))["last"] or 0
    added = Exhibit.objects.create(
        attempt=hold.attempt, artifact=named.artifact, evidence=evidence, position=last + 1, hold=hold
    )
    halt("hold.exhibit-added")
    if instead:
        set_aside(hold)
    note("hold.mended", hold.id, by=by.id, added=str(added.id), set_aside=str(named.id) if instead else None)
    return added


@transaction.atomic
def take_out(hold: Hold, exhibit: Exhibit, *, by: Person) -> None:
    """Set aside what the hold names, or remove what was added since. What else was sent stays. Raises `Refused`."""
    hold = _open(hold.pk, by)
    if hold.exhibit_id == exhibit.pk:
        set_aside(hold)
        note("hold.mended", hold.id, by=by.id, set_aside=str(exhibit.pk))
        return
    added = Exhibit.objects.filter(pk=exhibit.pk, attempt=hold.attempt, hold__isnull=False, hold__ended_at__isnull=True)
    if not added.exists():
        raise Refused(
            "not-in-scope", _("Only what the reviewer named can be changed now. All else stays as it was sent.")
        )
    added.delete()
    note("hold.mended", hold.id, by=by.id, removed=str(exhibit.pk))


@transaction.atomic
def rewrite(hold: Hold, text: str, *, revision: int, by: Person) -> Answer:
    """Write the answer anew that the hold names. The words that were sent are kept with the hold. Raises `Refused`."""
    hold = _open(hold.pk, by)
    if not hold.prompt:
        raise Refused(
            "not-in-scope", _("Only what the reviewer named can be changed now. All else stays as it was sent.")
        )
    text = cleaned(text)
    if not count_words(text):
        raise Refused("incomplete", _("The answer cannot be empty. Write it anew, without what a learner is known by."))
    if len(text) > LONGEST_ANSWER:
        raise Refused(
            "too-long",
            _("This is longer than we can keep here ({longest} characters). Nothing of it is lost on this page."),
            longest=LONGEST_ANSWER,
        )
    answer = Answer.objects.select_for_update().get(attempt=hold.attempt, prompt=hold.prompt)
    if answer.text == text:
        return answer
    if answer.revision != revision:
        raise Refused(
            "stale",
            _(
                "This was changed on another page or device since you opened it. Both texts are here: keep what you want and save."
            ),
        )
    hold.before = hold.before or answer.text
    hold.save()
    answer.text, answer.revision, answer.saved_at = text, answer.revision + 1, clock.now()
    answer.save()
    note("hold.mended", hold.id, by=by.id, prompt=hold.prompt)
    return answer
