"""Noticing: a reader flags a question of integrity, the lead sets it aside or opens a case with a written notice.

Locks as everywhere in this room: the submission first, then its attempt, then the concern or the case.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from merited.base import clock
from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.log import note
from merited.base.text import cleaned
from merited.base.words import _
from merited.people.models import Person
from merited.review.actions.holding import held_reading, unless_interested
from merited.review.actions.writing import LONGEST_WORDS
from merited.review.models import Case, CaseCriterion, Concern, Reading
from merited.review.queries.followed import begun_anew, is_followed
from merited.review.queries.integrity import case_holding, concerns_for, days_from_now, holding
from merited.review.rules.flags import Kind as Flagged
from merited.review.rules.flags import must_say_enough
from merited.review.rules.integrity import DAYS, Kind, Step, Triage, must_be_a_concern, must_give_notice, must_say_why
from merited.submissions.actions import withdraw
from merited.submissions.holds import put_on_hold
from merited.submissions.models import Attempt, Exhibit, Hold, Submission
from merited.submissions.rules.states import AttemptState, State


def kept(words: str) -> str:
    """Words as they are kept. Raises `Refused` where they are too long."""
    words = cleaned(words)
    if len(words) > LONGEST_WORDS:
        raise Refused(
            "too-long",
            _("This is longer than we can keep here ({longest} characters). Nothing of it is lost on this page."),
            longest=LONGEST_WORDS,
        )
    return words


@unless_interested
@transaction.atomic
def raise_concern(reading: Reading, *, exhibit: Exhibit | None, prompt: str, words: str, by: Person) -> Concern:
    """The reader has seen something that the integrity lead should look at. The reading goes on, and scores stand as they are.

    Raises `Refused`: nothing named, no words, filed already, claim run out.
    """
    _submission, attempt, reading = held_reading(reading.pk, by)
    must_say_enough(Flagged.INTEGRITY, names_something=exhibit is not None or bool(prompt), words=words)
    before = Concern.objects.filter(
        attempt=attempt, flagged_by=by, exhibit=exhibit, prompt=prompt, state=Triage.WAITING
    )
    found = before.first()
    return found or notice(attempt, Kind.FLAG, by=by, exhibit=exhibit, prompt=prompt, words=kept(words))


def notice(
    attempt: Attempt,
    kind: Kind,
    *,
    by: Person | None,
    exhibit: Exhibit | None = None,
    prompt: str = "",
    words: str = "",
) -> Concern:
    """Write down a concern with the day by which the lead has looked. Inside a transaction."""
    place = attempt.submission.version.microcredential.organization
    concern = Concern.objects.create(
        attempt=attempt, kind=kind, flagged_by=by, exhibit=exhibit, prompt=prompt, words=words, raised_at=clock.now(),
        due=None if kind is Kind.OWN else days_from_now(place, DAYS.triage),
    )  # fmt: skip
    halt("concern.written")
    note("concern.raised", concern.id, by=by.id if by else None, kind=kind.value)
    return concern


def _triaged(concern: Concern, by: Person) -> tuple[Submission, Concern]:
    """The concern with its work, locked, for the lead. DoesNotExist for anybody who may not look at it."""
    concerns_for(by).get(pk=concern.pk)
    submission = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("version__microcredential__organization__parent")
        .get(pk=concern.attempt.submission_id)
    )
    attempt = Attempt.objects.select_for_update().get(pk=concern.attempt_id)
    concern = Concern.objects.select_for_update().get(pk=concern.pk)
    attempt.submission = submission
    concern.attempt = attempt
    return submission, concern


@transaction.atomic
def set_concern_aside(concern: Concern, *, words: str, by: Person) -> None:
    """There is nothing to ask. The reason is kept; its earner hears nothing of it. Raises `Refused`, DoesNotExist."""
    _submission, concern = _triaged(concern, by)
    if concern.state != Triage.WAITING:
        raise Refused("settled", _("This has been looked at already. The page says what came of it."))
    must_say_why(words)
    concern.because = kept(words)
    _settled(concern, Triage.SET_ASIDE, by)
    note("concern.set_aside", concern.id, by=by.id)


def _settled(concern: Concern, state: Triage, by: Person) -> None:
    concern.state, concern.settled_at, concern.settled_by = state, clock.now(), by
    concern.save()


def open_case(concern: Concern, criteria: Collection[str], *, words: str, by: Person) -> Case:
    """Open a case: the earner gets the notice, and the clock of what is sent stands still. Raises `Refused`, DoesNotExist."""
    try:
        return _open_case(concern, criteria, words, by)
    except IntegrityError as taken:
        raise _one_at_a_time() from taken


def _one_at_a_time() -> Refused:
    return Refused(
        "one-case", _("A case over this work is open. Let it come to its end first; this stays on your list.")
    )


@transaction.atomic
def _open_case(concern: Concern, criteria: Collection[str], words: str, by: Person) -> Case:
    submission, concern = _triaged(concern, by)
    must_be_a_concern(concern.kind, concern.state)
    over = Q(submission=submission) | Q(attempt__submission=submission)
    if Case.objects.filter(over).exclude(state=Step.CLOSED).exists():
        raise _one_at_a_time()
    must_give_notice(words, criteria, [one.id for one in submission.version.document.criteria])
    place = submission.version.microcredential.organization
    work = _locked_anew(submission, concern.attempt, criteria) or submission
    case = Case.objects.create(
        concern=concern, submission=work, attempt=concern.attempt, lead=by, state=Step.ANSWER, notice=kept(words),
        noticed_at=clock.now(), answer_due=days_from_now(place, DAYS.answer), hold=stop_the_clock(work),
    )  # fmt: skip
    CaseCriterion.objects.bulk_create(CaseCriterion(case=case, criterion=key) for key in sorted(set(criteria)))
    halt("case.written")
    _settled(concern, Triage.CASE, by)
    note("case.opened", case.id, by=by.id, concern=str(concern.id))
    return case


def _locked_anew(submission: Submission, attempt: Attempt, criteria: Collection[str]) -> Submission | None:
    """What its earner began anew after taking this back, locked after it: the case goes with it. None: there is none."""
    anew = begun_anew(submission, attempt, criteria)
    if anew is None:
        return None
    return (
        Submission.objects.select_for_update(of=("self",))
        .select_related("version__microcredential__organization__parent")
        .get(pk=anew.pk)
    )


@transaction.atomic
def follow(case: Case) -> bool:
    """The earner took the work back before the case was opened and has begun anew since: the case goes with it. For the
    worker. Whether it did. Locks: what was taken back, what was begun anew, the case.
    """
    submission = Submission.objects.select_for_update(of=("self",)).select_related("version").get(pk=case.submission_id)
    criteria = list(CaseCriterion.objects.filter(case=case).values_list("criterion", flat=True))
    anew = _locked_anew(submission, case.attempt, criteria)
    held = Case.objects.select_for_update().filter(holding(), pk=case.pk, submission=submission).first()
    if anew is None or held is None:
        return False
    held.submission, held.hold = anew, stop_the_clock(anew)
    held.save()
    note("case.followed", held.id, by=None)
    return True


def stop_the_clock(submission: Submission) -> Hold | None:
    """Put what is sent on hold. None where nothing is sent. Inside a transaction, with the submission locked."""
    if submission.state not in (State.WAITING, State.ON_HOLD):
        return None
    sent = Attempt.objects.filter(submission=submission, state=AttemptState.SENT).first()
    if sent is None:
        return None
    sent.submission = submission
    return put_on_hold(submission, sent, exhibit=None, prompt="", must_change=False)


@transaction.atomic
def hold_what_was_sent(case: Case) -> bool:
    """Work over which a case is open was sent again: its clock stands still too. For the worker."""
    submission = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("version__microcredential__organization__parent")
        .get(pk=case.submission_id)
    )
    held = Case.objects.select_for_update().filter(holding(), pk=case.pk, submission=submission).first()
    if held is None or submission.state != State.WAITING:
        return False
    case = held
    case.hold = stop_the_clock(submission)
    case.save()
    return case.hold is not None


def hold_if_asked(submission: UUID) -> bool:
    """It waits for its readers from now on: where a case is open over it, nobody claims it first. Inside a transaction."""
    case = case_holding(submission)
    return case is not None and hold_what_was_sent(case)


@transaction.atomic
def take_back(submission: Submission, *, by: Person) -> None:
    """Withdraw one's work. Not while a case over it is open, or what the panel finds would find nothing. Raises `Refused`."""
    submission = (
        Submission.objects.select_for_update(of=("self",)).select_related("version").get(pk=submission.pk, person=by)
    )
    if case_holding(submission.pk) or is_followed(submission):
        raise Refused(
            "under-a-case",
            _("There is an open question about this work. You can take it back once that has come to its end."),
        )
    withdraw(submission, by=by)
