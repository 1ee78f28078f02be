"""What the readers found earned and an office has yet to confirm, for whom, and what came of it. Never whose it is."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from merited.people.models import Person
from merited.people.queries import holds_office
from merited.people.rules.places import MAY_GRANT
from merited.review.models import Course, Decision, Granting, Reading
from merited.review.queries.courses import try_of
from merited.review.queries.evidence import readable_exhibits
from merited.review.queries.prechecks import PLACE, checks_for
from merited.review.queries.reading import barred_for
from merited.review.queries.sheets import filed_sheets, recorded_from, scope_for
from merited.review.rules.granting import Ending, is_due
from merited.review.rules.outcome import Outcome, outcome
from merited.review.rules.stages import Plan, Why, due, plan_from
from merited.submissions.models import Attempt, Exhibit
from merited.submissions.rules.states import AttemptState, State


def open_grants() -> QuerySet[Granting]:
    """Everything that waits to be confirmed, the earliest promise first. For the worker, and to ask within."""
    return (
        Granting.objects.filter(
            state=Ending.OPEN, attempt__state=AttemptState.SENT, attempt__submission__state=State.WAITING
        )
        .select_related(f"{PLACE}__parent__parent")
        .order_by("attempt__hear_by", "asked_at")
    )


def grants_at(person: Person) -> QuerySet[Granting]:
    """Every open one at the places for which this person holds an office, whether or not they may confirm it themselves."""
    return open_grants().filter(holds_office(person, MAY_GRANT, PLACE)).exclude(attempt__submission__person=person)


def grants_for(person: Person) -> QuerySet[Granting]:
    """What this person may confirm now: none of somebody they are close to, none that they have read themselves."""
    return _impartial(person, grants_at(person))


def grants_known_to(person: Person) -> QuerySet[Granting]:
    """The same with those that this person ended: for a page that is opened once more."""
    every = Granting.objects.filter(by=person) | Granting.objects.filter(pk__in=open_grants().values("pk"))
    offered = every.filter(holds_office(person, MAY_GRANT, PLACE)).select_related(f"{PLACE}__parent__parent")
    return _impartial(person, offered)


def _impartial(person: Person, grants: QuerySet[Granting]) -> QuerySet[Granting]:
    read = Reading.objects.filter(attempt=OuterRef("attempt"), reviewer=person).exclude(state="released")
    return grants.exclude(Exists(read)).exclude(attempt__submission__person__in=barred_for(person))


def granted_or_not_by(person: Person) -> QuerySet[Granting]:
    """What this person confirmed or passed back, the latest first."""
    return Granting.objects.filter(by=person).select_related(f"{PLACE}__parent").order_by("-ended_at")


def exhibits_by_office(person: Person) -> QuerySet[Exhibit]:
    """What this person may open to see whether it opens, or before they confirm: while that waits, and no longer."""
    checked = Q(attempt__in=checks_for(person).values("attempt_id"))
    return readable_exhibits().filter(checked | Q(attempt__in=grants_for(person).values("attempt_id")))


def waits_for_grant(attempt: UUID) -> bool:
    """Whether an attempt is read and waits to be confirmed."""
    return open_grants().filter(attempt=attempt).exists()


def is_confirmed(attempt: Attempt) -> bool:
    """Whether an office has confirmed what its readers found."""
    return Granting.objects.filter(attempt=attempt, state=Ending.CONFIRMED).exists()


def words_passed_back(attempt: Attempt) -> list[Granting]:
    """What those who grant said when they asked for one more reading, the first one first: for the lead and the readers."""
    return list(Granting.objects.filter(attempt=attempt, state=Ending.PASSED_BACK).order_by("ended_at"))


def grant_at(key: UUID) -> QuerySet[Granting]:
    """One by its key, with the work: for the worker's letters, behind which nobody asks."""
    return Granting.objects.filter(pk=key).select_related("attempt__submission__person", f"{PLACE}__parent__parent")


def is_ready(attempt: Attempt) -> bool:
    """Whether every sheet that is due is in, they come to earned, and the course of the attempt asks for a grant."""
    course = Course.objects.filter(attempt=attempt).first()
    plan, sheets = plan_from(course.plan) if course else Plan(), filed_sheets(attempt)
    scope, because = scope_for(attempt), [Why(one) for one in course.because] if course else []
    if not sheets or due(plan, because, scope, sheets, number=try_of(attempt)):
        return False
    return is_due(plan, outcome(scope, recorded_from(attempt.submission.version.document, sheets)))


def grants_amiss() -> dict[str, int]:
    """Grants that wait for nothing, and awards that were decided by reading and never confirmed where that is asked."""
    early = sum(not is_ready(one.attempt) for one in open_grants())
    asked = Course.objects.filter(attempt=OuterRef("attempt"), plan__grant=True)
    confirmed = Granting.objects.filter(attempt=OuterRef("attempt"), state=Ending.CONFIRMED)
    earned = Decision.objects.filter(Exists(asked), ~Exists(confirmed), outcome=Outcome.EARNED)
    return {"grants that wait for nothing": early, "earned and never confirmed": earned.count()}
