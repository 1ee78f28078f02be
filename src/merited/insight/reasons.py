"""Why this person reads a piece of work and why not that one, for those who answer for the place. Never whose work it is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery

from merited.insight.queue import waited_in
from merited.people.models import Person
from merited.people.queries import district_of, holds_office
from merited.people.rules.places import MAY_REVOKE
from merited.review.models import Course, Procedure, Reading
from merited.review.queries.bench import Bench, bench_of, with_pairs
from merited.review.queries.courses import live
from merited.review.queries.lookers import apart_from
from merited.review.queries.terms import sensitive_ones
from merited.review.rules.assignment import Case, Choice, choose
from merited.review.rules.stages import Purpose, plan_from
from merited.submissions.models import Attempt
from merited.submissions.rules.states import AttemptState, State

if TYPE_CHECKING:
    from merited.insight.queue import Waiting

PLACE = "submission__version__microcredential__organization"


@dataclass(frozen=True)
class Reasons:
    """One piece of work that waits, who reads it, and what the rule says of everybody who could."""

    attempt: Attempt
    waited: int
    held: tuple[Reading, ...]
    due: Purpose | None  # the reading that nobody has; None: each has its reader
    choice: Choice
    bench: Bench


def reasons_for(asker: Person, attempt: UUID) -> Reasons | None:
    """The reasons for one piece of work that waits at a place the asker answers for. None else, and for the asker's own."""
    course, mine = Course.objects.filter(attempt=OuterRef("pk")), holds_office(asker, MAY_REVOKE, PLACE)
    plan = Procedure.objects.filter(microcredential=OuterRef("submission__version__microcredential"))
    rows = (
        Attempt.objects.filter(mine, pk=attempt, state=AttemptState.SENT, submission__state=State.WAITING)
        .exclude(submission__person=asker)
        .annotate(
            due=Subquery(course.values("due")[:1]),
            plan=Subquery(plan.values("plan")[:1]),
            sensitive=Exists(sensitive_ones().filter(pk=OuterRef("submission__version"))),
        )
    )
    found = rows.select_related(f"{PLACE}__parent__parent").first()
    if found is None:
        return None
    place = found.submission.version.microcredential.organization
    offered, earner = found.submission.version.microcredential_id, found.submission.person_id
    readings = tuple(Reading.objects.filter(live(), attempt=found).select_related("reviewer").order_by("created_at"))
    held = tuple(one for one in readings if one.state == "claimed")
    due = _due(found.due, readings)
    asked = plan_from(found.plan or {})
    bench = with_pairs(bench_of(district_of(place), [offered], [earner]))
    handlers, lookers = apart_from(found)
    waited, _promised = waited_in(bench.district, found, bench.today)
    case = Case(
        found.pk, due or Purpose(held[-1].purpose if held else Purpose.FIRST), place.pk, found.submission.language,
        sensitive=found.sensitive, waited=waited, pool_from=asked.pool_from if asked.pool else None,
        others=frozenset(one.reviewer_id for one in readings), handlers=handlers, lookers=lookers,
    )  # fmt: skip
    choice = choose(case, bench.qualified(offered, place, earner))
    return Reasons(cast("Waiting", found), waited, held, due, choice, bench)


def _due(course_due: str | None, readings: tuple[Reading, ...]) -> Purpose | None:
    """The reading that is due and that nobody has."""
    have = {one.purpose for one in readings}
    if Purpose.FIRST not in have:
        return Purpose.FIRST
    return Purpose(course_due) if course_due and course_due not in have else None
