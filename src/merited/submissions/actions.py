"""Deeds of an earner: start, write, add, send, withdraw, revise. And closing, for whoever judges.

Locks are taken in this order: submission, attempt, what hangs on the attempt. A deed of review locks its reading
after the submission.
"""

import secrets
from collections.abc import Collection, Mapping
from datetime import timedelta
from uuid import UUID

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import Max

from merited.base import clock
from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.log import note
from merited.base.text import cleaned
from merited.base.words import _
from merited.catalog.models import Version
from merited.people.models import Person
from merited.people.queries import belongs_to, district_of, hear_by, must_not_have_left
from merited.portfolio.actions import discard, keep_file, keep_link
from merited.portfolio.models import Evidence
from merited.submissions.models import (
    Answer,
    Attempt,
    ChangeNote,
    Exhibit,
    Hold,
    SelfScore,
    Showing,
    Standing,
    Statement,
    Submission,
)  # fmt: skip
from merited.submissions.queries import met_of, missing_of
from merited.submissions.rules.completeness import STATEMENTS, STATEMENTS_VERSION, artifacts_in, prompts_in, scope_of
from merited.submissions.rules.states import (
    OPEN_STATES,
    AttemptState,
    State,
    must_be_ours_to_move,
    must_move,
    must_show,
)

LONGEST_ANSWER = 20_000  # characters; ten times what any prompt asks for
LONGEST_NOTE = 4_000
LONGEST_ABOUT = 500
SHOWN_DAYS = 30


def start(version: Version, *, by: Person, language: str = "en", again: bool = False) -> Submission:
    """Start, or go on with what is started already. Raises `Refused`: earned, for students, or another district's.

    `again`: the caller knows that what was earned no longer stands (revoked, or its time ran out).
    """
    try:
        with transaction.atomic():
            found = Submission.objects.filter(person=by, version=version, state__in=OPEN_STATES).first()
            if found:
                return found
            _must_be_ours(version, by)
            if not again:
                _not_earned(version, by)
            submission = Submission.objects.create(
                person=by, version=version, language=language, changed_at=clock.now()
            )
            halt("start.submission-written")
            Attempt.objects.create(submission=submission, number=1)
            note("submission.started", submission.id, by=by.id, version=str(version.id))
            return submission
    except IntegrityError:  # a double click: the other one made it
        return Submission.objects.get(person=by, version=version, state__in=OPEN_STATES)


def _must_be_ours(version: Version, by: Person) -> None:
    if version.document.source.get("audience") == "student":
        raise Refused(
            "for-students",
            _("This one is for students, and staff do not earn it. You can read all of it in the catalog."),
        )
    district = district_of(version.microcredential.organization)
    must_not_have_left(by, district)
    if not belongs_to(by, district):
        raise Refused(
            "other-district",
            _(
                "This one is for people who work in {district}, and its reviewers read for them. What your own district offers is in the catalog too."
            ),
            district=district.name,
        )


def _not_earned(version: Version, by: Person) -> None:
    if Submission.objects.filter(person=by, version=version, state=State.EARNED).exists():
        raise Refused("earned", _("This one is earned. Nothing more is asked of you."))


def _open_attempt(attempt_id: UUID, by: Person) -> Attempt:
    """The attempt, locked and still open. Raises `Refused` when it is not, `DoesNotExist` for a stranger."""
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("submission__version")
        .get(pk=attempt_id, submission__person=by)
    )
    if attempt.state == AttemptState.WITHDRAWN:
        raise Refused("withdrawn", _("You withdrew this one. You can start it again whenever you like."))
    if attempt.state != AttemptState.OPEN:
        raise Refused(
            "already-sent", _("This is already sent and cannot be changed now. What you typed is still on this page.")
        )
    return attempt


@transaction.atomic
def write(attempt: Attempt, prompt: str, text: str, *, revision: int, by: Person) -> Answer:
    """Save an answer. `revision` is the one that the page was showing.

    Raises `Refused("stale")` when it was saved elsewhere since: both texts survive, and the person chooses.
    """
    attempt = _open_attempt(attempt.pk, by)
    document = attempt.submission.version.document
    if prompt not in prompts_in(document, scope_of(document, met_of(attempt.submission))):
        raise Refused("not-in-scope", _("This answer is met and stays as it is."))
    answer, _made = Answer.objects.get_or_create(attempt=attempt, prompt=prompt, defaults={"saved_at": clock.now()})
    _save(answer, text, revision, LONGEST_ANSWER)
    halt("write.answer-saved")
    return answer


