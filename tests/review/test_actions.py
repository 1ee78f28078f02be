"""Deeds of a reviewer: blind, one at a time, and the decision follows."""

from datetime import timedelta

import pytest

from merited.awards.models import Award
from merited.base import clock
from merited.base.errors import Refused
from merited.review.actions import claim, jot, release, score
from merited.review.models import Decision, Reading
from merited.review.queries import exhibits_before, queue, readings_of, scope_for, sheet_of
from merited.review.rules.outcome import Judged, Outcome
from merited.submissions.actions import explain, send, withdraw
from merited.submissions.models import Attempt, Submission
from merited.submissions.queries import met_of
from merited.submissions.rules.completeness import STATEMENTS


def code_of(deed):
    with pytest.raises(Refused) as no:
        deed()
    assert no.value.sentence
    return no.value.code


def waiting(world, person, version=None):
    return world.sent(person, version).attempts.get(state="sent")


def test_nobody_reviews_their_own_work(world):
    attempt = waiting(world, world.keziah)
    assert code_of(lambda: claim(attempt, by=world.keziah)) == "own-work"
    assert not queue(world.keziah).exists()


def test_nobody_reviews_a_colleague_of_the_same_school(world):
    attempt = waiting(world, world.marla)  # Gull Point, like Tobin
    assert code_of(lambda: claim(attempt, by=world.tobin)) == "interest"
    assert not queue(world.tobin).exists() and queue(world.keziah).count() == 1


def test_only_the_qualified_review(world):
    attempt = waiting(world, world.lupe)
    assert code_of(lambda: claim(attempt, by=world.petra)) == "not-qualified"


def test_of_two_reviewers_one_gets_it_and_the_other_a_kind_sentence(world):
    attempt = waiting(world, world.lupe)
    claim(attempt, by=world.keziah)
    with pytest.raises(Refused) as no:
        claim(attempt, by=world.vesna)
    assert no.value.code == "claimed" and "Thank you" in no.value.sentence
    assert not queue(world.vesna).exists()


def test_claiming_twice_is_one_claim(world):
    attempt = waiting(world, world.lupe)
    assert claim(attempt, by=world.keziah).pk == claim(attempt, by=world.keziah).pk


def test_a_claim_runs_out_after_three_working_days(world):
    reading = world.claimed(world.lupe, world.keziah)  # Monday
    assert (
        reading.expires_at.astimezone(clock.now().tzinfo).isoformat().startswith("2026-11-20T07:59")
    )  # Thursday night


def test_after_a_claim_ran_out_a_colleague_may_take_it_and_the_words_are_kept(world):
    reading = world.claimed(world.lupe, world.keziah)
    jot(reading, {"a1.c1": Judged("basic", "In a1 ...")}, keep="", by=world.keziah)
    with clock.at(clock.now() + timedelta(days=7)):
        assert code_of(lambda: score(reading, world.sheet(reading), keep="", by=world.keziah)) == "claim-expired"
        assert (
            code_of(lambda: jot(reading, {"a1.c2": Judged("basic", "In a1, page 2")}, keep="", by=world.keziah))
            == "claim-expired"
        )
        assert sheet_of(reading)["a1.c2"].words == "In a1, page 2"  # kept all the same
        other = claim(reading.attempt, by=world.vesna)
        assert sheet_of(other) == {}  # nobody sees another's sheet
        release(other, by=world.vesna)
        again = claim(reading.attempt, by=world.keziah)
        assert sheet_of(again)["a1.c1"].words == "In a1 ..."


def test_evidence_is_open_only_while_the_reading_is_held(world):
    reading = world.claimed(world.lupe, world.keziah)
    assert exhibits_before(world.keziah).count() == 3
    assert exhibits_before(world.vesna).count() == 0
    with clock.at(clock.now() + timedelta(days=7)):
        assert exhibits_before(world.keziah).count() == 0
    score(reading, world.sheet(reading), keep="", by=world.keziah)
    assert exhibits_before(world.keziah).count() == 0


def test_every_open_criterion_needs_words(world):
    reading = world.claimed(world.lupe, world.keziah)
    sheet = {**world.sheet(reading), "a2.c2": Judged("basic", "   ")}
    assert code_of(lambda: score(reading, sheet, keep="", by=world.keziah)) == "no-words"
    assert Submission.objects.get(person=world.lupe).state == "waiting"


def test_every_criterion_needs_a_score(world):
    reading = world.claimed(world.lupe, world.keziah)
    sheet = world.sheet(reading)
    del sheet["p3"]
    assert code_of(lambda: score(reading, sheet, keep="", by=world.keziah)) == "unscored"


def test_only_levels_of_the_scale_are_taken(world):
    reading = world.claimed(world.lupe, world.keziah)
    sheet = {**world.sheet(reading), "p1": Judged("proficient")}
    assert code_of(lambda: score(reading, sheet, keep="", by=world.keziah)) == "no-such-level"


