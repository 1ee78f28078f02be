"""Questions about integrity. Who is not the lead, in the panel or the earner finds nothing, whatever office they hold."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from merited.awards.models import Award
from merited.base import clock
from merited.coaching.queries.shown import helpers_of
from merited.people.models import Membership, Organization, Person, Role, Tie
from merited.people.queries import (
    answering_for,
    days_off_of,
    district_of,
    has_left,
    held_at,
    holds_office,
    places_below,
)
from merited.people.rules.places import MAY_HEAR, MAY_MANAGE_PEOPLE, MAY_TRIAGE, Office, Place
from merited.review.models import Case, CaseVoice, CoAuthor, Concern, Reading
from merited.review.queries.evidence import readable_exhibits
from merited.review.queries.reading import barred_for
from merited.review.queries.sheets import awarded_for
from merited.review.rules.integrity import HEARS, Outcome, Step, Triage, due_on
from merited.review.rules.looks import Member
from merited.submissions.models import Exhibit, Submission
from merited.submissions.rules.states import AttemptState, State

A_WHILE = timedelta(days=30)
KEY = 36  # characters of a key
PLACE = "attempt__submission__version__microcredential__organization"
CASE_PLACE = "submission__version__microcredential__organization"
WORK = f"{CASE_PLACE}__parent"


def days_from_now(place: Organization, days: int) -> date:
    """The last day of a step that begins today."""
    district = district_of(place)
    return due_on(clock.today(district.timezone or "UTC"), days, days_off_of(district))


# The lead.


def concerns_for(person: Person) -> QuerySet[Concern]:
    """What this person looks at as integrity lead: nothing of their own, of their school, of anybody they are tied to,
    nothing that they flagged themselves, and no work that they read. Whoever runs the program looks at nothing, even with
    this office: the two are kept apart where offices are given, and this is the second wall.
    """
    found = Concern.objects.filter(holds_office(person, MAY_TRIAGE, PLACE)).exclude(flagged_by=person)
    found = found.exclude(holds_office(person, MAY_MANAGE_PEOPLE, PLACE))
    barred = barred_for(person, unconfirmed=False)
    found = found.exclude(attempt__submission__person__in=barred)
    found = found.exclude(_named(person, "attempt__submission")).exclude(_named(person, "likeness__other__submission"))
    found = found.exclude(
        Exists(Reading.objects.filter(reviewer=person, attempt__submission=OuterRef("attempt__submission")))
    )
    found = found.exclude(likeness__isnull=False, likeness__other__submission__person__in=barred)
    return found.select_related(
        "likeness__other__submission__person", "likeness__other__submission__version__microcredential",
        "exhibit__evidence", f"{PLACE}__parent", "attempt__submission__person",
    )  # fmt: skip


def _named(person: Person, work: str, concern: str = "pk") -> Exists:
    """Whether somebody was named as co-author of a work before the concern (keys are in the order of time).

    Who is named later is not, unless they say so too: nobody chooses who looks at their work once something was noticed.
    """
    before = CoAuthor.objects.filter(person=person, pk__lt=OuterRef(concern))
    return Exists(before.filter(declaration__submission=OuterRef(work)))


def leads_integrity(person: Person) -> bool:
    """Whether this person holds the office of an integrity lead somewhere where they do not run the program."""
    runs = held_at(person, MAY_MANAGE_PEOPLE)
    return held_at(person, MAY_TRIAGE).exclude(organization__in=runs).exists()


def concerns_waiting(person: Person) -> QuerySet[Concern]:
    """Of these, what nobody has settled, the earliest day first."""
    return concerns_for(person).filter(state=Triage.WAITING).order_by("due", "raised_at", "id")


def cases_led_by(person: Person) -> QuerySet[Case]:
    """Cases that this person answers for as integrity lead, the open ones first."""
    return _told(Case.objects.filter(concern__in=concerns_for(person).order_by().values("pk")))


def _told(cases: QuerySet[Case]) -> QuerySet[Case]:
    voices = Prefetch("voices", CaseVoice.objects.order_by("person_id"))
    return (
        cases.select_related(WORK, "submission__person", "attempt", "concern__likeness__other__submission__version", "concern__exhibit__evidence")
        .prefetch_related("criteria", voices)
        .order_by("closed_at", "-noticed_at", "id")
    )  # fmt: skip


# The panel.


def cases_heard_by(person: Person) -> QuerySet[Case]:
    """Cases in whose panel, or in whose appeal's panel, this person sits."""
    return _told(Case.objects.filter(_hears(person)))


def _hears(person: Person) -> Q:
    seat = CaseVoice.objects.filter(case=OuterRef("pk"), person=person, left_at__isnull=True)
    barred = Q(submission__person__in=barred_for(person, unconfirmed=False))
    named = Q(_named(person, "submission", "concern")) | Q(_named(person, "attempt__submission", "concern"))
    runs = holds_office(person, MAY_MANAGE_PEOPLE, CASE_PLACE)  # since they were given the seat
    return Q(Exists(seat)) & ~barred & ~named & ~runs


