"""How healthy the queues are: what waits and how long, who could read it, when it would be answered, what a pool would change.

Reviewing is blind: nothing here says whose work waits. Readers are named to those who answer for a place.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Subquery,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from merited.base import clock
from merited.catalog.models import Version
from merited.people.models import Organization, Person
from merited.people.queries import district_of, holds_office
from merited.people.rules.calendar import add_working_days, working_days_between
from merited.people.rules.places import MAY_REVOKE
from merited.review.models import Course, Procedure, Reading
from merited.review.queries.bench import Bench, bench_of
from merited.review.queries.courses import live
from merited.review.queries.terms import sensitive_ones
from merited.review.rules.assignment import NEVER, Candidate, Case, bars
from merited.review.rules.forecast import HORIZON, LATELY, Hand, Job, Outlook, at_pace, forecast, outlook
from merited.review.rules.promise import Clock
from merited.review.rules.stages import Plan, Purpose, known_before, plan_from
from merited.submissions.models import Attempt
from merited.submissions.rules.states import AttemptState, State

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Offered(TypedDict):
        """How its work is judged, whether the asker answers for it, and how many readings were filed lately."""

        mine: bool
        plan: dict[str, Any] | None
        lately: int

    class OnCourse(TypedDict):
        """What is known of the readings that it needs."""

        due: str | None
        because: list[str] | None
        sensitive: bool

    OfferedVersion = WithAnnotations[Version, Offered]
    Waiting = WithAnnotations[Attempt, OnCourse]

PAST = 6  # the working day from which a wait is long: the default day of the pool


@dataclass(frozen=True)
class Piece:
    """One piece of work that waits."""

    attempt: "Waiting"
    waited: int  # working days, without those on which the clock stood still
    promised: int  # working days, when it was sent
    readings: tuple[Reading, ...]  # filed or held
    needs: int  # readings that are due and not filed
    third: bool  # one of them settles a difference

    @property
    def held_by(self) -> list[Reading]:
        """Who reads it now."""
        return [one for one in self.readings if one.state == "claimed"]


@dataclass
class Health:
    """One micro-credential's queue, with everything that the district's forecast needs beside it."""

    version: "OfferedVersion"
    pieces: list[Piece] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    outlook: Outlook = field(default_factory=lambda: Outlook(0, 0, 0))

    @property
    def plan(self) -> Plan:
        """How its work is judged."""
        return plan_from(self.version.plan or {})

    @property
    def waiting(self) -> int:
        """How many pieces of work wait."""
        return len(self.pieces)

    @property
    def past(self) -> int:
        """How many have waited six working days or longer."""
        return sum(one.waited >= PAST for one in self.pieces)

    @property
    def running_out(self) -> int:
        """How many have used up 80 percent of the promised time and are not late."""
        return sum(Clock(one.promised).show <= one.waited <= one.promised for one in self.pieces)

    @property
    def late(self) -> int:
        """How many should have been answered."""
        return sum(one.waited > one.promised for one in self.pieces)

    @property
    def read(self) -> int:
        """How many somebody reads now."""
        return sum(bool(one.held_by) for one in self.pieces)

    @property
    def readings(self) -> int:
        """How many readings are due."""
        return sum(one.needs for one in self.pieces)

    @property
    def at_pace(self) -> int | None:
        """Working days at the pace of the last four weeks. None: too few were filed then."""
        return at_pace(self.readings, self.version.lately)


@dataclass
class District:
    """All queues of a district, as one forecast sees them: the readers are shared."""

    district: Organization
    queues: dict[UUID, Health]  # by micro-credential
    bench: Bench
    today: date

    @cached_property
    def days(self) -> list[date]:
        """The working days ahead."""
        off = {date.fromisoformat(one) for one in self.district.days_off}
        found: list[date] = []
        day = self.today
        while len(found) < HORIZON:
            day = add_working_days(day, 1, off)
            found.append(day)
        return found

    @cached_property
    def hands(self) -> list[Hand]:
        """Everybody on the bench who reads."""
        return [
            Hand(key, one.weekly, (away,) if (away := self.bench.pauses.get(key)) else ())
            for key, one in self.bench.people.items()
        ]

    def look_ahead(self, queues: Collection[Health] | None = None) -> dict[UUID, int]:
        """The forecast for all that waits in the district, with these queues in place of those stored."""
        changed = {one.version.microcredential_id: one for one in queues or ()}
        jobs = [job for key, one in self.queues.items() for job in changed.get(key, one).jobs]
        return forecast(jobs, self.hands, self.days)

    def if_pooled(self, one: Health, plan: Plan, helpers: Collection[UUID] = ()) -> Outlook:
        """What another plan would do to one queue, if these people were qualified for it besides."""
        jobs = _jobs_of(one, self.bench, plan, frozenset(helpers))
        return outlook(jobs, self.look_ahead([replace(one, jobs=jobs)]), self.days)


def queues_of(asker: Person, *, willing: str = "") -> list[District]:
    """Every queue of each district in which whoever asks answers for something.

    `willing`: the key of a micro-credential whose offers are wanted too.
    """
    there: dict[Organization, list[OfferedVersion]] = {}
    for one in _offered(asker):
        there.setdefault(district_of(one.microcredential.organization), []).append(one)
    return [_queues(district, rows, willing) for district, rows in there.items() if any(one.mine for one in rows)]


def _queues(district: Organization, versions: "list[OfferedVersion]", willing: str) -> District:
    queues = {one.microcredential_id: Health(one) for one in versions}
    attempts = list(_waiting(queues))
    chosen = [one.microcredential_id for one in versions if one.microcredential.key == willing and one.mine]
    bench = bench_of(district, set(queues), {one.submission.person_id for one in attempts}, willing=chosen)
    found = District(district, queues, bench, bench.today)
    _fill(found, attempts)
    ahead = found.look_ahead()
    for one in queues.values():
        one.outlook = outlook(one.jobs, ahead, found.days)
    return found


def _offered(asker: Person) -> "list[OfferedVersion]":
    """Every micro-credential on offer; where the asker answers for a place of its district, the first question says."""
    mine = holds_office(asker, MAY_REVOKE, "microcredential__organization")
    plan = Procedure.objects.filter(microcredential=OuterRef("microcredential"))
    filed = Reading.objects.filter(
        state="filed",
        filed_at__gte=clock.now() - timedelta(days=LATELY // 5 * 7),
        attempt__submission__version__microcredential=OuterRef("microcredential"),
    )
    counted = (
        filed.order_by().values("attempt__submission__version__microcredential").annotate(n=Count("pk")).values("n")
    )
    found = Version.objects.filter(state="published").annotate(
        mine=ExpressionWrapper(mine, output_field=BooleanField()),
        plan=Subquery(plan.values("plan")[:1]),
        lately=Coalesce(Subquery(counted), 0, output_field=IntegerField()),
    )
    found = found.select_related("microcredential__organization__parent__parent")
    rows = found.order_by("microcredential__organization__name", "microcredential__key")
    return [one for one in rows if one.document.source.get("audience", "educator") == "educator"]


def _waiting(queues: Collection[UUID]) -> "Iterable[Waiting]":
    course = Course.objects.filter(attempt=OuterRef("pk"))
    return (
        Attempt.objects.filter(
            state=AttemptState.SENT,
            submission__state=State.WAITING,
            submission__version__microcredential__in=queues,
        )
        .annotate(
            due=Subquery(course.values("due")[:1]),
            because=Subquery(course.values("because")[:1]),
            sensitive=Exists(sensitive_ones().filter(pk=OuterRef("submission__version"))),
        )
        .select_related("submission__version__microcredential")
        .defer("submission__version__text")
        .order_by("hear_by", "sent_at", "pk")
    )


def _fill(found: District, attempts: "Sequence[Waiting]") -> None:
    readings: dict[UUID, list[Reading]] = {}
    for one in Reading.objects.filter(live(), attempt__in=[one.pk for one in attempts]).select_related("reviewer"):
        readings.setdefault(one.attempt_id, []).append(one)
    places = _places_in_version(found, attempts)
    for attempt in attempts:
        queue = found.queues[attempt.submission.version.microcredential_id]
        theirs = tuple(readings.get(attempt.pk, ()))
        needs, third = _needs(attempt, theirs, queue.plan, places.get(attempt.pk, HORIZON**2))
        waited, promised = waited_in(found.district, attempt, found.today)
        queue.pieces.append(Piece(attempt, waited, promised, theirs, needs, third))
    for queue in found.queues.values():
        queue.jobs = _jobs_of(queue, found.bench, queue.plan)


def waited_in(district: Organization, attempt: Attempt, today: date) -> tuple[int, int]:
    """Working days since it was sent, and those that were promised then, without those on which the clock stood still."""
    off = {date.fromisoformat(one) for one in district.days_off}
    if attempt.counts_from is None or attempt.hear_by is None:
        return 0, district.promise_days
    day = attempt.counts_from.astimezone(ZoneInfo(district.timezone or "UTC")).date()
    return working_days_between(day, today, off), max(1, working_days_between(day, attempt.hear_by, off))


def _places_in_version(found: District, attempts: "Iterable[Waiting]") -> dict[UUID, int]:
    """Which ones are among the first attempts of a version, where that asks for a second reading; else nothing is asked."""
    most = max((one.plan.first_of_version for one in found.queues.values()), default=0)
    versions = {one.submission.version_id for one in attempts if one.because is None and one.number == 1}
    if not most or not versions:
        return {}
    place = Window(RowNumber(), partition_by=F("submission__version"), order_by=[F("sent_at"), F("pk")])
    first = Attempt.objects.filter(number=1, sent_at__isnull=False, submission__version__in=versions).exclude(
        state=AttemptState.SAMPLE
    )
    return dict(first.annotate(place=place).filter(place__lte=most).values_list("pk", "place"))


def _needs(attempt: "Waiting", readings: Collection[Reading], plan: Plan, place: int) -> tuple[int, bool]:
    """How many readings are due and not filed, as far as it is known today, and whether one settles a difference."""
    filed = {one.purpose for one in readings if one.state == "filed"}
    if attempt.due == Purpose.THIRD:
        return 1, True
    twice = bool(attempt.because) or attempt.due == Purpose.SECOND
    if attempt.because is None:  # nobody has begun
        twice = bool(known_before(plan, attempt.pk, number=attempt.number, place_in_version=place))
    asked = {Purpose.FIRST, Purpose.SECOND} if twice else {Purpose.FIRST}
    return len(asked - filed), False


def _jobs_of(queue: Health, bench: Bench, plan: Plan, helpers: frozenset[UUID] = frozenset()) -> list[Job]:
    # What is read, and waits to be confirmed, asks for nobody's time.
    return [_job_of(one, queue, bench, plan, helpers) for one in queue.pieces if one.needs]


def _job_of(piece: Piece, queue: Health, bench: Bench, plan: Plan, helpers: frozenset[UUID]) -> Job:
    attempt, offered = piece.attempt, queue.version.microcredential
    place = offered.organization
    case = Case(
        attempt.pk, Purpose.THIRD if piece.third else Purpose.FIRST, place.pk, attempt.submission.language,
        sensitive=attempt.sensitive,
    )  # fmt: skip
    seen = bench.qualified(offered.pk, place, attempt.submission.person_id)
    helping = [bench.seen(one, offered.pk, place, attempt.submission.person_id) for one in helpers]
    seen = [one for one in seen if one.person not in helpers]  # whose qualification has run out or rests may help too
    seen += [replace(one, qualified=True, lapsed=False) for one in helping]
    may = [one for one in seen if not set(bars(case, one)) & NEVER]
    readers = [one for one in may if not one.senior or piece.third]
    return Job(
        attempt.pk, offered.key, piece.needs, attempt.hear_by or bench.today, piece.waited,
        own=_keys(one for one in readers if place.pk in one.departments),
        pool=_keys(one for one in readers if place.pk not in one.departments),
        pool_from=plan.pool_from if plan.pool else None,
        leads=_keys(one for one in may if one.senior),
        held=frozenset(one.reviewer_id for one in piece.held_by),
        read=frozenset(one.reviewer_id for one in piece.readings if one.state == "filed"),
    )  # fmt: skip


def _keys(found: Iterable[Candidate]) -> frozenset[UUID]:
    return frozenset(one.person for one in found)