def test_all_met_is_earned_with_a_result_for_each_criterion(world):
    reading = world.claimed(world.lupe, world.keziah)
    assert score(reading, world.sheet(reading), keep="", by=world.keziah) is Outcome.EARNED
    award = Award.objects.get(person=world.lupe)
    assert set(award.results) == {one.id for one in world.pl101.document.criteria}
    assert award.digest == world.pl101.digest
    assert Decision.objects.get(attempt=reading.attempt).award_id == award.pk


def test_one_open_criterion_is_not_yet_however_strong_the_rest(world):
    submission = world.not_yet(world.lupe, world.keziah)
    assert submission.state == "not_yet" and not Award.objects.exists()


def test_the_next_reading_scores_only_what_is_open_and_a_met_one_is_never_scored_again(world):
    submission = world.revised(world.lupe, world.keziah)
    attempt = world.attempt(submission)
    explain(attempt, "a3.c1", "I added the second learner's work.", revision=0, by=world.lupe)
    send(submission, set(STATEMENTS), by=world.lupe)
    reading = claim(Attempt.objects.get(pk=attempt.pk), by=world.vesna)
    assert [one.id for one in scope_for(reading.attempt)] == ["a3.c1"]
    both = {"a3.c1": Judged("proficient"), "a1.c1": Judged("developing", "x")}
    assert code_of(lambda: score(reading, both, keep="", by=world.vesna)) in ("not-in-scope", "no-such-level")
    assert score(reading, {"a3.c1": Judged("proficient")}, keep="", by=world.vesna) is Outcome.EARNED
    assert met_of(submission)["a3.c1"].attempt.number == 2 and met_of(submission)["a1.c1"].attempt.number == 1


def test_filing_twice_files_once(world):
    reading = world.claimed(world.lupe, world.keziah)
    sheet = world.sheet(reading)
    score(reading, sheet, keep="", by=world.keziah)
    assert code_of(lambda: score(reading, sheet, keep="", by=world.keziah)) == "already-filed"
    assert Award.objects.count() == 1


def test_what_the_earner_took_back_is_said_so(world):
    reading = world.claimed(world.lupe, world.keziah)
    withdraw(Submission.objects.get(person=world.lupe), by=world.lupe)
    assert code_of(lambda: score(reading, world.sheet(reading), keep="", by=world.keziah)) == "withdrawn"
    assert readings_of(world.keziah).count() == 1


def test_another_reviewers_reading_is_not_there(world):
    reading = world.claimed(world.lupe, world.keziah)
    with pytest.raises(Reading.DoesNotExist):
        score(reading, world.sheet(reading), keep="", by=world.vesna)


def test_a_tie_bars_both_ways(world):
    """A supervisor does not judge, and is not judged by, those whom they supervise; a coach neither."""
    from merited.people.actions import tie
    from merited.people.models import Tie

    assert Tie.objects.filter(person=world.philippa, other=world.gideon, kind="coach").exists()
    attempt = waiting(world, world.cyrus)
    assert queue(world.vesna).filter(pk=attempt.pk).exists()
    tie(world.vesna, world.cyrus, "declared")
    assert not queue(world.vesna).filter(pk=attempt.pk).exists()
    assert code_of(lambda: claim(attempt, by=world.vesna)) == "interest"
    Tie.objects.all().delete()
    assert queue(world.vesna).filter(pk=attempt.pk).exists()
    tie(world.cyrus, world.vesna, "supervisor")
    assert code_of(lambda: claim(attempt, by=world.vesna)) == "interest"


def test_the_earliest_promise_comes_first(world):
    with clock.at(clock.now() - timedelta(days=3)):
        first = waiting(world, world.lupe)
    second = waiting(world, world.gideon)
    assert list(queue(world.vesna)) == [first, second]


@pytest.mark.parametrize("words", ["   ", "\u200b", "\u2060\ufeff", "...", "\n\t"])
def test_words_are_words(world, words):
    reading = world.claimed(world.lupe, world.keziah)
    sheet = {**world.sheet(reading), "a2.c2": Judged("basic", words)}
    assert code_of(lambda: score(reading, sheet, keep="", by=world.keziah)) == "no-words"


def test_words_written_after_the_work_was_taken_back_stay_with_the_reviewer(world):
    reading = world.claimed(world.lupe, world.keziah)
    withdraw(Submission.objects.get(person=world.lupe), by=world.lupe)
    late = {"a1.c1": Judged("basic", "In a1 the rule is missing.")}
    assert code_of(lambda: jot(reading, late, keep="", by=world.keziah)) == "withdrawn"
    assert sheet_of(reading)["a1.c1"].words == "In a1 the rule is missing."
