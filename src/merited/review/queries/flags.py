"""Questions about flags: what holds a piece of work, and what became of it."""

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, UUIDField

from merited.base import clock
from merited.people.models import Person
from merited.people.queries import places_under
from merited.people.rules.places import MAY_RESOLVE, MAY_SEE_WITHHELD
from merited.review.models import Flag, Reading
from merited.review.queries.grants import open_grants
from merited.review.queries.reading import barred_for
from merited.review.rules.flags import CHOICES
from merited.review.withheld import with_named_text
from merited.submissions.models import Answer, Attempt, Exhibit, Submission
from merited.submissions.rules.states import AttemptState, State


def flags_on(attempt: Attempt) -> list[Flag]:
    """Every flag on this work that led to a hold, in any of its attempts, the first one first."""
    return list(
        with_named_text(Flag.objects.filter(attempt__submission_id=attempt.submission_id, hold__isnull=False))
        .select_related("exhibit__evidence", "hold")
        .order_by("raised_at", "id")
    )


def open_flags_on(attempt: Attempt) -> QuerySet[Flag]:
    """What still holds this attempt, the first one first."""
    return (
        Flag.objects.filter(attempt=attempt, resolved_at__isnull=True, hold__ended_at__isnull=True)
        .select_related("hold__exhibit__evidence", "hold__attempt", "exhibit__evidence")
        .order_by("raised_at", "id")
    )


def flags_of(person: Person) -> QuerySet[Flag]:
    """What holds one's own work now: for the list, and for the page on which it is mended."""
    return (
        Flag.objects.filter(
            attempt__submission__person=person,
            attempt__submission__state=State.ON_HOLD,
            resolved_at__isnull=True,
            hold__ended_at__isnull=True,
        )
        .select_related("hold", "exhibit__evidence", "attempt")
        .order_by("raised_at", "id")
    )


def resolved_for(submission: Submission) -> QuerySet[Flag]:
    """What the program decided about this work, the first thing first: for its earner."""
    return (
        Flag.objects.filter(attempt__submission=submission, outcome__in=CHOICES)
        .select_related("exhibit__evidence")
        .order_by("resolved_at", "id")
    )


def flags_overseen_by(person: Person) -> QuerySet[Flag]:
    """Flags on work for micro-credentials of the places that this person answers for, but for their own. Never whose."""
    places = places_under(person, MAY_RESOLVE)
    return Flag.objects.filter(
        attempt__submission__version__microcredential__organization_id__in=places
    ).exclude(attempt__submission__person=person).select_related(
        "hold", "reading", "exhibit__evidence", "attempt__submission__version__microcredential__organization__parent"
    )  # fmt: skip


def still_open(flags: QuerySet[Flag]) -> QuerySet[Flag]:
    """Of these flags, those that still hold something, the oldest first."""
    return flags.filter(resolved_at__isnull=True, hold__ended_at__isnull=True).order_by("raised_at", "id")


def ended(flags: QuerySet[Flag]) -> QuerySet[Flag]:
    """Of these flags, those that hold nothing any more, the latest first."""
    return flags.filter(Q(resolved_at__isnull=False) | Q(hold__ended_at__isnull=False)).order_by("-raised_at", "-id")


def answer_named_in(flag: Flag) -> str:
    """The answer that a flag is about, for whoever may see what is withheld."""
    return (
        Answer.objects.filter(attempt_id=flag.attempt_id, prompt=flag.prompt).values_list("text", flat=True).first()
        or ""
    )


def withheld_shown_to(person: Person) -> QuerySet[Exhibit]:
    """Withheld exhibits that this person must be able to look at to decide: those of open flags of their program."""
    places = places_under(person, MAY_SEE_WITHHELD)
    open_ones = Flag.objects.filter(
        resolved_at__isnull=True,
        hold__ended_at__isnull=True,
        attempt__submission__version__microcredential__organization_id__in=places,
    ).exclude(Q(attempt__submission__person__in=barred_for(person)) | Q(reading__reviewer=person))
    return Exhibit.objects.filter(pk__in=open_ones.values("exhibit_id")).select_related("evidence", "attempt")


def flag_at(key: UUID) -> QuerySet[Flag]:
    """A flag by its key, with the work: for the worker's letters, behind which nobody asks."""
    return Flag.objects.filter(pk=key).select_related(
        "attempt__submission__person", "attempt__submission__version__microcredential__organization__parent"
    )


def with_readers(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """The same, each with `is_read`, whether somebody is reading it right now; and what holds it, if something does.

    `held_things` are how many things hold it; `held_kind`, `held_exhibit` and `held_since` are of the first flag.
    """
    reading = Reading.objects.filter(
        state="claimed",
        expires_at__gt=clock.now(),
        attempt__state=AttemptState.SENT,
        attempt__submission=OuterRef("pk"),
    )
    flags = Flag.objects.filter(
        attempt__submission=OuterRef("pk"),
        resolved_at__isnull=True,
        hold__isnull=False,
        hold__ended_at__isnull=True,
    )
    first = flags.order_by("raised_at", "id")
    things = flags.order_by().values("attempt__submission").annotate(n=Count("hold", distinct=True))
    confirmed = open_grants().filter(
        attempt__submission=OuterRef("pk")
    )  # somebody looks at it; what was found stays unsaid
    return submissions.annotate(
        is_read=Exists(reading) | Exists(confirmed),
        held_things=Subquery(things.values("n")),
        held_kind=Subquery(first.values("kind")[:1]),
        held_exhibit=Subquery(first.values("exhibit")[:1], output_field=UUIDField()),
        held_since=Subquery(first.values("hold__since")[:1]),
    )