@transaction.atomic
def explain(attempt: Attempt, criterion: str, text: str, *, revision: int, by: Person) -> ChangeNote:
    """Save what was changed for an open criterion. Raises as `write` does."""
    attempt = _open_attempt(attempt.pk, by)
    if criterion not in {one.id for one in scope_of(attempt.submission.version.document, met_of(attempt.submission))}:
        raise Refused("not-in-scope", _("This criterion is met and stays met."))
    found, _made = ChangeNote.objects.get_or_create(
        attempt=attempt, criterion=criterion, defaults={"saved_at": clock.now(), "text": ""}
    )
    _save(found, text, revision, LONGEST_NOTE)
    return found


@transaction.atomic
def describe(attempt: Attempt, exhibit: UUID, text: str, *, revision: int, by: Person) -> Exhibit:
    """Save one's words for a piece of evidence, in this attempt alone. Raises as `write` does."""
    attempt = _open_attempt(attempt.pk, by)
    found = Exhibit.objects.select_related("evidence").filter(pk=exhibit, attempt=attempt).first()
    if found is None:
        raise Refused("evidence-gone", _("The file that these words were about was removed on another page or device."))
    _must_be_in_scope(attempt, found.artifact)
    if not found.saved_at:
        found.about = found.evidence.about
    _save(found, text, revision, LONGEST_ABOUT)
    return found


def _save(row: Answer | ChangeNote | Exhibit, text: str, revision: int, longest: int) -> None:
    text, before = cleaned(text), row.about if isinstance(row, Exhibit) else row.text
    if len(text) > longest:
        raise Refused(
            "too-long",
            _("This is longer than we can keep here ({longest} characters). Nothing of it is lost on this page."),
            longest=longest,
        )
    if before == text:
        return
    if row.revision != revision:
        raise Refused(
            "stale",
            _(
                "This was changed on another page or device since you opened it. Both texts are here: keep what you want and save."
            ),
        )
    if isinstance(row, Exhibit):
        row.about = text
    else:
        row.text = text
    row.revision, row.saved_at = row.revision + 1, clock.now()
    row.save()


@transaction.atomic
def assess_self(
    attempt: Attempt, levels: Mapping[str, str], *, by: Person, seen: Mapping[str, str] | None = None
) -> None:
    """Mark one's own level for some criteria, by the same rubric. Raises `Refused` for a level that a scale lacks.

    `seen`: the levels that the page was showing. Raises `Refused("stale")` when another page set another one since.
    """
    attempt = _open_attempt(attempt.pk, by)
    scope = {one.id: one for one in scope_of(attempt.submission.version.document, met_of(attempt.submission))}
    stored = {one.criterion: one.level for one in SelfScore.objects.filter(attempt=attempt)}
    for key, level in levels.items():
        if key not in scope or level not in {one.id for one in scope[key].levels}:
            raise Refused("no-such-level", _("Choose one of the levels on the page."))
        if stored.get(key) == level:
            continue
        if seen is not None and key in stored and stored[key] != seen.get(key, ""):
            raise Refused(
                "stale", _("You chose another level on another page or device. Choose the one that you mean.")
            )
        SelfScore.objects.update_or_create(
            attempt=attempt, criterion=key, defaults={"level": level, "saved_at": clock.now()}
        )


@transaction.atomic
def add_file(attempt: Attempt, artifact: str, upload: File, *, about: str, by: Person) -> Exhibit:  # type: ignore[type-arg]
    """Place a file under an artifact: checked, cleaned of metadata, stored under our own name. Raises `Refused`."""
    attempt = _open_attempt(attempt.pk, by)
    accepts = _room_for_one_more(attempt, artifact)
    return _exhibit(attempt, artifact, keep_file(upload, accepts=accepts, about=about, by=by))


