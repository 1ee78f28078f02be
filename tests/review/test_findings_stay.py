"""What a finding of integrity took away comes back by a new attempt alone, and the books still add up."""

from datetime import timedelta

from merited.base import clock
from merited.review.actions import ask_second, claim, claim_look, file_look, score, set_plan
from merited.review.actions.hearing import accept_finding
from merited.review.models import Look
from merited.review.queries import open_for_a_look
from merited.review.queries.courses import reasons_known
from merited.review.queries.looks import latest_decided
from merited.review.queries.recount import recount
from merited.review.queries.sheets import scope_for, sheets_up_to
from merited.review.rules.stages import Plan, Why
from merited.submissions.models import Submission
from merited.submissions.queries import met_of
from tests.review.test_integrity import answered, code_of, flagged, heard, house, opened  # noqa: F401  # house is a fixture
from tests.review.test_looks import sheet_for
from tests.review.test_looks_beside import sent_again
from tests.world import MONDAY

LATER = MONDAY + timedelta(days=1)


def found_not_met(world, concern, criteria):
    """A day after all was read, a panel finds that it does not show these."""
    with clock.at(LATER):
        case = opened(world, concern, criteria)
        answered(case, world.dov)
        heard(case, "not_met", "not_met", "not_met")
        accept_finding(case, by=world.dov)


def the_books():
    return [wrong for one in recount() for wrong in one.wrong]


def test_no_second_review_of_the_same_attempt_gives_back_what_fell(house):  # noqa: F811
    reading = house.claimed(house.dov, house.vesna)
    concern = flagged(house, reading)
    score(reading, house.sheet(reading), keep="", by=house.vesna)
    found_not_met(house, concern, ("p3",))
    work = Submission.objects.get(person=house.dov)
    with clock.at(LATER):
        assert not open_for_a_look(work, latest_decided(work))
        assert code_of(lambda: ask_second(work, by=house.dov)) == "nothing-to-look-at"
        assert "p3" not in met_of(work) and the_books() == []


def test_a_look_that_was_asked_for_before_gives_nothing_back_either(house):  # noqa: F811
    reading = house.claimed(house.dov, house.vesna)
    concern = flagged(house, reading)
    open_ones = {"p3": "One next move: add what is missing.", "a2.c2": "One next move: add what is missing."}
    score(reading, house.sheet(reading, open_ones), keep="", by=house.vesna)
    work = Submission.objects.get(person=house.dov)
    look = ask_second(work, by=house.dov)
    found_not_met(house, concern, ("p3",))
    with clock.at(LATER):
        fresh = claim_look(look, by=house.tobin)
        file_look(fresh, sheet_for(fresh), keep="", by=house.tobin)
    met = met_of(work)
    assert Look.objects.get().outcome == "more_met" and "a2.c2" in met and "p3" not in met
    assert the_books() == []


def test_what_fell_is_no_matter_of_a_later_attempt_that_never_judged_it(house):  # noqa: F811
    work = house.not_yet(house.dov, house.vesna)
    second = claim(sent_again(work), by=house.vesna)
    concern = flagged(house, second)
    score(second, house.sheet(second), keep="", by=house.vesna)
    judged = {one.id for one in scope_for(second.attempt)}
    found_not_met(house, concern, ("p1",))
    work.refresh_from_db()
    assert work.state == "not_yet" and "p1" not in met_of(work)
    attempt = latest_decided(work)
    assert {one.id for one in scope_for(attempt)} == judged and "p1" not in judged
    assert not open_for_a_look(work, attempt) and the_books() == []
    with clock.at(LATER):
        assert {one.id for one in scope_for(sent_again(work))} == {"p1"}


def test_what_is_handed_back_to_learn_is_read_anew_as_a_first_attempt(house):  # noqa: F811
    set_plan(house.pl101.microcredential, Plan(first_of_version=5, share=0), by=None)
    work = house.sent(house.dov)
    reading = claim(work.attempts.get(state="sent"), by=house.vesna)
    concern = flagged(house, reading)
    words = {"a1.c1": "Of the first sheet. One next move: add what is missing."}
    assert score(reading, house.sheet(reading, words), keep="", by=house.vesna) is None  # a second one is due
    case = opened(house, concern)
    answered(case, house.dov)
    heard(case, "teach", "teach", "teach")
    accept_finding(case, by=house.dov)
    again = claim(sent_again(work), by=house.tobin)
    assert sheets_up_to(again) == ({}, [])
    assert again.attempt.number == 2 and reasons_known(again.attempt, Plan())[:1] == (Why.NEW_VERSION,)
    assert score(again, house.sheet(again), keep="", by=house.tobin) is None
