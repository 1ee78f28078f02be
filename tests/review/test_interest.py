"""Whoever comes to know the earner after the claim reads no further, and nobody decides about a flag of their own."""

from datetime import timedelta

import pytest

from merited.base import clock
from merited.base.models import LogEntry
from merited.people.actions import appoint, tie
from merited.people.rules.places import Office
from merited.review.actions import claim, jot, note_to_self, release, score
from merited.review.flags import declare_conflict, raise_flag, resolve
from merited.review.models import Decision, Flag, Qualification, Reading
from merited.review.queries import exhibits_before, queue, sheet_of, withheld_shown_to
from merited.review.rules.flags import Ending, Kind
from merited.review.rules.outcome import Judged
from tests.review.test_flags import code_of, one_of, recognizable, state_of

DEEDS = {
    "jot": lambda reading, by, sheet: jot(reading, sheet, keep="Strong.", by=by),
    "note": lambda reading, by, sheet: note_to_self(reading, "x", by=by),
    "score": lambda reading, by, sheet: score(reading, sheet, keep="", by=by),
    "release": lambda reading, by, sheet: release(reading, by=by),
    "flag": lambda reading, by, sheet: raise_flag(
        reading, Kind.PRIVACY, exhibit=one_of(reading, "a2"), words="A name.", by=by
    ),
    "conflict": lambda reading, by, sheet: declare_conflict(reading, by=by),
}


@pytest.fixture
def reading(world) -> Reading:
    """Lupe's PL-101, read by Keziah, with something jotted."""
    found = world.claimed(world.lupe, world.keziah)
    jot(found, {"p1": Judged("passing", "Good.")}, keep="Strong.", private_note="Mine.", by=world.keziah)
    return found


@pytest.mark.parametrize("deed", DEEDS)
def test_an_interest_that_arises_after_the_claim_ends_it_without_blame(world, reading, deed):
    hear_by = reading.attempt.hear_by
    tie(world.lupe, world.keziah, "supervisor")

    assert code_of(lambda: DEEDS[deed](reading, world.keziah, world.sheet(reading))) == "interest"

    reading.refresh_from_db()
    assert (reading.state, reading.keep, reading.private_note, sheet_of(reading)) == ("released", "", "", {})
    assert state_of(reading) == "waiting" and not Decision.objects.exists() and not Flag.objects.exists()
    assert [one.hear_by for one in queue(world.vesna)] == [hear_by]
    assert claim(reading.attempt, by=world.vesna).state == "claimed"
    assert LogEntry.objects.filter(deed="reading.released").count() == 1


def test_from_then_on_the_evidence_is_closed_to_them(world, reading):
    assert exhibits_before(world.keziah).exists()

    tie(world.keziah, world.lupe, "coach")

    assert not exhibits_before(world.keziah).exists()


def test_what_was_given_back_before_is_not_written_on_any_more(world, reading):
    release(reading, by=world.keziah)
    tie(world.lupe, world.keziah, "supervisor")

    assert code_of(lambda: jot(reading, {}, keep="More.", by=world.keziah)) == "interest"
    assert Reading.objects.get(pk=reading.pk).keep == "Strong."


def test_a_filed_reading_keeps_its_note(world, reading):
    score(reading, world.sheet(reading), keep="", by=world.keziah)
    tie(world.lupe, world.keziah, "supervisor")

    note_to_self(reading, "For me.", by=world.keziah)

    assert Reading.objects.get(pk=reading.pk).private_note == "For me."


def test_a_qualification_that_ran_out_meanwhile_lets_the_claim_be_finished(world, reading):
    Qualification.objects.filter(person=world.keziah).update(until=clock.now().date() - timedelta(days=30))

    assert score(reading, world.sheet(reading), keep="", by=world.keziah) == "earned"


def test_whoever_raised_a_flag_does_not_resolve_it(world, reading):
    flag = recognizable(reading)
    appoint(world.keziah, Office.PROGRAM_ADMIN, world.district, by=None)

    assert code_of(lambda: resolve(flag, Ending.SHOWN, words="It is fine.", by=world.keziah)) == "own-flag"
    assert not withheld_shown_to(world.keziah).exists() and withheld_shown_to(world.thea).exists()
    assert state_of(reading) == "on_hold"


def test_whoever_works_with_the_earner_does_not_resolve_a_flag_on_their_work(world, reading):
    flag = recognizable(reading)
    tie(world.thea, world.lupe, "coach")

    assert code_of(lambda: resolve(flag, Ending.SHOWN, words="It is fine.", by=world.thea)) == "interest"
    assert not withheld_shown_to(world.thea).exists()
    assert resolve(flag, Ending.LEFT_OUT, words="A name.", by=world.corwin)
