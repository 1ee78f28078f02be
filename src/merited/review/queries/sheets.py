"""Sheets, what is recorded from them, and what followed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Prefetch, Q, QuerySet

from merited.awards.models import Award
from merited.catalog.document import Criterion, Document
from merited.review.models import Decision, Look, LookCriterion, Reading, Score
from merited.review.queries.falls import stood_before
from merited.review.rules.outcome import Judged, Sheet, needs_a_third, settled
from merited.review.rules.stages import OF_THE_WORK, Purpose
from merited.submissions.models import Attempt, Hold, Standing, Submission
from merited.submissions.rules.completeness import scope_of
from merited.submissions.rules.states import AttemptState


@dataclass(frozen=True, slots=True)
class Before:
    """What was recorded of an earlier attempt: for the next one's readers."""

    number: int
    filed_at: datetime | None
    judged: Mapping[str, Judged]
    keep: str
    attempt: Attempt


def sheet_of(reading: Reading) -> dict[str, Judged]:
    """What is written on a reading's sheet, by the criterion's key in the document."""
    return _sheet(reading.scores.select_related("criterion"))


def _sheet(scores: Iterable[Score]) -> dict[str, Judged]:
    return {one.criterion.key: Judged(one.level, one.words, "", one.move, one.stays) for one in scores}


def scope_for(attempt: Attempt) -> tuple[Criterion, ...]:
    """The criteria that a reading of this attempt scores: those not met by an earlier one."""
    if attempt.number == 1:
        return tuple(attempt.submission.version.document.criteria)
    met = Standing.objects.filter(submission_id=attempt.submission_id, attempt__number__lt=attempt.number)
    if attempt.decided_at:  # another look at an earlier attempt may have met one since: it was scored all the same
        met = met.filter(met_at__lte=attempt.decided_at)
    before = {*met.values_list("criterion", flat=True), *stood_before(attempt)}
    return scope_of(attempt.submission.version.document, before)


def scope_to_score(reading: Reading) -> tuple[Criterion, ...]:
    """The criteria that this reading scores: of another look those that it is about, else those of its attempt."""
    if reading.look_id is None:
        return scope_for(reading.attempt)
    about = set(LookCriterion.objects.filter(look=reading.look_id).values_list("criterion__key", flat=True))
    return tuple(one for one in reading.attempt.submission.version.document.criteria if one.id in about)


def filed_sheets(attempt: Attempt) -> dict[Purpose, Sheet]:
    """The sheets of an attempt that are in, by what each is for. Nobody who reads the attempt is shown them."""
    found = _with_scores(Reading.objects.filter(attempt=attempt, state="filed", purpose__in=OF_THE_WORK))
    return {Purpose(one.purpose): _sheet(one.scores.all()) for one in found}


def sheets_beside(look: Look) -> tuple[dict[str, Judged], dict[str, Judged]]:
    """What is recorded of the attempt of a look, and what its fresh reader found: for its panel."""
    readings = Reading.objects.filter(Q(purpose__in=OF_THE_WORK) | Q(look=look), attempt=look.attempt_id, state="filed")
    sheets = {Purpose(one.purpose): _sheet(one.scores.all()) for one in _with_scores(readings)}
    fresh = next((sheets.pop(one) for one in (Purpose.LOOK, Purpose.APPEAL) if one in sheets), {})
    return recorded_from(look.submission.version.document, sheets), fresh


def _with_scores(readings: QuerySet[Reading]) -> QuerySet[Reading]:
    return readings.prefetch_related(Prefetch("scores", Score.objects.select_related("criterion")))


def recorded_from(document: Document, sheets: Mapping[Purpose, Sheet]) -> dict[str, Judged]:
    """What is recorded of an attempt, from its stored sheets alone.

    Where two readers differ and nobody settled it, nothing is: another look met it meanwhile, so it was asked no more.
    """
    every, third = list(sheets.values()), sheets.get(Purpose.THIRD)
    scope = [one for one in document.criteria if all(one.id in sheet for sheet in every)]
    if third is None and len(every) > 1:
        scope = [one for one in scope if not needs_a_third([one], *every)]
    return settled(scope, every, third)


