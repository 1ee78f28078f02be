"""The log: one entry for each deciding deed, ids and codes only, sealed into a chain."""

import json

import pytest

from merited.awards.actions import publish_next, revoke, share, sign_next
from merited.base.log import check, seal_next
from merited.base.models import LogEntry
from merited.review.actions import claim, jot, release, score
from merited.submissions.actions import assess_self, revise, send, withdraw, write
from merited.submissions.rules.completeness import STATEMENTS


def entries(deed):
    """How many entries a deed writes."""
    before = LogEntry.objects.count()
    deed()
    return LogEntry.objects.count() - before


def test_every_deciding_deed_writes_exactly_one_entry(world):
    assert entries(lambda: world.draft(world.gideon)) == 1
    submission = world.written(world.lupe)
    assert entries(lambda: send(submission, set(STATEMENTS), by=world.lupe)) == 1
    attempt = submission.attempts.get()
    reading = claim(attempt, by=world.keziah)
    assert entries(lambda: release(reading, by=world.keziah)) == 1
    assert entries(lambda: claim(attempt, by=world.keziah)) == 1
    second = world.not_yet(world.cyrus, world.vesna)
    assert entries(lambda: revise(second, by=world.cyrus)) == 1
    assert entries(lambda: withdraw(second, by=world.cyrus)) == 1
    award = world.earned(world.dov, world.vesna)
    assert entries(lambda: share(award, by=world.dov)) == 1
    assert entries(lambda: revoke(award, "integrity", words="x", by=world.thea)) == 1


def test_a_decision_and_the_award_that_follows_are_one_entry_each(world):
    reading = world.claimed(world.lupe, world.keziah)
    before = set(LogEntry.objects.values_list("pk", flat=True))
    score(reading, world.sheet(reading), keep="", by=world.keziah)
    new = LogEntry.objects.exclude(pk__in=before)
    assert sorted(one.deed for one in new if not one.deed.startswith("issuer.")) == ["attempt.decided", "award.granted"]
    publish_next()
    assert entries(sign_next) == 1


def test_saving_writes_none(world):
    attempt = world.attempt(world.draft(world.lupe))
    assert entries(lambda: write(attempt, "p1.q1", "words", revision=0, by=world.lupe)) == 0
    assert entries(lambda: assess_self(attempt, {"p1": "passing"}, by=world.lupe)) == 0
    reading = world.claimed(world.gideon, world.vesna)
    assert entries(lambda: jot(reading, world.sheet(reading), keep="", by=world.vesna)) == 0


def test_entries_hold_no_names_and_no_text(world):
    world.earned(world.lupe, world.keziah)
    text = json.dumps([one.facts for one in LogEntry.objects.all()])
    for secret in ("Lupe", "Arrigo", "@", "My answer", "plan"):
        assert secret not in text


@pytest.mark.parametrize("fault", ["changed", "removed", "cut off"])
def test_a_broken_chain_is_found_at_its_place(world, fault):
    while seal_next():
        pass
    assert check().broken_at is None and check().unsealed == 0
    last = LogEntry.objects.order_by("-number").first().number
    if fault == "changed":
        LogEntry.objects.filter(number=3).update(facts={"x": 1})
    elif fault == "removed":
        LogEntry.objects.filter(number=3).delete()
    else:
        LogEntry.objects.filter(number=last).delete()
    assert check().broken_at == (last if fault == "cut off" else 3)


def test_the_unsealed_tail_is_reported(world):
    while seal_next():
        pass
    world.draft(world.lupe)
    assert check().unsealed == 1 and check().broken_at is None
