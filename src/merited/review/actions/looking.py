"""Another look: ask a question, ask for a second review, appeal; and for its readers: answer, claim, file.

Locks: the submission first, then its attempt, then the look and the reading; `grant` adds the award and its status list.
"""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from merited.base import clock
from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.log import note
from merited.base.text import cleaned, count_words
from merited.base.words import _
from merited.catalog.queries import criteria_of
from merited.people.models import Person
from merited.people.queries import district_of, hear_by, must_not_have_left
from merited.review.actions.holding import claim_ends, held_reading, interested, runs, unless_interested
from merited.review.actions.panels import conclude, seat_panel
from merited.review.actions.writing import LONGEST_WORDS, write_to_file
from merited.review.models import Look, LookAnswer, LookCriterion, Reading
from merited.review.queries.looks import (
    PURPOSES,
    asked_reading,
    bars_of_look,
    latest_decided,
    open_for_a_look,
)
from merited.review.queries.reading import barred_for
from merited.review.queries.sheets import scope_to_score
from merited.review.rules.assignment import CONFLICTS, Bar
from merited.review.rules.looks import Kind, Outcome, State, must_be_grounded, must_be_in_time
from merited.review.rules.outcome import Sheet
from merited.submissions.models import Attempt, Submission
from merited.submissions.rules.states import OPEN_STATES

LONGEST_PLACE = 200


def _asked(submission: Submission, by: Person) -> tuple[Submission, Attempt]:
    """One's own work with the attempt that can be looked at again, locked. Raises `Refused`, DoesNotExist for a stranger."""
    submission = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("version__microcredential__organization__parent")
        .get(pk=submission.pk, person=by)
    )
    attempt = latest_decided(submission)
    if attempt is None or submission.state not in OPEN_STATES:
        raise _nothing_there()
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    attempt.submission = submission
    return submission, attempt


def _nothing_there() -> Refused:
    return Refused(
        "nothing-to-look-at", _("There is nothing that is open and was read, so nobody can look at it again.")
    )


def _in_time(submission: Submission, attempt: Attempt) -> None:
    zone = district_of(submission.version.microcredential.organization).timezone or "UTC"
    if attempt.decided_at is None:
        raise AssertionError("decided attempts have their day")
    must_be_in_time(attempt.decided_at.astimezone(ZoneInfo(zone)).date(), clock.today(zone))


def _kept(words: str, longest: int = LONGEST_WORDS) -> str:
    words = cleaned(words)
    if len(words) > longest:
        raise Refused(
            "too-long",
            _("This is longer than we can keep here ({longest} characters). Nothing of it is lost on this page."),
            longest=longest,
        )
    return words


def _about(look: Look, attempt: Attempt, keys: set[str]) -> None:
    every = criteria_of(attempt.submission.version)
    LookCriterion.objects.bulk_create(LookCriterion(look=look, criterion_id=every[key]) for key in sorted(keys))


@transaction.atomic
def ask_question(submission: Submission, criterion: str, *, words: str, by: Person) -> Look:
    """Ask the reviewer about one open criterion. Nothing else changes, and no clock begins or stops. Raises `Refused`."""
    submission, attempt = _asked(submission, by)
    if criterion not in {one.id for one in open_for_a_look(submission, attempt)}:
        raise Refused("not-open", _("Choose a criterion that is open. What is met stays met."))
    if not count_words(words):
        raise Refused("no-words", _("Write your question. One is passed on for each criterion."))
    before = Look.objects.filter(attempt=attempt, kind=Kind.QUESTION, criteria__criterion__key=criterion)
    if before.exists():
        raise Refused(
            "asked-already", _("You have asked about this criterion. The question and its answer stand on this page.")
        )
    reading = asked_reading(attempt, criterion)
    if reading is None:
        raise AssertionError("a decided attempt has a reading")
    look = Look.objects.create(
        submission=submission, attempt=attempt, kind=Kind.QUESTION, words=_kept(words), asked_at=clock.now(),
        asked_of=reading, state=State.ASKED,
    )  # fmt: skip
    halt("ask.look-written")
    _about(look, attempt, {criterion})
    note("look.question", look.id, by=by.id, attempt=str(attempt.id))
    return look


@transaction.atomic
def answer_question(look: Look, *, words: str, by: Person) -> None:
    """The same reviewer answers, once. Raises `Refused`, DoesNotExist for anybody else."""
    look = Look.objects.select_for_update(of=("self",)).get(pk=look.pk, kind=Kind.QUESTION, asked_of__reviewer=by)
    if barred_for(by).filter(pk=look.submission.person_id).exists():
        raise interested()
    if look.state != State.ASKED:
        raise Refused("answered", _("This question is answered already. Thank you."))
    if not count_words(words):
        raise Refused("no-words", _("Write your answer. The earner reads it, without your name."))
    now = clock.now()
    LookAnswer.objects.create(look=look, words=_kept(words), answered_at=now)
    halt("answer.answer-written")
    look.state, look.outcome, look.decided_at = State.CLOSED, Outcome.ANSWERED, now
    look.save()
    note("look.answered", look.id, by=by.id)


def ask_second(submission: Submission, *, by: Person) -> Look:
    """Ask for a fresh reader of all that is open: once for an attempt, within the days to ask. Raises `Refused`."""
    return _ask(submission, Kind.SECOND, keys=None, ground="", words="", place="", by=by)


def ask_appeal(submission: Submission, keys: set[str], ground: str, *, words: str, place: str, by: Person) -> Look:
    """Appeal, with what went wrong and where: once for an attempt, within the days to ask. Raises `Refused`."""
    must_be_grounded(ground, words=words, place=place)
    return _ask(submission, Kind.APPEAL, keys=keys, ground=ground, words=words, place=place, by=by)


