"""Questions about another look: what was asked, who may look, who sits in the panel, what is learned from it."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from merited.base import clock
from merited.catalog.document import Criterion
from merited.coaching.queries.shown import helpers_of
from merited.people.models import Membership, Organization, Person, Role, Tie
from merited.people.queries import district_of, has_left, holds_office, places_below
from merited.people.rules.places import MAY_PUBLISH, MAY_SIT, Place
from merited.review.models import Look, LookCriterion, PanelVoice, Reading, Reviewer
from merited.review.queries.candidates import candidates_for, case_for
from merited.review.queries.checkers import handled_by, handlers_of_work
from merited.review.queries.courses import live
from merited.review.queries.evidence import readable_exhibits
from merited.review.queries.falls import not_met_since
from merited.review.queries.reading import barred_for, good_today
from merited.review.queries.sheets import filed_sheets, recorded_from, scope_for, sheet_of
from merited.review.queries.terms import SENSITIVE, languages_of, sensitive_ones, terms_of
from merited.review.rules.assignment import Bar, Case
from merited.review.rules.looks import Kind, Member, Outcome, State, look_bars
from merited.review.rules.outcome import Judged
from merited.review.rules.stages import OF_THE_WORK, Purpose
from merited.submissions.models import Attempt, Exhibit, Submission
from merited.submissions.queries import met_of
from merited.submissions.rules.completeness import scope_of
from merited.submissions.rules.states import AttemptState
from merited.submissions.rules.states import State as Stands

PURPOSES = {Kind.SECOND: Purpose.LOOK, Kind.APPEAL: Purpose.APPEAL}


def _criteria() -> "Prefetch[str, QuerySet[LookCriterion], str]":
    return Prefetch("criteria", LookCriterion.objects.select_related("criterion"))


def looks_of(submission: Submission) -> QuerySet[Look]:
    """What was asked about this work, the first first: for its earner. Whoever looked is not for the page."""
    found = Look.objects.filter(submission=submission).select_related("answer", "award")
    return found.prefetch_related(_criteria()).order_by("asked_at", "id")


def with_looks(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """The same, each with `has_looks`: whether anything was asked about it."""
    return submissions.annotate(has_looks=Exists(Look.objects.filter(submission=OuterRef("pk"))))


def latest_decided(submission: Submission) -> Attempt | None:
    """The attempt that can be looked at again: the last one that is decided."""
    decided = Attempt.objects.filter(submission=submission, state=AttemptState.DECIDED)
    return decided.order_by("-number").first()


def open_for_a_look(submission: Submission, attempt: Attempt) -> tuple[Criterion, ...]:
    """The criteria that this attempt was judged on and that nothing has met since, nor a finding said are not met."""
    judged = {one.id for one in scope_for(attempt)} - not_met_since(attempt)
    return tuple(one for one in scope_of(submission.version.document, met_of(submission)) if one.id in judged)


def asked_reading(attempt: Attempt, criterion: str) -> Reading | None:
    """The reading whose words on a criterion its earner has: the third one, else the one whose level is recorded."""
    readings = {
        Purpose(one.purpose): one
        for one in Reading.objects.filter(attempt=attempt, state="filed", purpose__in=OF_THE_WORK)
    }
    sheets = filed_sheets(attempt)
    recorded = recorded_from(attempt.submission.version.document, sheets).get(criterion)
    first_last = [one for one in reversed(OF_THE_WORK) if one in readings]
    if Purpose.THIRD in readings or recorded is None:
        return readings[first_last[0]] if first_last else None
    same = [one for one in OF_THE_WORK if one in readings and sheets[one][criterion].words == recorded.words]
    return readings[same[0]] if same else readings[first_last[-1]]


# Who looks.


def case_of(look: Look) -> Case:
    """The reading of a look, as the rule of assignment sees it: nobody who has read any of this work before."""
    case = case_for(look.attempt, PURPOSES[Kind(look.kind)])
    readers = Reading.objects.filter(attempt__submission_id=look.submission_id).exclude(look=look)
    return Case(
        attempt=case.attempt, purpose=case.purpose, department=case.department, language=case.language,
        sensitive=case.sensitive, waited=case.waited, pool_from=0,
        others=frozenset(readers.values_list("reviewer_id", flat=True)), handlers=case.handlers,
    )  # fmt: skip


def bars_of_look(look: Look, person: Person) -> tuple[Bar, ...]:
    """What keeps somebody from reading a look."""
    case = case_of(look)
    mine = [one for one in candidates_for(look.attempt) if one.person == person.pk]
    return look_bars(case, mine[0]) if mine else (Bar.NOT_QUALIFIED,)


def looks_to_read(person: Person, terms: Reviewer | None = None) -> QuerySet[Look]:
    """What this person can look at now, the earliest promise first. As `bars_of_look`, in one question."""
    read = Reading.objects.filter(attempt__submission=OuterRef("submission"), reviewer=person)
    terms = terms or terms_of(person)
    found = known_looks(person).filter(
        state=State.READING, submission__language__in=languages_of(terms, person),
        submission__state__in=(Stands.DRAFT, Stands.WAITING, Stands.ON_HOLD, Stands.NOT_YET),
    )  # fmt: skip
    if SENSITIVE not in terms.clearances:
        found = found.exclude(submission__version__in=sensitive_ones())
    found = found.exclude(Exists(Reading.objects.filter(live(), look=OuterRef("pk"))))
    found = found.exclude(Exists(read.filter(Q(look__isnull=True) | ~Q(look=OuterRef("pk")))))
    found = found.exclude(attempt__in=handled_by(person))
    return found.exclude(submission__person__in=barred_for(person)).order_by("due", "asked_at")


def known_looks(person: Person) -> QuerySet[Look]:
    """Looks at what this person may read. To claim one, more is asked; the deed says what."""
    mine = good_today(person).values("microcredential_id")
    return (
        Look.objects.filter(kind__in=PURPOSES, submission__version__microcredential__in=mine)
        .select_related("attempt", "submission__version__microcredential__organization__parent")
        .prefetch_related(_criteria(), "attempt__exhibits__evidence")
    )


def questions_to(person: Person) -> QuerySet[Look]:
    """Questions to this reviewer, those without an answer first. Never whose they are."""
    return (
        Look.objects.filter(kind=Kind.QUESTION, asked_of__reviewer=person)
        .exclude(submission__person__in=barred_for(person))
        .select_related("answer", "asked_of", "attempt", "submission__version__microcredential__organization__parent")
        .prefetch_related(_criteria())
        .order_by("state", "-asked_at")
    )


# The panel.


def members_for(look: Look) -> list[Member]:
    """Everybody who holds an office of panels in the district, as seen from this one, by key."""
    place = look.submission.version.microcredential.organization
    held = Role.objects.filter(kind__in=MAY_SIT, organization__in=places_below(district_of(place)))
    offices: dict[UUID, set[UUID]] = {}
    people: dict[UUID, Person] = {}
    for role in held.filter(person__is_active=True).select_related("person"):
        people[role.person_id] = role.person
        offices.setdefault(role.person_id, set()).add(role.organization_id)
    read = set(Reading.objects.filter(attempt__submission=look.submission_id).values_list("reviewer_id", flat=True))
    conflicts, own = _conflicts(look.submission.person, people), _works_for(place, people)
    handlers = handlers_of_work(look.submission_id)
    left_seat = set(PanelVoice.objects.filter(look=look, left_at__isnull=False).values_list("person_id", flat=True))
    held_seats = PanelVoice.objects.filter(person__in=people, left_at__isnull=True, look__state=State.PANEL)
    seats = Counter(held_seats.exclude(look=look).values_list("person_id", flat=True))
    return [
        Member(
            key, conflicts=key in conflicts or key in left_seat, has_read=key in read,
            handled=key in handlers, own_department=place.pk in offices[key] or key in own,
            left=has_left(people[key], place), seats=seats[key],
        )
        for key in sorted(people)
    ]  # fmt: skip


def _conflicts(earner: Person, people: dict[UUID, Person]) -> set[UUID]:
    found = {key for key in people if key == earner.pk} | helpers_of(earner, people)
    for one in Tie.objects.filter(Q(person=earner, other__in=people) | Q(other=earner, person__in=people)):
        found.add(one.other_id if one.person_id == earner.pk else one.person_id)
    schools = Membership.objects.filter(person=earner, organization__kind=Place.SCHOOL).values("organization_id")
    same = Membership.objects.filter(person__in=people, organization__in=schools)
    return found | set(same.values_list("person_id", flat=True))


def _works_for(place: Organization, people: dict[UUID, Person]) -> set[UUID]:
    return set(Membership.objects.filter(person__in=people, organization=place).values_list("person_id", flat=True))


def panels_of(person: Person) -> QuerySet[Look]:
    """Appeals in whose panel this person sits, or sat when it was decided, the open ones first. Never whose they are."""
    seat = PanelVoice.objects.filter(look=OuterRef("pk"), person=person, left_at__isnull=True)
    return (
        Look.objects.filter(Exists(seat), kind=Kind.APPEAL, state__in=(State.PANEL, State.CLOSED))
        .exclude(submission__person__in=barred_for(person))
        .select_related("attempt", "submission__version__microcredential__organization__parent")
        .prefetch_related(_criteria(), "voices")
        .order_by("-state", "due", "-decided_at")
    )


def seats_of(person: Person) -> int:
    """In how many open panels this person sits and has not spoken."""
    free = PanelVoice.objects.filter(person=person, left_at__isnull=True, voice="", look__state=State.PANEL)
    return free.exclude(look__submission__person__in=barred_for(person)).count()


def waits_for_voice(look: Look) -> list[Person]:
    """Who sits in a panel and has not spoken: for the worker's letters."""
    free = PanelVoice.objects.filter(look=look, left_at__isnull=True, voice="", look__state=State.PANEL)
    return [one.person for one in free.select_related("person")]


