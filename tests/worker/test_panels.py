"""Seats and looks are minded in the turn in which somebody goes, and not only the next morning."""

import pytest

from merited.base import clock
from merited.people.actions import appoint
from merited.people.joining import close_account, part
from merited.people.models import Employment, Letter
from merited.people.rules.places import Office
from merited.review.actions import ask_question, claim, claim_look, score
from merited.review.actions.hearing import answer_case
from merited.review.models import Case
from merited.review.queries import open_for_a_look
from merited.submissions.actions import withdraw
from merited.worker.loop import turn
from tests.review import test_integrity as steps
from tests.review import test_looks_beside as beside
from tests.review.test_looks import appeal, panel, read_by
from tests.world import MONDAY

pytestmark = pytest.mark.django_db
house, reading, concern, case, work = steps.house, steps.reading, steps.concern, steps.case, beside.work


@pytest.fixture(autouse=True)
def nine_on_a_monday():
    """One turn, and no morning in between."""
    with clock.at(MONDAY):
        yield


def goes(world, person, how):
    if how == "account closed":
        close_account(by=person)
    else:
        job, _new = Employment.objects.update_or_create(
            person=person, district=world.district, defaults={"until": None, "since": MONDAY.date()}
        )
        part(job, by=None)


@pytest.mark.parametrize("how", ["account closed", "left"])
def test_a_seat_in_a_case_is_filled_in_the_same_turn_and_its_holder_told(house, case, how):
    answer_case(case, words="From the handout.", by=house.dov)
    turn()
    gone, *stay = steps.panel(case)

    goes(house, gone, how)
    turn()
    turn()

    now = steps.panel(Case.objects.get())
    assert len(now) == 3 and gone not in now and set(stay) <= set(now)
    (new,) = set(now) - set(stay)
    assert Letter.objects.filter(person=new, kind="case_panel").exists()


@pytest.mark.parametrize("how", ["account closed", "left"])
def test_a_seat_in_an_appeal_is_filled_in_the_same_turn(world, work, how):
    look = appeal(work)
    read_by(look, world.vesna)
    turn()
    gone = panel(look)[0]
    goes(world, gone, how)
    turn()
    assert len(panel(look)) == 3 and gone not in panel(look)


def test_whoever_is_given_an_office_takes_a_seat_that_was_free(house, case):
    for one in (house.petra, house.halvard, house.tobin):
        close_account(by=one)
    for one in (house.isolde, house.ximena):
        close_account(by=one)
    answer_case(case, words="From the handout.", by=house.dov)
    before = len(steps.panel(case))
    assert before < 3
    turn()
    appoint(house.cyrus, Office.PANELIST, house.district, by=None)
    turn()
    assert len(steps.panel(case)) == before + 1


def test_a_panel_ends_in_the_turn_in_which_the_work_is_taken_back(world, work):
    look = appeal(work)
    read_by(look, world.vesna)
    turn()
    work.refresh_from_db()
    withdraw(work, by=world.cyrus)
    turn()
    look.refresh_from_db()
    assert (look.state, look.outcome) == ("closed", "over") and not panel(look)


def test_an_appeal_ends_in_the_turn_in_which_the_work_is_earned(world, work):
    look = appeal(work)
    held = claim_look(look, by=world.vesna)
    turn()
    reading = claim(beside.sent_again(work), by=world.keziah)
    score(reading, world.sheet(reading), keep="", by=world.keziah)
    turn()
    look.refresh_from_db()
    held.refresh_from_db()
    assert (look.state, look.outcome, held.state) == ("closed", "over", "released")


def test_a_question_ends_in_the_turn_in_which_its_reviewer_goes(world, work):
    look = ask_question(work, open_for_a_look(work, work.attempts.get())[0].id, words="Why?", by=world.cyrus)
    turn()
    look.refresh_from_db()
    assert look.state == "asked"
    close_account(by=world.keziah)
    turn()
    look.refresh_from_db()
    assert (look.state, look.outcome) == ("closed", "over")
