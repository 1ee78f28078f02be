"""Whoever copies a sample from which readers learn hands in what a person should look at."""

import pytest

from merited.cli.demo.content_files import calibrations
from merited.cli.demo.samples import load_samples
from merited.people.actions import appoint
from merited.people.rules.places import Office
from merited.review.actions.likeness import compare, compare_all, mark_samples
from merited.review.actions.noticing import open_case
from merited.review.models import Compared, Concern, Likeness, Mark, Sample
from merited.review.queries import known_to, queue
from merited.review.queries.likeness import samples_to_mark
from merited.submissions.models import Attempt
from merited.worker.loop import turn
from tests.review.test_likeness import MINE, OTHER, work
from tests.review.test_likeness_rules import edited

pytestmark = pytest.mark.django_db


@pytest.fixture
def anchor(world):
    """The longest text of an anchor of PL-101, of a part or a piece of work."""
    load_samples(_of_pl101())
    while mark_samples(100):
        pass
    return Sample.objects.filter(use="anchor").order_by("position").first()


def _of_pl101():
    return next(one for one in calibrations() if one["credential"] == "pl-101")


def longest(sample):
    return max(sample.texts.items(), key=lambda item: len(item[1].split()))


def test_a_copy_of_an_anchor_is_shown_to_a_person_with_the_passages(world, anchor):
    place, text = longest(anchor)
    sent = work(world, world.dov, edited(text, 0.1, 2))

    assert compare(sent) == 1 and compare(sent) == 0

    found = Concern.objects.select_related("likeness__other").get()
    assert (found.kind, found.attempt) == ("likeness", sent) and found.likeness.other == anchor.attempt
    assert ("p3.q1", place) in {(one["here"], one["there"]) for one in found.likeness.found}
    appoint(world.halvard, Office.INTEGRITY_LEAD, world.district, by=None)
    page = world.client(world.halvard).get(f"/district/integrity/concerns/{found.pk}/").content.decode()
    assert "A sample that readers learn from" in page and "<mark>" in page and "Another person’s work" not in page
    case = open_case(found, ["p3"], words="How did it come about?", by=world.halvard)
    page = world.client(world.dov).get(f"/work/{case.submission_id}/integrity/").content.decode()
    assert "<mark>" in page and "A sample that readers learn from" not in page


def test_own_words_are_silent_and_nothing_is_decided(world, anchor):
    for person, text in ((world.dov, MINE), (world.lupe, OTHER)):
        assert compare(work(world, person, text)) == 0
    assert not Likeness.objects.exists()


def test_two_people_who_both_copied_it_are_shown_beside_the_sample_and_each_other(world, anchor):
    _place, text = longest(anchor)
    compare(work(world, world.dov, text))
    assert compare(work(world, world.lupe, text)) == 2


def test_the_worker_lets_samples_leave_their_marks_once_before_it_compares(world):
    load_samples(_of_pl101())
    sent = work(world, world.dov, longest(Sample.objects.filter(use="anchor").first())[1])
    turn()
    assert Concern.objects.get().attempt == sent
    marks = Mark.objects.count()
    assert not samples_to_mark().exists() and mark_samples(100) == 0
    turn()
    assert Mark.objects.count() == marks


def test_all_marks_made_again_are_those_of_the_samples_too(world, anchor):
    before = Mark.objects.filter(attempt__state="sample").count()
    assert before and compare_all(anew=True) == (0, 0)
    assert Mark.objects.filter(attempt__state="sample").count() == before
    assert Compared.objects.count() == Sample.objects.count()


def test_an_anchor_is_work_of_nobody_and_comes_to_no_queue(world, anchor):
    laid_out = Attempt.objects.get(pk=anchor.attempt_id)
    assert laid_out.sent_at is None and not laid_out.submission.person.is_active
    assert not queue(world.vesna).exists() and laid_out not in known_to(world.vesna)
    page = world.client(world.vesna).post(f"/review/claim/{laid_out.pk}/")
    assert page.status_code == 404
