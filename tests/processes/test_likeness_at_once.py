"""Work is compared in the very moment in which it goes on after a hold: both come to their end, in whichever order."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from merited.base import clock
from merited.review.actions import claim
from merited.review.actions.likeness import compare, compare_all
from merited.review.flags import raise_flag, resolve, send_back
from merited.review.models import Compared, Concern, Flag, Mark
from merited.review.queries.likeness import not_compared
from merited.review.rules.flags import Ending, Kind
from merited.submissions.holds import add_file
from merited.submissions.models import Exhibit, Hold, Submission
from tests.processes.race import Came, at_once
from tests.review.test_likeness import MINE, work
from tests.world import MONDAY

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def attempt(world):
    """Dov's, on hold over a file in whose place he has put another. It was compared before it was sent anew, as what comes back
    from a check is; Lupe's same words were compared since.
    """
    attempt = work(world, world.dov, MINE)
    with clock.at(MONDAY - timedelta(days=1)):
        compare(attempt)
    Mark.objects.all().delete()  # so that all of it is new, and a concern is written
    compare(work(world, world.lupe, MINE))
    reading = claim(attempt, by=world.vesna)
    exhibit = Exhibit.objects.filter(attempt=attempt).order_by("artifact")[0]
    raise_flag(reading, Kind.CANNOT_OPEN, exhibit=exhibit, words="It stops.", by=world.vesna)
    add_file(Hold.objects.get(), ContentFile(b"Whole again.", name="plan.txt"), about="It", instead=True, by=world.dov)
    return attempt


def sends_back(world, attempt):
    return lambda: send_back(attempt.submission, words="Here is all of it.", by=world.dov)


def went_on(attempt):
    """It waits for its reader, and all that is in it has been compared, or will be."""
    assert Submission.objects.get(pk=attempt.submission_id).state == "waiting"
    compare_all()
    assert Concern.objects.count() == 1  # over whichever was compared last
    assert Compared.objects.filter(attempt=attempt).count() == 1 and not not_compared().exists()


def test_comparing_meets_the_earner_who_sends_it_back(world, attempt, overtaken):
    first, second = overtaken("likeness.marks-written", lambda: compare(attempt), sends_back(world, attempt))
    assert first.refused is None and second.refused is None
    went_on(attempt)


def test_the_earner_who_sends_it_back_meets_comparing(world, attempt, overtaken):
    first, second = overtaken("flag.answered", sends_back(world, attempt), lambda: compare(attempt))
    assert first.refused is None and second.refused is None
    went_on(attempt)


def test_comparing_meets_the_program_that_resolves_it(world, attempt, overtaken):
    flag = Flag.objects.get()
    first, second = overtaken(
        "likeness.marks-written",
        lambda: compare(attempt),
        lambda: resolve(flag, Ending.SHOWN, words="It opens here.", by=world.corwin),
    )
    assert first.refused is None and second == Came(value=True)
    went_on(attempt)


def test_all_at_once_comes_to_an_end(world, attempt):
    came = at_once(lambda: compare_all(anew=True), sends_back(world, attempt), lambda: compare(attempt))
    assert [one.refused for one in came] == [None] * 3
    went_on(attempt)
