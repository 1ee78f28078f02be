"""What helpers of other departments wrote: seen by the department's readers once it is decided, and marked as helpful."""

import pytest

from merited.people.actions import appoint, tie
from merited.people.rules.places import Office
from merited.review.actions import claim, claim_look, file_look, qualify, score, set_plan
from merited.review.models import Helpful
from merited.review.rules.outcome import Judged
from merited.review.rules.stages import Plan
from tests.review.test_looks import appeal, panel, say, sheet_for

PATH = "/review/helpers/"
WORDS = "In a1 the objective names words only. One next move: name the function. The rest stays."


@pytest.fixture
def helped(world):
    """Vesna, of Personalized Learning, has read work for ML-101."""
    set_plan(
        world.ml101.microcredential,
        Plan(first_of_version=0, share=0, borderline=False, pool=True, pool_from=0),
        by=None,
    )
    qualify(world.vesna, world.ml101.microcredential, by=None)
    reading = claim(world.sent(world.lupe, world.ml101).attempts.get(state="sent"), by=world.vesna)
    score(reading, world.sheet(reading, {"a1.c1": WORDS}), keep="The plans are one unit.", by=world.vesna)
    return reading


def text_for(world, who):
    return world.client(who).get(PATH).content.decode()


def test_the_departments_readers_see_the_words_and_no_name(world, helped):
    text = text_for(world, world.petra)
    assert WORDS in text and "The plans are one unit." in text
    assert world.lupe.name not in text and world.vesna.name not in text
    for other in (world.vesna, world.keziah):  # the writer, and another department's reader
        assert WORDS not in text_for(world, other)


def test_what_the_department_reads_itself_is_not_among_it_nor_what_is_not_decided(world, helped):
    own = world.not_yet(world.gideon, world.petra, world.ml101)
    assert own and text_for(world, world.isolde).count('id="reading-') == 1
    claim(world.sent(world.cyrus, world.ml101).attempts.get(state="sent"), by=world.vesna)
    assert text_for(world, world.petra).count('id="reading-') == 1


def test_words_about_people_close_to_oneself_are_not_shown(world, helped):
    tie(world.petra, world.lupe, "declared")
    assert WORDS not in text_for(world, world.petra)
    assert world.client(world.petra).post(PATH, {"reading": str(helped.pk)}).status_code == 404


def test_it_is_marked_as_helpful_once_and_can_be_taken_back(world, helped):
    client = world.client(world.petra)
    assert client.post(PATH, {"reading": str(helped.pk)}).status_code == 302
    assert "It helped 1 colleague" in text_for(world, world.petra)
    assert Helpful.objects.get().person == world.petra
    client.post(PATH, {"reading": str(helped.pk)})
    assert not Helpful.objects.exists() and "This helps me" in text_for(world, world.petra)
    assert client.post(PATH, {"reading": "nonsense"}).status_code == 404
    assert world.client(world.vesna).post(PATH, {"reading": str(helped.pk)}).status_code == 404


def test_nobody_learns_from_it_what_was_found_in_work_that_is_looked_at_again(world, helped):
    qualify(world.keziah, world.ml101.microcredential, by=None)
    for one in (world.tobin, world.halvard, world.thea):
        appoint(one, Office.COMMITTEE, world.district, by=None)
    work = world.not_yet(world.gideon, world.vesna, world.ml101, open_ones={"a1.c1": WORDS})
    assert text_for(world, world.petra).count('id="reading-') == 2
    look = appeal(work)
    assert text_for(world, world.petra).count('id="reading-') == 1
    reading = claim_look(look, by=world.keziah)
    fresh = {
        key: Judged(one.level, "Fresh words. One next move: add what is missing.")
        for key, one in sheet_for(reading).items()
    }
    file_look(reading, fresh, keep="", by=world.keziah)
    assert panel(look) and text_for(world, world.petra).count('id="reading-') == 1
    say(look, "uphold", "uphold", "uphold")
    text = text_for(world, world.petra)
    assert text.count('id="reading-') == 2 and "Fresh words." not in text