@transaction.atomic
def add_link(attempt: Attempt, artifact: str, url: str, *, about: str, by: Person) -> Exhibit:
    """Place a link under an artifact. Raises `Refused`."""
    attempt = _open_attempt(attempt.pk, by)
    if "link" not in _room_for_one_more(attempt, artifact):
        raise Refused("no-links", _("This piece of work takes files only. Save the page as a PDF and add that."))
    return _exhibit(attempt, artifact, keep_link(url, about=about, by=by))


def _room_for_one_more(attempt: Attempt, artifact: str) -> tuple[str, ...]:
    document = attempt.submission.version.document
    _must_be_in_scope(attempt, artifact)
    most = document.artifact(artifact).most_files
    if Exhibit.objects.filter(attempt=attempt, artifact=artifact).count() >= most:
        raise Refused("enough-files", _("Up to {most} files are taken here. Remove one to add another."), most=most)
    return document.artifact(artifact).accepts


def _must_be_in_scope(attempt: Attempt, artifact: str) -> None:
    if artifact not in artifacts_in(scope_of(attempt.submission.version.document, met_of(attempt.submission))):
        raise Refused("not-in-scope", _("This piece of work is met and stays as it is."))


def _exhibit(attempt: Attempt, artifact: str, evidence: Evidence) -> Exhibit:
    here = Exhibit.objects.filter(attempt=attempt, artifact=artifact)
    same = here.filter(evidence__digest=evidence.digest, evidence__url=evidence.url).first()
    if same:  # a double click, or the same file chosen twice
        discard(evidence)
        return same
    last = here.aggregate(last=Max("position"))["last"] or 0
    return Exhibit.objects.create(attempt=attempt, artifact=artifact, evidence=evidence, position=last + 1)


@transaction.atomic
def remove(exhibit: Exhibit, *, by: Person) -> None:
    """Take an exhibit out of the open attempt. Earlier attempts keep theirs. Raises `Refused`."""
    attempt = _open_attempt(exhibit.attempt_id, by)
    _must_be_in_scope(attempt, exhibit.artifact)
    Exhibit.objects.filter(pk=exhibit.pk).delete()


@transaction.atomic
def send(submission: Submission, statements: Collection[str], *, by: Person, to: State = State.WAITING) -> Attempt:
    """Send the open attempt for review, with the day by which the earner hears. Raises `Refused`.

    `to`: where it goes first. Pages send through `review.actions.send_in`, which knows whether somebody checks it.
    """
    submission = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("version__microcredential__organization")
        .get(pk=submission.pk, person=by)
    )
    if submission.state == State.ON_HOLD:  # it is sent, and goes back in another way
        must_move(submission.state, State.DRAFT)
    must_be_ours_to_move(submission.state, to)
    must_not_have_left(by, submission.version.microcredential.organization)
    attempt = Attempt.objects.select_for_update().get(submission=submission, state=AttemptState.OPEN)
    if missing_of(attempt):
        raise Refused("incomplete", _("Something is still missing. The list beside Send says what; nothing is lost."))
    if set(statements) != set(STATEMENTS):
        raise Refused("statements", _("Please read and tick the three statements. They go with your work."))
    now = clock.now()
    place = submission.version.microcredential.organization
    attempt.state, attempt.sent_at, attempt.counts_from = AttemptState.SENT, now, now
    attempt.hear_by = hear_by(place, clock.today(district_of(place).timezone or "UTC"))
    attempt.save()
    halt("send.attempt-closed")
    Statement.objects.bulk_create(
        Statement(attempt=attempt, kind=one, wording=STATEMENTS_VERSION, agreed_at=now) for one in STATEMENTS
    )
    submission.state, submission.changed_at = to, now
    submission.save()
    note("submission.sent", submission.id, by=by.id, attempt=attempt.number)
    return attempt


