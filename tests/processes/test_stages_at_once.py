"""Two at once before the first reading and after the last: one deed counts, the other is told, and nothing is half done."""

import pytest

from merited.awards.models import Award
from merited.review.actions import (
    confirm_check,
    confirm_grant,
    let_lapse,
    look_into_next,
    pass_back,
    return_incomplete,
    score,
    send_in,
    set_plan,
)
from merited.review.models import CheckedPiece, Course, Decision, Granting, Precheck
from merited.review.queries import awards_amiss, stages_amiss, undecided
from merited.review.rules.stages import Plan
from merited.submissions.actions import withdraw
from merited.submissions.models import Attempt, Exhibit, Submission
from merited.submissions.rules.completeness import STATEMENTS
from tests.processes.race import Came

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
WORDS = "The PDF asks for a password."


@pytest.fixture
def check(world):
    """Lupe's PL-101, sent, to be opened first."""
    set_plan(world.pl101.microcredential, Plan(0, 0, borderline=False, precheck=True), by=None)
    submission = world.written(world.lupe)
    send_in(submission, set(STATEMENTS), by=world.lupe)
    return Precheck.objects.get()


@pytest.fixture
def granting(world):
    """Lupe's PL-101, read, to be confirmed."""
    set_plan(world.pl101.microcredential, Plan(0, 0, borderline=False, grant=True), by=None)
    reading = world.claimed(world.lupe, world.vesna)
    score(reading, world.sheet(reading), keep="", by=world.vesna)
    return Granting.objects.get()


def whole():
    assert undecided() == 0
    assert stages_amiss() == dict.fromkeys(stages_amiss(), 0)
    assert {**awards_amiss(), "badges not signed": 0} == dict.fromkeys(awards_amiss(), 0)


def states():
    return Submission.objects.get().state, Attempt.objects.get().state


def piece():
    return Exhibit.objects.order_by("artifact")[0].pk


def test_a_double_click_on_send_opens_one_check(world, overtaken):
    set_plan(world.pl101.microcredential, Plan(0, 0, borderline=False, precheck=True), by=None)
    submission = world.written(world.lupe)

    def act():
        return send_in(submission, set(STATEMENTS), by=world.lupe)

    first, second = overtaken("send.check-opened", act, act)

    assert first.refused is None and second == Came(refused="already-sent")
    assert Precheck.objects.count() == 1
    whole()


def test_one_confirms_and_another_returns_and_the_first_counts(world, check, overtaken):
    first, second = overtaken(
        "check.confirmed",
        lambda: confirm_check(check, by=world.corwin),
        lambda: return_incomplete(check, [piece()], words=WORDS, by=world.thea),
    )

    assert (first.refused, second.refused) == (None, "checked")
    assert states() == ("waiting", "sent")
    assert not CheckedPiece.objects.filter(named=True).exists()
    whole()


def test_one_returns_and_the_morning_lets_it_lapse(world, check, overtaken):
    first, second = overtaken(
        "check.returned",
        lambda: return_incomplete(check, [piece()], words=WORDS, by=world.corwin),
        lambda: let_lapse(check),
    )

    assert (first.refused, second.value) == (None, False)
    assert states() == ("draft", "open")
    whole()


def test_its_earner_takes_it_back_while_it_is_being_returned(world, check, overtaken):
    first, second = overtaken(
        "check.attempt-open",
        lambda: return_incomplete(check, [piece()], words=WORDS, by=world.corwin),
        lambda: withdraw(check.attempt.submission, by=world.lupe),
    )

    assert (first.refused, second.refused) == (None, None)
    assert states() == ("withdrawn", "withdrawn")
    whole()


def test_the_software_looks_while_a_person_returns_it(world, check, overtaken):
    first, second = overtaken(
        "check.pieces-written",
        look_into_next,
        lambda: return_incomplete(check, [piece()], words=WORDS, by=world.corwin),
    )

    assert (first.value, second.refused) == (True, None)
    assert CheckedPiece.objects.filter(named=True).count() == 1
    assert CheckedPiece.objects.count() == Exhibit.objects.count()
    whole()


def test_two_who_grant_at_once_grant_one_award(world, granting, overtaken):
    first, second = overtaken(
        "grant.confirmed",
        lambda: confirm_grant(granting, by=world.corwin),
        lambda: confirm_grant(granting, by=world.thea),
    )

    assert (first.refused, second.refused) == (None, "granted")
    assert Award.objects.count() == Decision.objects.count() == 1
    assert Granting.objects.get().by == world.corwin
    whole()


def test_one_confirms_and_another_passes_back_and_the_first_counts(world, granting, overtaken):
    first, second = overtaken(
        "score.attempt-closed",
        lambda: confirm_grant(granting, by=world.corwin),
        lambda: pass_back(granting, words=WORDS, by=world.thea),
    )

    assert (first.refused, second.refused) == (None, "granted")
    assert Course.objects.get().due == ""
    assert states() == ("earned", "decided")
    whole()


def test_one_passes_back_and_another_confirms_and_nothing_is_granted(world, granting, overtaken):
    first, second = overtaken(
        "grant.reading-due",
        lambda: pass_back(granting, words=WORDS, by=world.thea),
        lambda: confirm_grant(granting, by=world.corwin),
    )

    assert (first.refused, second.refused) == (None, "passed-back")
    assert Course.objects.get().due == "second"
    assert not Award.objects.exists()
    whole()


def test_its_earner_takes_it_back_while_it_is_being_confirmed(world, granting, overtaken):
    first, second = overtaken(
        "grant.confirmed",
        lambda: confirm_grant(granting, by=world.corwin),
        lambda: withdraw(granting.attempt.submission, by=world.lupe),
    )

    assert (first.refused, second.refused) == (None, "earned")
    assert states() == ("earned", "decided")
    whole()
