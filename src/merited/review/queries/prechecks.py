"""What waits to be opened once before anybody reads it, for whom, and what came of it. Never whose it is."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery

from merited.people.models import Person
from merited.people.queries import holds_office
from merited.people.rules.places import MAY_CHECK
from merited.review.models import CheckedPiece, Precheck, Procedure
from merited.review.queries.reading import barred_for
from merited.review.rules.prechecks import Ending
from merited.submissions.models import Submission
from merited.submissions.rules.states import AttemptState, State

PLACE = "attempt__submission__version__microcredential__organization"


def open_checks() -> QuerySet[Precheck]:
    """Every check that is still to be done, the one that is due first first. For the worker, and to ask within."""
    return (
        Precheck.objects.filter(
            state=Ending.OPEN, attempt__state=AttemptState.SENT, attempt__submission__state=State.PRECHECK
        )
        .select_related(f"{PLACE}__parent__parent")
        .order_by("due", "sent_at")
    )


def checks_for(person: Person) -> QuerySet[Precheck]:
    """What this person may check now: an office at the place, not their own work nor that of somebody they are close to."""
    return _known_to(person, open_checks())


def checks_known_to(person: Person) -> QuerySet[Precheck]:
    """The same with those that this person ended: for a page that is opened once more."""
    mine = Precheck.objects.filter(checker=person) | Precheck.objects.filter(pk__in=open_checks().values("pk"))
    return _known_to(person, mine.select_related(f"{PLACE}__parent__parent")).prefetch_related(_pieces())


def ended_by(person: Person) -> QuerySet[Precheck]:
    """What this person has checked, the latest first."""
    found = _known_to(person, Precheck.objects.filter(checker=person).select_related(PLACE))
    return found.prefetch_related(_pieces()).order_by("-ended_at")


def _known_to(person: Person, checks: QuerySet[Precheck]) -> QuerySet[Precheck]:
    offered = checks.filter(holds_office(person, MAY_CHECK, PLACE))
    return offered.exclude(attempt__submission__person__in=barred_for(person))


def _pieces() -> "Prefetch[str, QuerySet[CheckedPiece], str]":
    return Prefetch("pieces", CheckedPiece.objects.order_by("place", "name"))


def checks_of(submission: Submission) -> list[Precheck]:
    """Every check of one's own work, the first one first, with what was named: for its earner."""
    found = Precheck.objects.filter(attempt__submission=submission).select_related("attempt")
    return list(found.prefetch_related(_pieces()).order_by("sent_at"))


def returned_now(submissions: Collection[UUID]) -> dict[UUID, list[CheckedPiece]]:
    """By submission: what was named in the check after which its open attempt came back. One question."""
    named = CheckedPiece.objects.filter(
        named=True, check_of__state=Ending.RETURNED, check_of__attempt__state=AttemptState.OPEN,
        check_of__attempt__submission__in=submissions,
    )  # fmt: skip
    latest: dict[UUID, list[CheckedPiece]] = {}
    for one in named.select_related("check_of__attempt", "exhibit__evidence").order_by(
        "check_of__sent_at", "place", "name"
    ):
        here = latest.setdefault(one.check_of.attempt.submission_id, [])
        if here and here[0].check_of_id != one.check_of_id:
            here.clear()  # it was returned once more since
        here.append(one)
    return latest


def with_stages(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """The same, each with `came_back`, whether its open attempt was returned before anybody read it, and the stored `plan`."""
    plan = Procedure.objects.filter(microcredential=OuterRef("version__microcredential"))
    returned = Precheck.objects.filter(
        attempt__submission=OuterRef("pk"), attempt__state=AttemptState.OPEN, state=Ending.RETURNED
    )
    return submissions.annotate(came_back=Exists(returned), plan=Subquery(plan.values("plan")[:1]))


def check_at(key: UUID) -> QuerySet[Precheck]:
    """A check by its key, with the work: for the worker's letters, behind which nobody asks."""
    return Precheck.objects.filter(pk=key).select_related("attempt__submission__person", f"{PLACE}__parent__parent")


def stuck_checks() -> int:
    """How many pieces of work stand before a check that is not there, or have an open check and stand elsewhere."""
    before = Submission.objects.filter(state=State.PRECHECK)
    missing = before.exclude(pk__in=open_checks().values("attempt__submission_id")).count()
    elsewhere = Precheck.objects.filter(state=Ending.OPEN).exclude(attempt__state=AttemptState.WITHDRAWN)
    return missing + elsewhere.exclude(pk__in=open_checks().values("pk")).count()