def fresh_sheet(look: Look) -> dict[str, Judged]:
    """What the fresh reader found; empty while nothing is filed."""
    reading = Reading.objects.filter(look=look, state="filed").first()
    return sheet_of(reading) if reading else {}


def exhibits_for_panel(person: Person) -> QuerySet[Exhibit]:
    """What the panels of this person may look at while they are open: the work that was judged."""
    mine = panels_of(person).filter(state=State.PANEL).order_by().values("attempt_id")
    return readable_exhibits().filter(attempt__in=mine)


def seats_missing(person: Person) -> QuerySet[Look]:
    """Appeals of the places this person answers for that wait with fewer than three in their panel."""
    return Look.objects.filter(
        holds_office(person, MAY_PUBLISH, "submission__version__microcredential__organization"),
        kind=Kind.APPEAL, state=State.PANEL,
    ).exclude(submission__person__in=barred_for(person)).prefetch_related("voices").select_related(
        "submission__version__microcredential"
    )  # fmt: skip


def looks_overseen_by(person: Person) -> QuerySet[Look]:
    """Second reviews and appeals under way at the places this person answers for, the earliest promise first.

    `is_taken`: somebody reads it.
    """
    here = holds_office(person, MAY_PUBLISH, "submission__version__microcredential__organization")
    found = Look.objects.filter(here, kind__in=PURPOSES, state__in=(State.READING, State.PANEL))
    found = found.annotate(is_taken=Exists(Reading.objects.filter(live(), look=OuterRef("pk"))))
    found = found.exclude(submission__person__in=barred_for(person)).order_by("due", "asked_at")
    return found.select_related("submission__version__microcredential__organization__parent")


