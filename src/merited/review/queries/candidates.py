"""One reading that is due, and everybody who might read it, as the rule of assignment asks for them."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from itertools import permutations
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from merited.base import clock
from merited.coaching.queries.shown import COACHED, LOOKED, SHOWN, coached_among, looked_among, shown_among
from merited.people.models import Employment, Membership, Organization, Person, Role, Tie
from merited.people.queries import days_off_of, district_of, working_days_since
from merited.people.rules.calendar import working_days_between
from merited.people.rules.places import MAY_ADJUDICATE, Place
from merited.review.models import Pause, Reading, Reviewer
from merited.review.queries.courses import live, plan_for
from merited.review.queries.lookers import apart_from
from merited.review.queries.reading import readers_among
from merited.review.queries.terms import CAPACITY, SENSITIVE, languages_of
from merited.review.rules.assignment import Bar, Candidate, Case
from merited.review.rules.stages import Purpose
from merited.submissions.models import Attempt
from merited.submissions.rules.states import AttemptState

TIES = {"supervisor": Bar.SUPERVISOR, "coach": Bar.COACH, "co_author": Bar.CO_AUTHOR, "commented": Bar.COMMENTED}

HAD = ("filed", "claimed", "released")  # whoever declared a conflict is barred, and asked for no more


def waited_days(attempt: Attempt) -> int:
    """Working days since an attempt was sent, without those on which the clock stood still."""
    if attempt.counts_from is None:
        return 0
    place = attempt.submission.version.microcredential.organization
    return working_days_since(place, attempt.counts_from, clock.now())


def promised_days(attempt: Attempt) -> int:
    """How many working days its earner was promised when it was sent, whatever the district has promised since."""
    district = district_of(attempt.submission.version.microcredential.organization)
    if attempt.counts_from is None or attempt.hear_by is None:
        return district.promise_days
    day = attempt.counts_from.astimezone(ZoneInfo(district.timezone or "UTC")).date()
    return max(1, working_days_between(day, attempt.hear_by, days_off_of(district)))


def case_for(attempt: Attempt, purpose: Purpose) -> Case:
    """A reading of this attempt that is due, as the rule sees it."""
    version = attempt.submission.version
    plan = plan_for(version.microcredential)
    had = list(
        Reading.objects.filter(attempt=attempt, state__in=HAD)
        .annotate(is_live=Q(live()))
        .values_list("reviewer_id", "is_live")
    )
    handlers, lookers = apart_from(attempt)
    return Case(
        attempt=attempt.pk,
        purpose=purpose,
        department=version.microcredential.organization_id,
        language=attempt.submission.language,
        sensitive=any(one.student_data == SENSITIVE for one in version.document.artifacts),
        waited=waited_days(attempt),
        pool_from=plan.pool_from if plan.pool else None,
        others=frozenset(key for key, is_live in had if is_live),
        handlers=handlers,
        lookers=lookers,
        let_go=frozenset(key for key, is_live in had if not is_live),
    )


def candidates_for(attempt: Attempt) -> list[Candidate]:
    """Everybody who is or was qualified for this micro-credential, with what the rule asks of them, by key."""
    microcredential = attempt.submission.version.microcredential
    good = {one.person_id: one.counts for one in readers_among([microcredential.pk])}
    return _seen_from(good, microcredential.organization, attempt.submission.person_id)


def _seen_from(good: Mapping[UUID, bool], place: Organization, earner: UUID) -> list[Candidate]:
    people = Person.objects.in_bulk(good)
    terms = {one.person_id: one for one in Reviewer.objects.filter(person__in=good)}
    departments, schools = _places_of([*good, earner])
    conflicts = _ties_to(earner, good)
    busy, beside, senior, paused, gone = (
        _busy(good, place),
        _beside(good),
        _seniors(good, place),
        _paused(good, place),
        _gone(good, place),
    )
    found = []
    for key in sorted(good):
        own = set(conflicts.get(key, ()))
        own |= {Bar.OWN_WORK} if key == earner else set()
        own |= {Bar.SAME_SCHOOL} if key != earner and schools[key] & schools[earner] else set()
        said = terms.get(key) or Reviewer(person=people[key], capacity=CAPACITY, languages=[], clearances=[])
        found.append(
            Candidate(
                person=key, departments=frozenset({*departments.get(key, ()), *([place.pk] if key in senior else [])}), qualified=good[key], lapsed=not good[key],
                conflicts=frozenset(own), left=key in gone or not people[key].is_active,
                languages=languages_of(said, people[key]),
                cleared=SENSITIVE in said.clearances, capacity=said.capacity,
                busy=busy.get(key, 0), paused=key in paused, senior=key in senior, beside=beside.get(key, {}),
            )
        )  # fmt: skip
    return found


def _places_of(people: Collection[UUID]) -> tuple[dict[UUID, set[UUID]], dict[UUID, set[UUID]]]:
    """For each the departments they belong to (where they work that is no school), and their schools."""
    departments: dict[UUID, set[UUID]] = {one: set() for one in people}
    schools: dict[UUID, set[UUID]] = {one: set() for one in people}
    rows = Membership.objects.filter(person__in=people).values_list(
        "person_id", "organization_id", "organization__kind"
    )
    for person, place, kind in rows:
        (schools if kind == Place.SCHOOL else departments)[person].add(place)
    return departments, schools


def _ties_to(earner: UUID, people: Mapping[UUID, bool]) -> dict[UUID, set[Bar]]:
    """Whoever a tie binds to the earner, in either direction. A kind that is not known here is an interest all the same."""
    found: dict[UUID, set[Bar]] = {}
    for one in Tie.objects.filter(Q(person=earner, other__in=people) | Q(other=earner, person__in=people)):
        key = one.other_id if one.person_id == earner else one.person_id
        found.setdefault(key, set()).add(TIES.get(one.kind, Bar.DECLARED))
    # By the record itself, whether or not a tie says so.
    for key, _earner in shown_among(people, [earner]).values_list(*SHOWN):
        found.setdefault(key, set()).add(Bar.COMMENTED)
    for key, _earner in looked_among(people, [earner]).values_list(*LOOKED):
        found.setdefault(key, set()).add(Bar.LOOKED_ON)
    for key, _earner in coached_among(people, [earner]).values_list(*COACHED):
        found.setdefault(key, set()).add(Bar.COACH)
    return found


def _busy(people: Mapping[UUID, bool], place: Organization) -> dict[UUID, int]:
    """How many readings each holds, or has filed since Monday."""
    zone = ZoneInfo(district_of(place).timezone or "UTC")
    today = clock.now().astimezone(zone).date()
    monday = datetime.combine(today - timedelta(days=today.weekday()), time(), zone)
    held = Q(state="claimed", expires_at__gt=clock.now()) & ~Q(attempt__state=AttemptState.WITHDRAWN)
    counted = Reading.objects.filter(held | Q(state="filed", filed_at__gte=monday), reviewer__in=people)
    return dict(counted.order_by().values_list("reviewer_id").annotate(Count("pk")))


def _beside(people: Mapping[UUID, bool]) -> dict[UUID, Counter[UUID]]:
    """How often each has read the same attempt as each other."""
    together: dict[UUID, set[UUID]] = {}
    twice = Reading.objects.filter(state="filed").exclude(purpose=Purpose.FIRST).values("attempt_id")
    rows = Reading.objects.filter(state="filed", attempt__in=twice, reviewer__in=people)
    for attempt, reviewer in rows.values_list("attempt_id", "reviewer_id"):
        together.setdefault(attempt, set()).add(reviewer)
    found: dict[UUID, Counter[UUID]] = {}
    for readers in together.values():
        for one, other in permutations(readers, 2):
            found.setdefault(one, Counter())[other] += 1
    return found


def _seniors(people: Mapping[UUID, bool], place: Organization) -> set[UUID]:
    above = [place]
    while above[-1].parent:
        above.append(above[-1].parent)
    held = Role.objects.filter(person__in=people, organization__in=above, kind__in=MAY_ADJUDICATE)
    return set(held.values_list("person_id", flat=True))


def _paused(people: Mapping[UUID, bool], place: Organization) -> set[UUID]:
    today = clock.today(district_of(place).timezone or "UTC")
    now = Pause.objects.filter(person__in=people, since__lte=today, until__gte=today, ended_at__isnull=True)
    return set(now.values_list("person_id", flat=True))


def _gone(people: Mapping[UUID, bool], place: Organization) -> set[UUID]:
    left = Employment.objects.filter(person__in=people, district=district_of(place), until__isnull=False)
    return set(left.values_list("person_id", flat=True))


def days_left(attempt: Attempt) -> int:
    """Working days from today to the promised day; below 0 when it has gone by."""
    if attempt.hear_by is None:
        return 0
    place = attempt.submission.version.microcredential.organization
    today, days_off = clock.today(district_of(place).timezone or "UTC"), days_off_of(place)
    if attempt.hear_by >= today:
        return working_days_between(today, attempt.hear_by, days_off)
    return -working_days_between(attempt.hear_by, today, days_off)
