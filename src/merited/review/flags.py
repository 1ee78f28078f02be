"""Deeds about flags: a reader raises one, its earner answers, or whoever answers for the program resolves it.

Locks as everywhere in this room: the submission first, then its attempt, then the hold or the reading.
"""

from uuid import UUID

from django.db import transaction

from merited.base import clock
from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.log import note
from merited.base.text import cleaned, count_words
from merited.base.words import _
from merited.people.actions import tie
from merited.people.models import Person
from merited.people.queries import may
from merited.people.rules.places import MAY_RESOLVE
from merited.review.actions import LONGEST_WORDS, discard_sheet, held_reading, unless_interested
from merited.review.actions.holding import move_claim
from merited.review.actions.likeness import compare_again
from merited.review.actions.reading_anew import ask_anew_between
from merited.review.models import Flag, Reading
from merited.review.queries import barred_for, open_flags_on
from merited.review.rules.flags import CHOICES, Ending, Kind, must_say_enough
from merited.submissions.holds import lift, must_be_mended, must_change, put_on_hold, set_aside
from merited.submissions.models import Attempt, Exhibit, Submission
from merited.submissions.rules.states import State


@unless_interested
def declare_conflict(reading: Reading, *, words: str = "", by: Person) -> Flag:
    """The reader may know whose work this is. The reading ends without blame, and they never get this person again.

    What was jotted is discarded; the attempt is in the queue again at its old place. What either had filed of the other's
    undecided work is set aside. Raises `Refused` as filing does.
    """
    flag = _declare_conflict(reading, words, by)
    ask_anew_between(by, reading.attempt.submission.person)
    return flag


@transaction.atomic
def _declare_conflict(reading: Reading, words: str, by: Person) -> Flag:
    submission, attempt, reading = held_reading(reading.pk, by)
    now = clock.now()
    tie(by, submission.person, "declared")
    discard_sheet(reading)
    reading.state = "withdrawn"
    reading.save()
    halt("flag.reading-ended")
    flag = Flag.objects.create(
        reading=reading, attempt=attempt, kind=Kind.CONFLICT, words=_kept(words), raised_at=now, resolved_at=now,
        resolved_by=by, outcome=Ending.HANDED_ON,
    )  # fmt: skip
    note("flag.raised", flag.id, by=by.id, kind=Kind.CONFLICT.value, reading=str(reading.id))
    return flag


@unless_interested
@transaction.atomic
def raise_flag(
    reading: Reading, kind: Kind, *, exhibit: Exhibit | None = None, prompt: str = "", words: str, by: Person
) -> Flag:
    """Something cannot be opened, or a learner can be recognized: the work goes on hold and the clock stands still.

    Exhibit or prompt says what it is about. Raises `Refused`: nothing named, no words, filed already, claim run out.
    """
    submission, attempt, reading = held_reading(reading.pk, by)
    if reading.look_id:
        raise Refused("another-look", _("This was read before, so it is not put on hold now. Score what you can see."))
    must_say_enough(kind, names_something=exhibit is not None or bool(prompt), words=words)
    if exhibit is not None and (exhibit.attempt_id != attempt.pk or exhibit.set_aside_at or _not_sent_yet(exhibit)):
        raise Refused("names-nothing", _("Choose what it is about, so that the earner knows what to mend."))
    hold = put_on_hold(submission, attempt, exhibit=exhibit, prompt=prompt, must_change=kind is Kind.PRIVACY)
    halt("flag.hold-written")
    flag = Flag.objects.create(
        reading=reading, attempt=attempt, exhibit=exhibit, prompt=prompt, kind=kind, words=_kept(words),
        raised_at=clock.now(), hold=hold,
    )  # fmt: skip
    note("flag.raised", flag.id, by=by.id, kind=kind.value, reading=str(reading.id), hold=str(hold.id))
    return flag


def _not_sent_yet(exhibit: Exhibit) -> bool:
    return exhibit.hold is not None and exhibit.hold.ended_at is None


def _kept(words: str) -> str:
    words = cleaned(words)
    if len(words) > LONGEST_WORDS:
        raise Refused(
            "too-long",
            _("This is longer than we can keep here ({longest} characters). Nothing of it is lost on this page."),
            longest=LONGEST_WORDS,
        )
    return words


def _locked(submission_id: UUID) -> tuple[Submission, Attempt]:
    submission = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("version__microcredential__organization")
        .get(pk=submission_id)
    )
    attempt = Attempt.objects.select_for_update().filter(submission=submission).order_by("-number")[0]
    attempt.submission = submission
    return submission, attempt


def _must_be_held(submission: Submission) -> None:
    if submission.state == State.WITHDRAWN:
        raise Refused("withdrawn", _("The earner has taken this one back. There is nothing to do; thank you."))
    if submission.state != State.ON_HOLD:
        raise Refused("not-held", _("This is back with the reviewer already. Nothing more is asked of you; thank you."))


