"""Who had a part in a question of integrity reads none of that work afterwards: not this attempt, not the next, not an appeal."""

import pytest

from merited.review.actions import claim, qualify, release
from merited.review.actions.noticing import set_concern_aside
from merited.review.queries import handled_by, handlers_of, queue
from merited.submissions.models import Attempt, Submission
from tests.review import test_integrity as steps

pytestmark = pytest.mark.django_db
house, reading, concern, case = steps.house, steps.reading, steps.concern, steps.case


def reads_nothing_of(world, attempt, person):
    qualify(person, world.pl101.microcredential, by=None)
    attempt = Attempt.objects.get(pk=attempt.pk)
    assert attempt not in queue(person) and attempt.pk in handled_by(person) and person.pk in handlers_of(attempt)
    return steps.code_of(lambda: claim(attempt, by=person)) == "handled"


def test_whoever_led_or_heard_a_case_does_not_read_the_work(house, reading, case):
    steps.answered(case, house.dov)
    heard = steps.panel(case)
    steps.heard(case, "no_case", "no_case", "no_case")
    release(reading, by=house.vesna)
    for one in [house.philippa, *heard]:
        assert reads_nothing_of(house, reading.attempt, one)


def test_whoever_set_a_concern_aside_does_not_read_the_work(house, reading, concern):
    set_concern_aside(concern, words="A phrase of the handout.", by=house.philippa)
    release(reading, by=house.vesna)
    assert reads_nothing_of(house, reading.attempt, house.philippa)


def test_nor_what_comes_after_it(house, case):
    steps.answered(case, house.dov)
    heard = steps.panel(case)
    steps.heard(case, "teach", "teach", "teach")
    nxt = Submission.objects.get(pk=case.submission_id).attempts.get(number=2)
    for one in [house.philippa, *heard]:
        assert nxt.pk in handled_by(one) and one.pk in handlers_of(nxt)
