"""Who may read what: the queue, the desk, one's own readings."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value

from merited.base import clock
from merited.catalog.models import MicroCredential
from merited.coaching.queries.shown import coached_by
from merited.people.models import Person
from merited.people.queries import left_behind, must_not_judge, roles_held_by
from merited.people.rules.places import MAY_REVOKE, MAY_TRIAGE, Office
from merited.review.models import (
    CaseVoice,
    Declaration,
    Flag,
    Look,
    PanelVoice,
    Precheck,
    Qualification,
    Reading,
    Reviewer,
)
from merited.review.queries.checkers import handled_by
from merited.review.queries.courses import is_due, live
from merited.review.queries.lookers import looked_at_by
from merited.review.queries.readers import Reader, facts_of
from merited.review.queries.samples import SAMPLE, in_training, samples_for, samples_in_wait, with_samples
from merited.review.queries.terms import SENSITIVE, languages_of, lines_of, terms_of, versions_for
from merited.submissions.models import Attempt, Showing
from merited.submissions.rules.states import AttemptState, State

_ANSWERS = MAY_REVOKE | {Office.OPERATOR, Office.CHECKER, Office.COMMITTEE}  # for something, to somebody


def still() -> date:
    """The day that a qualification must reach: it ends when its last day is over everywhere, whatever the time zone."""
    return (clock.now() - timedelta(hours=12)).date()


def _good_today(person: Person) -> QuerySet[Qualification]:
    today = still()
    good = Qualification.objects.filter(Q(until__isnull=True) | Q(until__gte=today), person=person, state="qualified")
    return good.exclude(left_behind(person, "microcredential__organization"))


def qualified_for(person: Person) -> set[UUID]:
    """Keys of the micro-credentials that this person may read today."""
    return set(_good_today(person).values_list("microcredential_id", flat=True))


def readable_by(person: Person) -> QuerySet[MicroCredential]:
    """The micro-credentials that this person may read today, each with `has_samples` and `sample_waits`."""
    mine = _good_today(person).values("microcredential_id")
    return with_samples(MicroCredential.objects.filter(pk__in=mine), person).order_by("key")


def known_to(person: Person) -> QuerySet[Attempt]:
    """Attempts once sent for what this person may read. To claim one, more is asked; `claim` says what, in a sentence."""
    nobodys = Q(state=AttemptState.SAMPLE) & ~Q(pk__in=samples_for(person))
    return _sent_for(person).exclude(nobodys)


def _sent_for(person: Person) -> QuerySet[Attempt]:
    qualified = _good_today(person).values("microcredential_id")
    return Attempt.objects.filter(sent_at__isnull=False, submission__version__microcredential_id__in=qualified)


def barred_for(reader: Person, *, unconfirmed: bool = True) -> QuerySet[Person, UUID]:
    """Keys of those whose work this reader may not judge, for another question to ask within (see `must_not_judge`)."""
    bound = must_not_judge(reader, unconfirmed=unconfirmed) | coached_by(reader)
    return Person.objects.filter(bound).values_list("pk", flat=True)


def with_bar(showings: QuerySet[Showing], person: Person) -> QuerySet[Showing]:
    """Private links, each with `is_barred`: whether this person may not judge the work of its earner in any case."""
    return showings.annotate(is_barred=Exists(barred_for(person).filter(pk=OuterRef("submission__person_id"))))


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


def claimable_by(
    person: Person,
    *,
    readable: Collection[UUID] | None = None,
    terms: Reviewer | None = None,
    reader: Reader | None = None,
) -> QuerySet[Attempt]:
    """What this person can claim now. Nothing was pushed: it is a question.

    The same as `may_read` on their terms where a reading is due (a test holds them to it), asked so that the database walks
    what waits in its order and stops where the page ends, however much waits behind. `readable` (what they are qualified
    for), `terms` and `reader`: where they were asked for already.
    """
    readable = qualified_for(person) if readable is None else readable
    terms, reader = terms or terms_of(person), reader or facts_of(person)
    versions = list(versions_for(readable, cleared=SENSITIVE in terms.clearances))
    settled = [one.pk for one in versions if reader.settles(one.microcredential.organization)]
    return Attempt.objects.filter(
        lines_of(versions, reader, languages_of(terms, person)),
        reader.may_have(),
        is_due(Q(submission__version__in=settled)),
        state=AttemptState.SENT,
        submission__state=State.WAITING,
    )


def queue(
    person: Person,
    *,
    claimable: QuerySet[Attempt] | None = None,
    readable: Collection[UUID] | None = None,
    may_hold_sample: bool = True,
) -> QuerySet[Attempt]:
    """The same, the earliest promise first. A sample that is due stands among it, as work that was sent.

    `claimable`, `readable`: where they were asked for already; `may_hold_sample`: False where `readable_by` has said that
    none waits.
    """
    found = claimable_by(person, readable=readable) if claimable is None else claimable
    if may_hold_sample:
        readable = qualified_for(person) if readable is None else readable
        samples = list(samples_in_wait(person).filter(submission__version__microcredential__in=readable))
        if samples:
            found = Attempt.objects.filter(Q(pk__in=found.values("pk")) | Q(pk__in=[one.pk for one in samples]))
    whole = found.select_related("submission__version__microcredential__organization__parent")
    return whole.order_by("hear_by", "sent_at")


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
    held, filed = readings_of(reviewer).order_by().values("pk"), filed_by(reviewer).values("pk")[:most]
    every = (
        Reading.objects.filter(Q(pk__in=held) | Q(pk__in=filed))
        .annotate(taught=_taught())
        .select_related("look", "attempt__submission__version__microcredential__organization__parent")
        .order_by("-filed_at", "attempt__hear_by")
    )
    found = list(every)
    return [one for one in found if one.state == "claimed"], [one for one in found if one.state != "claimed"]


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
    mine = _good_today(person).values("microcredential_id")
    waits = Look.objects.filter(state="reading", submission__version__microcredential__in=mine)
    fresh = waits.exclude(Exists(read)).exclude(Exists(Reading.objects.filter(live(), look=OuterRef("pk"))))
    return fresh.exclude(submission__person__in=barred_for(person))


def doors_of(person: Person) -> tuple[bool, bool, bool, bool]:
    """Whether the person reviews or learns to, holds an office, is called upon for another look, and has to do with integrity
    (looks at its questions, or sits or sat in the panel of a case): one question, for every page's frame."""
    held = roles_held_by(person).filter(kind__in=_ANSWERS | MAY_TRIAGE)
    every: list[QuerySet[Any, tuple[str]]] = [
        _good_today(person).values_list(Value("reads")),
        in_training(person).values_list(Value("reads")),
        held.values_list("kind"),
        Look.objects.filter(state="asked", asked_of__reviewer=person).values_list(Value("called upon")),
        PanelVoice.objects.filter(person=person, voice="", left_at__isnull=True, look__state="panel").values_list(
            Value("called upon")
        ),
        _fresh_looks(person).values_list(Value("called upon")),
        CaseVoice.objects.filter(person=person, left_at__isnull=True).values_list(Value("hears")),
    ]
    found = {one for (one,) in every[0].union(*every[1:])}
    answers, leads = not found.isdisjoint(_ANSWERS), not found.isdisjoint(MAY_TRIAGE)
    return "reads" in found, answers, "called upon" in found, leads or "hears" in found


def claims() -> QuerySet[Reading]:
    """Every reading that is claimed and can be filed, with reviewer and work: for the worker's letters."""
    read = Q(attempt__state=AttemptState.SENT, attempt__submission__state=State.WAITING)
    read |= Q(attempt__state=AttemptState.SAMPLE)  # its reader is reminded of it as of all else
    return Reading.objects.filter(read, state="claimed", expires_at__gt=clock.now()).select_related(
        "reviewer", "attempt__submission__version__microcredential__organization__parent"
    )
