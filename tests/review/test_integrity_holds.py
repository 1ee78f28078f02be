"""What a case holds, and for how long: no work is stuck behind it, and none slips past it."""

from datetime import timedelta

import pytest

from merited.base import clock
from merited.review.actions import claim
from merited.review.actions.hearing import accept_finding, appeal_case, end_unappealed
from merited.review.actions.noticing import hold_what_was_sent, take_back
from merited.submissions.actions import send
from merited.submissions.models import Hold, Submission
from merited.submissions.rules.completeness import STATEMENTS
from merited.worker.integrity import keep_holding
from tests.review import test_integrity as steps
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
    assert claim(taught.submission.attempts.get(state="sent"), by=house.isolde)


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