def cases_seen_by(person: Person) -> QuerySet[Case]:
    """Cases that this person leads or hears, in one question: nobody else finds any."""
    return _told(Case.objects.filter(_hears(person) | Q(concern__in=concerns_for(person).order_by().values("pk"))))


def round_of(case: Case) -> int:
    """Which panel hears it now, or heard it last: 1, or 2 for that of the appeal."""
    return 2 if case.appealed_at else 1


def seats_in(case: Case) -> list[CaseVoice]:
    """Who sits in the present panel."""
    return [one for one in case.voices.all() if one.left_at is None and one.round == round_of(case)]


def waits_for_voices(case: Case) -> list[Person]:
    """Who sits in the present panel and has not spoken: for the worker's letters."""
    free = CaseVoice.objects.filter(
        case=case, left_at__isnull=True, voice="", round=round_of(case), case__state__in=HEARS
    )
    return [one.person for one in free.select_related("person")]


def earners_in(case: Case) -> set[UUID]:
    """Whose work the case is about, and whose it is like."""
    likeness = case.concern.likeness
    return {case.submission.person_id} | ({likeness.other.submission.person_id} if likeness else set())


def members_of(case: Case) -> list[Member]:
    """Everybody who may hold a seat in the district, as seen from this case, by key.

    Nobody who works with the earner or with whoever wrote the work that it is like; nobody who read it, flagged it,
    leads the case, sat in it before, runs the program, or works for the department whose badge it is.
    """
    place = case.submission.version.microcredential.organization
    held = Role.objects.filter(kind__in=MAY_HEAR, organization__in=places_below(district_of(place)))
    offices: dict[UUID, set[UUID]] = {}
    people: dict[UUID, Person] = {}
    for role in held.filter(person__is_active=True).select_related("person"):
        people[role.person_id] = role.person
        offices.setdefault(role.person_id, set()).add(role.organization_id)
    knows = _bound_to(earners_in(case), people) | _named_in(case)
    knows |= {case.lead_id, case.concern.flagged_by_id, case.concern.settled_by_id}
    knows |= set(
        CaseVoice.objects.filter(case=case)
        .exclude(left_at=None, round=round_of(case))
        .values_list("person_id", flat=True)
    )
    runs = Role.objects.filter(kind=Office.PROGRAM_ADMIN, person__in=people)
    knows |= set(runs.values_list("person_id", flat=True))
    works = {case.submission_id, case.attempt.submission_id}  # two, where it was taken back and begun anew
    read = set(Reading.objects.filter(attempt__submission__in=works).values_list("reviewer_id", flat=True))
    own = set(Membership.objects.filter(person__in=people, organization=place).values_list("person_id", flat=True))
    seats = Counter(
        CaseVoice.objects.filter(person__in=people, left_at__isnull=True, voice="", case__state__in=HEARS)
        .exclude(case=case).values_list("person_id", flat=True)
    )  # fmt: skip
    return [
        Member(
            key, conflicts=key in knows, has_read=key in read, own_department=place.pk in offices[key] or key in own,
            left=has_left(people[key], place), seats=seats[key],
        )
        for key in sorted(people)
    ]  # fmt: skip


def _named_in(case: Case) -> set[UUID | None]:
    """Who was named for the work of a case, or for what it is like, before anything was noticed."""
    likeness = case.concern.likeness
    works = {case.submission_id, case.attempt.submission_id} | ({likeness.other.submission_id} if likeness else set())
    named = CoAuthor.objects.filter(declaration__submission__in=works, pk__lt=case.concern_id)
    return set(named.values_list("person_id", flat=True))


def _bound_to(both: set[UUID], people: dict[UUID, Person]) -> set[UUID]:
    found = both & set(people)
    said = Q(person__in=both, other__in=people) & ~Q(kind="co_author")  # who was named for this work: see `members_of`
    for one in Tie.objects.filter(said | Q(other__in=both, person__in=people)):
        found |= {one.person_id, one.other_id}
    found |= {one for earner in Person.objects.filter(pk__in=both) for one in helpers_of(earner, people)}
    schools = Membership.objects.filter(person__in=both, organization__kind=Place.SCHOOL).values("organization_id")
    same = Membership.objects.filter(person__in=people, organization__in=schools)
    return (found | set(same.values_list("person_id", flat=True))) & set(people)


# The earner.


def cases_of(person: Person) -> QuerySet[Case]:
    """One's own cases, the open ones first, without anybody's name."""
    return (
        Case.objects.filter(submission__person=person)
        .select_related(WORK, "attempt", "concern__likeness", "concern__exhibit__evidence")
        .prefetch_related("criteria")
        .order_by("closed_at", "-noticed_at", "id")
    )


def cases_over(person: Person, submission: UUID) -> QuerySet[Case]:
    """One's own cases over this work, also over what became of it: what was taken back and begun anew has one page with it."""
    return cases_of(person).filter(Q(submission=submission) | Q(attempt__submission=submission))


