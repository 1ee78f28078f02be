"""Much work at once, as if it had been written and sent: for `merited load` and `torture`, on a database that holds nothing else."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import connection

from merited.base import clock
from merited.base.errors import Refused
from merited.catalog.models import Version
from merited.people.models import Person
from merited.submissions.models import Answer, Attempt, Submission
from merited.submissions.rules.states import AttemptState, State

AT_ONCE = 1_000  # rows in one statement


def crowd(version: Version, many: int, *, sent_at: datetime | None, hear_by: date) -> None:
    """So many people, each with one piece of work, sent or (without `sent_at`) ready to be sent.

    Raises `Refused` where anybody's work is already.
    """
    if Submission.objects.exists():
        raise Refused("not-empty", "This database holds work, so no crowd is put into it.")
    now, sent = clock.now(), sent_at is not None
    earners = [Person(name=f"Earner {n}", password="!") for n in range(many)]  # noqa: S106  # unusable
    Person.objects.bulk_create(earners, AT_ONCE)
    EmailAddress.objects.bulk_create(
        (EmailAddress(user=one, email=f"{one.pk}@load.example", verified=True, primary=True) for one in earners),
        AT_ONCE,
    )
    state, attempt_state = (State.WAITING, AttemptState.SENT) if sent else (State.DRAFT, AttemptState.OPEN)
    every = [Submission(person=one, version=version, state=state, changed_at=now) for one in earners]
    Submission.objects.bulk_create(every, AT_ONCE)
    attempts = [
        Attempt(
            submission=one, number=1, state=attempt_state, sent_at=sent_at, counts_from=sent_at,
            hear_by=hear_by if sent else None,
        )
        for one in every
    ]  # fmt: skip
    Attempt.objects.bulk_create(attempts, AT_ONCE)
    prompts = [one.id for one in version.document.prompts]
    Answer.objects.bulk_create(
        (Answer(attempt=one, prompt=key, text="Something was done.", saved_at=now) for one in attempts for key in prompts),
        AT_ONCE,
    )  # fmt: skip
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # a server does it by itself, within minutes


def crowd_of(version: Version) -> Iterator[tuple[Person, UUID]]:
    """Each of them with the key of their work."""
    for one in Submission.objects.filter(version=version).select_related("person").order_by("pk"):
        yield one.person, one.pk
