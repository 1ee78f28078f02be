"""Every decision once more, from the stored sheets alone: what was recorded must be what they come to."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from merited.awards.models import Award
from merited.review.models import CaseCriterion, Course, Decision, LookCriterion, Reading
from merited.review.queries.courses import try_of
from merited.review.queries.grants import grants_amiss, is_confirmed, waits_for_grant
from merited.review.queries.prechecks import stuck_checks
from merited.review.queries.sheets import filed_sheets, recorded_from, scope_for
from merited.review.rules.granting import is_due
from merited.review.rules.outcome import Outcome, met_by, outcome
from merited.review.rules.stages import OF_THE_WORK, Purpose, Why, due, plan_from
from merited.submissions.models import Attempt, Standing, Submission
from merited.submissions.rules.states import AttemptState, State


@dataclass(frozen=True, slots=True)
class Recount:
    """One decision and what its sheets come to; `wrong`: how they differ, in words for whoever runs Merited."""

    attempt: UUID
    wrong: tuple[str, ...]


def recount() -> Iterator[Recount]:
    """Every decision, the oldest first, computed again."""
    every = Decision.objects.select_related("attempt__submission__version").order_by("decided_at")
    for one in every.iterator(chunk_size=200):
        yield Recount(one.attempt_id, tuple(_differences(one)))


def _differences(decision: Decision) -> Iterator[str]:
    attempt = decision.attempt
    document, sheets, scope = attempt.submission.version.document, filed_sheets(attempt), scope_for(attempt)
    if Purpose.FIRST not in sheets:
        yield "no sheet was filed"
        return
    recorded = recorded_from(document, sheets)
    if {one.id for one in scope} != set(recorded) - _met_while_read(attempt):
        yield "the sheets are not about the criteria that were open"
        return
    if outcome(scope, recorded) != decision.outcome:
        yield f"recorded {decision.outcome}, and the sheets come to {outcome(scope, recorded)}"
    course = Course.objects.filter(attempt=attempt).first()
    because = [Why(one) for one in course.because] if course else []
    if course and due(plan_from(course.plan), because, scope, sheets, number=try_of(attempt)):
        yield "decided before every reading that was due was in"
    if course and is_due(plan_from(course.plan), Outcome(decision.outcome)) and not is_confirmed(attempt):
        yield "earned without the grant that was asked for"
    stood = _stood(attempt)
    if stood != met_by(scope, recorded) | _added(attempt, stood):
        yield "the standing is not what the sheets come to"


def _met_while_read(attempt: Attempt) -> set[str]:
    """What another look met after a sheet of this attempt was filed and before it was decided: scored, and asked no more."""
    first = Reading.objects.filter(attempt=attempt, state="filed", purpose__in=OF_THE_WORK).order_by("filed_at").first()
    found = Standing.objects.filter(submission=attempt.submission_id, attempt__number__lt=attempt.number)
    since = found.filter(met_at__gte=first.filed_at, met_at__lte=attempt.decided_at) if first else found.none()
    return set(since.values_list("criterion", flat=True))


def _stood(attempt: Attempt) -> dict[str, str]:
    """What this attempt has met; what a finding of integrity took away from it was met all the same."""
    standing = dict(Standing.objects.filter(attempt=attempt).values_list("criterion", "level"))
    return dict(CaseCriterion.objects.filter(met_by=attempt).values_list("criterion", "level")) | standing


def _added(attempt: Attempt, stood: Collection[str]) -> dict[str, str]:
    """What another look at this attempt has met, unless a later attempt had met it by then."""
    found = LookCriterion.objects.filter(look__attempt=attempt).exclude(level="")
    added = dict(found.values_list("criterion__key", "level"))
    elsewhere = Standing.objects.filter(submission=attempt.submission_id).exclude(attempt=attempt)
    fell = CaseCriterion.objects.filter(met_by__submission=attempt.submission_id).exclude(met_by=attempt)
    by_others = {*elsewhere.values_list("criterion", flat=True), *fell.values_list("criterion", flat=True)}
    return {key: level for key, level in added.items() if key in stood or key not in by_others}


def claimed_twice() -> int:
    """How many attempts two people hold, or have filed, for the same purpose."""
    groups = Reading.objects.filter(state__in=("claimed", "filed")).values("attempt", "purpose").annotate(n=Count("pk"))
    return groups.filter(n__gt=1).count()


def lost_of(readings: Collection[UUID], *, decided: bool = True) -> int:
    """Of readings whose filing was answered for: how many are not there whole, filed with a score for each criterion and,
    where one reader decides, with an attempt that is `decided`."""
    whole = 0
    kept = Reading.objects.filter(pk__in=readings, state="filed").select_related("attempt__submission__version")
    for one in kept.annotate(scores_kept=Count("scores")).iterator(chunk_size=500):
        is_decided = not decided or Decision.objects.filter(attempt=one.attempt_id).exists()
        whole += is_decided and one.scores_kept == len(one.attempt.submission.version.document.criteria)
    return len(readings) - whole


def unsent_of(submissions: Collection[UUID]) -> int:
    """Of submissions whose sending was answered for: how many were not sent, or without a promised day."""
    sent = Attempt.objects.filter(submission__in=submissions, sent_at__isnull=False, hear_by__isnull=False)
    return len(set(submissions)) - sent.values("submission").distinct().count()


def undecided() -> int:
    """How many attempts wait although every sheet that is due is in, and nobody is asked to confirm them."""
    found = 0
    waits = Attempt.objects.filter(
        state=AttemptState.SENT,
        submission__state=State.WAITING,  # on hold nothing is decided
        pk__in=Reading.objects.filter(state="filed").values("attempt"),
    )
    for one in waits.select_related("submission__version__microcredential").iterator(chunk_size=500):
        course = Course.objects.filter(attempt=one).first()
        plan = plan_from(course.plan if course else {})
        because = [Why(why) for why in course.because] if course else []
        is_in = not due(plan, because, scope_for(one), filed_sheets(one), number=try_of(one))
        found += is_in and not waits_for_grant(one.pk)
    return found


def reached() -> dict[str, int]:
    """How far everything came: sheets filed by purpose, decisions, awards and those that are signed."""
    filed = Reading.objects.filter(state="filed").values_list("purpose").annotate(n=Count("pk"))
    return {
        **{f"{purpose} sheets": n for purpose, n in sorted(filed)},
        "decisions": Decision.objects.count(),
        "awards": Award.objects.count(),
        "signed": Award.objects.filter(signed_at__isnull=False).count(),
    }


def awards_amiss() -> dict[str, int]:
    """Awards of one person for one version twice; earned and none there; signed badges without a credential."""
    twice = (
        Award.objects.filter(revoked_at__isnull=True)
        .values("person", "version")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
        .count()
    )
    without = Decision.objects.filter(outcome=Outcome.EARNED, award__isnull=True).count()
    earned = Submission.objects.filter(state=State.EARNED).count() - Award.objects.count()
    unsigned = Award.objects.filter(signed_at__isnull=True).count()
    return {"awards twice": twice, "awards missing": without + max(0, earned), "badges not signed": unsigned}


def stages_amiss() -> dict[str, int]:
    """What stands before a stage that is not there, or got past one that was asked for."""
    return {"checks that lead nowhere": stuck_checks(), **grants_amiss()}