@transaction.atomic
def send_back(submission: Submission, *, words: str, by: Person) -> int:
    """The earner has mended what was named: the work goes back to its reader, and the clock goes on.

    Returns by how many working days the promise moved. Raises `Refused`: nothing mended, nothing left, back already.
    """
    Submission.objects.values_list("pk").get(pk=submission.pk, person=by)
    submission, attempt = _locked(submission.pk)
    _must_be_held(submission)
    flags = list(open_flags_on(attempt).select_for_update(of=("self",)))
    for one in flags:
        if one.hold is not None:
            must_be_mended(one.hold, words=words)
    now = clock.now()
    for one in flags:
        one.answer = _kept(words) or one.answer
        one.outcome, one.resolved_at, one.resolved_by = Ending.ANSWERED, now, by
        one.save()
    halt("flag.answered")
    days = lift(submission, attempt, [one.hold_id for one in flags if one.hold_id]) or 0
    move_claim(attempt, days)
    compare_again(attempt, by=by)
    note("flag.answered", submission.id, by=by.id, days=days, flags=[str(one.pk) for one in flags])
    return days


@transaction.atomic
def ask_the_program(flag: Flag, *, words: str, by: Person) -> None:
    """The earner holds that it may stay as it is, and asks whoever answers for the program to look. Raises `Refused`."""
    submission, _attempt = _locked(Attempt.objects.get(pk=flag.attempt_id, submission__person=by).submission_id)
    _must_be_held(submission)
    flag = Flag.objects.select_for_update().get(pk=flag.pk)
    if flag.resolved_at is not None:
        raise Refused("already-resolved", _("This is resolved already. Thank you."))
    if not count_words(words):
        raise Refused("no-words", _("Say why it may stay as it is, such as that a release is on file."))
    flag.answer, flag.asked_at = _kept(words), clock.now()
    flag.save()
    note("flag.asked", flag.id, by=by.id)


def _must_be_impartial(flag: Flag, submission: Submission, by: Person) -> None:
    if submission.person_id == by.id:
        raise Refused(
            "own-work", _("This is your own work. Somebody else who answers for the program will look at it.")
        )
    if flag.reading.reviewer_id == by.id:
        raise Refused(
            "own-flag", _("You raised this flag yourself. Somebody else who answers for the program will look at it.")
        )
    if barred_for(by).filter(pk=submission.person_id).exists():
        raise Refused(
            "interest",
            _("You work with this person. Somebody else who answers for the program will look at it."),
        )


def is_impartial(flag: Flag, *, by: Person) -> bool:
    """Whether somebody may see what a flag withholds and decide about it: not the own work, not the own flag."""
    try:
        _must_be_impartial(flag, flag.attempt.submission, by)
    except Refused:
        return False
    return True


@transaction.atomic
def resolve(flag: Flag, ending: str, *, words: str, by: Person) -> bool:
    """Whoever answers for the program decides: it is read as it is, or the rest is read without it.

    Returns whether the work is back with its reader; another flag may still hold it. Raises `Refused`.
    """
    submission, attempt = _locked(flag.attempt.submission_id)
    flag = Flag.objects.select_for_update(of=("self",)).select_related("hold", "reading").get(pk=flag.pk)
    if not may(by, MAY_RESOLVE, submission.version.microcredential.organization):
        raise Refused("not-yours", _("Only whoever answers for this program can resolve it."))
    _must_be_impartial(flag, submission, by)
    if flag.resolved_at is not None:
        raise Refused("already-resolved", _("This is resolved already. Thank you."))
    _must_be_held(submission)
    if ending not in {str(one) for one in CHOICES}:
        raise Refused("no-ending", _("Choose what happens to it: it is read as it is, or the rest is read without it."))
    if not count_words(words):
        raise Refused(
            "no-words", _("Say in a sentence why: the reviewer reads it, and so does whoever looks at this next.")
        )
    flag.outcome, flag.because = ending, _kept(words)
    flag.resolved_at, flag.resolved_by = clock.now(), by
    flag.save()
    halt("flag.resolved")
    days = _go_on(submission, attempt, flag)
    compare_again(attempt, by=by)  # what was added meanwhile stays
    note("flag.resolved", flag.id, by=by.id, outcome=ending, days=days)
    return days is not None


def _go_on(submission: Submission, attempt: Attempt, flag: Flag) -> int | None:
    """End the hold of a resolved flag, unless another flag on the same thing still asks for it."""
    if flag.hold is None:
        raise AssertionError("only what is on hold is resolved")
    if flag.outcome == Ending.LEFT_OUT:
        set_aside(flag.hold)
    others = list(open_flags_on(attempt).filter(hold=flag.hold))
    if others:
        must_change(flag.hold, any(one.kind == Kind.PRIVACY for one in others))
        return None
    days = lift(submission, attempt, [flag.hold.pk])
    if days is not None:
        move_claim(attempt, days)
    return days
