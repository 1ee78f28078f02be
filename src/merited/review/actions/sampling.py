"""Samples among live work: put before a reviewer when one is due, filed, ended; and what a reader's checks come to.

Nothing here decides anything about anybody's work. Locks: the reviewer first where one is put before them; else the
submission, its attempt, the reading, then the qualification.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from merited.base import clock
from merited.base.halt import halt
from merited.base.log import note
from merited.catalog.document import Criterion
from merited.catalog.models import MicroCredential
from merited.people.models import Person
from merited.people.queries import days_off_of, district_of, hear_by, must_not_have_left
from merited.people.rules.calendar import working_days_back
from merited.review.actions.assigning import give_back_all
from merited.review.actions.holding import discard_sheet, held_reading
from merited.review.actions.writing import write_to_file
from merited.review.models import CalibrationSet, Check, Qualification, Reading, Sample, SeedReading
from merited.review.queries.calibration import checks_of, due_for
from merited.review.queries.courses import plan_for
from merited.review.queries.samples import SAMPLE
from merited.review.queries.sheets import scope_for, sheet_of
from merited.review.queries.terms import own_departments
from merited.review.rules.calibration import Advice, Panel, Standing, advice, compare, is_missed
from merited.review.rules.flags import Kind, must_say_enough
from merited.review.rules.outcome import Outcome, Sheet
from merited.review.rules.stages import Purpose
from merited.submissions.samples import copy_of_sample


def put_samples() -> int:
    """Put a sample among the work of every reviewer for whom one is due. How many."""
    put = 0
    for reviewer, sample in due_for(clock.now()):
        try:
            put += _put(reviewer, sample)
        except IntegrityError:  # another worker did
            continue
    return put


@transaction.atomic
def _put(reviewer: UUID, sample_id: UUID) -> bool:
    person = Person.objects.select_for_update().get(pk=reviewer)
    waits = SeedReading.objects.filter(reviewer=person, filed_at__isnull=True, ended_at__isnull=True)
    if waits.exists():
        return False
    sample = Sample.objects.select_related(
        "attempt__submission__person", "attempt__submission__version__microcredential__organization__parent"
    ).get(pk=sample_id)
    if sample.attempt is None:
        raise AssertionError("a seed has work")
    sent = _sent_at(person, sample.attempt.submission.version.microcredential)
    place = sample.attempt.submission.version.microcredential.organization
    zone = ZoneInfo(district_of(place).timezone or "UTC")
    attempt = copy_of_sample(sample.attempt, sent_at=sent, hear_by=hear_by(place, sent.astimezone(zone).date()))
    halt("sample.laid-out")
    seed = SeedReading.objects.create(reviewer=person, sample=sample, attempt=attempt, shown_at=clock.now())
    note("sample.put", seed.id, by=None, reviewer=str(reviewer))
    return True


def _sent_at(person: Person, microcredential: MicroCredential) -> datetime:
    """When work that reaches this person now was sent: just now, or as long ago as the pool waits for other departments."""
    now = clock.now()
    if MicroCredential.objects.filter(own_departments(person), pk=microcredential.pk).exists():
        return now
    place = microcredential.organization
    zone = ZoneInfo(district_of(place).timezone or "UTC")
    day = working_days_back(now.astimezone(zone).date(), plan_for(microcredential).pool_from, days_off_of(place))
    return datetime.combine(day, time(15, 40), zone) - timedelta(minutes=now.minute)


@transaction.atomic
def file_sample(reading: Reading, sheet: Sheet, *, keep: str, by: Person) -> SeedReading:
    """File a reading that turns out to be of a sample. Nobody hears, and nothing is decided; it is compared with the panel.

    Raises `Refused` as filing does.
    """
    submission, attempt, reading = held_reading(reading.pk, by)
    if reading.purpose != SAMPLE:
        raise AssertionError("only a sample is filed so")
    must_not_have_left(by, submission.version.microcredential.organization)
    scope = scope_for(attempt)
    write_to_file(reading, scope, sheet, keep)
    reading.state, reading.filed_at = "filed", clock.now()
    reading.save()
    seed = (
        SeedReading.objects.select_for_update(of=("self",)).select_related("sample").get(attempt=attempt, reviewer=by)
    )
    own = {key: one.level for key, one in sheet.items()}
    check = _compared(reading, scope, own, seed.sample.levels, is_seed=True)
    seed.levels, seed.filed_at, seed.matched = own, reading.filed_at, not check.missed
    seed.save()
    note("sample.filed", seed.id, by=by.id, matched=seed.matched)
    _heed(check)
    return seed


@transaction.atomic
def end_sample(reading: Reading, kind: Kind, *, names_something: bool = False, words: str = "", by: Person) -> None:
    """Something is wrong with a sample, or the reader may know whose it is: it ends, and counts for nothing.

    Raises `Refused` as a flag does.
    """
    _submission, attempt, reading = held_reading(reading.pk, by)
    must_say_enough(kind, names_something=names_something, words=words)
    if kind is Kind.CONFLICT:
        discard_sheet(reading)
    reading.state = "withdrawn"
    reading.save()
    SeedReading.objects.filter(attempt=attempt, reviewer=by).update(ended_at=clock.now())
    note("sample.ended", reading.id, by=by.id, kind=kind.value)


def check_adjudicated() -> int:
    """Compare the blind sheets of whatever a lead reader settled with the sheet that stood. How many were compared."""
    blind = Reading.objects.filter(
        attempt=OuterRef("attempt"), state="filed", purpose__in=(Purpose.FIRST, Purpose.SECOND)
    )
    blind = blind.exclude(Exists(Check.objects.filter(reading=OuterRef("pk"))))
    thirds = Reading.objects.filter(Exists(blind), purpose=Purpose.THIRD, state="filed")
    done = 0
    for third in thirds.select_related("attempt__submission__version"):
        for one in Reading.objects.filter(attempt=third.attempt, state="filed").exclude(pk=third.pk):
            done += _check(one, third)
    return done


def _check(one: Reading, third: Reading) -> bool:
    try:
        with transaction.atomic():
            own, stood = ({key: judged.level for key, judged in sheet_of(each).items()} for each in (one, third))
            one.attempt = third.attempt
            check = _compared(one, scope_for(third.attempt), own, stood, is_seed=False)
            _heed(check)
    except IntegrityError:  # another worker did
        return False
    return True


def _compared(
    reading: Reading, scope: tuple[Criterion, ...], own: Mapping[str, str], right: Mapping[str, str], *, is_seed: bool
) -> Check:
    differ = compare(scope, Panel("", right, Outcome.NOT_YET), own)
    return Check.objects.create(
        reading=reading, reviewer_id=reading.reviewer_id,
        microcredential_id=reading.attempt.submission.version.microcredential_id, at=clock.now(), is_seed=is_seed,
        missed=is_missed(scope, own, right), n=len(scope), exact=len(scope) - len(differ),
    )  # fmt: skip


def _heed(check: Check) -> None:
    """With three misses in the last ten a qualification rests until the set is passed again; claims go back to the queue."""
    mine = Qualification.objects.select_for_update().filter(
        person=check.reviewer_id, microcredential=check.microcredential_id, state=Standing.QUALIFIED
    )
    found = mine.first()
    if found is None or advice([one.missed for one in checks_of(found)]) is not Advice.PAUSE:
        return
    if not CalibrationSet.objects.filter(microcredential=check.microcredential_id, retired_at__isnull=True).exists():
        return  # there is no way back yet: the lead sees the trend
    found.state, found.since = Standing.SUSPENDED, clock.now()
    found.save()
    note("reviewer.suspended", found.person_id, by=None, microcredential=str(check.microcredential_id))
    give_back_all(found.person, of=check.microcredential_id)