@transaction.atomic
def withdraw(submission: Submission, *, by: Person) -> None:
    """Take it back. It may be started again. Raises `Refused` once it is earned or already withdrawn."""
    submission = Submission.objects.select_for_update().get(pk=submission.pk, person=by)
    must_move(submission.state, State.WITHDRAWN)
    Attempt.objects.filter(submission=submission, state__in=(AttemptState.OPEN, AttemptState.SENT)).update(
        state=AttemptState.WITHDRAWN
    )
    Hold.objects.filter(attempt__submission=submission, ended_at__isnull=True).update(ended_at=clock.now())
    halt("withdraw.attempts-closed")
    submission.state, submission.changed_at = State.WITHDRAWN, clock.now()
    submission.save()
    note("submission.withdrawn", submission.id, by=by.id)


@transaction.atomic
def revise(submission: Submission, *, by: Person) -> Attempt:
    """After Not yet: open the next attempt, with what was there carried over. Raises `Refused`."""
    submission = Submission.objects.select_for_update().get(pk=submission.pk, person=by)
    if submission.state == State.DRAFT:  # a double click, or going on
        return Attempt.objects.get(submission=submission, state=AttemptState.OPEN)
    must_be_ours_to_move(submission.state, State.DRAFT)
    must_not_have_left(by, submission.version.microcredential.organization)
    last = Attempt.objects.filter(submission=submission).order_by("-number")[0]
    attempt = next_attempt(submission, last)
    submission.state, submission.changed_at = State.DRAFT, clock.now()
    submission.save()
    note("submission.revised", submission.id, by=by.id, attempt=attempt.number)
    return attempt


def next_attempt(submission: Submission, last: Attempt) -> Attempt:
    """Open the attempt after `last`, with what is there carried over. Inside a transaction, with the submission locked."""
    now = clock.now()
    attempt = Attempt.objects.create(submission=submission, number=last.number + 1)
    halt("revise.attempt-opened")
    Answer.objects.bulk_create(
        Answer(attempt=attempt, prompt=one.prompt, text=one.text, saved_at=now) for one in last.answers.all()
    )
    Exhibit.objects.bulk_create(
        Exhibit(
            attempt=attempt,
            artifact=one.artifact,
            evidence_id=one.evidence_id,
            position=one.position,
            about=one.about,
            saved_at=one.saved_at,
        )
        for one in last.exhibits.filter(set_aside_at__isnull=True)
    )
    return attempt


@transaction.atomic
def show_work(submission: Submission, *, with_answers: bool, by: Person) -> Showing:
    """Make a private link to work in progress; an earlier one ends. Raises `Refused` where nothing is in progress."""
    submission = Submission.objects.select_for_update().get(pk=submission.pk, person=by)
    must_show(submission.state)
    now = clock.now()
    Showing.objects.filter(submission=submission, ended_at__isnull=True).update(ended_at=now)
    halt("show-work.earlier-ended")
    showing = Showing.objects.create(
        submission=submission, token=secrets.token_urlsafe(16), with_answers=with_answers,
        until=now + timedelta(days=SHOWN_DAYS),
    )  # fmt: skip
    note("submission.shown", submission.id, by=by.id, showing=str(showing.id), with_answers=with_answers)
    return showing


@transaction.atomic
def stop_showing(submission: Submission, *, by: Person) -> None:
    """End the link. It says from then on, kindly, that the work is no longer shown. Twice is as good as once."""
    submission = Submission.objects.select_for_update().get(pk=submission.pk, person=by)
    if Showing.objects.filter(submission=submission, ended_at__isnull=True).update(ended_at=clock.now()):
        note("submission.hidden", submission.id, by=by.id)


def close_attempt(submission: Submission, attempt: Attempt, met: Mapping[str, str]) -> bool:
    """Close a sent attempt with the criteria that it met (level by criterion). Returns whether all are met now.

    For the room that judges, inside its own transaction, with the submission locked. Met stays met: a standing
    is only ever added.
    """
    now = clock.now()
    before = met_of(submission)
    Standing.objects.bulk_create(
        Standing(submission=submission, criterion=key, attempt=attempt, level=level, met_at=now)
        for key, level in met.items()
        if key not in before
    )
    earned = not scope_of(submission.version.document, {*before, *met})
    to = State.EARNED if earned else State.NOT_YET
    must_move(submission.state, to)
    attempt.state, attempt.decided_at = AttemptState.DECIDED, now
    attempt.save()
    submission.state, submission.changed_at = to, now
    submission.save()
    return earned
