"""Samples: work that nobody did, laid out as an earner's, so that a reviewer reads it as they read everything else."""

from collections.abc import Mapping
from datetime import date, datetime
from random import Random

from django.core.files.base import ContentFile
from django.db import transaction

from merited.base import clock
from merited.base.ids import uuid7
from merited.catalog.models import Version
from merited.people.models import Person
from merited.portfolio.actions import keep_file
from merited.submissions.models import Answer, Attempt, Exhibit, Submission
from merited.submissions.rules.states import AttemptState, State

LONGEST_DRAFT = 9 * 86_400  # seconds: people begin some days before they send


@transaction.atomic
def keep_sample(
    version: Version, answers: Mapping[str, str], files: Mapping[str, tuple["ContentFile[bytes]", str]], *, of: Person
) -> Attempt:
    """Store a sample: the answers by question, a file with its words by piece of work. Raises `Refused` as an upload does."""
    attempt = _laid_out(version, of, clock.now(), None, 0)
    now = clock.now()
    Answer.objects.bulk_create(
        Answer(attempt=attempt, prompt=key, text=text, revision=1, saved_at=now) for key, text in answers.items()
    )
    for artifact, (upload, about) in files.items():
        evidence = keep_file(upload, accepts=version.document.artifact(artifact).accepts, about=about, by=of)
        Exhibit.objects.create(attempt=attempt, artifact=artifact, evidence=evidence, position=1)
    return attempt


@transaction.atomic
def copy_of_sample(sample: Attempt, *, sent_at: datetime, hear_by: date) -> Attempt:
    """A copy for one reviewer, with dates of its own.

    Its keys are as old as those of work that was begun some days before it was sent: an address tells nothing.
    """
    begun = Random().uniform(3_600, LONGEST_DRAFT)  # noqa: S311  # no secret
    attempt = _laid_out(sample.submission.version, sample.submission.person, sent_at, hear_by, begun)
    now = clock.now()
    Answer.objects.bulk_create(
        Answer(id=uuid7(begun), attempt=attempt, prompt=one.prompt, text=one.text, revision=1, saved_at=now)
        for one in sample.answers.all()
    )
    Exhibit.objects.bulk_create(
        Exhibit(
            id=uuid7(begun), attempt=attempt, artifact=one.artifact, evidence_id=one.evidence_id, position=one.position
        )
        for one in sample.exhibits.all()
    )
    return attempt


@transaction.atomic
def keep_texts(version: Version, texts: Mapping[str, str], *, of: Person) -> Attempt:
    """Store a sample that is only read while learning: its texts by part or piece of work, as answers. It was never sent."""
    attempt, now = _laid_out(version, of, None, None, 0), clock.now()
    Answer.objects.bulk_create(
        Answer(attempt=attempt, prompt=place, text=text, revision=1, saved_at=now) for place, text in texts.items()
    )
    return attempt


def _laid_out(version: Version, of: Person, sent_at: datetime | None, hear_by: date | None, begun: float) -> Attempt:
    submission = Submission.objects.create(
        id=uuid7(begun), person=of, version=version, state=State.SAMPLE, language="en", changed_at=clock.now()
    )
    return Attempt.objects.create(
        id=uuid7(begun), submission=submission, number=1, state=AttemptState.SAMPLE, sent_at=sent_at,
        counts_from=sent_at, hear_by=hear_by,
    )  # fmt: skip
