"""The queue: what a reader can claim now, asked so that it is answered from the beginning of what waits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from merited.base import clock
from merited.kept import kept, stand_in
from merited.people.models import Person
from merited.people.queries import may_have_left
from merited.review.models import Reviewer
from merited.review.queries.courses import is_due
from merited.review.queries.readers import Reader, facts_of
from merited.review.queries.reading import good_today, qualified_for, still
from merited.review.queries.samples import samples_in_wait
from merited.review.queries.terms import SENSITIVE, Lines, languages_of, lines_of, terms_of, versions_for
from merited.submissions.models import Attempt
from merited.submissions.queries import exhibits_first
from merited.submissions.rules.states import AttemptState, State

Keys = frozenset[UUID]
Languages = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything that decides what a reader can claim now, asked once."""

    reader: Reader
    lines: Lines
    languages: tuple[str, ...]

    @property
    def values(self) -> tuple[Any, ...]:
        """As `_open` wants them."""
        mine, pools = self.reader, sorted(self.lines.pooled.items())
        return mine.people, mine.works, mine.attempts, self.lines.own, self.lines.settled, *chain.from_iterable(pools)


def turn_of(
    person: Person,
    *,
    readable: Collection[UUID] | None = None,
    terms: Reviewer | None = None,
    reader: Reader | None = None,
) -> Turn:
    """`readable` (what they are qualified for), `terms` and `reader`: where they were asked for already."""
    readable = qualified_for(person) if readable is None else readable
    terms, reader = terms or terms_of(person), reader or facts_of(person)
    versions = versions_for(readable, cleared=SENSITIVE in terms.clearances)
    return Turn(reader, lines_of(versions, reader), tuple(sorted(languages_of(terms, person))))


def _open(
    people: Keys, works: Keys, attempts: Keys, own: Keys, settled: Keys, *pools: Keys | datetime, languages: Languages
) -> QuerySet[Attempt]:
    """The same as `may_read` on their terms where a reading is due (a test holds them to it), asked so that the database
    walks what waits in its order and stops where the page ends, however much waits behind. `pools`: by turns a moment and
    the versions of which they may have what counts from before it."""
    lines = Q(submission__version__in=own)
    for before, versions in zip(pools[::2], pools[1::2], strict=True):
        lines |= Q(submission__version__in=versions, counts_from__lt=before)
    return Attempt.objects.filter(
        lines & Q(submission__language__in=languages),
        ~(Q(submission__person__in=people) | Q(submission__in=works) | Q(pk__in=attempts)),
        is_due(Q(submission__version__in=settled)),
        state=AttemptState.SENT,
        submission__state=State.WAITING,
    )


def queue(person: Person, turn: Turn | None = None) -> QuerySet[Attempt]:
    """What this person can claim now, the earliest promise first. Nothing was pushed: it is a question.

    A sample that is due stands among it, as work that was sent. `turn`: where it was asked for already.
    """
    turn = turn or turn_of(person)
    found = _open(*turn.values, languages=turn.languages)
    samples = _samples(person.pk, left=may_have_left(person))
    if samples:
        found = Attempt.objects.filter(Q(pk__in=found.values("pk")) | Q(pk__in=samples))
    return _in_order(found)


@kept(still, clock.now)
def _samples(key: UUID, *, left: bool) -> QuerySet[Attempt, UUID]:
    person = stand_in(Person, key, has_left_any=left)
    mine = good_today(person).values("microcredential_id")
    waits = samples_in_wait(person).filter(submission__version__microcredential__in=mine)
    return waits.values_list("pk", flat=True)


def _in_order(found: QuerySet[Attempt]) -> QuerySet[Attempt]:
    whole = found.select_related("submission__version__microcredential__organization__parent")
    return whole.order_by("hear_by", "sent_at")


def first_waiting(person: Person, turn: Turn, most: int, *, may_hold_sample: bool = True) -> list[Attempt]:
    """The first so many of the queue, with their exhibits. `may_hold_sample`: False where `readable_by` has said that none waits."""
    if may_hold_sample:
        return list(queue(person, turn).prefetch_related(exhibits_first())[:most])
    return _first_waiting(*turn.values, languages=turn.languages, most=most)


@kept(clock.now)
def _first_waiting(*values: Any, languages: Languages, most: int) -> QuerySet[Attempt]:
    return _in_order(_open(*values, languages=languages)).prefetch_related(exhibits_first())[:most]


def next_for(person: Person, most: int) -> list[tuple[UUID, date | None]]:
    """The first so many of the queue: keys, and by when the earner was promised to hear."""
    turn = turn_of(person)
    if _samples(person.pk, left=may_have_left(person)):
        return list(queue(person, turn).values_list("pk", "hear_by")[:most])
    return _next(*turn.values, languages=turn.languages, most=most)


@kept(clock.now)
def _next(*values: Any, languages: Languages, most: int) -> QuerySet[Attempt, tuple[UUID, date | None]]:
    found = _open(*values, languages=languages).order_by("hear_by", "sent_at")
    return found.values_list("pk", "hear_by")[:most]


def can_claim(person: Person, attempt: UUID) -> bool:
    """Whether this person can claim one attempt now."""
    turn = turn_of(person)
    return bool(_one(attempt, *turn.values, languages=turn.languages))


@kept(clock.now)
def _one(attempt: UUID, *values: Any, languages: Languages) -> QuerySet[Attempt, UUID]:
    return _open(*values, languages=languages).filter(pk=attempt).values_list("pk", flat=True)
