"""How work is judged: the plan of a micro-credential, the course of an attempt, and who may settle a difference."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from merited.base import clock
from merited.catalog.models import MicroCredential
from merited.people.models import Person
from merited.people.queries import holds_office
from merited.people.rules.places import MAY_ADJUDICATE
from merited.review.models import Course, Procedure, Reading
from merited.review.rules.stages import OF_THE_WORK, Plan, Purpose, Why, known_before, plan_from
from merited.submissions.models import Attempt
from merited.submissions.rules.states import AttemptState, State


def plan_for(microcredential: MicroCredential) -> Plan:
    """How the work of a micro-credential is judged from now on."""
    stored = Procedure.objects.filter(microcredential=microcredential).values_list("plan", flat=True).first()
    return plan_from(stored or {})


def plans_for(microcredentials: Collection[UUID]) -> dict[UUID, Plan]:
    """The same for several, by key."""
    stored = dict(
        Procedure.objects.filter(microcredential__in=microcredentials).values_list("microcredential_id", "plan")
    )
    return {one: plan_from(stored.get(one) or {}) for one in microcredentials}


def place_in_version(attempt: Attempt) -> int:
    """Which one it is, from 1, among the first attempts of its version, in the order in which they were sent.

    What was handed back before it was judged keeps its place when it is sent again. Samples take none: nobody sent them.
    """
    first = attempt if attempt.number == 1 else Attempt.objects.get(submission=attempt.submission_id, number=1)
    before = Attempt.objects.filter(
        Q(sent_at__lt=first.sent_at) | Q(sent_at=first.sent_at, pk__lte=first.pk),
        number=1,
        submission__version=attempt.submission.version_id,
    ).exclude(state=AttemptState.SAMPLE)
    return before.count()


def try_of(attempt: Attempt) -> int:
    """The number of an attempt; 1 as long as none before it was decided, for what was handed back unread is no try."""
    decided = Attempt.objects.filter(
        submission=attempt.submission_id, number__lt=attempt.number, state=AttemptState.DECIDED
    )
    return attempt.number if attempt.number > 1 and decided.exists() else 1


def reasons_known(attempt: Attempt, plan: Plan) -> tuple[Why, ...]:
    """Why an attempt is read twice, as far as it is known before anybody has read it."""
    number = try_of(attempt)
    place = place_in_version(attempt) if number == 1 else 0
    return known_before(plan, attempt.pk, number=number, place_in_version=place)


def live(reading: str = "") -> Q:
    """A condition on readings: filed, or claimed and not run out."""
    return Q(**{f"{reading}state": "filed"}) | Q(
        **{f"{reading}state": "claimed", f"{reading}expires_at__gt": clock.now()}
    )


def may_settle(person: Person, place: str = "") -> Q:
    """A condition on organizations, or on rows with one (`place`: the field): this person may read a third time there."""
    return holds_office(person, MAY_ADJUDICATE, place)


def open_to(person: Person, attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    """Of these, the attempts in which a reading is due that nobody has, and that this person has not read already."""
    read = Reading.objects.filter(live(), attempt=OuterRef("pk"), reviewer=person)
    settled = may_settle(person, "submission__version__microcredential__organization")
    return attempts.exclude(Exists(read)).filter(is_due(settled))


def is_due(settled: Q) -> Q:
    """A condition on attempts: a reading is due that nobody has. `settled`: where a third one may be read."""
    readings = Reading.objects.filter(live(), attempt=OuterRef("pk"))
    course = Course.objects.filter(attempt=OuterRef("pk"))
    due = {one: Exists(course.filter(due=one)) & ~Exists(readings.filter(purpose=one)) for one in OF_THE_WORK}
    return ~Exists(readings.filter(purpose=Purpose.FIRST)) | Q(due[Purpose.SECOND]) | (Q(due[Purpose.THIRD]) & settled)


def unread(places: Collection[UUID]) -> QuerySet[Attempt]:
    """What waits at these places with a reading that is due and that nobody has, the earliest promise first."""
    readings = Reading.objects.filter(live(), attempt=OuterRef("pk"))
    course = Course.objects.filter(attempt=OuterRef("pk"))
    due = [Q(Exists(course.filter(due=one)) & ~Exists(readings.filter(purpose=one))) for one in OF_THE_WORK]
    waits = Attempt.objects.filter(
        state=AttemptState.SENT,
        submission__state=State.WAITING,
        submission__version__microcredential__organization__in=places,
    ).filter(~Exists(readings.filter(purpose=Purpose.FIRST)) | due[1] | due[2])
    return waits.select_related("submission__version__microcredential__organization__parent").order_by(
        "hear_by", "sent_at"
    )