# What is learned.


def notes_for(reviewer: Person) -> QuerySet[LookCriterion]:
    """What appeals found in work that this person had read, the latest first: to learn from, without blame."""
    read = Reading.objects.filter(
        attempt=OuterRef("look__attempt"), reviewer=reviewer, state="filed", purpose__in=OF_THE_WORK
    )
    found = LookCriterion.objects.filter(Exists(read), look__outcome=Outcome.OVERTURNED).exclude(level="")
    return found.select_related("criterion", "look__submission__version__microcredential").order_by("-look__decided_at")


def wording_to_mind(person: Person) -> QuerySet[LookCriterion]:
    """Criteria whose wording an appeal has put in question, for whoever answers for them, the latest first."""
    return (
        LookCriterion.objects.filter(
            holds_office(person, MAY_PUBLISH, "look__submission__version__microcredential__organization"),
            marked_at__isnull=False,
        )
        .select_related("criterion", "look__submission__version__microcredential__organization")
        .order_by("minded_at", "-marked_at")
    )


def looks_promised(places: Collection[UUID], by: date) -> QuerySet[Look]:
    """Looks at these places that nobody has read yet, or that are in their panel, and that were promised by this day."""
    return Look.objects.filter(
        kind__in=PURPOSES, state__in=(State.READING, State.PANEL), due__lte=by,
        submission__version__microcredential__organization__in=places,
    ).select_related("submission__version__microcredential__organization__parent").order_by("due")  # fmt: skip


