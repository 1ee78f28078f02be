"""Who may read what: the queue, the desk, one's own readings."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypedDict
from uuid import UUID

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, Max, OuterRef, Q, QuerySet, Subquery, Value

from merited.base import clock
from merited.catalog.models import MicroCredential
from merited.coaching.queries.shown import coached_by, looks_by
from merited.kept import kept, stand_in
from merited.people.models import Person
from merited.people.queries import held_at, holds_office, left_behind, may_have_left, must_not_judge, roles_held_by
from merited.people.rules.places import MAY_MANAGE_PEOPLE, MAY_REVOKE, MAY_TRIAGE, Office
from merited.review.models import (
    CaseVoice,
    Declaration,
    Flag,
    Look,
    PanelVoice,
    Precheck,
    Qualification,
    Reading,
)
from merited.review.queries.checkers import handled_by
from merited.review.queries.courses import live
from merited.review.queries.lookers import looked_at_by
from merited.review.queries.samples import SAMPLE, in_training, samples_for, with_samples
from merited.submissions.models import Attempt, Showing
from merited.submissions.rules.states import AttemptState, State

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Counts(TypedDict):
        """Whether a qualification is one today."""

        counts: bool

    Held = WithAnnotations[Qualification, Counts]

_ANSWERS = MAY_REVOKE | {Office.OPERATOR, Office.CHECKER, Office.COMMITTEE}  # for something, to somebody


def still() -> date:
    """The day that a qualification must reach: it ends when its last day is over everywhere, whatever the time zone."""
    return (clock.now() - timedelta(hours=12)).date()


def is_good() -> Q:
    """A condition on qualifications: it counts today. One that is learned for, rests or has run out does not."""
    return Q(Q(until__isnull=True) | Q(until__gte=still()), state="qualified")


def readers_among(microcredentials: Collection[UUID]) -> "QuerySet[Held]":
    """Whoever is or was qualified for these, each with `counts`: whether they are today. Who is only learning is not among them."""
    held = Qualification.objects.filter(microcredential__in=microcredentials).exclude(state="learning")
    return held.annotate(counts=ExpressionWrapper(is_good(), output_field=BooleanField()))


def good_today(person: Person) -> QuerySet[Qualification]:
    """What this person is qualified for, and may read today."""
    good = Qualification.objects.filter(is_good(), person=person)
    return good.exclude(left_behind(person, "microcredential__organization"))


def qualified_for(person: Person) -> set[UUID]:
    """Keys of the micro-credentials that this person may read today."""
    return set(_qualified(person.pk, left=may_have_left(person)))


@kept(still)
def _qualified(person: UUID, *, left: bool) -> QuerySet[Qualification, UUID]:
    return good_today(_as(person, left)).values_list("microcredential_id", flat=True)


def _as(person: UUID, left: bool) -> Person:
    """Somebody of whom no more is known than whether they may have left a district."""
    return stand_in(Person, person, has_left_any=left)


def readable_by(person: Person) -> list[MicroCredential]:
    """The micro-credentials that this person may read today, each with `has_samples` and `sample_waits`."""
    return _readable(person.pk, left=may_have_left(person))


@kept(still)
def _readable(person: UUID, *, left: bool) -> QuerySet[MicroCredential]:
    reader = _as(person, left)
    mine = good_today(reader).values("microcredential_id")
    return with_samples(MicroCredential.objects.filter(pk__in=mine), reader).order_by("key")


def known_to(person: Person) -> QuerySet[Attempt]:
    """Attempts once sent for what this person may read. To claim one, more is asked; `claim` says what, in a sentence."""
    nobodys = Q(state=AttemptState.SAMPLE) & ~Q(pk__in=samples_for(person))
    return _sent_for(person).exclude(nobodys)


def _sent_for(person: Person) -> QuerySet[Attempt]:
    qualified = good_today(person).values("microcredential_id")
    return Attempt.objects.filter(sent_at__isnull=False, submission__version__microcredential_id__in=qualified)


def barred_for(reader: Person, *, unconfirmed: bool = True) -> QuerySet[Person, UUID]:
    """Keys of those whose work this reader may not judge, for another question to ask within (see `must_not_judge`)."""
    bound = must_not_judge(reader, unconfirmed=unconfirmed) | coached_by(reader)
    return Person.objects.filter(bound).values_list("pk", flat=True)


def is_barred(reader: Person, earner: UUID) -> bool:
    """Whether this reader may not judge the work of one person."""
    return bool(_bar(reader.pk, earner))


@kept()
def _bar(reader: UUID, earner: UUID) -> QuerySet[Person, UUID]:
    return barred_for(stand_in(Person, reader)).filter(pk=earner)


def with_bar(showings: QuerySet[Showing], person: Person) -> QuerySet[Showing]:
    """Private links, each with `is_barred`: whether this person may not judge the work of its earner in any case.

    And with `has_looked`: whether it is noted that they looked, or is not to be, for it is their own.
    """
    looked = Exists(looks_by(person).filter(showing=OuterRef("pk")))
    return showings.annotate(
        is_barred=Exists(barred_for(person).filter(pk=OuterRef("submission__person_id"))),
        has_looked=Q(looked) | Q(submission__person=person),
    )


def _interest_of(reviewer: Person) -> Exists:
    return Exists(barred_for(reviewer).filter(pk=OuterRef("attempt__submission__person_id")))


def may_read(person: Person) -> QuerySet[Attempt]:
    """Sent attempts that this person is qualified for and has no interest in, whoever holds them now."""
    return (
        _sent_for(person)
        .filter(state=AttemptState.SENT, submission__state=State.WAITING)
        .exclude(submission__person_id__in=barred_for(person))
        .exclude(submission_id__in=looked_at_by(person))
        .exclude(pk__in=handled_by(person))
        .select_related("submission__version__microcredential__organization__parent")
    )


def readings_of(reviewer: Person) -> QuerySet[Reading]:
    """The readings that this reviewer has claimed and not finished, those whose claim ran out included.

    A reading whose attempt was withdrawn meanwhile is among them, so that the page can say so, until the claim would have ended.
    """
    return (
        Reading.objects.filter(reviewer=reviewer, state="claimed")
        .exclude(attempt__state=AttemptState.WITHDRAWN, expires_at__lte=clock.now())
        .select_related("look", "attempt__submission__version__microcredential__organization__parent")
        .order_by("attempt__hear_by")
    )


def readings_by(reviewer: Person) -> QuerySet[Reading]:
    """Every reading of this reviewer, whatever became of it: their own words stay readable to them."""
    flagged = Flag.objects.filter(attempt__submission_id=OuterRef("attempt__submission_id"), hold__isnull=False)
    declared = Declaration.objects.filter(submission_id=OuterRef("attempt__submission_id"))
    checked = Precheck.objects.filter(attempt=OuterRef("attempt")).order_by("-sent_at")
    return (
        Reading.objects.filter(reviewer=reviewer)
        .annotate(is_flagged=Exists(flagged), has_interest=_interest_of(reviewer))  # most are not flagged
        .annotate(
            declared_reuse=Subquery(declared.values("reused")[:1]), last_check=Subquery(checked.values("state")[:1])
        )
        .select_related("look", "attempt__submission__version__microcredential__organization__parent")
    )


def reading_of(reviewer: Person, key: UUID) -> Reading | None:
    """One of them."""
    return next(iter(_reading(reviewer.pk, key)), None)


@kept()
def _reading(reviewer: UUID, key: UUID) -> QuerySet[Reading]:
    return readings_by(stand_in(Person, reviewer)).filter(pk=key)


def filed_by(reviewer: Person) -> QuerySet[Reading]:
    """The readings that this reviewer has filed, also those that count no more, the latest first, each with `taught`: whether
    an appeal found more."""
    return (
        Reading.objects.filter(reviewer=reviewer, state__in=("filed", "set_aside"))
        .exclude(purpose=SAMPLE)
        .annotate(taught=_taught())
        .select_related("look", "attempt__submission__version__microcredential__organization__parent")
        .order_by("-filed_at")
    )


def _taught() -> Exists:
    return Exists(Look.objects.filter(attempt=OuterRef("attempt"), outcome="overturned"))


def desk_and_filed(reviewer: Person, most: int) -> tuple[list[Reading], list[Reading]]:
    """`readings_of`, and the first so many of `filed_by`: one question for both."""
    found = _held_and_filed(reviewer.pk, most=most)
    return [one for one in found if one.state == "claimed"], [one for one in found if one.state != "claimed"]


@kept(clock.now)
def _held_and_filed(reviewer: UUID, *, most: int) -> QuerySet[Reading]:
    reader = stand_in(Person, reviewer)
    held, filed = readings_of(reader).order_by().values("pk"), filed_by(reader).values("pk")[:most]
    return (
        Reading.objects.filter(Q(pk__in=held) | Q(pk__in=filed))
        .annotate(taught=_taught())
        .select_related("look", "attempt__submission__version__microcredential__organization__parent")
        .order_by("-filed_at", "attempt__hear_by")
    )


def filed_for(reviewer: Person) -> list[tuple[str, str, int]]:
    """For which micro-credentials this reviewer has filed readings, and how many: (key, title, count)."""
    found = (
        Reading.objects.filter(reviewer=reviewer, state__in=("filed", "set_aside"))
        .exclude(purpose=SAMPLE)
        .values("attempt__submission__version__microcredential__key")
        .annotate(title=Max("attempt__submission__version__title"), n=Count("pk"))
        .order_by("attempt__submission__version__microcredential__key")
    )
    return [(one["attempt__submission__version__microcredential__key"], one["title"], one["n"]) for one in found]


def _fresh_looks(person: Person) -> QuerySet[Look]:
    """What this person could begin to look at again."""
    read = Reading.objects.filter(attempt__submission=OuterRef("submission"), reviewer=person)
    mine = good_today(person).values("microcredential_id")
    waits = Look.objects.filter(state="reading", submission__version__microcredential__in=mine)
    fresh = waits.exclude(Exists(read)).exclude(Exists(Reading.objects.filter(live(), look=OuterRef("pk"))))
    return fresh.exclude(submission__person__in=barred_for(person))


def doors_of(person: Person) -> tuple[bool, bool, bool, bool]:
    """Whether the person reviews or learns to, holds an office, is called upon for another look, and has to do with integrity
    (looks at its questions, or sits or sat in the panel of a case): one question, for every page's frame."""
    found = {one for (one,) in _marks(person.pk, left=may_have_left(person))}
    answers, leads = not found.isdisjoint(_ANSWERS), not found.isdisjoint(MAY_TRIAGE)
    return "reads" in found, answers, "called upon" in found, leads or "hears" in found


