"""Questions about judgment: who asks comes first."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet, Subquery, UUIDField

from merited.base import clock
from merited.catalog.document import Criterion
from merited.catalog.models import MicroCredential
from merited.people.models import Person, Role
from merited.people.queries import left_behind, must_not_judge, places_under
from merited.people.rules.places import MAY_RESOLVE, MAY_REVOKE, MAY_SEE_WITHHELD, Office
from merited.review.models import Decision, Flag, Qualification, Reading, Score
from merited.review.rules.flags import CHOICES
from merited.review.rules.outcome import Judged
from merited.review.withheld import privacy_flags, with_named_text
from merited.submissions.models import Answer, Attempt, Exhibit, Hold, Standing, Submission
from merited.submissions.rules.completeness import scope_of
from merited.submissions.rules.states import AttemptState, State


def _still() -> date:
    """The day that a qualification must reach: it ends when its last day is over everywhere, whatever the time zone."""
    return (clock.now() - timedelta(hours=12)).date()


def _good_today(person: Person) -> QuerySet[Qualification]:
    today = _still()
    good = Qualification.objects.filter(Q(until__isnull=True) | Q(until__gte=today), person=person)
    return good.exclude(left_behind(person, "microcredential__organization"))


def qualified_for(person: Person) -> set[UUID]:
    """Keys of the micro-credentials that this person may read today."""
    return set(_good_today(person).values_list("microcredential_id", flat=True))


def readable_by(person: Person) -> QuerySet[MicroCredential]:
    """The micro-credentials that this person may read today."""
    mine = _good_today(person).values("microcredential_id")
    return MicroCredential.objects.filter(pk__in=mine).order_by("key")


def known_to(person: Person) -> QuerySet[Attempt]:
    """Attempts once sent for what this person may read. To claim one, more is asked; `claim` says what, in a sentence."""
    qualified = _good_today(person).values("microcredential_id")
    return Attempt.objects.filter(sent_at__isnull=False, submission__version__microcredential_id__in=qualified)


def barred_for(reader: Person) -> QuerySet[Person, UUID]:
    """Keys of those whose work this reader may not judge, for another question to ask within."""
    return Person.objects.filter(must_not_judge(reader)).values_list("pk", flat=True)


def _interest_of(reviewer: Person) -> Exists:
    return Exists(barred_for(reviewer).filter(pk=OuterRef("attempt__submission__person_id")))


def may_read(person: Person) -> QuerySet[Attempt]:
    """Sent attempts that this person is qualified for and has no interest in, whoever holds them now."""
    return (
        known_to(person)
        .filter(state=AttemptState.SENT, submission__state=State.WAITING)
        .exclude(submission__person_id__in=barred_for(person))
        .select_related("submission__version__microcredential__organization__parent")
    )


def queue(person: Person) -> QuerySet[Attempt]:
    """What this person can claim now, the earliest promise first. Nothing was pushed: it is a question."""
    taken = Reading.objects.filter(Q(state="filed") | Q(state="claimed", expires_at__gt=clock.now()))
    return may_read(person).exclude(pk__in=taken.values("attempt_id")).order_by("hear_by", "sent_at")


def readings_of(reviewer: Person) -> QuerySet[Reading]:
    """The readings that this reviewer has claimed and not finished, those whose claim ran out included.

    A reading whose attempt was withdrawn meanwhile is among them, so that the page can say so, until the claim would have ended.
    """
    return (
        Reading.objects.filter(reviewer=reviewer, state="claimed")
        .exclude(attempt__state=AttemptState.WITHDRAWN, expires_at__lte=clock.now())
        .annotate(has_interest=_interest_of(reviewer))
        .select_related("attempt__submission__version__microcredential__organization__parent")
        .order_by("attempt__hear_by")
    )


def readings_by(reviewer: Person) -> QuerySet[Reading]:
    """Every reading of this reviewer, whatever became of it: their own words stay readable to them."""
    flagged = Flag.objects.filter(attempt__submission_id=OuterRef("attempt__submission_id"), hold__isnull=False)
    return (
        Reading.objects.filter(reviewer=reviewer)
        .annotate(is_flagged=Exists(flagged), has_interest=_interest_of(reviewer))  # most are not flagged
        .select_related("attempt__submission__version__microcredential__organization__parent")
    )


def filed_by(reviewer: Person) -> QuerySet[Reading]:
    """The readings that this reviewer has filed, the latest first."""
    return (
        Reading.objects.filter(reviewer=reviewer, state="filed")
        .select_related("attempt__submission__version__microcredential__organization__parent")
        .order_by("-filed_at")
    )


def filed_for(reviewer: Person) -> list[tuple[str, str, int]]:
    """For which micro-credentials this reviewer has filed readings, and how many: (key, title, count)."""
    found = (
        Reading.objects.filter(reviewer=reviewer, state="filed")
        .values("attempt__submission__version__microcredential__key")
        .annotate(title=Max("attempt__submission__version__title"), n=Count("pk"))
        .order_by("attempt__submission__version__microcredential__key")
    )
    return [(one["attempt__submission__version__microcredential__key"], one["title"], one["n"]) for one in found]


def decisions_after(readings: Collection[Reading]) -> dict[UUID, str]:
    """What followed from these readings: the outcome, by attempt."""
    attempts = [one.attempt_id for one in readings]
    return dict(Decision.objects.filter(attempt_id__in=attempts).values_list("attempt_id", "outcome"))


def later_tries(readings: Collection[Reading]) -> dict[UUID, list[tuple[int, str]]]:
    """What was sent after these readings, by submission: (number, state) of each attempt that was sent, in order."""
    found: dict[UUID, list[tuple[int, str]]] = {}
    rows = Attempt.objects.filter(
        submission_id__in=[one.attempt.submission_id for one in readings], sent_at__isnull=False
    ).order_by("number")
    for submission, number, state in rows.values_list("submission_id", "number", "state"):
        found.setdefault(submission, []).append((number, state))
    return found


def stops_of(attempts: Collection[UUID]) -> dict[UUID, list[tuple[datetime, datetime]]]:
    """When the clock stood still in these attempts, from and to: a reader is not late in those days."""
    found: dict[UUID, list[tuple[datetime, datetime]]] = {}
    rows = Hold.objects.filter(attempt_id__in=attempts, ended_at__isnull=False).values("attempt_id", "since")
    for one in rows.annotate(end=Max("ended_at")):
        found.setdefault(one["attempt_id"], []).append((one["since"], one["end"]))
    return found


def exhibits_before(reviewer: Person) -> QuerySet[Exhibit]:
    """Exhibits that this reviewer may open: those of attempts whose reading they hold, and of earlier attempts of the same work."""
    held = Reading.objects.filter(
        Q(expires_at__gt=clock.now()) | Q(attempt__submission__state=State.ON_HOLD),
        reviewer=reviewer, state="claimed", attempt__state=AttemptState.SENT,
    ).exclude(attempt__submission__person_id__in=barred_for(reviewer)).values("attempt__submission_id")  # fmt: skip
    return readable_exhibits().filter(attempt__submission_id__in=held, attempt__sent_at__isnull=False)


def readable_exhibits() -> QuerySet[Exhibit]:
    """Exhibits as any reader may know them: what was set aside, is withheld, or is not sent back yet is not there.

    A file in which a learner can be recognized is withheld wherever it stands, also in an earlier attempt, and also
    when the same file is added to the same place once more.
    """
    flagged = privacy_flags().filter(exhibit__isnull=False)
    again = flagged.filter(
        attempt__submission_id=OuterRef("attempt__submission_id"),
        exhibit__artifact=OuterRef("artifact"),
        exhibit__evidence__digest=OuterRef("evidence__digest"),
    ).exclude(exhibit__evidence__digest="")
    return _standing_exhibits().exclude(evidence_id__in=flagged.values("exhibit__evidence_id")).exclude(Exists(again))


def _standing_exhibits() -> QuerySet[Exhibit]:
    """What stands in attempts as they were sent or sent back."""
    return (
        Exhibit.objects.filter(Q(hold__isnull=True) | Q(hold__ended_at__isnull=False), set_aside_at__isnull=True)
        .select_related("evidence", "attempt")
        .order_by("artifact", "position")
    )


def exhibits_for_reader() -> "Prefetch[str, QuerySet[Exhibit], str]":
    """Prefetch the exhibits of an attempt as a desk shows them: withheld ones too, by name, so that it can say so."""
    return Prefetch("exhibits", _standing_exhibits())


def flags_on(attempt: Attempt) -> list[Flag]:
    """Every flag on this work that led to a hold, in any of its attempts, the first one first."""
    return list(
        with_named_text(Flag.objects.filter(attempt__submission_id=attempt.submission_id, hold__isnull=False))
        .select_related("exhibit__evidence", "hold")
        .order_by("raised_at", "id")
    )


def open_flags_on(attempt: Attempt) -> QuerySet[Flag]:
    """What still holds this attempt, the first one first."""
    return (
        Flag.objects.filter(attempt=attempt, resolved_at__isnull=True, hold__ended_at__isnull=True)
        .select_related("hold__exhibit__evidence", "hold__attempt", "exhibit__evidence")
        .order_by("raised_at", "id")
    )


def flags_of(person: Person) -> QuerySet[Flag]:
    """What holds one's own work now: for the list, and for the page on which it is mended."""
    return (
        Flag.objects.filter(
            attempt__submission__person=person,
            attempt__submission__state=State.ON_HOLD,
            resolved_at__isnull=True,
            hold__ended_at__isnull=True,
        )
        .select_related("hold", "exhibit__evidence", "attempt")
        .order_by("raised_at", "id")
    )