def sheets_up_to(reading: Reading) -> tuple[dict[str, Judged], list[Before]]:
    """A reading's own sheet, and what was recorded of each earlier attempt, the oldest first. Never another's sheet,
    nor one of an attempt that was handed back before it was decided."""
    attempt = reading.attempt
    if attempt.number == 1:
        return sheet_of(reading), []
    earlier = Q(
        reading__state="filed",
        reading__purpose__in=OF_THE_WORK,
        reading__attempt__submission_id=attempt.submission_id,
        reading__attempt__number__lt=attempt.number,
        reading__attempt__state=AttemptState.DECIDED,
    )
    found = Score.objects.filter(earlier | Q(reading=reading)).select_related("criterion", "reading__attempt")
    # In one question: a filed sheet has a score for each criterion, so none is missed.
    scores: dict[Reading, list[Score]] = {}
    for one in found.order_by("reading__attempt__number", "reading__filed_at"):
        scores.setdefault(one.reading, []).append(one)
    own = _sheet(scores.pop(reading, []))
    tries: dict[int, dict[Reading, list[Score]]] = {}
    for each, said in scores.items():
        tries.setdefault(each.attempt.number, {})[each] = said
    document = attempt.submission.version.document
    return own, [_before(number, document, readings) for number, readings in tries.items()]


def _before(number: int, document: Document, readings: Mapping[Reading, list[Score]]) -> Before:
    sheets = {Purpose(one.purpose): _sheet(scores) for one, scores in readings.items()}
    last = list(readings)[-1]
    return Before(
        number, last.filed_at, recorded_from(document, sheets), _about_the_whole(readings), last.attempt
    )  # fmt: skip


def _about_the_whole(readings: Iterable[Reading]) -> str:
    by_purpose = sorted((one for one in readings if one.keep), key=lambda one: OF_THE_WORK.index(Purpose(one.purpose)))
    return "\n\n".join(dict.fromkeys(one.keep for one in by_purpose))


def met_before(submissions: Collection[UUID]) -> dict[UUID, set[str]]:
    """What is met already, by submission: for a list of waiting attempts in one question."""
    found: dict[UUID, set[str]] = {}
    for submission, criterion in Standing.objects.filter(submission_id__in=submissions).values_list(
        "submission_id", "criterion"
    ):
        found.setdefault(submission, set()).add(criterion)
    return found


def judged_in(submission: Submission) -> dict[UUID, Mapping[str, Judged]]:
    """For each decided attempt (by key): what is recorded of it, by criterion. For the earner and for later readers."""
    sheets: dict[UUID, dict[Purpose, dict[str, Judged]]] = {}
    scores = Score.objects.filter(_decided(submission, "reading__")).select_related("criterion", "reading")
    for one in scores:
        sheet = sheets.setdefault(one.reading.attempt_id, {}).setdefault(Purpose(one.reading.purpose), {})
        sheet[one.criterion.key] = Judged(one.level, one.words)
    document = submission.version.document
    return {attempt: recorded_from(document, found) for attempt, found in sheets.items()}


def kept_words(submission: Submission) -> dict[UUID, str]:
    """The readers' words about the whole, by attempt."""
    found: dict[UUID, list[Reading]] = {}
    for one in Reading.objects.filter(_decided(submission)).exclude(keep=""):
        found.setdefault(one.attempt_id, []).append(one)
    return {attempt: _about_the_whole(readings) for attempt, readings in found.items()}


def _decided(submission: Submission, reading: str = "") -> Q:
    """Filed readings of decided attempts: before that, nobody is told what a sheet says."""
    facts = {"state": "filed", "purpose__in": OF_THE_WORK, "attempt__submission": submission}
    facts["attempt__state"] = AttemptState.DECIDED
    return Q(**{f"{reading}{name}": value for name, value in facts.items()})


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


def award_for(submission: Submission) -> UUID | None:
    """The key of the award that this work led to."""
    return awarded_for(submission).first()


def awarded_for(submission: Submission) -> QuerySet[Award, UUID]:
    """The same, for another question to ask within."""
    by_attempt = Decision.objects.filter(attempt__submission=submission, award__isnull=False).values("award_id")
    by_look = Look.objects.filter(submission=submission, award__isnull=False).values("award_id")
    return Award.objects.filter(Q(pk__in=by_attempt) | Q(pk__in=by_look)).values_list("pk", flat=True)


def was_judged_here(award: UUID) -> bool:
    """Whether an award came from a reading under the rules of this program, and not from elsewhere. Anybody may ask."""
    return Decision.objects.filter(award_id=award).exists() or Look.objects.filter(award_id=award).exists()
