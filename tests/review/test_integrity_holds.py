"""What a case holds, and for how long: no work is stuck behind it, and none slips past it."""

from datetime import timedelta

import pytest

from merited.base import clock
from merited.people.actions import appoint
from merited.people.rules.places import Office
from merited.review.actions import claim, confirm_check, let_lapse, send_in
from merited.review.actions.hearing import accept_finding, appeal_case, end_unappealed
from merited.review.actions.noticing import hold_what_was_sent, take_back
from merited.review.models import Concern
from merited.submissions.actions import revise, send
from merited.submissions.models import Hold, Submission
from merited.submissions.rules.completeness import STATEMENTS
from merited.worker.integrity import keep_holding
from tests.review import test_integrity as steps
from tests.review.test_prechecks import sent
from tests.world import MONDAY

pytestmark = pytest.mark.django_db
house, reading, concern, case = steps.house, steps.reading, steps.concern, steps.case


def stands(case):
    return Submission.objects.get(pk=case.submission_id).state


@pytest.fixture
def taught(house, case):
    """Dov's work was found to go back as a draft, and he has sent it again within the days to appeal."""
    steps.answered(case, house.dov)
    steps.heard(case, "teach", "teach", "teach")
    work = Submission.objects.get(pk=case.submission_id)
    for key in [one.id for one in work.version.document.criteria]:
        house.attempt(work).change_notes.create(criterion=key, text="In my own words.", saved_at=clock.now())
    send(work, set(STATEMENTS), by=house.dov)
    keep_holding()
    return case


def test_what_was_given_back_to_be_sent_again_is_read_at_once_when_it_comes(house, taught):
    assert not hold_what_was_sent(taught) and stands(taught) == "waiting"
    # A lot seats the panel, and whoever sat there reads it no more.
    sat = taught.voices.filter(person=house.isolde).exists()
    assert claim(taught.submission.attempts.get(state="sent"), by=house.tobin if sat else house.isolde)


def test_nor_is_it_held_while_its_earner_appeals(house, taught):
    appeal_case(taught, words="The handout is the district's own.", by=house.dov)
    assert not keep_holding() and stands(taught) == "waiting"


@pytest.mark.parametrize("end", ["accepted", "appealed", "days over"])
def test_however_a_case_that_gave_work_back_ends_nothing_stays_on_hold(house, taught, end):
    if end == "accepted":
        accept_finding(taught, by=house.dov)
    elif end == "appealed":
        appeal_case(taught, words="The handout is the district's own.", by=house.dov)
        steps.heard(taught, "no_case", "no_case", "no_case")
    else:
        with clock.at(MONDAY + timedelta(days=31)):
            assert end_unappealed(taught)
    assert steps.fresh(taught).state == "closed" and stands(taught) == "waiting"
    assert not Hold.objects.filter(attempt__submission=taught.submission, ended_at=None).exists()


def test_nobody_takes_work_back_from_under_an_open_case_to_send_it_anew(house, case):
    assert steps.code_of(lambda: take_back(case.submission, by=house.dov)) == "under-a-case"
    house.client(house.dov).post(f"/work/{case.submission_id}/withdraw/")
    assert stands(case) == "on_hold"
    steps.answered(case, house.dov)
    steps.heard(case, "no_case", "no_case", "no_case")
    take_back(case.submission, by=house.dov)
    assert stands(case) == "withdrawn"


def test_what_was_given_back_to_be_sent_again_can_be_taken_back(house, taught):
    take_back(taught.submission, by=house.dov)
    assert stands(taught) == "withdrawn"


@pytest.mark.parametrize("end", ["confirmed", "lapsed"])
def test_a_case_that_was_opened_during_the_check_holds_the_work_before_anybody_can_claim_it(house, end):
    appoint(house.thea, Office.CHECKER, house.district, by=None)
    work, check = sent(house, by=house.dov)
    found = Concern.objects.create(attempt=check.attempt, kind="likeness", raised_at=clock.now())
    case = steps.opened(house, found)
    assert case.hold is None and stands(case) == "precheck"
    if end == "confirmed":
        confirm_check(check, by=house.thea)
    else:
        with clock.at(MONDAY + timedelta(days=3)):
            let_lapse(check)
    assert stands(case) == "on_hold" and steps.fresh(case).hold
    assert steps.code_of(lambda: claim(work.attempts.get(), by=house.vesna)) == "on-hold"
    steps.answered(case, house.dov)
    steps.heard(case, "no_case", "no_case", "no_case")
    assert stands(case) == "waiting"


def test_what_is_sent_under_an_open_case_is_on_hold_from_the_start(house):
    work = house.not_yet(house.dov, house.vesna)
    attempt = work.attempts.get()
    case = steps.opened(house, Concern.objects.create(attempt=attempt, kind="likeness", raised_at=clock.now()))
    revise(work, by=house.dov)
    for key in [one.id for one in work.version.document.criteria]:
        house.attempt(work).change_notes.create(criterion=key, text="Added.", saved_at=clock.now())
    send_in(work, set(STATEMENTS), by=house.dov)
    assert stands(case) == "on_hold"