def resolved_for(submission: Submission) -> QuerySet[Flag]:
    """What the program decided about this work, the first thing first: for its earner."""
    return (
        Flag.objects.filter(attempt__submission=submission, outcome__in=CHOICES)
        .select_related("exhibit__evidence")
        .order_by("resolved_at", "id")
    )


def flags_overseen_by(person: Person) -> QuerySet[Flag]:
    """Flags on work for micro-credentials of the places that this person answers for, but for their own. Never whose."""
    places = places_under(person, MAY_RESOLVE)
    return Flag.objects.filter(
        attempt__submission__version__microcredential__organization_id__in=places
    ).exclude(attempt__submission__person=person).select_related(
        "hold", "reading", "exhibit__evidence", "attempt__submission__version__microcredential__organization__parent"
    )  # fmt: skip


def still_open(flags: QuerySet[Flag]) -> QuerySet[Flag]:
    """Of these flags, those that still hold something, the oldest first."""
    return flags.filter(resolved_at__isnull=True, hold__ended_at__isnull=True).order_by("raised_at", "id")


def ended(flags: QuerySet[Flag]) -> QuerySet[Flag]:
    """Of these flags, those that hold nothing any more, the latest first."""
    return flags.filter(Q(resolved_at__isnull=False) | Q(hold__ended_at__isnull=False)).order_by("-raised_at", "-id")


