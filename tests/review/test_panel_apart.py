"""Who had another part in a piece of work has no seat in the panel of its appeal."""

import pytest

from merited.people.actions import appoint
from merited.people.models import Role
from merited.people.rules.places import Office
from merited.review.actions import confirm_check, leave_panel, pass_back, qualify, score, send_in, set_plan, speak
from merited.review.actions.noticing import raise_concern, set_concern_aside
from merited.review.models import Granting, Look, Precheck
from merited.review.queries.checkers import handlers_of
from merited.review.queries.looks import members_for
from merited.review.rules.looks import PanelBar, panel_bars
from merited.review.rules.stages import Plan
from merited.submissions.rules.completeness import STATEMENTS
from tests.review import test_integrity as steps
from tests.review import test_looks as looked
from tests.review.test_looks_beside import SINGLE, sent_again
from tests.review.test_second_reading import BASIC, LAST, read

pytestmark = pytest.mark.django_db
house, reading, concern, case = steps.house, steps.reading, steps.concern, steps.case


def bars_of(look, person):
    """By the rule; and the seats are drawn by it."""
    look.refresh_from_db()
    bars = next(panel_bars(one) for one in members_for(look) if one.person == person.pk)
    assert not (bars and person in looked.panel(look))
    return bars


def read_not_yet(world, submission, reader):
    read(world, submission, reader, {LAST: BASIC})
    submission.refresh_from_db()
    return looked.appeal(submission)


def filed_not_yet(world, reading):
    score(reading, world.sheet(reading, {LAST: BASIC}), keep="", by=reading.reviewer)
    submission = reading.attempt.submission
    submission.refresh_from_db()
    return looked.appeal(submission)


def passed_back(world, by):
    """Lupe's work, passed back and read once more: not yet."""
    set_plan(world.pl101.microcredential, Plan(share=0, first_of_version=0, borderline=False, grant=True), by=None)
    submission = world.sent(world.lupe)
    read(world, submission, world.keziah)
    asked = Granting.objects.get(attempt__submission=submission, state="open")
    pass_back(asked, words="I doubt that a2 shows what it should.", by=by)
    read(world, submission, world.vesna, {LAST: BASIC})
    qualify(world.isolde, world.pl101.microcredential, by=None)
    return read_not_yet(world, submission, world.isolde)


def test_whoever_passed_it_back(world):
    look = passed_back(world, world.thea)
    assert bars_of(look, world.thea) == (PanelBar.HANDLED,)
    assert bars_of(look, world.ximena) == ()


def test_whoever_checked_it(world):
    set_plan(world.pl101.microcredential, Plan(share=0, first_of_version=0, borderline=False, precheck=True), by=None)
    submission = world.written(world.lupe)
    send_in(submission, set(STATEMENTS), by=world.lupe)
    confirm_check(Precheck.objects.get(attempt__submission=submission), by=world.thea)
    look = read_not_yet(world, submission, world.keziah)
    assert bars_of(look, world.thea) == (PanelBar.HANDLED,)
    looked.read_by(look, world.vesna)
    assert set(looked.panel(look)) == {world.ximena, world.isolde}, "one seat stays free"


def test_whoever_checked_an_earlier_attempt(world):
    checked = Plan(share=0, first_of_version=0, borderline=False, precheck=True)
    set_plan(world.pl101.microcredential, checked, by=None)
    submission = world.written(world.lupe)
    send_in(submission, set(STATEMENTS), by=world.lupe)
    confirm_check(Precheck.objects.get(attempt__submission=submission), by=world.thea)
    read(world, submission, world.keziah, {LAST: BASIC})
    set_plan(world.pl101.microcredential, SINGLE, by=None)
    again = sent_again(submission)
    look = read_not_yet(world, submission, world.keziah)
    assert look.attempt == again != Precheck.objects.get().attempt
    assert bars_of(look, world.thea) == (PanelBar.HANDLED,)


def test_whoever_settled_a_question_of_integrity(house, reading, concern):
    set_concern_aside(concern, words="A phrase of the handout.", by=house.philippa)
    appoint(house.philippa, Office.LEAD_READER, house.district, by=None)
    look = filed_not_yet(house, reading)
    assert PanelBar.HANDLED in bars_of(look, house.philippa)


def test_whoever_led_or_heard_a_case(house, reading, case):
    steps.answered(case, house.dov)
    seats = steps.panel(case)
    steps.heard(case, "no_case", "no_case", "no_case")
    for one in (house.philippa, *seats):
        Role.objects.get_or_create(person=one, kind=Office.LEAD_READER, organization=house.district)
    look = read_not_yet(house, reading.attempt.submission, house.vesna)
    barred = {one.person for one in members_for(look) if PanelBar.HANDLED in panel_bars(one)}
    assert barred == {house.philippa.pk, *(one.pk for one in seats)} == handlers_of(look.attempt)


def test_whoever_comes_to_have_a_part_gives_up_the_seat_and_is_told_why(world):
    held = world.claimed(world.lupe, world.keziah)
    words = "The first lines are those of an anchor."
    concern = raise_concern(held, exhibit=None, prompt="p3.q1", words=words, by=world.keziah)
    look = filed_not_yet(world, held)
    looked.read_by(look, world.vesna)
    assert set(looked.panel(look)) == {world.ximena, world.isolde, world.thea}
    type(concern).objects.filter(pk=concern.pk).update(settled_by=world.ximena)
    code = looked.code_of(lambda: speak(look, "uphold", reasons="Why.", advice="Next.", by=world.ximena))
    assert code == "handled" and world.ximena not in looked.panel(look)
    leave_panel(look, by=world.isolde)
    assert looked.panel(Look.objects.get(pk=look.pk)) == [world.thea]
