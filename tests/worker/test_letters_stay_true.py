"""A letter that goes out late says what is so by then, and says it once."""

import pytest
from django.core import mail

from merited.awards.actions import revoke
from merited.awards.rules.revoking import Reason
from merited.people import letters
from merited.review.actions import claim, score
from merited.review.queries import scope_for
from merited.submissions.actions import explain, revise, send
from merited.submissions.rules.completeness import STATEMENTS
from merited.worker.loop import turn
from tests.worker.test_letters import to, work_at


@pytest.fixture(autouse=True)
def nothing_before(world):
    """The cast has been told of what happened so far; Marla hears once a day."""
    turn()
    mail.outbox.clear()
    letters.prefer("daily", by=world.marla)


def test_a_badge_that_was_revoked_meanwhile_is_not_told(world):
    kept, award = world.earned(world.marla, world.petra, world.ml101), world.earned(world.marla, world.vesna)
    revoke(award, next(iter(Reason)).value, words="By mistake.", by=world.thea)

    [one] = to(world.marla, work_at("2026-11-17T07:00"))

    assert one.subject == f"Earned: {kept.version.title}" and one.body.count("The badge is yours") == 1


def test_two_not_yets_of_one_work_on_one_day_are_told_once(world):
    submission = world.not_yet(world.marla, world.vesna)
    revise(submission, by=world.marla)
    submission.refresh_from_db()
    attempt = world.attempt(submission)
    for one in scope_for(attempt):
        explain(attempt, one.id, "It is there now.", revision=0, by=world.marla)
    send(submission, set(STATEMENTS), by=world.marla)
    attempt.refresh_from_db()
    reading = claim(attempt, by=world.vesna)
    words = {one.id: "One more thing. One next move: add what is missing." for one in scope_for(attempt)}
    score(reading, world.sheet(reading, words), keep="", by=world.vesna)
    turn()

    [one] = to(world.marla, work_at("2026-11-17T07:00"))

    assert one.body.count("has been read. What is met stays met.") == 1