def answer_named_in(flag: Flag) -> str:
    """The answer that a flag is about, for whoever may see what is withheld."""
    return (
        Answer.objects.filter(attempt_id=flag.attempt_id, prompt=flag.prompt).values_list("text", flat=True).first()
        or ""
    )


def withheld_shown_to(person: Person) -> QuerySet[Exhibit]:
    """Withheld exhibits that this person must be able to look at to decide: those of open flags of their program."""
    places = places_under(person, MAY_SEE_WITHHELD)
    open_ones = Flag.objects.filter(
        resolved_at__isnull=True,
        hold__ended_at__isnull=True,
        attempt__submission__version__microcredential__organization_id__in=places,
    ).exclude(Q(attempt__submission__person__in=barred_for(person)) | Q(reading__reviewer=person))
    return Exhibit.objects.filter(pk__in=open_ones.values("exhibit_id")).select_related("evidence", "attempt")


def sheet_of(reading: Reading) -> dict[str, Judged]:
    """What is written on a reading's sheet, by the criterion's key in the document."""
    return {one.criterion.key: Judged(one.level, one.words) for one in reading.scores.select_related("criterion")}


def scope_for(attempt: Attempt) -> tuple[Criterion, ...]:
    """The criteria that a reading of this attempt scores: those not met by an earlier one."""
    met = Standing.objects.filter(submission_id=attempt.submission_id, attempt__number__lt=attempt.number)
    return scope_of(attempt.submission.version.document, set(met.values_list("criterion", flat=True)))


def sheets_up_to(reading: Reading) -> tuple[dict[str, Judged], list[Reading]]:
    """A reading's sheet, and the filed readings of earlier attempts, oldest first, with their scores: for the next reader."""
    attempt = reading.attempt
    if attempt.number == 1:
        return sheet_of(reading), []
    earlier = Q(state="filed", attempt__submission_id=attempt.submission_id, attempt__number__lt=attempt.number)
    found = (
        Reading.objects.filter(earlier | Q(pk=reading.pk))
        .select_related("attempt")
        .prefetch_related(Prefetch("scores", Score.objects.select_related("criterion")))
        .order_by("attempt__number")
    )
    sheet = {
        one.criterion.key: Judged(one.level, one.words)
        for each in found
        if each == reading
        for one in each.scores.all()
    }
    return sheet, [one for one in found if one != reading]