def looks_open(places: Collection[UUID]) -> QuerySet[Look]:
    """Everything that was asked at these places and is not closed, questions too: for the worker."""
    found = Look.objects.exclude(state=State.CLOSED).filter(
        submission__version__microcredential__organization__in=places
    )
    return found.select_related("asked_of__reviewer", "submission__version__microcredential__organization__parent")


def looks_open_over(subjects: Collection[UUID]) -> QuerySet[Look]:
    """What is open over work of which one of these is the key: of the submission, of an attempt, of another look at it."""
    attempts = Attempt.objects.filter(pk__in=subjects).values("submission_id")
    looks = Look.objects.filter(pk__in=subjects).values("submission_id")
    found = Look.objects.exclude(state=State.CLOSED).select_related("submission", "asked_of__reviewer")
    return found.filter(Q(submission__in=subjects) | Q(submission__in=attempts) | Q(submission__in=looks))


def reader_of(look: Look) -> Person | None:
    """Who reads a look now; None when nobody does."""
    held = Reading.objects.filter(look=look, state="claimed", expires_at__gt=clock.now()).select_related("reviewer")
    return next((one.reviewer for one in held), None)


def may_still_ask(places: Collection[UUID], since: datetime, until: datetime) -> QuerySet[Attempt]:
    """Attempts at these places that were decided in this time, are the last of work that is not yet, and of which nothing
    was asked: for the letter that the days to ask end."""
    later = Attempt.objects.filter(submission=OuterRef("submission"), number__gt=OuterRef("number"))
    return (
        Attempt.objects.filter(
            state=AttemptState.DECIDED, decided_at__gte=since, decided_at__lt=until, submission__state=Stands.NOT_YET,
            submission__version__microcredential__organization__in=places,
        )
        .exclude(Exists(later))
        .exclude(Exists(Look.objects.filter(attempt=OuterRef("pk"), kind__in=PURPOSES)))
        .select_related("submission__person", "submission__version__microcredential__organization__parent")
    )  # fmt: skip


def look_at(key: UUID) -> QuerySet[Look]:
    """A look by its key, with the work: for the worker's letters, behind which nobody asks."""
    return Look.objects.filter(pk=key).select_related(
        "submission__person", "asked_of__reviewer", "submission__version__microcredential__organization__parent"
    )
