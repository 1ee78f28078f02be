"""Nobody with an interest ever gets somebody's work: random districts, held against what their plain facts say.

Each district has a few people who work at schools and departments, are tied to each other in every way and direction,
read or do not. Their work is given out by the same deeds as everywhere: assigned, handed over, and claimed by whoever
tries. `MERITED_DISTRICTS=10000` makes it ten thousand districts (an hour or two); by itself it is a sample of them. The
rule alone is held against ten thousand in every run: test_assignment.
"""

import os
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import pytest
from django.db.models import F

from merited.base import clock
from merited.base.errors import Refused
from merited.catalog.actions import publish
from merited.cli.demo.content_files import load
from merited.cli.simulate import DEFINITION
from merited.people.actions import settle
from merited.people.models import Membership, Organization, Person, Role, Tie
from merited.people.rules.places import Office
from merited.review.actions import assign, claim, hand_over, score
from merited.review.models import Course, Pause, Procedure, Qualification, Reading, Reviewer
from merited.review.queries import queue, scope_for
from merited.review.rules.outcome import Judged
from merited.submissions.models import Attempt, Submission

DISTRICTS = int(os.environ.get("MERITED_DISTRICTS", "40"))
PEOPLE, SCHOOLS, WORKS = 7, 3, 3
# The last is a kind that nobody has named yet.
KINDS = ("supervisor", "coach", "co_author", "commented", "declared", "kinship")
TIED, READS = 0.12, 0.75  # chances
HOUSE = {"outline": "round", "color": "pine"}
WORDS = "In p1 it is not said. One next move: say what you did."


@dataclass
class Town:
    """A district as plain facts."""

    chance: Random
    people: list[Person]
    schools: dict[Person, set[int]] = field(default_factory=dict)
    tied: set[frozenset[Person]] = field(default_factory=set)
    reads: set[Person] = field(default_factory=set)
    work: list[Attempt] = field(default_factory=list)

    def interested(self, reader: Person, earner: Person) -> bool:
        """The rule in one sentence, as DOMAIN would say it."""
        return (
            reader == earner
            or bool(self.schools[reader] & self.schools[earner])
            or frozenset({reader, earner}) in self.tied
        )


def town(number: int, scales) -> Town:
    """A district of its own, with work that waits."""
    chance = Random(number)
    district = Organization.objects.create(kind="district", key=f"town-{number}", name="Town", timezone="UTC")
    one, other = (
        Organization.objects.create(kind="department", key=f"town-{number}-{n}", name="D", parent=district, house=HOUSE)
        for n in "ab"
    )
    schools = Organization.objects.bulk_create(
        Organization(kind="school", key=f"town-{number}-s{n}", name="S", parent=district) for n in range(SCHOOLS)
    )
    people = Person.objects.bulk_create(Person(name=f"P{n}", password="!") for n in range(PEOPLE))
    found = Town(chance, people)
    for person in people:
        found.schools[person] = {n for n in range(SCHOOLS) if chance.random() < 0.25}
    at = [Membership(person=who, organization=schools[n]) for who in people for n in found.schools[who]]
    at += [Membership(person=who, organization=chance.choice((one, other))) for who in people if chance.random() < 0.7]
    Membership.objects.bulk_create(at)
    ties = [
        Tie(person=who, other=whom, kind=chance.choice(KINDS))
        for who in people
        for whom in people
        if who != whom and chance.random() < TIED
    ]
    Tie.objects.bulk_create(ties)
    found.tied = {frozenset({tie.person, tie.other}) for tie in ties}
    version = publish({**DEFINITION, "id": f"town-{number}", "title": "T"}, scales, organization=one, by=None)
    found.reads = {who for who in people if chance.random() < READS}
    readers(found, version.microcredential, one)
    work(found, version, chance)
    return found


def readers(found, offered, department):
    """Whoever reads, on which terms; what is read twice, and from when on the pool reads it."""
    Qualification.objects.bulk_create(
        Qualification(person=who, microcredential=offered, state="qualified", since=clock.now()) for who in found.reads
    )
    chance, today = found.chance, clock.now().date()
    Reviewer.objects.bulk_create(
        Reviewer(person=who, capacity=chance.choice((0, 1, 4)), languages=["en"], clearances=[])
        for who in found.reads
        if chance.random() < 0.5
    )
    Pause.objects.bulk_create(
        Pause(person=who, since=today, until=today + timedelta(days=9)) for who in found.reads if chance.random() < 0.1
    )
    lead = chance.choice([who for who in found.people if who in found.reads] or found.people)
    Role.objects.create(person=lead, organization=department, kind=Office.LEAD_READER)
    plan = {"first_of_version": 0, "share": chance.choice((0, 100)), "pool": chance.random() < 0.7, "pool_from": 3}
    Procedure.objects.create(microcredential=offered, plan=plan)


def work(found, version, chance):
    """Work of some of them, sent some days ago."""
    for earner in chance.sample(found.people, WORKS):
        sent = clock.now() - timedelta(days=chance.randrange(12))
        submission = Submission.objects.create(person=earner, version=version, state="waiting", changed_at=sent)
        promised = (sent + timedelta(days=14)).date()
        found.work.append(
            Attempt.objects.create(
                submission=submission, number=1, state="sent", sent_at=sent, counts_from=sent, hear_by=promised
            )
        )


def live_through(found: Town) -> int:
    """Everything by which somebody gets work to read. How often a claim was refused."""
    refused = 0
    for _round in range(found.chance.choice((1, 1, 1, 3))):
        for attempt in found.work:
            attempt.refresh_from_db()
            given = assign(attempt)
            if given and given.reading and found.chance.random() < 0.4:
                hand_over(given.reading)
            for who in found.chance.sample(found.people, 2):
                try:
                    claim(attempt, by=who)
                except Refused:
                    refused += 1
        for who in found.people:
            mine = {one.submission.person_id for one in queue(who)}
            assert not [one for one in found.people if one.pk in mine and found.interested(who, one)], "in the queue"
        for reading in Reading.objects.filter(attempt__in=found.work, state="claimed").select_related("reviewer"):
            if found.chance.random() < 0.6:
                scope = scope_for(reading.attempt)
                pick = found.chance.choice((0, -1))
                sheet = {one.id: Judged(one.levels[pick].id, WORDS if pick else "") for one in scope}
                try:
                    score(reading, sheet, keep="", by=reading.reviewer)
                except Refused:
                    refused += 1
    return refused


@pytest.mark.django_db
def test_no_conflict_is_ever_assigned_or_claimed_in_random_districts():
    settle("https://badges.example")  # what is met is an award at once, and that needs the address
    got, barred, thirds = 0, 0, 0
    scales = load("scales.yaml")["scales"]
    for number in range(DISTRICTS):
        found = town(number, scales)
        live_through(found)
        by_key = {one.pk: one for one in found.people}
        every = Reading.objects.filter(attempt__in=found.work).annotate(earner=F("attempt__submission__person_id"))
        for reading in every:
            reader, earner = by_key[reading.reviewer_id], by_key[reading.earner]
            assert not found.interested(reader, earner), f"district {number}: {reading.purpose} by {reading.because}"
            assert reader in found.reads
            got += 1
            thirds += reading.purpose == "third"
        barred += sum(found.interested(one, attempt.submission.person) for one in found.reads for attempt in found.work)
        assert Course.objects.filter(attempt__in=found.work).count() <= len(found.work)
    assert got > DISTRICTS and barred > DISTRICTS, "there was work to read, and there were those who must not"
    assert thirds or DISTRICTS < 200