def met_before(submissions: Collection[UUID]) -> dict[UUID, set[str]]:
    """What is met already, by submission: for a list of waiting attempts in one question."""
    found: dict[UUID, set[str]] = {}
    for submission, criterion in Standing.objects.filter(submission_id__in=submissions).values_list(
        "submission_id", "criterion"
    ):
        found.setdefault(submission, set()).add(criterion)
    return found


def judged_in(submission: Submission) -> dict[UUID, Mapping[str, Judged]]:
    """For each decided attempt (by key): what its filed reading found, by criterion. For the earner and for later readers."""
    found: dict[UUID, dict[str, Judged]] = {}
    scores = Score.objects.filter(
        reading__state="filed", reading__attempt__submission=submission, reading__attempt__state=AttemptState.DECIDED
    ).select_related("criterion", "reading")
    for one in scores:
        found.setdefault(one.reading.attempt_id, {})[one.criterion.key] = Judged(one.level, one.words)
    return dict(found)


def kept_words(submission: Submission) -> dict[UUID, str]:
    """The reviewer's words about the whole, by attempt."""
    return dict(
        Reading.objects.filter(state="filed", attempt__submission=submission, attempt__state=AttemptState.DECIDED)
        .exclude(keep="")
        .values_list("attempt_id", "keep")
    )


def with_readers(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """The same, each with `is_read`, whether somebody is reading it right now; and what holds it, if something does.

    `held_things` are how many things hold it; `held_kind`, `held_exhibit` and `held_since` are of the first flag.
    """
    reading = Reading.objects.filter(
        state="claimed",
        expires_at__gt=clock.now(),
        attempt__state=AttemptState.SENT,
        attempt__submission=OuterRef("pk"),
    )
    flags = Flag.objects.filter(
        attempt__submission=OuterRef("pk"),
        resolved_at__isnull=True,
        hold__isnull=False,
        hold__ended_at__isnull=True,
    )
    first = flags.order_by("raised_at", "id")
    things = flags.order_by().values("attempt__submission").annotate(n=Count("hold", distinct=True))
    return submissions.annotate(
        is_read=Exists(reading),
        held_things=Subquery(things.values("n")),
        held_kind=Subquery(first.values("kind")[:1]),
        held_exhibit=Subquery(first.values("exhibit")[:1], output_field=UUIDField()),
        held_since=Subquery(first.values("hold__since")[:1]),
    )


def award_for(submission: Submission) -> UUID | None:
    """The key of the award that this work led to."""
    return awarded_for(submission).first()


def awarded_for(submission: Submission) -> QuerySet[Decision, UUID | None]:
    """The same, for another question to ask within."""
    decisions = Decision.objects.filter(attempt__submission=submission, award__isnull=False)
    return decisions.values_list("award_id", flat=True)


def was_judged_here(award: UUID) -> bool:
    """Whether an award came from a reading under the rules of this program, and not from elsewhere. Anybody may ask."""
    return Decision.objects.filter(award_id=award).exists()


def doors_of(person: Person) -> tuple[bool, bool]:
    """Whether the person reviews, and whether they hold an office: one question, for the frame of every page."""
    reads = _good_today(person)
    held = Role.objects.filter(person=person, kind__in=MAY_REVOKE | {Office.OPERATOR})
    answers = held.exclude(left_behind(person, "organization"))
    found = Person.objects.filter(pk=person.pk).values_list(Exists(reads), Exists(answers)).get()
    return bool(found[0]), bool(found[1])


def flag_at(key: UUID) -> QuerySet[Flag]:
    """A flag by its key, with the work: for the worker's letters, behind which nobody asks."""
    return Flag.objects.filter(pk=key).select_related(
        "attempt__submission__person", "attempt__submission__version__microcredential__organization__parent"
    )


def claims() -> QuerySet[Reading]:
    """Every reading that is claimed and can be filed, with reviewer and work: for the worker's letters."""
    return Reading.objects.filter(
        state="claimed",
        expires_at__gt=clock.now(),
        attempt__state=AttemptState.SENT,
        attempt__submission__state=State.WAITING,
    ).select_related("reviewer", "attempt__submission__version__microcredential__organization__parent")
