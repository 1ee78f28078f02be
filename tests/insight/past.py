"""Decided work in bulk, written as the deeds would have left it: a district's year has more of it than deeds can grow in a test."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from merited.base import clock
from merited.catalog.models import Criterion
from merited.people.models import Person
from merited.people.queries import hear_by
from merited.review.models import Course, Decision, Reading, Score
from merited.review.rules.outcome import Outcome
from merited.review.rules.stages import Plan, as_stored
from merited.submissions.models import Attempt, Submission

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from merited.catalog.models import Version

Low = "Mapping[str, str]"  # what is not at the best level


def people(count: int, start: int = 0) -> list[Person]:
    """Earners whom nobody knows."""
    return [Person.objects.create(name=f"Earner {start + n}") for n in range(count)]


def decided(
    version: Version,
    person: Person,
    readers: Sequence[Person],
    sheets: Sequence[Mapping[str, str]],
    *,
    number: int = 1,
    days_ago: int = 30,
    days: int = 4,
    because: Sequence[str] = ("stakes",),
    earned: bool | None = None,
) -> Attempt:
    """One attempt with the sheets of its readers: the first, the second, the third. Each names what is not the best level."""
    at = clock.now() - timedelta(days=days_ago)
    sent = at - timedelta(days=days)
    submission = Submission.objects.filter(person=person, version=version).first() or Submission.objects.create(
        person=person, version=version, state="not_yet", changed_at=at
    )
    attempt = Attempt.objects.create(
        submission=submission, number=number, state="decided", sent_at=sent, counts_from=sent,
        hear_by=hear_by(version.microcredential.organization, sent.date()), decided_at=at,
    )  # fmt: skip
    twice = list(because) if len(sheets) > 1 else []
    Course.objects.create(attempt=attempt, plan=as_stored(Plan()), because=twice)
    criteria = {one.key: one for one in Criterion.objects.filter(version=version)}
    for purpose, reader, low in zip(("first", "second", "third"), readers, sheets, strict=False):
        reading = Reading.objects.create(
            attempt=attempt, reviewer=reader, purpose=purpose, state="filed", expires_at=at, filed_at=at
        )
        Score.objects.bulk_create(
            Score(reading=reading, criterion=criteria[one.id], level=low.get(one.id, one.levels[0].id), words="Words.")
            for one in version.document.criteria
        )
    met = not any(sheets) if earned is None else earned
    outcome = Outcome.EARNED if met else Outcome.NOT_YET
    Decision.objects.create(attempt=attempt, outcome=outcome, decided_at=at)
    return attempt