@kept(still, clock.now)
def _marks(key: UUID, *, left: bool) -> QuerySet[Any, tuple[str]]:
    person = _as(key, left)
    called: tuple[QuerySet[Any, Any], ...] = (
        Look.objects.filter(state="asked", asked_of__reviewer=person),
        PanelVoice.objects.filter(person=person, voice="", left_at__isnull=True, look__state="panel"),
        _fresh_looks(person),
    )
    reads = (good_today(person), in_training(person))
    # No door for whoever runs the program: not by a seat from before, nor by an office that should not stand beside.
    hears = CaseVoice.objects.filter(person=person, left_at__isnull=True).exclude(
        holds_office(person, MAY_MANAGE_PEOPLE, "case__submission__version__microcredential__organization")
    )
    runs = held_at(person, MAY_MANAGE_PEOPLE)
    held = roles_held_by(person).filter(kind__in=_ANSWERS | MAY_TRIAGE)
    held = held.exclude(kind__in=MAY_TRIAGE, organization__in=runs)
    return held.values_list("kind").union(
        *(one.values_list(Value("reads")) for one in reads),
        *(one.values_list(Value("called upon")) for one in called),
        hears.values_list(Value("hears")),
    )


def claims() -> QuerySet[Reading]:
    """Every reading that is claimed and can be filed, with reviewer and work: for the worker's letters."""
    read = Q(attempt__state=AttemptState.SENT, attempt__submission__state=State.WAITING)
    read |= Q(attempt__state=AttemptState.SAMPLE)  # its reader is reminded of it as of all else
    return Reading.objects.filter(read, state="claimed", expires_at__gt=clock.now()).select_related(
        "reviewer", "attempt__submission__version__microcredential__organization__parent"
    )
