"""What is changed in sent work, while it was returned or on hold, is compared too; what stayed is not shown twice."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from merited.base import clock
from merited.people.actions import appoint
from merited.people.rules.places import Office
from merited.review.actions import claim, set_plan
from merited.review.actions.checking import return_incomplete, send_in
from merited.review.actions.declaring import declare
from merited.review.actions.likeness import compare, compare_all
from merited.review.flags import raise_flag, send_back
from merited.review.models import Compared, Concern, Mark, Precheck
from merited.review.rules.flags import Kind
from merited.review.rules.stages import Plan
from merited.submissions import holds
from merited.submissions.actions import write
from merited.submissions.models import Answer, Exhibit
from merited.submissions.rules.completeness import STATEMENTS
from merited.worker.integrity import compare_some
from merited.worker.loop import turn
from tests.review.test_likeness import MINE, OTHER, THIRD, concern, work
from tests.world import MONDAY

pytestmark = pytest.mark.django_db


def with_likes():
    return {one.likeness.other.submission.person for one in Concern.objects.filter(likeness__isnull=False)}


def work_of(world, person, text):
    found = work(world, person, text)
    compare(found)
    return found


def masked(world, attempt, text):
    """Its reader asks for another answer, and its earner writes this one."""
    reading = claim(attempt, by=world.vesna)
    flag = raise_flag(reading, Kind.PRIVACY, prompt="p3.q1", words="A name.", by=world.vesna)
    answer = Answer.objects.get(attempt=attempt, prompt="p3.q1")
    holds.rewrite(flag.hold, text, revision=answer.revision, by=attempt.submission.person)
    send_back(attempt.submission, words="", by=attempt.submission.person)


def test_what_takes_its_place_during_a_hold_is_compared_by_the_worker(world):
    first = work_of(world, world.gideon, MINE)
    second = work_of(world, world.dov, OTHER)
    assert not Concern.objects.exists()

    masked(world, second, MINE)
    turn()
    while compare_some():
        pass

    assert concern().attempt == second and concern().likeness.other == first
    work_of(world, world.lupe, MINE)
    assert second.submission.person in with_likes(), "its marks are those of what stands there now"


def test_a_file_that_takes_the_place_of_another_during_a_hold_is_compared(world):
    first = work_of(world, world.gideon, MINE)
    second = work_of(world, world.dov, OTHER)
    copied = Exhibit.objects.filter(attempt=first).order_by("artifact").first()
    named = Exhibit.objects.get(attempt=second, artifact=copied.artifact)
    flag = raise_flag(claim(second, by=world.vesna), Kind.PRIVACY, exhibit=named, words="A name.", by=world.vesna)
    content = f"{world.gideon.name} {copied.artifact} {first.submission_id}".encode()
    holds.add_file(flag.hold, ContentFile(content, name="b.txt"), about="It", instead=True, by=world.dov)
    send_back(second.submission, words="", by=world.dov)
    assert compare_all() == (1, 1)


def test_what_was_returned_by_its_check_and_sent_anew_is_compared(world):
    set_plan(world.pl101.microcredential, Plan(first_of_version=0, share=0, precheck=True), by=world.thea)
    appoint(world.thea, Office.CHECKER, world.district, by=None)
    first = work_of(world, world.gideon, MINE)
    submission = world.written(world.dov)
    send_in(submission, set(STATEMENTS), by=world.dov)
    assert compare_all() == (1, 0)
    attempt = submission.attempts.get()
    named = Exhibit.objects.filter(attempt=attempt).values_list("pk", flat=True)[:1]
    return_incomplete(Precheck.objects.get(), list(named), words="It cannot be opened.", by=world.thea)
    assert compare_all() == (0, 0)

    answer = Answer.objects.get(attempt=attempt, prompt="p3.q1")
    write(attempt, "p3.q1", MINE, revision=answer.revision, by=world.dov)
    submission.refresh_from_db()
    with clock.at(MONDAY + timedelta(days=1)):
        send_in(submission, set(STATEMENTS), by=world.dov)
        assert compare_all() == (1, 1)
        assert compare_all() == (0, 0)
    assert concern().likeness.other == first


def test_what_stayed_as_it_was_is_not_looked_at_again(world):
    first = work_of(world, world.dov, MINE)
    declare(first.submission, reused="", addresses=["gideon.ashgrove@alderbay.example"], by=world.dov)
    work_of(world, world.gideon, MINE)
    assert not Concern.objects.exists()
    marks = set(Mark.objects.filter(attempt=first).values_list("pk", flat=True))
    Compared.objects.filter(attempt=first).delete()

    assert compare_all() == (1, 0), "the later one has named nobody, and it is not the first's to answer for"
    assert set(Mark.objects.filter(attempt=first).values_list("pk", flat=True)) == marks

    other = work_of(world, world.lupe, OTHER)
    masked(world, other, THIRD)
    assert compare_all() == (1, 0)