def _lately() -> Q:
    return Q(closed_at__gte=clock.now() - A_WHILE) | ~Q(state=Step.CLOSED)


def with_cases(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """The same, each with `has_case`: whether anything is asked about it, or was in the last weeks. For its earner."""
    return submissions.annotate(has_case=Exists(Case.objects.filter(_lately(), submission=OuterRef("pk"))))


def cases_to_see(person: Person) -> QuerySet[Case]:
    """One's own cases for the list of one's work: the open ones, and what was closed in the last weeks."""
    return Case.objects.filter(_lately(), submission__person=person).select_related(
        "submission__version__microcredential"
    ).order_by("closed_at", "-noticed_at")  # fmt: skip


def open_case_of(person: Person, submission: UUID) -> Case | None:
    """The case over this work that its earner has to do with now."""
    return cases_of(person).filter(submission=submission).exclude(state=Step.CLOSED).first()


def case_asks(person: Person) -> dict[UUID, Case]:
    """One's own cases that are open, by the work."""
    return {one.submission_id: one for one in cases_of(person).exclude(state=Step.CLOSED)}


# For the deeds and the worker.


def badge_of(submission: Submission) -> Award | None:
    """The badge that this work led to, while it stands."""
    return Award.objects.filter(pk__in=awarded_for(submission), revoked_at__isnull=True).order_by("-granted_at").first()


def exhibits_for_integrity(person: Person) -> QuerySet[Exhibit]:
    """What the lead and the panels of open cases may look at: the work, and of the other's the very things that are alike."""
    led = concerns_for(person).exclude(state=Triage.SET_ASIDE).order_by().values("pk")
    heard = cases_heard_by(person).exclude(state=Step.CLOSED).order_by().values("concern_id")
    mine = list(Concern.objects.filter(Q(pk__in=led) | Q(pk__in=heard)).values_list("attempt_id", "likeness__found"))
    if not mine:
        return Exhibit.objects.none()
    there = {pair["there"] for _attempt, found in mine for pair in found or ()}
    keys = [one for one in there if len(one) == KEY]  # of an exhibit; a question's is short
    return readable_exhibits().filter(Q(attempt__in=[one for one, _found in mine]) | Q(pk__in=keys))


def concern_at(key: UUID) -> QuerySet[Concern]:
    """A concern by its key, with the work: for the worker's letters, behind which nobody asks."""
    return Concern.objects.filter(pk=key).select_related(f"{PLACE}__parent", "attempt__submission__person")


def case_at(key: UUID) -> QuerySet[Case]:
    """A case by its key, with the work: for the worker."""
    return Case.objects.filter(pk=key).select_related(
        WORK, "submission__person", "lead", "attempt", "concern__likeness"
    )


def leads_for(concern: Concern) -> list[Person]:
    """Who may look at a concern as integrity lead."""
    every = answering_for(concern.attempt.submission.version.microcredential.organization, MAY_TRIAGE)
    return [one for one in every if concerns_for(one).filter(pk=concern.pk).exists()]


def holding() -> Q:
    """Cases (`Q` over Case) that keep work from being read: the open ones. What was given back to be sent again is read at once,
    for an appeal against that takes nothing away.
    """
    return ~Q(state=Step.CLOSED) & ~Q(outcome=Outcome.TEACH)


def case_holding(submission: UUID) -> Case | None:
    """The case that keeps this work from being read now."""
    return Case.objects.filter(holding(), submission=submission).first()


def sent_under_a_case() -> QuerySet[Case]:
    """Cases over work that was sent and is not on hold: the clock should stand still."""
    return Case.objects.filter(
        holding(), submission__state=State.WAITING, submission__attempts__state=AttemptState.SENT
    )


def steps_over(places: set[UUID], today: date) -> QuerySet[Case]:
    """Cases at which a day has passed: no answer came, or nobody appealed."""
    over = Q(state=Step.ANSWER, answer_due__lt=today) | Q(state=Step.FOUND, appeal_until__lt=today)
    return Case.objects.filter(over, submission__version__microcredential__organization__in=places)


def concerns_due(places: set[UUID], until: date) -> QuerySet[Concern]:
    """What the lead has little time left to look at."""
    return concerns_open().filter(
        due__lte=until, attempt__submission__version__microcredential__organization__in=places
    )


def concerns_open() -> QuerySet[Concern]:
    """What nobody has settled, with the work."""
    return Concern.objects.filter(state=Triage.WAITING).select_related(f"{PLACE}__parent")


def answers_due(places: set[UUID], today: date, until: date) -> QuerySet[Case]:
    """Cases whose earner has until one of these days to answer."""
    found = Case.objects.filter(state=Step.ANSWER, answer_due__gte=today, answer_due__lte=until)
    return found.filter(submission__version__microcredential__organization__in=places).select_related(
        "submission__person"
    )