@transaction.atomic
def _ask(
    submission: Submission, kind: Kind, *, keys: set[str] | None, ground: str, words: str, place: str, by: Person
) -> Look:
    submission, attempt = _asked(submission, by)
    must_not_have_left(by, submission.version.microcredential.organization)
    if Look.objects.filter(attempt=attempt, kind=kind).exists():
        raise Refused("asked-already", _("You have asked for this already. Where it stands is on this page."))
    _in_time(submission, attempt)
    is_open = {one.id for one in open_for_a_look(submission, attempt)}
    if not is_open:
        raise _nothing_there()
    chosen = is_open if keys is None else keys
    if not chosen or not chosen <= is_open:
        raise Refused("not-open", _("Choose a criterion that is open. What is met stays met."))
    if Look.objects.filter(attempt=attempt, kind__in=PURPOSES).exclude(state=State.CLOSED).exists():
        raise Refused(
            "one-at-a-time", _("Somebody is looking at it again already. You can ask for this when they are done.")
        )
    place_of = submission.version.microcredential.organization
    today = clock.today(district_of(place_of).timezone or "UTC")
    look = Look.objects.create(
        submission=submission, attempt=attempt, kind=kind, ground=ground, words=_kept(words),
        place=_kept(place, LONGEST_PLACE), asked_at=clock.now(), due=hear_by(place_of, today), state=State.READING,
    )  # fmt: skip
    halt("ask.look-written")
    _about(look, attempt, chosen)
    note("look.asked", look.id, by=by.id, attempt=str(attempt.id), kind=kind.value, ground=ground)
    return look


# The fresh reader.


def claim_look(look: Look, *, by: Person) -> Reading:
    """Take another look, as a reader who has read none of this work before. Raises `Refused`."""
    try:
        return _claim_look(look.pk, by)
    except IntegrityError as taken:  # both looked before either had written
        raise _taken() from taken


def _taken() -> Refused:
    return Refused(
        "claimed", _("A colleague has just begun to read this one. Thank you all the same; here is what else waits.")
    )


def _locked(look_id: UUID) -> tuple[Submission, Attempt, Look]:
    keys = Look.objects.values_list("submission_id", "attempt_id").get(pk=look_id)
    submission = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("person", "version__microcredential__organization__parent")
        .get(pk=keys[0])
    )
    attempt = Attempt.objects.select_for_update().get(pk=keys[1])
    look = Look.objects.select_for_update().get(pk=look_id)
    attempt.submission = look.submission = submission
    look.attempt = attempt
    return submission, attempt, look


@transaction.atomic
def _claim_look(look_id: UUID, by: Person) -> Reading:
    submission, attempt, look = _locked(look_id)
    live = [
        one
        for one in Reading.objects.select_for_update().filter(look=look, state__in=("claimed", "filed"))
        if one.state == "filed" or runs(one, submission)
    ]
    mine = next((one for one in live if one.reviewer_id == by.pk and one.state == "claimed"), None)
    if mine:  # a double click
        return mine
    if live or look.state != State.READING or submission.state not in OPEN_STATES:
        raise _taken()
    must_not_have_left(by, submission.version.microcredential.organization)
    _must_be_fresh(bars_of_look(look, by))
    Reading.objects.filter(look=look, state="claimed").update(state="expired")  # nobody filed it in time
    reading = Reading.objects.create(
        attempt=attempt, reviewer=by, purpose=PURPOSES[Kind(look.kind)], look=look,
        expires_at=claim_ends(submission.version.microcredential.organization),
    )  # fmt: skip
    halt("claim.reading-written")
    note("reading.claimed", reading.id, by=by.id, attempt=str(attempt.id), look=str(look.id))
    return reading


def _must_be_fresh(found: tuple[Bar, ...]) -> None:
    if not found:
        return
    if Bar.OWN_WORK in found:
        raise Refused("own-work", _("This is your own work. A colleague will read it."))
    if CONFLICTS & set(found):
        raise interested()
    if Bar.HAS_READ in found:
        raise Refused(
            "read-it", _("You have read some of this work before, so somebody else looks at it with fresh eyes.")
        )
    if Bar.LANGUAGE in found:
        raise Refused("language", _("This one is written in a language that you have not said you read."))
    if Bar.NOT_CLEARED in found:
        raise Refused(
            "not-cleared",
            _("This one holds sensitive notes about learners. Somebody with clearance for them reads it."),
        )
    raise Refused("not-qualified", _("You are not qualified to read this micro-credential yet."))


@unless_interested
@transaction.atomic
def file_look(reading: Reading, sheet: Sheet, *, keep: str, by: Person) -> Outcome | None:
    """File the sheet of another look. A second review is decided by it; an appeal goes to its panel, and None comes back.
    So it does while a question of integrity over the work is open, of which its reader hears nothing.

    Raises `Refused` as filing any sheet does.
    """
    submission, attempt, reading = held_reading(reading.pk, by)
    must_not_have_left(by, submission.version.microcredential.organization)
    look = Look.objects.select_for_update().get(readings=reading)
    look.submission, look.attempt = submission, attempt
    write_to_file(reading, scope_to_score(reading), sheet, keep)
    reading.state, reading.filed_at = "filed", clock.now()
    reading.save()
    halt("look.reading-filed")
    if look.kind == Kind.APPEAL:
        look.state = State.PANEL
        look.save()
        seat_panel(look)
        note("look.read", look.id, by=by.id, reading=str(reading.id))
        return None
    found = conclude(look, by=by)
    if found is None:  # for now
        note("look.read", look.id, by=by.id, reading=str(reading.id))
    return found
